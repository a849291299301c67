BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'The figures of runs' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $name = $pipeline.Uuid.Split('_')[-1]
        $null = New-MageBlock -Pipeline $pipeline -Name "good_$name" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    return 1`n"
        $null = Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
        $null = New-MageBlock -Pipeline $pipeline -Name "bad_$name" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    raise ValueError('<no & rows>')`n"
        $null = Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
        $path = Join-Path -Path $TestDrive -ChildPath 'report.html'
    }
    AfterAll { Disconnect-TestServer }

    It 'are those of the runs of a pipeline' {
        $figures = $pipeline | Measure-MagePipelineRun
        $figures.Count | Should -Be 2
        $figures.Completed | Should -Be 1
        $figures.OpenFailures | Should -Be 1
        $figures.SuccessRate | Should -Be 0.5
        $figures.RunTimeMax | Should -BeGreaterOrEqual $figures.RunTimeP50
    }

    It 'come for each group' {
        $groups = $pipeline | Get-MagePipelineRun | Measure-MagePipelineRun -GroupBy Pipeline
        $groups.Name | Should -Be $pipeline.Uuid
    }

    It 'are shown in a table that fits' {
        $shown = $pipeline | Measure-MagePipelineRun | Out-String -Width 120
        $shown | Should -Match ' 2 +50\.0 % .* All runs'
        $shown.Split("`n") | Where-Object Length -GT 121 | Should -BeNullOrEmpty
    }

    It 'stand in the report, with what went wrong' {
        $file = $pipeline | Get-MagePipelineRun | Export-MageRunReport -Path $path -Title 'Accepted'
        $file.FullName | Should -Be $path
        $page = [xml](Get-Content -Raw -Path $path)
        $page.html.head.title | Should -Be 'Accepted'
        $page.html.body.InnerText | Should -Match 'One failure is still open'
        $page.html.body.InnerText | Should -Match ([regex]::Escape('<no & rows>'))
    }

    It 'are not written under -WhatIf' {
        $other = Join-Path -Path $TestDrive -ChildPath 'other.html'
        Export-MageRunReport -Path $other -WhatIf
        $other | Should -Not -Exist
    }

    It 'make the daily report' {
        $daily = Join-Path -Path $TestDrive -ChildPath 'daily.html'
        (& "$PSScriptRoot/../examples/daily-report.ps1" -Path $daily -Since 1h).FullName | Should -Be $daily
    }
}
