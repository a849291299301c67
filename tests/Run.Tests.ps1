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
