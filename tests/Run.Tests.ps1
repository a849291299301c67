BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A run' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $null = New-MageBlock -Pipeline $pipeline -Name "only_$($pipeline.Uuid.Split('_')[-1])" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    return 1`n"
        $run = Invoke-MagePipelineRun -Pipeline $pipeline -Variable @{ region = 'north' } -Wait -TimeoutSec 120 -PollSec 1
    }
    AfterAll { Disconnect-TestServer }

    It 'is waited for to its end' {
        $run.HasEnded | Should -BeTrue
        $run.Status | Should -Be 'completed'
    }

    It 'keeps its variables' {
        $run.Variables.region | Should -Be 'north'
    }

    It 'is found by its pipeline' {
        ($pipeline | Get-MagePipelineRun).Id | Should -Contain $run.Id
    }

    It 'is shown with its progress' {
        Get-MagePipelineRun -Id $run.Id | Out-String -Width 120 | Should -Match 'completed +1/1'
    }

    It 'is waited for together with others' {
        $runs = 1..3 | ForEach-Object { Invoke-MagePipelineRun -Pipeline $pipeline -Variable @{ number = $_ } }
        $ended = $runs | Wait-MagePipelineRun -TimeoutSec 120 -PollSec 1
        $ended.Id | Sort-Object | Should -Be ($runs.Id | Sort-Object)
        $ended.Status | Should -Not -Contain 'running'
    }

    It 'is found by its variables, and as the newest of its pipeline' {
        Get-MagePipelineRun -Pipeline $pipeline -Variable @{ region = 'nor*' } | ForEach-Object Id | Should -Be $run.Id
        Get-MagePipelineRun -Pipeline $pipeline -Variable @{ region = 'south' } | Should -BeNullOrEmpty
        $newest = $pipeline | Get-MagePipelineRun -First 1
        Get-MagePipelineRun -Pipeline $pipeline -Latest | ForEach-Object Id | Should -Be $newest.Id
    }

    It 'is made of each set of variables that is piped in' {
        $runs = 1..3 | ForEach-Object { @{ number = $_ } } | Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
        $runs | Sort-Object Id | ForEach-Object { $_.Variables.number } | Should -Be 1, 2, 3
    }

    It 'is followed on the information stream, and comes out at its end' {
        $followed = Invoke-MagePipelineRun -Pipeline $pipeline -Follow -TimeoutSec 120 -PollSec 1 -InformationVariable seen 6> $null
        $followed.Status | Should -Be 'completed'
        $seen.MessageData | Where-Object { $_ -is [MageAI.MageLogEntry] } | ForEach-Object PipelineRunId | Select-Object -Unique | Should -Be $followed.Id
        $changes = $seen.MessageData | Where-Object { $_ -is [MageAI.RunChange] }
        "$($changes[-1])" | Should -Match "run $($followed.Id) of $($pipeline.Uuid): completed$"
    }

    It 'that has ended is not cancelled, and that is no error' {
        (Stop-MagePipelineRun -Id $run.Id -PassThru).Status | Should -Be 'completed'
    }

    It 'is cancelled' {
        $slow = New-TestPipeline
        $null = New-MageBlock -Pipeline $slow -Name "slow_$($slow.Uuid.Split('_')[-1])" -Type custom -Content "import time`n@custom`ndef run(*args, **kwargs):`n    time.sleep(60)`n"
        $long = Invoke-MagePipelineRun -Pipeline $slow
        ($long | Stop-MagePipelineRun -PassThru).Status | Should -Be 'cancelled'
    }
}

Describe 'A run that goes on for long' {
    BeforeAll {
        Connect-TestServer
        $slow = New-TestPipeline
        $null = New-MageBlock -Pipeline $slow -Name "slow_$($slow.Uuid.Split('_')[-1])" -Type custom -Content "import time`n@custom`ndef run(*args, **kwargs):`n    time.sleep(90)`n"
        $quick = New-TestPipeline
        $null = New-MageBlock -Pipeline $quick -Name "quick_$($quick.Uuid.Split('_')[-1])" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    return 1`n"
        $long = Invoke-MagePipelineRun -Pipeline $slow
    }
    AfterAll {
        $long | Stop-MagePipelineRun
        Disconnect-TestServer
    }

    It 'is not started a second time where one is enough' {
        $same = Invoke-MagePipelineRun -Pipeline $slow -IfNotRunning -WarningVariable warned -WarningAction SilentlyContinue
        $same.Id | Should -Be $long.Id
        "$warned" | Should -Match "Run $($long.Id) of pipeline $($slow.Uuid) is (initial|running) already"
    }

    It 'is not removed' {
        { $long | Remove-MagePipelineRun -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'RunInProgress,*'
        (Get-MagePipelineRun -Id $long.Id).Id | Should -Be $long.Id
    }

    It 'is not restarted' {
        { $long | Restart-MagePipelineRun -ErrorAction Stop } | Should -Throw -ErrorId 'RunInProgress,*'
    }

    It 'is not waited for when another has ended' {
        $other = Invoke-MagePipelineRun -Pipeline $quick
        $long, $other | Wait-MagePipelineRun -Any -TimeoutSec 80 -PollSec 1 | ForEach-Object Id | Should -Be $other.Id
        (Get-MagePipelineRun -Id $long.Id).HasEnded | Should -BeFalse
    }
}

Describe 'A run that failed' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $suffix = $pipeline.Uuid.Split('_')[-1]
        $good = New-MageBlock -Pipeline $pipeline -Name "good_$suffix" -Type data_loader -Content "@data_loader`ndef load(*args, **kwargs):`n    return {'region': 'north', 'amount': 42}`n"
        $bad = New-MageBlock -Pipeline $pipeline -Name "bad_$suffix" -Type data_exporter -Upstream $good.Uuid -Content "@data_exporter`ndef store(rows, *args, **kwargs):`n    raise ValueError('no such table')`n"
        $run = Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
    }
    AfterAll { Disconnect-TestServer }

    It 'has block runs in their order, with what was raised' {
        $blocks = $run | Get-MageBlockRun
        $blocks.BlockUuid | Should -Be $good.Uuid, $bad.Uuid
        $blocks.Status | Should -Be 'completed', 'failed'
        $blocks[1].Error | Should -Match 'no such table'
        $shown = $blocks | Out-String -Width 120
        $shown | Should -Match "Pipeline run: $($run.Id) of $($pipeline.Uuid)"
        $shown | Should -Match "$($bad.Uuid) +failed .*\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ .*no such table"
    }

    It 'shows what its blocks returned' {
        $output = $run | Get-MageBlockOutput
        $output.BlockUuid | Should -Be $good.Uuid
        $output | Out-String -Width 120 | Should -Match "$($good.Uuid) +output_0 +table +1 x 2 +region, amount"
        $row = $run | Get-MageBlockOutput -Block $good.Uuid -AsRow
        $row.region | Should -Be 'north'
        $row.amount | Should -Be 42
    }

    It 'is open until it is repaired, and is the same run then' {
        Get-MagePipelineRun -Pipeline $pipeline -LastFailed | ForEach-Object Id | Should -Be $run.Id

        $null = Set-MageBlock -Pipeline $pipeline -Uuid $bad.Uuid -Content "@data_exporter`ndef store(rows, *args, **kwargs):`n    pass`n"
        $again = $run | Restart-MagePipelineRun -Wait -TimeoutSec 120 -PollSec 1 -ErrorOnFailure -ErrorAction Stop

        $again.Id | Should -Be $run.Id
        $again.Status | Should -Be 'completed'
        Get-MagePipelineRun -Pipeline $pipeline -LastFailed | Should -BeNullOrEmpty
    }

    It 'is not restarted once it is completed, and says what to do instead' {
        $failure = { Restart-MagePipelineRun $run.Id -ErrorAction Stop } | Should -Throw -ErrorId 'RestartRefused,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Mode New'
    }

    It 'is removed, but not under -WhatIf' {
        $run | Remove-MagePipelineRun -WhatIf
        (Get-MagePipelineRun -Id $run.Id).Id | Should -Be $run.Id

        $run | Remove-MagePipelineRun -Confirm:$false
        { Get-MagePipelineRun -Id $run.Id -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineRunNotFound,*'
    }
}
