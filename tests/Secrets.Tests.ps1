# What only a real PowerShell has: transcripts, exports and every column of every object. Needs no server of yours.
BeforeAll {
    . "$PSScriptRoot/common.ps1"

    $script:Password = 'cnry-PassWord&1'
    $script:Owner = [pscredential]::new('owner@example.com', [securestring]::new())
    foreach ($letter in $Password.ToCharArray()) {
        $Owner.Password.AppendChar($letter)
    }

    # A server of an owner, a pipeline with an API trigger, and the secrets that are about.
    function New-SecretWorld {
        Stop-MageEmulator
        $script:Emulator = Start-MageEmulator -Credential $Owner -Sample
        $Emulator | Connect-Mage
        $script:Pipeline = (New-MagePipeline secrets).Uuid
        $script:Schedule = (New-MageSchedule $Pipeline nightly -Api).Id
        $script:Trigger = (Get-MageSchedule -Id $Schedule).GetToken()
        $script:Token = $Emulator.AddUser('viewer@example.com', $Password, 'viewer')
        $script:Canaries = @($Password, $Token, $Trigger) + @($Emulator.Requests.WithSecrets().Headers.'OAUTH-TOKEN' | Where-Object { $_ } | Select-Object -Unique)
    }

    function Assert-NoSecret([string] $Text, [string] $Where) {
        $Text | Should -Not -BeNullOrEmpty -Because $Where
        foreach ($canary in $Canaries) {
            $base64 = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($canary)).Substring(0, 12)
            foreach ($form in $canary, [uri]::EscapeDataString($canary), $base64) {
                $Text.Contains($form) | Should -BeFalse -Because "$Where must not show '$form'"
            }
        }
    }

    $script:Commands = {
        Get-MageSession
        Get-MageServer
        Get-MagePipeline -IncludeSchedule
        New-MageBlock $Pipeline load data_loader
        Get-MageBlock $Pipeline
        Set-MagePipeline $Pipeline -Description new -PassThru
        Get-MageSchedule
        Set-MageSchedule $Schedule -Description new -PassThru
        Enable-MageSchedule $Schedule -PassThru
        Invoke-MagePipelineRun $Pipeline
        Invoke-MagePipelineRun -Uri $Emulator.Uri -ScheduleId $Schedule -TriggerToken $Trigger
        Invoke-MagePipelineRun -Uri $Emulator.Uri -ScheduleId $Schedule -TriggerToken $Trigger -TriggerTokenIn Path
        Get-MagePipelineRun -Pipeline $Pipeline
        Invoke-MageApi projects
        Connect-Mage $Emulator.Uri -Token $Token -Name viewer -NotDefault -PassThru
        Connect-Mage -Connection @{ Uri = "$($Emulator.Uri)"; UserName = 'owner@example.com'; Password = $Password; Name = 'third' } -NotDefault -PassThru
        New-MagePipeline forbidden -Session viewer
        Get-MagePipeline no_such_pipeline
        Get-MageBlock no_such_pipeline
        $Emulator
        $Emulator.Requests
    }
}

AfterAll {
    Disconnect-Mage -ErrorAction Ignore
    Stop-MageEmulator
}

Describe 'Secrets' {
    BeforeAll {
        New-SecretWorld
        $VerbosePreference = $DebugPreference = $ErrorActionPreference = 'Continue'
        $script:Left = & $Commands *>&1
        $VerbosePreference = $DebugPreference = 'SilentlyContinue'
    }

    It 'come with objects, messages and errors to look at' {
        @($Left | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -BeGreaterThan 1
        @($Left | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Count | Should -BeGreaterThan 10
        $Canaries.Count | Should -BeGreaterThan 3
    }

    It 'are not in what is shown' {
        Assert-NoSecret ($Left | Out-String) 'the default view'
        Assert-NoSecret ($Left | Format-List * -Force | Out-String -Width 4000) 'Format-List *'
    }

    It 'are not in the errors, all of them unfolded' {
        $errors = $Left | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        Assert-NoSecret ($errors | Format-List * -Force | Out-String -Width 4000) 'Format-List * of errors'
        Assert-NoSecret ($errors.Exception | Format-List * -Force | Out-String -Width 4000) 'Format-List * of exceptions'
        if (Get-Command Get-Error -ErrorAction Ignore) {
            Assert-NoSecret ($errors | Get-Error | Out-String -Width 4000) 'Get-Error'
        }
    }

    It 'are not in an export' {
        $file = Join-Path $TestDrive 'left.xml'
        $Left | Export-Clixml -Path $file -Depth 6
        Assert-NoSecret (Get-Content $file -Raw) 'Export-Clixml'
    }

    It 'are not in JSON' {
        foreach ($item in $Left | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] -and $_ -isnot [System.Management.Automation.InformationalRecord] }) {
            Assert-NoSecret ($item | ConvertTo-Json -Depth 6 -WarningAction Ignore) "the JSON of a $($item.GetType().Name)"
        }
    }

    It 'are not in a transcript' {
        New-SecretWorld
        $file = Join-Path $TestDrive 'transcript.txt'
        Start-Transcript -Path $file | Out-Null
        try {
            $VerbosePreference = $DebugPreference = 'Continue'
            & $Commands *>&1 | Out-Default
        }
        finally {
            $VerbosePreference = $DebugPreference = 'SilentlyContinue'
            Stop-Transcript | Out-Null
        }

        Assert-NoSecret (Get-Content $file -Raw) 'the transcript'
    }

    It 'are given to who asks' {
        (Get-MageSchedule -Id $Schedule).GetToken() | Should -Be $Trigger
        $Emulator.Requests.WithSecrets().Headers.'OAUTH-TOKEN' | Should -Contain $Canaries[-1]
    }
}
