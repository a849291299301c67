BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A pipeline' {
    BeforeAll { Connect-TestServer }
    AfterAll { Disconnect-TestServer }

    It 'is made, found and removed' {
        $made = New-TestPipeline
        (Get-MagePipeline -Uuid $made.Uuid).Name | Should -Be $made.Name
        $made | Remove-MagePipeline -Confirm:$false
        Get-MagePipeline -Uuid $made.Uuid -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'is changed by what is passed only' {
        $made = New-TestPipeline
        $changed = $made | Set-MagePipeline -Description 'new' -PassThru
        $changed.Description | Should -Be 'new'
        $changed.Name | Should -Be $made.Name
    }

    It 'is left alone by -WhatIf' {
        $made = New-TestPipeline
        $made | Remove-MagePipeline -WhatIf
        (Get-MagePipeline -Uuid $made.Uuid).Uuid | Should -Be $made.Uuid
    }

    It 'takes a row of a CSV file' {
        $made = New-TestPipeline
        $row = "Uuid`n$($made.Uuid)" | ConvertFrom-Csv
        ($row | Get-MagePipeline).Uuid | Should -Be $made.Uuid
    }

    It 'that is missing is an error that stops nothing' {
        $made = New-TestPipeline
        $found = 'no_such_pipeline', $made.Uuid | Get-MagePipeline -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Uuid | Should -Be $made.Uuid
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PipelineNotFound,*'
    }

    It 'is shown in a line' {
        $made = New-TestPipeline
        $made | Out-String -Width 120 | Should -Match "$($made.Uuid) +python"
    }

    It 'gets a new uuid with a new name' {
        $made = New-TestPipeline
        $name = "Renamed $($made.Uuid)"
        $renamed = $made | Rename-MagePipeline -NewName $name -PassThru
        $script:Made.Add($renamed.Uuid)
        $renamed.Name | Should -Be $name
        $renamed.Uuid | Should -Be "renamed_$($made.Uuid)"
        Get-MagePipeline -Uuid $made.Uuid -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}

Describe 'A copy' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $null = New-MageBlock -Pipeline $pipeline -Name "$($pipeline.Uuid)_only" -Type custom -Content 'x = 1'
    }
    AfterAll {
        Remove-MagePipeline "$($pipeline.Uuid)_two" -Confirm:$false
        Disconnect-TestServer
    }

    It 'is independent where that is asked for' {
        $copy = Copy-MagePipeline $pipeline "$($pipeline.Uuid)_two" -Independent
        Set-MageBlock $copy.Uuid (Get-MageBlock -Pipeline $copy).Uuid -Content 'x = 2'
        (Get-MageBlock -Pipeline $pipeline -Content).Content | Should -Be 'x = 1'
    }
}
