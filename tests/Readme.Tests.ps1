BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'The README' {
    It 'has an example that runs as it stands' {
        $readme = Get-Content -Raw -LiteralPath "$PSScriptRoot/../README.md"
        $example = [regex]::Match($readme, '(?s)## A 60-second tour.*?```powershell\r?\n(.*?)```').Groups[1].Value
        $example | Should -Match 'Start-MageEmulator'
        $shown = & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n" + $example)) | Out-String -Width 120
        $shown | Should -Match 'completed'
        Get-MageSession | Should -BeNullOrEmpty
    }

    It 'has lines for running for real that run as they stand' {
        $readme = Get-Content -Raw -LiteralPath "$PSScriptRoot/../README.md"
        $lines = [regex]::Match($readme, '(?s)## Running for real.*?```powershell\r?\n(.*?)```').Groups[1].Value
        $lines | Should -Match 'Restart-MagePipelineRun'
        Push-Location -Path $TestDrive
        Start-MageEmulator -Sample | Connect-Mage
        try {
            $shown = & ([scriptblock]::Create(($lines -replace "'Stop'", "'Continue'"))) 2>&1
            # A pipeline of the sample always fails; whether it did so within the last day depends on the time of day.
            $problems = $shown | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -notlike 'RunFailed,*' }
            $problems | Should -BeNullOrEmpty
            Get-Item runs.html | Should -Not -BeNullOrEmpty
        }
        finally {
            Disconnect-Mage
            Stop-MageEmulator
            Pop-Location
        }
    }

    It 'names every cmdlet of the module' {
        $readme = Get-Content -Raw -LiteralPath "$PSScriptRoot/../README.md"
        foreach ($command in Get-Command -Module MageAI) {
            $readme | Should -Match ([regex]::Escape($command.Name))
        }
    }
}

Describe 'The tour' {
    It 'runs in this PowerShell too' {
        { & "$PSScriptRoot/../examples/tour.ps1" | Out-String } | Should -Not -Throw
    }
}
