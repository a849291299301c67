<#
.SYNOPSIS
Builds, tests and packs MageAI, with nothing but the .NET SDK and, for Help and Analyze, the modules named there.

.DESCRIPTION
Build    dotnet build; the staged module is in out/MageAI.
Test     dotnet test, which runs the acceptance tests too.
Help     writes en-US/MageAI.dll-Help.xml from docs/help. Needs Microsoft.PowerShell.PlatyPS.
Analyze  runs PSScriptAnalyzer on the scripts and the staged manifest; build first. Needs PSScriptAnalyzer.
Package  builds for release and writes out/MageAI.<version>.nupkg, as the gallery takes it. Needs Microsoft.PowerShell.PSResourceGet, which
         PowerShell 7.4 and later bring.
Clean    removes what the others made.

Where no PowerShell is installed: dotnet run --project src/MageAI.Shell -- build.ps1 Test

.EXAMPLE
./build.ps1 Build, Test

.EXAMPLE
./build.ps1 Package -Staged -OutputPath packages
Packs what was built last, as it is.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Help', 'Analyze', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    # Where Package writes to.
    [string] $OutputPath = 'out',

    # Package what is in out/MageAI instead of building it for release.
    [switch] $Staged
)

$ErrorActionPreference = 'Stop'
$OutputPath = [System.IO.Path]::Combine($PWD.ProviderPath, $OutputPath)
$buildFirst = -not $Staged
Push-Location -LiteralPath $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with $LASTEXITCODE."
    }
}

function Import-Needed([string] $Module, [string] $For) {
    if (-not (Get-Module -ListAvailable -Name $Module)) {
        throw "$For needs the module $Module, which is not installed here: Install-PSResource $Module"
    }

    Import-Module $Module
}

function Invoke-Build {
    Invoke-DotNet build
}

function Invoke-Test {
    Invoke-DotNet test
}

# PlatyPS leaves an example as one text with its fences, and code among words in backticks; Get-Help would show both.
function Remove-Markdown([string] $From, [string] $To) {
    $maml = [xml]::new()
    $maml.PreserveWhitespace = $true
    $maml.Load($From)
    $names = [System.Xml.XmlNamespaceManager]::new($maml.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    foreach ($example in $maml.SelectNodes('//command:example', $names)) {
        $remarks = $example.SelectSingleNode('dev:remarks', $names)
        foreach ($paragraph in @($example.SelectNodes('maml:introduction/maml:para', $names))) {
            $fenced = [regex]::Match($paragraph.InnerText, '(?s)^```\w*\r?\n(.*?)\r?\n```\s*$')
            if ($fenced.Success) {
                $example.SelectSingleNode('dev:code', $names).InnerText = $fenced.Groups[1].Value
                $null = $paragraph.ParentNode.RemoveChild($paragraph)
            }
            elseif ($paragraph.InnerText -match '\w') {
                $null = $remarks.AppendChild($paragraph)
            }
            else {
                $null = $paragraph.ParentNode.RemoveChild($paragraph)
            }
        }
    }

    foreach ($text in $maml.SelectNodes('//text()[contains(., "`") and not(ancestor::dev:code)]', $names)) {
        $text.Value = $text.Value.Replace('`', '')
    }

    $maml.Save($To)
}

function Invoke-Help {
    Import-Needed Microsoft.PowerShell.PlatyPS -For Help
    $pages = Import-MarkdownCommandHelp -Path (Get-ChildItem -Path ./docs/help -Filter *.md).FullName
    $made = $pages | Export-MamlCommandHelp -OutputFolder ./out/help -Force
    Remove-Markdown -From $made.FullName -To ([System.IO.Path]::Combine($PSScriptRoot, 'en-US', 'MageAI.dll-Help.xml'))
}

function Invoke-Analyze {
    Import-Needed PSScriptAnalyzer -For Analyze
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
    Import-Needed Microsoft.PowerShell.PSResourceGet -For Package
    if ($buildFirst) {
        # Away first: what an older build staged must not end up in the package.
        Remove-Item -LiteralPath ./out/MageAI -Recurse -Force -ErrorAction Ignore
        Invoke-DotNet build src/MageAI -c Release
    }

    $null = New-Item -ItemType Directory -Path $OutputPath -Force

    # A copy is packed: where a folder has brackets in its name, PSResourceGet does not find the manifest.
    $copy = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [guid]::NewGuid())
    try {
        $null = New-Item -ItemType Directory -Path $copy
        Copy-Item -LiteralPath ./out/MageAI -Destination $copy -Recurse
        Compress-PSResource -Path (Join-Path -Path $copy -ChildPath MageAI) -DestinationPath $OutputPath
    }
    finally {
        Remove-Item -LiteralPath $copy -Recurse -Force -ErrorAction Ignore
    }
}

function Invoke-Clean {
    Remove-Item -Path ./out, ./src/*/bin, ./src/*/obj, ./tests/*/bin, ./tests/*/obj -Recurse -Force -ErrorAction Ignore
}

try {
    foreach ($name in $Task) {
        & "Invoke-$name"
    }
}
finally {
    Pop-Location
}
