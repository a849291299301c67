# What a scheduled task sees: one clear error on the error stream, and exit code 1.
BeforeDiscovery {
    $failures = @(
        @{ Case = 'a dead server'; Id = 'ConnectionFailed'; Script = 'Connect-Mage http://127.0.0.1:1 -RetryCount 0' }
        @{ Case = 'a wrong password'; Id = 'SignInFailed'; Script = '$wrong = [pscredential]::new("owner@example.com", $other); Start-MageEmulator -Credential $credential | ForEach-Object { Connect-Mage $_.Uri -Credential $wrong }' }
        @{ Case = 'no credential where one is needed'; Id = 'CredentialRequired'; Script = 'Start-MageEmulator -Credential $credential | ForEach-Object { Connect-Mage $_.Uri }' }
        @{ Case = 'a web page in place of Mage'; Id = 'NotMageServer'; Fault = 'Html' }
        @{ Case = 'an empty reply'; Id = 'EmptyResponse'; Fault = 'EmptyBody' }
        @{ Case = 'a truncated reply'; Id = 'InvalidResponse'; Fault = "Json('{""pipelines"": [{')" }
        @{ Case = 'an error in a reply with status 200'; Id = 'ServerError'; Fault = "Json('{""error"": {""code"": 500, ""exception"": ""boom"", ""errors"": [], ""message"": ""Traceback""}}')" }
        @{ Case = 'a token that expires in the middle'; Id = 'TokenExpired'; Script = '$own = Start-MageEmulator -Credential $credential; $token = $own.AddUser("ed@example.com", "ed-password", "editor"); Connect-Mage $own.Uri -Token $token; $own.ExpireTokens(); Get-MagePipeline' }
    )
}

BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'Under pwsh -File with ErrorActionPreference Stop, <Case>' -ForEach $failures {
    It 'is the error <Id> with a recommended action, and exit code 1' {
        if ($Fault) {
            $Script = '$own = Start-MageEmulator; $own | Connect-Mage -RetryCount 0; $own.Faults.Next([MageAI.Emulation.EmulatorFault]::' + $Fault + ', 9); Get-MagePipeline'
        }

        $file = Join-Path $TestDrive 'runbook.ps1'
        Set-Content -Path $file -Value @"
`$ErrorActionPreference = 'Stop'
Import-Module '$PSScriptRoot/../out/MageAI/MageAI.psd1'
`$secret = [securestring]::new(); 'pass-word'.ToCharArray().ForEach({ `$secret.AppendChar(`$_) })
`$other = [securestring]::new(); 'another'.ToCharArray().ForEach({ `$other.AppendChar(`$_) })
`$credential = [pscredential]::new('owner@example.com', `$secret)
trap { "id: `$(`$_.FullyQualifiedErrorId)"; "action: `$(`$_.ErrorDetails.RecommendedAction)"; break }
$Script
'not reached'
"@
        $output = Invoke-PowerShell -File $file 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 1
        $output | Should -Match "id: $Id,"
        $output | Should -Match 'action: \w+'
        $output | Should -Not -Match 'not reached'
    }
}
