<#
.SYNOPSIS
Removes old runs, and keeps the newest of each pipeline however old they are.

.DESCRIPTION
Removes the runs that ended (completed, failed or cancelled) and were made longer ago than -Days, with their block runs. Files of
logs and data stay on the server's disk. Runs that have not ended stay too; cancel-stuck.ps1 finds those.

Never asks, unless -Confirm is passed. A run that cannot be removed is an error, the others have their turn all the same, and the
exit code under pwsh -File is 1. Run again, it finds nothing more to remove.

.PARAMETER Days
Remove runs made more than so many days ago.

.PARAMETER KeepLast
Keep the newest so many runs of each pipeline. What was made since counts too.

.PARAMETER Pipeline
Only runs of these pipelines: uuids, names or wildcard patterns. Default: of all.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./purge-runs.ps1 -Days 30 -KeepLast 50 -WhatIf

At a prompt, in a session: what would be removed.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./purge-runs.ps1 -Days 90 -KeepLast 10

In a scheduled task, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateRange(1, 36500)]
    [int] $Days = 90,

    [ValidateRange(0, 100000)]
    [int] $KeepLast = 10,

    # Left out for all; a variable that is empty by mistake is not taken for that.
    [ValidateNotNullOrEmpty()]
    [string[]] $Pipeline,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Remove-MagePipelineRun -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'purge-runs' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'purge-runs' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$of = if ($Pipeline) { @{ Pipeline = $Pipeline } } else { @{} }
$old = @{ Until = "${Days}d"; Status = 'completed', 'failed', 'cancelled' }
try {
    $found = @(Get-MagePipelineRun @old @of @at)
    if (-not $found) {
        "No run is older than $Days days; nothing to do."
        return
    }

    # Where nobody was asked to ask, nobody is asked. An error of one run must not keep the others, so they are collected and told below.
    $found | Remove-MagePipelineRun -KeepLast $KeepLast -Confirm:([bool]$PSBoundParameters['Confirm']) -ErrorAction SilentlyContinue -ErrorVariable problems @at
    if (-not $WhatIfPreference) {
        $left = @(Get-MagePipelineRun @old @of @at).Count
        "Older than $Days days: $($found.Count). Removed: $($found.Count - $left). Kept as one of the last ${KeepLast} of its pipeline: $($left - $problems.Count)."
    }
}
finally {
    if ($own) {
        Disconnect-Mage $own -WhatIf:$false -Confirm:$false
    }
}

if ($problems) {
    $ErrorActionPreference = 'Continue'
    for ($i = 0; $i -lt $problems.Count - 1; $i++) {
        $PSCmdlet.WriteError($problems[$i])
    }

    throw $problems[-1]
}
