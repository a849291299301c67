BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A session' {
    BeforeAll { Connect-TestServer }
    AfterAll { Disconnect-TestServer }

    It 'becomes the default of the runspace' {
        (Get-MageSession).State | Should -Be 'Open'
    }

    It 'knows its server' {
        $server = Get-MageServer
        $server.SchedulerStatus | Should -Be 'running'
        $server.Version | Should -Not -BeNullOrEmpty
    }

    It 'is used by name' {
        $name = (Get-MageSession).Name
        { Get-MagePipeline -Session $name -ErrorAction Stop } | Should -Not -Throw
    }

    It 'is read by what it shows, and shows no secret' {
        $shown = Get-MageSession | Format-List * | Out-String
        $shown | Should -Match 'Authentication'
        $shown | Should -Not -Match 'zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2'
    }
}

Describe 'Without a session' {
    It 'a cmdlet says what to do' {
        Disconnect-Mage -ErrorAction Ignore
        $problem = { Get-MagePipeline -ErrorAction Stop } | Should -Throw -PassThru -ErrorId 'NotConnected*'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Connect-Mage'
    }

    It 'a connection to nobody fails with a name' {
        { Connect-Mage -Uri http://127.0.0.1:1 -RetryCount 0 } | Should -Throw -ErrorId 'ConnectionFailed*'
    }
}
