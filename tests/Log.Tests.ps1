BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A log' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $suffix = $pipeline.Uuid.Split('_')[-1]
        $first = New-MageBlock -Pipeline $pipeline -Name "first_$suffix" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    print('one')`n"
        $second = New-MageBlock -Pipeline $pipeline -Name "second_$suffix" -Type custom -Upstream $first.Uuid -Content "import time`n@custom`ndef run(*args, **kwargs):`n    print('two')`n    time.sleep(2)`n    print('three')`n"
        $run = Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
        $log = $run | Get-MageLog
    }
    AfterAll { Disconnect-TestServer }

    It 'is whole, and in the order of time' {
        $log.Message | Where-Object { $_ -in 'one', 'two', 'three' } | Should -Be 'one', 'two', 'three'
        $log.BlockUuid | Should -Contain $first.Uuid
        $log.BlockUuid | Should -Contain $second.Uuid
    }

    It 'is that of the run alone, with times that can be true' {
        $log.PipelineRunId | Select-Object -Unique | Should -Be $run.Id
        $said = $log | Where-Object Message -EQ 'two'
        $said.Timestamp | Should -BeGreaterThan $run.CreatedAt.AddMinutes(-1)
        $said.Timestamp | Should -BeLessThan $run.CreatedAt.AddMinutes(3)
    }

    It 'is followed from before the run begins until after it ends, each record once' {
        $followed = Invoke-MagePipelineRun -Pipeline $pipeline
        $seen = $followed | Get-MageLog -Follow -TimeoutSec 120 -PollSec 1
        $seen.Message | Where-Object { $_ -in 'one', 'two', 'three' } | Should -Be 'one', 'two', 'three'
        (Get-MagePipelineRun -Id $followed.Id).Status | Should -Be 'completed'
    }

    It 'is narrowed by block, pattern and number' {
        $run | Get-MageLog -Block 'second*' -Pattern 'three' | ForEach-Object Message | Should -Be 'three'
        ($run | Get-MageLog -Block $second.Uuid -Tail 2).Uuid | Should -Be ($log | Where-Object File -EQ "$($second.Uuid).log")[-2, -1].Uuid
        $run | Get-MageLog -Level EXCEPTION | Should -BeNullOrEmpty
    }

    It 'is that of one block for a block run' {
        $run | Get-MageBlockRun -Block $first.Uuid | Get-MageLog | ForEach-Object File | Select-Object -Unique | Should -Be "$($first.Uuid).log"
    }

    It 'is that of the newest run for a pipeline' {
        $newest = $pipeline | Get-MagePipelineRun -First 1
        $pipeline | Get-MageLog | ForEach-Object PipelineRunId | Select-Object -Unique | Should -Be $newest.Id
    }

    It 'is shown under its run and its day' {
        $shown = $log | Out-String -Width 120
        $shown | Should -Match "Pipeline run: $($run.Id) of $($pipeline.Uuid) on \d{4}-\d\d-\d\d"
        $shown | Should -Match "\d\d:\d\d:\d\d\.\d{3}Z +INFO +$($second.Uuid) +three"
    }

    It 'can be had as the server wrote it' {
        $lines = $run | Get-MageLog -Raw
        $lines | Should -BeOfType string
        $lines -match '"message": "two"' | Should -HaveCount 1
    }
}

Describe 'The log of a failure' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $suffix = $pipeline.Uuid.Split('_')[-1]
        $good = New-MageBlock -Pipeline $pipeline -Name "good_$suffix" -Type custom -Content "@custom`ndef run(*args, **kwargs):`n    print('fine')`n"
        $bad = New-MageBlock -Pipeline $pipeline -Name "bad_$suffix" -Type custom -Upstream $good.Uuid -Content "@custom`ndef run(*args, **kwargs):`n    raise ValueError('no such order')`n"
        $run = Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
    }
    AfterAll { Disconnect-TestServer }

    It 'is that of the failed block alone where asked' {
        $run | Get-MageLog -FailedOnly | ForEach-Object BlockUuid | Select-Object -Unique | Should -Be $bad.Uuid
    }

    It 'has what was raised in its record, and the traceback with it' {
        $record = $run | Get-MageLog -FailedOnly -Level EXCEPTION | Select-Object -Last 1
        $record.ErrorStacktrace | Should -Match 'no such order'
        $record.Continuation | Should -Match '(?s)Traceback.*ValueError: no such order'
        $record | Out-String -Width 120 | Should -Match "EXCEPTION +$($bad.Uuid) +.*no such order"
        $record | Format-List | Out-String -Width 120 | Should -Match 'Error +: Traceback'
    }

    It 'is found with the error' {
        $failure = $null
        $null = $run | Wait-MagePipelineRun -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'RunFailed,*'
        $failure[0].Exception.Message | Should -Match "$($bad.Uuid): .*no such order"
    }
}
