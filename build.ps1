<#
.SYNOPSIS
Builds, tests and packs MageAI. Only calls dotnet and, for Help and Analyze, the modules named there.

.DESCRIPTION
Build    dotnet build; the staged module is in out/MageAI.
Test     dotnet test, then the acceptance tests with Pester 5.
Help     writes en-US/MageAI.dll-Help.xml from docs/help with Microsoft.PowerShell.PlatyPS.
Analyze  runs PSScriptAnalyzer on the scripts and the staged manifest; build first.
Package  builds for release and writes out/MageAI.<version>.zip.
Clean    removes what the others made.

.EXAMPLE
./build.ps1 Build, Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Help', 'Analyze', 'Package', 'Clean')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with $LASTEXITCODE."
    }
}

function Invoke-Build {
    Invoke-DotNet build
}

function Invoke-Test {
    Invoke-DotNet test
    & ./tests/Invoke-Tests.ps1
    if ($LASTEXITCODE -ne 0) {
        throw 'Acceptance tests failed.'
    }
}

function Invoke-Help {
    Import-Module Microsoft.PowerShell.PlatyPS
    $pages = Import-MarkdownCommandHelp -Path (Get-ChildItem -Path ./docs/help -Filter *.md).FullName
    $made = $pages | Export-MamlCommandHelp -OutputFolder ./out/help -Force
    Copy-Item -Path $made -Destination ./en-US/MageAI.dll-Help.xml
}

function Invoke-Analyze {
    # The manifest where it is staged: beside the files that it names.
    $findings = foreach ($path in 'build.ps1', 'out/MageAI/MageAI.psd1', 'examples', 'tests') {
        Invoke-ScriptAnalyzer -Path $path -Recurse -Settings ./tests/PSScriptAnalyzerSettings.psd1
    }
    $findings | Format-Table -AutoSize -Wrap RuleName, ScriptName, Line, Message | Out-Host
    if ($findings) {
        throw "PSScriptAnalyzer found $(@($findings).Count) things."
    }
}

function Invoke-Package {
    # Away first: what an older build staged must not end up in the package.
    Remove-Item -Path ./out/MageAI -Recurse -Force -ErrorAction Ignore
    Invoke-DotNet build src/MageAI -c Release
    $version = (Import-PowerShellDataFile ./MageAI.psd1).ModuleVersion
    Compress-Archive -Path ./out/MageAI -DestinationPath "./out/MageAI.$version.zip" -Force
}

function Invoke-Clean {
    Remove-Item -Path ./out, ./src/*/bin, ./src/*/obj, ./tests/*/bin, ./tests/*/obj -Recurse -Force -ErrorAction Ignore
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
