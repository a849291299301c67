BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A schedule' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $schedule = New-MageSchedule -Pipeline $pipeline -Name nightly -Interval '@daily'
    }
    AfterAll { Disconnect-TestServer }

    It 'is found by its pipeline' {
        ($pipeline | Get-MageSchedule).Id | Should -Be $schedule.Id
    }

    It 'is switched on and off' {
        ($schedule | Enable-MageSchedule -PassThru).Status | Should -Be 'active'
        ($schedule | Disable-MageSchedule -PassThru).Status | Should -Be 'inactive'
    }

    It 'takes a cron expression' {
        (New-MageSchedule -Pipeline $pipeline -Name mornings -Cron '30 6 * * 1-5').ScheduleInterval | Should -Be '30 6 * * 1-5'
    }

    It 'shows no token' {
        $api = New-MageSchedule -Pipeline $pipeline -Name on_request -Api
        $token = $api.GetToken()
        $token | Should -Not -BeNullOrEmpty
        ($api | Format-List * | Out-String) + ($api | Out-String) | Should -Not -Match $token
    }

    It 'is removed' {
        $schedule | Remove-MageSchedule -Confirm:$false
        ($pipeline | Get-MageSchedule).Id | Should -Not -Contain $schedule.Id
    }
}

Describe 'Times' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $null = New-MageSchedule -Pipeline $pipeline -Name hourly -Interval hourly -Enabled
    }
    AfterAll { Disconnect-TestServer }

    It 'of a cron expression are told' {
        $answer = Test-MageCron '30 2 * * *' -Count 3
        $answer.Valid | Should -BeTrue
        $answer.Next.Count | Should -Be 3
        (Test-MageCron '61 2 * * *').Valid | Should -BeFalse
    }

    It 'to come are told' {
        @(Get-MageUpcomingRun -Pipeline $pipeline -Next 3h).ScheduleName | Sort-Object -Unique | Should -Be 'hourly'
    }
}

Describe 'A trigger token' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
    }
    AfterAll { Disconnect-TestServer }

    It 'is another after a reset' {
        $schedule = New-MageSchedule -Pipeline $pipeline -Name api -Api
        $token = $schedule | Reset-MageScheduleToken -AsPlainText
        $token | Should -Not -BeNullOrEmpty
        ($schedule | Get-MageSchedule).GetToken() | Should -Be $token
    }
}
