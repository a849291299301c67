# Runs the acceptance tests on the staged module. Needs Pester 5; build first.
[CmdletBinding()]
param(
    # Where to write "passed failed skipped" for a script that sums up.
    [string] $CountFile
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
$failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
if ($CountFile) {
    Set-Content -Path $CountFile -Value "$($result.PassedCount) $failed $($result.SkippedCount + $result.NotRunCount)"
}

exit [int]($failed -gt 0)
