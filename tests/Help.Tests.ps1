BeforeDiscovery {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1" -Force
    $commands = (Get-Command -Module MageAI).ForEach({ @{ Name = $_.Name } })
}

BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'The help of <Name>' -ForEach $commands {
    BeforeAll { $help = Get-Help $Name -Full }

    It 'says what it does' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name"
        $help.Synopsis | Should -Not -Match 'Fill in'
    }

    It 'has an example' {
        @($help.examples.example).Count | Should -BeGreaterThan 0
    }
}

Describe 'The manifest' {
    It 'exports what the module has, and nothing else' {
        $manifest = Import-PowerShellDataFile "$PSScriptRoot/../MageAI.psd1"
        (Get-Command -Module MageAI).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }
}
