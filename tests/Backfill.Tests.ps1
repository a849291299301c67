BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A backfill' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $null = New-MageBlock -Pipeline $pipeline -Name "only_$($pipeline.Uuid.Split('_')[-1])" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    return kwargs.get('ds')`n"
        $three = @{ From = '2026-01-01'; To = '2026-01-03' }
    }
    AfterAll {
        $pipeline, $slow | Where-Object { $_ } | Get-MageBackfill | Remove-MageBackfill -Force -IncludeSchedule -Confirm:$false
        Disconnect-TestServer
    }

    It 'is looked at first' {
        $dates = $pipeline | New-MageBackfill -Name look -From 2026-01-01 -To 2026-01-31 -WhatIf 6>&1
        $dates.MessageData.Count | Should -Be 31
        $pipeline | Get-MageBackfill | Should -BeNullOrEmpty
    }

    It 'is refused with too many dates' {
        { New-MageBackfill $pipeline look -From 2026-01-01 -To 2026-01-31 -MaxRuns 20 -ErrorAction Stop } | Should -Throw -ErrorId 'TooManyRuns,*'
    }

    It 'runs each of its dates' {
        $runs = New-MageBackfill $pipeline jan @three -Variable @{ region = 'north' } -Start -Wait -ErrorOnFailure -TimeoutSec 180 -PollSec 1
        $runs.Status | Should -Be 'completed', 'completed', 'completed'
        $runs.ExecutionDate.ToUniversalTime() | Sort-Object | Should -Be ([datetime]'2026-01-01', [datetime]'2026-01-02', [datetime]'2026-01-03')
        $runs[0].Variables.region | Should -Be 'north'
        (Get-MagePipelineRun -Backfill jan).Count | Should -Be 3
    }

    It 'is not started twice' {
        { Start-MageBackfill jan -Pipeline $pipeline -ErrorAction Stop } | Should -Throw -ErrorId 'Backfill*'
        (Get-MagePipelineRun -Backfill jan).Count | Should -Be 3
    }

    It 'is shown with its dates' {
        $pipeline | Get-MageBackfill -IncludeRunCount | Out-String -Width 120 | Should -Match '3/3 +1d +2026-01-01 to 2026-01-03'
    }

    It 'is ended with its runs' {
        $slow = New-TestPipeline
        $null = New-MageBlock -Pipeline $slow -Name "slow_$($slow.Uuid.Split('_')[-1])" -Type custom -Content "import time`n@custom`ndef run(*args, **kwargs):`n    time.sleep(60)`n"
        $backfill = New-MageBackfill $slow feb @three -Start
        ($backfill | Stop-MageBackfill -PassThru).Status | Should -Be 'cancelled'
        ($backfill | Get-MagePipelineRun).Status | Should -Be 'cancelled', 'cancelled', 'cancelled'
        { $backfill | Stop-MageBackfill -ErrorAction Stop } | Should -Not -Throw
    }

    It 'that was never started is not ended' {
        $null = New-MageBackfill $pipeline idle @three
        { Stop-MageBackfill idle -Pipeline $pipeline -ErrorAction Stop } | Should -Throw -ErrorId 'BackfillNotStarted,*'
    }

    It 'is removed' {
        Remove-MageBackfill idle -Pipeline $pipeline -Confirm:$false
        Get-MageBackfill idle* -Pipeline $pipeline | Should -BeNullOrEmpty
    }
}
