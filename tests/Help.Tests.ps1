BeforeDiscovery {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1" -Force
    $commands = (Get-Command -Module MageAI).ForEach({ @{ Name = $_.Name } })
    $examples = foreach ($page in Get-ChildItem -LiteralPath "$PSScriptRoot/../docs/help" -Filter *.md) {
        $text = Get-Content -Raw -LiteralPath $page.FullName
        foreach ($match in [regex]::Matches($text, '(?s)### Example \d+: ([^\n]*)\n\n```powershell\n(.*?)\n```')) {
            @{ Page = $page.BaseName; Title = $match.Groups[1].Value; Code = $match.Groups[2].Value }
        }
    }
}

BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'The help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $page = Get-Content -Raw -LiteralPath "$PSScriptRoot/../docs/help/$Name.md"
    }

    It 'says what it does' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name"
        $help.description.Text -join ' ' | Should -Not -BeNullOrEmpty
    }

    It 'has two examples at least' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        foreach ($parameter in (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $described = $help.parameters.parameter | Where-Object name -EQ $parameter
            $described.description.Text -join ' ' | Should -Match '\w+' -Because "-$parameter has to be described"
        }
    }

    It 'shows no markdown' {
        $examples = @($help.examples.example)
        $examples.ForEach({ $_.code }) | Should -Not -BeNullOrEmpty
        $examples.ForEach({ $_.code }) -join "`n" | Should -Not -Match '(?m)^```'
        $examples.ForEach({ $_.remarks.Text -join '' }) | Should -Not -BeNullOrEmpty
        $shown = Get-Help $Name -Full | Out-String -Width 200
        $code = $examples.ForEach({ $_.code }) -join "`n"
        if ($code -notmatch '`') {
            $shown | Should -Not -Match '`'
        }
    }

    It 'leaves nothing to fill in' {
        $page | Should -Not -Match '\{\{'
    }
}

Describe 'The example "<Title>" of <Page>' -ForEach $examples {
    BeforeAll {
        Push-Location -Path (New-Item -ItemType Directory -Path TestDrive:/example -Force)
        Set-Content -Path load.py -Value "print('from a file')"
        Set-Content -Path blocks.csv -Value 'Pipeline,Name,Type,Language,Upstream', 'exchange_rates,extra one,custom,python,', 'exchange_rates,extra two,custom,python,extra_one'
        Set-Content -Path schedules.csv -Value 'Pipeline,Name,Interval,Cron', 'exchange_rates,a,hourly,', 'sales_forecast,b,,0 6 * * *'
        Set-Content -Path regions.csv -Value 'Region', 'north', 'south'
        $emulator = Start-MageEmulator -Sample -TickMilliseconds 50
        $emulator | Connect-Mage
        if ($Page -like 'Get-*') {
            # What is read has to be there.
            $null = New-MageBackfill orders_hourly 'first week' -From 2026-01-01 -To 2026-01-03
        }
        elseif ($Page -eq 'Start-MageMaintenance') {
            # Nobody waits here for the run that goes on.
            Get-MagePipelineRun -Status running | Stop-MagePipelineRun
        }
    }

    AfterAll {
        Get-MageSession | Disconnect-Mage -WarningAction Ignore
        Stop-MageEmulator
        Pop-Location
    }

    It 'runs as it stands' {
        $secret = [securestring]::new()
        'pass-word'.ToCharArray().ForEach({ $secret.AppendChar($_) })
        $values = @(
            [psvariable]::new('uri', $emulator.Uri)
            [psvariable]::new('credential', [pscredential]::new('owner@example.com', $secret))
            [psvariable]::new('password', $secret)
            [psvariable]::new('token', $secret)
            [psvariable]::new('key', $secret)
            [psvariable]::new('code', "print('checked')")
            [psvariable]::new('ErrorActionPreference', 'Stop')
        )
        { [scriptblock]::Create($Code).InvokeWithContext($null, $values) } | Should -Not -Throw
    }
}

Describe 'The manifest' {
    It 'exports what the module has, and nothing else' {
        $manifest = Import-PowerShellDataFile -LiteralPath "$PSScriptRoot/../MageAI.psd1"
        (Get-Command -Module MageAI).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }
}
