# The way of the gallery: a package, a repository, an installation where nothing else is, and the tour on what was installed.
BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'The package' -Skip:($PSVersionTable.PSVersion -lt '7.4') {
    It 'is made, published to a repository, installed from there and tours' {
        $root = Split-Path -Path $PSScriptRoot
        $script = Join-Path -Path $TestDrive -ChildPath install.ps1
        Set-Content -LiteralPath $script -Value @'
param([string] $Root, [string] $Folder)
$ErrorActionPreference = 'Stop'
# Where a home has no folder for settings, they are written to the folder one stands in.
$null = New-Item -ItemType Directory -Path (Join-Path -Path $Folder -ChildPath .config)
Set-Location -LiteralPath $Folder
$repository = New-Item -ItemType Directory -Path (Join-Path -Path $Folder -ChildPath repository)
& (Join-Path -Path $Root -ChildPath build.ps1) Package -Staged -OutputPath (Join-Path -Path $Folder -ChildPath packages)
Register-PSResourceRepository -Name Local -Uri $repository.FullName -Trusted
Publish-PSResource -NupkgPath (Get-ChildItem -LiteralPath (Join-Path -Path $Folder -ChildPath packages) -Filter *.nupkg).FullName -Repository Local
if (Get-Module -ListAvailable -Name MageAI) { throw 'There is a MageAI before it is installed.' }
# In Turkish, where i is not the small letter of I, PSResourceGet finds no module in the package of one that has an I in its name.
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
Install-PSResource -Name MageAI -Repository Local -Scope CurrentUser
$installed = Get-Module -ListAvailable -Name MageAI
"installed: $($installed.Version) $($installed.Path.StartsWith($HOME))"
Copy-Item -LiteralPath (Join-Path -Path $Root -ChildPath examples/tour.ps1) -Destination $Folder
& (Join-Path -Path $Folder -ChildPath tour.ps1)
"toured: $((Get-Module -Name MageAI).ModuleBase -eq $installed.ModuleBase)"
'@
        $saved = $env:HOME, $env:USERPROFILE, $env:LOCALAPPDATA, $env:PSModulePath, $env:XDG_DATA_HOME
        $folder = (New-Item -ItemType Directory -Path (Join-Path -Path $TestDrive -ChildPath home)).FullName
        try {
            $env:HOME = $env:USERPROFILE = $env:LOCALAPPDATA = $folder
            $env:PSModulePath = $env:XDG_DATA_HOME = ''
            $output = Invoke-PowerShell -File $script -Root $root -Folder $folder 2>&1 | Out-String
            $exitCode = $LASTEXITCODE
        }
        finally {
            $env:HOME, $env:USERPROFILE, $env:LOCALAPPDATA, $env:PSModulePath, $env:XDG_DATA_HOME = $saved
        }

        $output | Should -Match 'installed: \d+\.\d+\.\d+ True'
        $output | Should -Match 'Pipelines left: 0'
        $output | Should -Match 'toured: True'
        $exitCode | Should -Be 0
    }
}
