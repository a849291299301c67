BeforeAll {
    . "$PSScriptRoot/common.ps1"

    # As a task runs it: a process of its own that asks nobody and finds the server in its environment. What stands around it tells the ids of its errors,
    # and lets it end as it would.
    function Invoke-Runbook([string] $Name, [string[]] $Argument = @()) {
        $words = $Argument | ForEach-Object { if ($_ -like '-*') { $_ } else { "'$($_.Replace("'", "''"))'" } }
        $file = Join-Path $TestDrive 'task.ps1'
        Set-Content -LiteralPath $file -Encoding UTF8 -Value @"
trap { "error id: `$(`$_.FullyQualifiedErrorId)"; break }
& '$PSScriptRoot/../examples/$Name.ps1' $words
`$code = `$LASTEXITCODE
`$Error | ForEach-Object { "error id: `$(`$_.FullyQualifiedErrorId)" }
exit `$code
"@
        $output = Invoke-PowerShell -File $file 2>&1 | Out-String
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $output; ErrorId = [regex]::Matches($output, '(?m)^error id: (\w+)').ForEach({ $_.Groups[1].Value }) | Select-Object -Unique }
    }

    function New-TestBlock([string] $Pipeline, [string] $Code) {
        $null = New-MagePipeline $Pipeline
        $null = New-MageBlock -Pipeline $Pipeline -Name "${Pipeline}_only" -Type custom -Content $Code
    }

    function Set-Refusal([string] $Method) {
        $emulator.Faults.Next([MageAI.Emulation.EmulatorFault]::Json('{"error":{"code":500,"exception":"database is locked","message":"Traceback","errors":[]}}'), 1, 'pipeline_runs', $Method)
    }

    function Get-Write {
        $emulator.Requests | Where-Object Method -NE 'GET' | ForEach-Object { "$($_.Method) $($_.Path)" }
    }

    # Until the run of the pipeline slow has gone on for more than a second, and with it what was made before it began.
    function Wait-Second {
        while (-not (Get-MagePipelineRun -Pipeline slow -Status running | Where-Object { $_.StartedAt -lt (Get-Date).AddSeconds(-1.1) })) { Start-Sleep -Milliseconds 100 }
    }

    $before = $env:MAGE_URI
}

AfterAll { $env:MAGE_URI = $before }

Describe 'The runbook' {
    BeforeEach {
        $emulator = Start-MageEmulator
        $emulator | Connect-Mage
        $env:MAGE_URI = $emulator.Uri
    }
    AfterEach {
        Disconnect-Mage
        Stop-MageEmulator
    }

    It 'restart-failed ends well when nothing failed, and when what failed is mended' {
        New-TestBlock etl 'x = 1'
        $idle = Invoke-Runbook restart-failed
        $idle.ExitCode | Should -Be 0
        $idle.Text | Should -Match 'nothing to do'

        $emulator.SeedRuns('etl', 2, 'failed')
        $emulator.ClearRequests()
        $look = Invoke-Runbook restart-failed -Argument '-WhatIf'
        $look.ExitCode | Should -Be 0
        [regex]::Matches($look.Text, 'What if: Performing').Count | Should -Be 2
        Get-Write | Should -BeNullOrEmpty

        $mended = Invoke-Runbook restart-failed
        $mended.ExitCode | Should -Be 0
        $mended.Text | Should -Match 'etl run 1 ended: completed'
        Get-Write | Should -Be 'PUT /api/pipeline_runs/2', 'PUT /api/pipeline_runs/1'
    }

    It 'restart-failed ends with 1 and RunFailed when a failure stays' {
        New-TestBlock bad 'raise ValueError("no such day")'
        $emulator.SeedRuns('bad', 1, 'failed')
        $failed = Invoke-Runbook restart-failed -Argument '-Since', '12h', '-TimeoutSec', '60'
        $failed.ExitCode | Should -Be 1
        $failed.Text | Should -Match 'no such day'
        $failed.ErrorId | Should -Be 'RunFailed'
    }

    It 'run-and-wait ends with 0 when the run completed' {
        New-TestBlock etl 'print("forty rows")'
        $completed = Invoke-Runbook run-and-wait -Argument '-Pipeline', 'etl'
        $completed.ExitCode | Should -Be 0
        $completed.Text | Should -Match 'forty rows'
        $completed.Text | Should -Match 'etl run 1 ended: completed'
    }

    It 'run-and-wait sends the variables of a JSON text' {
        New-TestBlock etl 'x = 1'
        $text = '{"region":"north","n":3}'
        if ($PSVersionTable.PSVersion -lt '7.3') {
            # Before, PowerShell handed quotation marks on without what keeps them.
            $text = $text.Replace('"', '\"')
        }

        (Invoke-Runbook run-and-wait -Argument 'etl', '-Variable', $text).ExitCode | Should -Be 0
        $variables = (Get-MagePipelineRun 1).Variables
        $variables['region'] | Should -Be 'north'
        $variables['n'] | Should -Be 3
    }

    It 'run-and-wait ends with 1 and RunFailed when the run failed' {
        New-TestBlock bad 'raise ValueError("no such day")'
        $failed = Invoke-Runbook run-and-wait -Argument 'bad'
        $failed.ExitCode | Should -Be 1
        $failed.Text | Should -Match 'no such day'
        $failed.ErrorId | Should -Be 'RunFailed'
    }

    It 'run-and-wait ends with 1 and the reason when the run cannot begin' {
        New-TestBlock etl 'x = 1'
        $null = New-MageSchedule -Pipeline etl -Name MageAI -Api
        $ended = Invoke-Runbook run-and-wait -Argument 'etl'
        $ended.ExitCode | Should -Be 1
        $ended.ErrorId | Should -Be 'ScheduleInactive'

        Get-MageSchedule -Pipeline etl | Enable-MageSchedule
        $emulator.SetSchedulerRunning($false)
        $emulator.ClearRequests()
        $ended = Invoke-Runbook run-and-wait -Argument 'etl'
        $ended.ExitCode | Should -Be 1
        $ended.ErrorId | Should -Be 'SchedulerStopped'
        @(Get-Write).Count | Should -Be 1
    }

    It 'run-and-wait ends with 2 and WaitTimeout when the run takes too long, and makes one run however often it is started' {
        New-TestBlock slow "import time`ntime.sleep(3600)"
        $ended = Invoke-Runbook run-and-wait -Argument 'slow', '-TimeoutSec', '1'
        $ended.ExitCode | Should -Be 2
        $ended.ErrorId | Should -Be 'WaitTimeout'
        (Invoke-Runbook run-and-wait -Argument 'slow', '-TimeoutSec', '1').ExitCode | Should -Be 2
        $emulator.CountOf('pipeline_runs') | Should -Be 1
    }

    It 'cancel-stuck cancels once, and shows what waits with the reason' {
        New-TestBlock slow "import time`ntime.sleep(3600)"
        New-TestBlock idle 'x = 1'
        $null = Invoke-MagePipelineRun slow
        $schedule = New-MageSchedule -Pipeline idle -Name off -Api -Enabled
        $emulator.SetSchedulerRunning($false)
        $null = Invoke-MagePipelineRun -Schedule $schedule.Id
        $null = $schedule | Disable-MageSchedule
        $emulator.SetSchedulerRunning($true)
        Wait-Second
        $emulator.ClearRequests()

        $arguments = '-RunningLongerThan', '1s', '-InitialLongerThan', '1s'
        $look = Invoke-Runbook cancel-stuck -Argument ($arguments + '-WhatIf')
        $look.ExitCode | Should -Be 0
        $look.Text | Should -Match 'What if: .*run 1 of pipeline slow'
        Get-Write | Should -BeNullOrEmpty

        $cancelled = Invoke-Runbook cancel-stuck -Argument $arguments
        $cancelled.ExitCode | Should -Be 0
        $cancelled.Text | Should -Match 'slow run 1, begun .*: cancelled'
        $cancelled.Text | Should -Match 'idle run 2, .*: its schedule off \(id \d+\) is inactive'

        $again = Invoke-Runbook cancel-stuck -Argument $arguments
        $again.ExitCode | Should -Be 0
        $again.Text | Should -Match 'Running for more than 1s: 0\.'
        Get-Write | Should -Be 'PUT /api/pipeline_runs/1'
    }

    It 'cancel-stuck ends with 1 and the id of the error when a run stays' {
        New-TestBlock slow "import time`ntime.sleep(3600)"
        $null = Invoke-MagePipelineRun slow
        Wait-Second
        Set-Refusal PUT
        $ended = Invoke-Runbook cancel-stuck -Argument '-RunningLongerThan', '1s'
        $ended.ExitCode | Should -Be 1
        $ended.ErrorId | Should -Be 'ServerError'
    }

    It 'purge-runs removes without a question, once' {
        New-TestBlock etl 'x = 1'
        $emulator.SeedRuns('etl', 5, 'completed', $null, [datetimeoffset]::UtcNow.AddDays(-100))
        $emulator.ClearRequests()
        $look = Invoke-Runbook purge-runs -Argument '-KeepLast', '3', '-WhatIf'
        $look.ExitCode | Should -Be 0
        [regex]::Matches($look.Text, 'What if: Performing').Count | Should -Be 2
        Get-Write | Should -BeNullOrEmpty

        $purged = Invoke-Runbook purge-runs -Argument '-KeepLast', '3'
        $purged.ExitCode | Should -Be 0
        $purged.Text | Should -Match 'Older than 90 days: 5\. Removed: 2\.'
        $again = Invoke-Runbook purge-runs -Argument '-KeepLast', '3'
        $again.ExitCode | Should -Be 0
        $again.Text | Should -Match 'Removed: 0\.'
        Get-Write | Should -Be 'DELETE /api/pipeline_runs/2', 'DELETE /api/pipeline_runs/1'
    }

    It 'purge-runs ends with 1 and the id of the error when a run stays' {
        New-TestBlock etl 'x = 1'
        $emulator.SeedRuns('etl', 4, 'completed', $null, [datetimeoffset]::UtcNow.AddDays(-100))
        Set-Refusal DELETE
        $ended = Invoke-Runbook purge-runs -Argument '-KeepLast', '1'
        $ended.ExitCode | Should -Be 1
        $ended.ErrorId | Should -Be 'ServerError'
        $emulator.CountOf('pipeline_runs') | Should -Be 2
    }
}

Describe 'The runbook <_>' -ForEach 'restart-failed', 'run-and-wait', 'cancel-stuck', 'purge-runs' {
    BeforeAll { $help = Get-Help "$PSScriptRoot/../examples/$_.ps1" -Full }

    It 'has help with a use at a prompt and one in a task' {
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        $help.examples.example.Count | Should -Be 2
        ($help.examples.example[1].code + $help.examples.example[1].remarks.Text) | Should -Match '-File'
    }

    It 'describes each of its parameters' {
        foreach ($parameter in $help.parameters.parameter | Where-Object name -NotIn 'WhatIf', 'Confirm') {
            $parameter.description.Text | Should -Match '\w' -Because $parameter.name
        }
    }
}
