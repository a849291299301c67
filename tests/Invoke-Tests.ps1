# Runs the acceptance tests on the staged module; build first. Needs Pester, 5 or later.
[CmdletBinding()]
param(
    # The files to run, by name. Default: all.
    [string[]] $Name,

    # Pester's manifest. Default: the module that is installed.
    [string] $Pester = 'Pester',

    # Where to write what became of each test, for a program that counts them; nothing is shown then.
    [string] $ResultFile
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
# By -File a list comes as one text.
$paths = if ($Name) { $Name -split ',' | ForEach-Object { Join-Path -Path $PSScriptRoot -ChildPath $_ } } else { $PSScriptRoot }
# Pester takes a path for a pattern.
$configuration.Run.Path = @($paths | ForEach-Object { [WildcardPattern]::Escape($_) })
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = if ($ResultFile) { 'None' } else { 'Detailed' }
$result = Invoke-Pester -Configuration $configuration
$failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
if ($ResultFile) {
    $tests = @($result.Tests | ForEach-Object {
            [pscustomobject]@{
                File    = Split-Path -Path $_.ScriptBlock.File -Leaf
                Name    = $_.ExpandedPath
                Result  = if ($_.Result -in 'Passed', 'Failed') { "$($_.Result)" } else { 'Skipped' }
                Message = if ($_.ErrorRecord) { ($_.ErrorRecord | ForEach-Object { "$_`n$($_.ScriptStackTrace)" }) -join "`n" }
            }
        })
    $tests += @(@($result.FailedContainers) + @($result.FailedBlocks) | ForEach-Object {
            [pscustomobject]@{ File = "$($_.Item)"; Name = "$($_.ExpandedPath) (outside its tests)"; Result = 'Failed'; Message = "$($_.ErrorRecord)" }
        })
    # Depth 2 is that of the list; PowerShell 5.1 would wrap a list that is piped.
    Set-Content -LiteralPath $ResultFile -Encoding UTF8 -Value (ConvertTo-Json -InputObject $tests -Depth 2)
}

exit [int]($failed -gt 0)
