BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A maintenance' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $null = New-MageSchedule -Pipeline $pipeline -Name on -Interval monthly -Enabled
        $null = New-MageSchedule -Pipeline $pipeline -Name off -Interval monthly
        $snapshot = Join-Path -Path $TestDrive -ChildPath snapshot.json
    }
    AfterAll { Disconnect-TestServer }

    It 'switches off what is on, and on again what was on' {
        $begun = Start-MageMaintenance $snapshot -Include $pipeline.Uuid -Reason test
        $begun.Schedules.ScheduleName | Should -Be 'on'
        (Get-MageSchedule -Pipeline $pipeline).Status | Sort-Object -Unique | Should -Be 'inactive'
        $snapshot | Should -Exist

        (Stop-MageMaintenance $snapshot).Schedules.Outcome | Should -Be 'SwitchedOn'
        (Get-MageSchedule -Pipeline $pipeline | Where-Object Status -EQ 'active').Name | Should -Be 'on'
    }

    It 'is a look only with -WhatIf' {
        $other = Join-Path -Path $TestDrive -ChildPath other.json
        Start-MageMaintenance $other -Include $pipeline.Uuid -WhatIf
        $other | Should -Not -Exist
        (Get-MageSchedule -Pipeline $pipeline | Where-Object Status -EQ 'active').Name | Should -Be 'on'
    }
}
