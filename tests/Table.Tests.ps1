BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A CSV file' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $null = $pipeline | Set-MagePipeline -Tag 'a, b', core -Description 'One, two'
        $null = New-MageSchedule -Pipeline $pipeline -Name nightly -Cron '0 6 * * *' -Tag 'a, b', core -Sla 1h -Variable @{ env = 'prod'; count = 2 } -Setting @{ timeout = '2h' }
        $null = New-MageBlock -Pipeline $pipeline -Name "$pipeline load" -Type data_loader -Content "x = 'a, b'" -Color teal
        $null = New-MageBlock -Pipeline $pipeline -Name "$pipeline clean" -Type transformer -Content 'y = 1' -Upstream "$pipeline load"
        $file = Join-Path -Path $TestDrive -ChildPath 'table.csv'
    }
    AfterAll { Disconnect-TestServer }

    It 'of <noun> that nobody edited changes nothing' -ForEach @(
        @{ noun = 'pipelines'; read = { Get-MagePipeline $pipeline }; write = { $input | Set-MagePipeline -PassThru } }
        @{ noun = 'schedules'; read = { Get-MageSchedule -Pipeline $pipeline }; write = { $input | Set-MageSchedule -PassThru } }
        @{ noun = 'blocks'; read = { Get-MageBlock $pipeline -Content }; write = { $input | Set-MageBlock -PassThru } }
    ) {
        & $read | Export-Csv -LiteralPath $file

        Import-Csv -LiteralPath $file | & $write 3>&1 | Should -BeNullOrEmpty
    }

    It 'changes what was edited' {
        Get-MageSchedule -Pipeline $pipeline | Export-Csv -LiteralPath $file
        $rows = Import-Csv -LiteralPath $file
        $rows[0].ScheduleInterval = '0 7 * * *'
        $rows[0].Tags = 'core, new'
        $rows | Export-Csv -LiteralPath $file

        Import-Csv -LiteralPath $file | Set-MageSchedule

        $now = Get-MageSchedule -Pipeline $pipeline
        $now.ScheduleInterval | Should -Be '0 7 * * *'
        $now.Tags | Sort-Object | Should -Be 'core', 'new'
        $now.Variables.env | Should -Be 'prod'
    }

    It 'makes no schedule a second time, and makes again what was removed' {
        Get-MageSchedule -Pipeline $pipeline | Export-Csv -LiteralPath $file

        { Import-Csv -LiteralPath $file | New-MageSchedule -ErrorAction Stop } | Should -Throw -ErrorId 'ScheduleExists,*'

        Get-MageSchedule -Pipeline $pipeline | Remove-MageSchedule -Confirm:$false
        $made = Import-Csv -LiteralPath $file | New-MageSchedule
        $made.Sla | Should -Be 3600
        $made.Variables.count | Should -Be 2
        $made.Settings.timeout | Should -Be 7200
    }
}
