BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'The README' {
    It 'has an example that runs as it stands' {
        $readme = Get-Content -Raw "$PSScriptRoot/../README.md"
        $example = [regex]::Match($readme, '(?s)## A 60-second tour.*?```powershell\r?\n(.*?)```').Groups[1].Value
        $example | Should -Match 'Start-MageEmulator'
        $shown = & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n" + $example)) | Out-String -Width 120
        $shown | Should -Match 'completed'
        Get-MageSession | Should -BeNullOrEmpty
    }

    It 'names every cmdlet of the module' {
        $readme = Get-Content -Raw "$PSScriptRoot/../README.md"
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
