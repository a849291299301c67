BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A list' {
    BeforeAll {
        $emulator = Start-MageEmulator
        $emulator | Connect-Mage
        $null = New-MagePipeline etl
        $emulator.SeedRuns('etl', 350)
    }
    BeforeEach { $emulator.ClearRequests() }
    AfterAll {
        Disconnect-Mage
        Stop-MageEmulator
    }

    It 'costs one request where one object is enough' {
        (Get-MagePipelineRun | Select-Object -First 1).Id | Should -Be 350
        $emulator.Requests.Count | Should -Be 1
    }

    It 'costs one request through Invoke-MageApi too' {
        @(Invoke-MageApi pipeline_runs -All | Select-Object -First 1).Count | Should -Be 1
        $emulator.Requests.Count | Should -Be 1
    }

    It 'ends the page under way when a command downstream has enough' {
        $armed = $false
        $ids = Get-MagePipelineRun | ForEach-Object {
            if (-not $armed) {
                $armed = $true
                $emulator.Faults.Next([MageAI.Emulation.EmulatorFault]::Hang, 1, 'pipeline_runs', 'GET')
            }

            $_.Id
        } | Select-Object -First 2
        $ids | Should -Be 350, 349
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not $emulator.Requests[1].ClientClosed -and $watch.Elapsed.TotalSeconds -lt 1) {
            Start-Sleep -Milliseconds 20
        }

        $emulator.Requests[1].ClientClosed | Should -BeTrue
        $emulator.Requests.Count | Should -Be 2
    }

    It 'is read whole otherwise' {
        @(Get-MagePipelineRun).Count | Should -Be 350
    }
}

Describe 'A session in other runspaces' {
    BeforeAll {
        Start-MageEmulator | Connect-Mage
        $session = Get-MageSession
        $module = "$PSScriptRoot/../out/MageAI/MageAI.psd1"
    }
    AfterAll {
        Disconnect-Mage
        Stop-MageEmulator
    }

    It 'is used from ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $made = 1..20 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            New-MagePipeline "parallel_$_" -Session $using:session
        }
        $made.Uuid | Sort-Object | Should -Be (1..20 | ForEach-Object { "parallel_$_" } | Sort-Object)
        $made.ForEach({ $_.Session.Name }) | Select-Object -Unique | Should -Be $session.Name
    }

    It 'is used from thread jobs' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $jobs = 1..8 | ForEach-Object {
            $number = $_
            Start-ThreadJob -ScriptBlock {
                Import-Module $using:module
                New-MagePipeline "job_$using:number" -Session $using:session | Set-MagePipeline -Description "of job $using:number" -PassThru
            }
        }
        $made = $jobs | Receive-Job -Wait -AutoRemoveJob
        $made.ForEach({ "$($_.Uuid): $($_.Description)" }) | Sort-Object | Should -Be (1..8 | ForEach-Object { "job_${_}: of job $_" })
    }

    It 'without -Session says what to pass' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $problem = 1 | ForEach-Object -Parallel {
            Import-Module $using:module
            try { Get-MagePipeline } catch { $_ }
        }
        $problem.FullyQualifiedErrorId | Should -BeLike 'NotConnected*'
        $problem.ErrorDetails.RecommendedAction | Should -Match '\$using:session'
    }
}
