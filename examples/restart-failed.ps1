<#
.SYNOPSIS
Restarts the failures that are still open, waits for them, and fails if one of them stays failed.

.DESCRIPTION
Of all attempts for one execution date only the newest counts: what a later attempt repaired is left alone. Each run goes on
with its blocks that are not completed. One that cannot be restarted keeps none of the others from their turn.

Says which failures it found and how each run ended. Where there is none it says so and ends well. Otherwise every failure is
an error with its own id (RunFailed, RunCancelled, WaitTimeout, SchedulerStopped, RestartRefused), the last of them ends the
script, and the exit code under pwsh -File is 1. Run again, it restarts only what is still failed then.

.PARAMETER Since
How far back to look for runs: 24h, 7d, or a date.

.PARAMETER Pipeline
Only runs of these pipelines: uuids, names or wildcard patterns. Default: of all.

.PARAMETER TimeoutSec
How long to wait at most, in seconds; 0 is until the end. The runs go on in any case.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./restart-failed.ps1 -Since 12h -Pipeline sales* -WhatIf

At a prompt, in a session: what would be restarted.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./restart-failed.ps1 -Since 24h -TimeoutSec 7200

In a scheduled task, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateNotNullOrEmpty()]
    [string] $Since = '24h',

    # Left out for all; a variable that is empty by mistake is not taken for that.
    [ValidateNotNullOrEmpty()]
    [string[]] $Pipeline,

    [ValidateRange(0, 2147483647)]
    [int] $TimeoutSec = 3600,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Restart-MagePipelineRun -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'restart-failed' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'restart-failed' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$of = if ($Pipeline) { @{ Pipeline = $Pipeline } } else { @{} }
try {
    $failed = @(Get-MagePipelineRun -LastFailed -Since $Since @of @at)
    if (-not $failed) {
        "No failure since $Since is open; nothing to do."
        return
    }

    "Failures since $Since that are open: $($failed.Count)."
    $failed | ForEach-Object { '{0} run {1} for {2:yyyy-MM-dd HH:mm}' -f $_.PipelineUuid, $_.Id, $_.ExecutionDate.ToUniversalTime() }

    # An error of one run must not end the waiting for the others, so they are collected and told below.
    $failed | Restart-MagePipelineRun -Wait -TimeoutSec $TimeoutSec -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems @at |
        ForEach-Object { '{0} run {1} ended: {2}' -f $_.PipelineUuid, $_.Id, $_.Status }
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
