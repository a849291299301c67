<#
.SYNOPSIS
Cancels runs that have been running for too long, and shows those that have been waiting for too long to begin, with the reason.

.DESCRIPTION
How long a run has been running alone decides: whether it is past the SLA of its schedule neither spares nor condemns it. A run
that ends meanwhile stays as it is.

Runs that wait are only shown, each as a warning, for what keeps them is somewhere else: the scheduler is stopped, their schedule
is inactive, or as many runs as it allows are under way. Neither they nor the cancellations are an error. A run that could not be
cancelled is one, the others have their turn all the same, and the exit code under pwsh -File is 1. Run again, it finds nothing
more to cancel.

.PARAMETER RunningLongerThan
Cancel what has been running for longer: 30m, 6h, 2d.

.PARAMETER InitialLongerThan
Show what has been waiting to begin for longer: 30m, 6h, 2d.

.PARAMETER Pipeline
Only runs of these pipelines: uuids, names or wildcard patterns. Default: of all.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./cancel-stuck.ps1 -RunningLongerThan 2h -WhatIf

At a prompt, in a session: what would be cancelled, and what waits.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./cancel-stuck.ps1 -RunningLongerThan 6h -InitialLongerThan 30m

In a scheduled task, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateNotNullOrEmpty()]
    [string] $RunningLongerThan = '6h',

    [ValidateNotNullOrEmpty()]
    [string] $InitialLongerThan = '30m',

    # Left out for all; a variable that is empty by mistake is not taken for that.
    [ValidateNotNullOrEmpty()]
    [string[]] $Pipeline,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Stop-MagePipelineRun -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'cancel-stuck' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'cancel-stuck' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$of = if ($Pipeline) { @{ Pipeline = $Pipeline } } else { @{} }

# Why a run does not begin, as far as Mage tells.
function Get-WaitingReason($Run, $Server) {
    if ($Server.SchedulerStatus -eq 'stopped') {
        return 'the scheduler is stopped'
    }

    $schedule = Get-MageSchedule -Id $Run.PipelineScheduleId -ErrorAction Ignore @at
    if (-not $schedule) {
        return 'its schedule cannot be read'
    }

    if ($schedule.Status -eq 'inactive') {
        return "its schedule $schedule is inactive"
    }

    $limit = if ($schedule.Settings) { $schedule.Settings['pipeline_run_limit'] }
    $running = @(Get-MagePipelineRun -Schedule $schedule.Id -Status running @at).Count
    if ($null -ne $limit -and $running -ge $limit) {
        return "its schedule $schedule allows $limit at once, and $running are running"
    }

    'the reason is not known'
}

try {
    $stuck = @(Get-MagePipelineRun -RunningLongerThan $RunningLongerThan @of @at)
    "Running for more than ${RunningLongerThan}: $($stuck.Count)."
    if ($stuck) {
        # An error of one run must not keep the others running, so they are collected and told below.
        $stuck | Stop-MagePipelineRun -PassThru -ErrorAction SilentlyContinue -ErrorVariable problems @at |
            ForEach-Object { '{0} run {1}, begun {2:yyyy-MM-dd HH:mm}: {3}' -f $_.PipelineUuid, $_.Id, $_.StartedAt, $_.Status }
    }

    $waiting = @(Get-MagePipelineRun -InitialLongerThan $InitialLongerThan @of @at)
    "Waiting for more than ${InitialLongerThan}: $($waiting.Count)."
    $server = if ($waiting) { Get-MageServer @at }
    foreach ($run in $waiting) {
        $reason = Get-WaitingReason $run $server
        $PSCmdlet.WriteWarning(('{0} run {1}, made {2:yyyy-MM-dd HH:mm}, has not begun: {3}.' -f $run.PipelineUuid, $run.Id, $run.CreatedAt, $reason))
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
