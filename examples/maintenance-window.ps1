<#
.SYNOPSIS
Switches all schedules off, runs a script, and switches exactly those on again that were on.

.DESCRIPTION
Which schedules are on is written to a file before the first is switched off. Runs under way are waited for, and cancelled with
-StopRuns where they do not end in time. Then the script runs, and whatever becomes of it, what was on is switched on again; what
somebody switched off meanwhile stays off. What was missed is told, and with -CatchUp made up for.

Never asks, unless -Confirm is passed. Where the computer itself goes down in between, run Stop-MageMaintenance with the same file:
it puts right whatever was left. The script's error is the runbook's, as is any exit code of it but 0, and the exit code under
pwsh -File is 1.

.PARAMETER Script
The script to run while the schedules are off.

.PARAMETER Snapshot
The file that keeps what was on. That of an earlier window is replaced.

.PARAMETER Include
Only schedules with these names, or of these pipelines; wildcard patterns are allowed. Default: all.

.PARAMETER Exclude
But none of these.

.PARAMETER TimeoutSec
How long to wait for runs under way, in seconds.

.PARAMETER StopRuns
Cancel the runs that have not ended by then. Without it they go on, and the script is not run.

.PARAMETER CatchUp
What to do about missed times: None, Last or All.

.PARAMETER Reason
Why; kept in the file.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./maintenance-window.ps1 -Script ./upgrade-database.ps1 -WhatIf

At a prompt, in a session: what would be switched off.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./maintenance-window.ps1 -Script ./upgrade-database.ps1 -TimeoutSec 1800 -CatchUp Last -Reason 'database upgrade'

In a scheduled task, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Script,

    [ValidateNotNullOrEmpty()]
    [string] $Snapshot = "$PSScriptRoot/maintenance-window.json",

    # Left out for all; a variable that is empty by mistake is not taken for that.
    [ValidateNotNullOrEmpty()]
    [string[]] $Include,

    [ValidateNotNullOrEmpty()]
    [string[]] $Exclude,

    [ValidateRange(1, 2147483647)]
    [int] $TimeoutSec = 1800,

    [switch] $StopRuns,

    [ValidateSet('None', 'Last', 'All')]
    [string] $CatchUp = 'None',

    [string] $Reason = 'maintenance window',

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Start-MageMaintenance -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

if (-not [IO.File]::Exists($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Script))) {
    throw "There is no script '$Script'; nothing was switched off."
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'maintenance-window' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'maintenance-window' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$which = @{}
if ($Include) { $which.Include = $Include }
if ($Exclude) { $which.Exclude = $Exclude }
try {
    try {
        # An error of one schedule, or a run that does not end, ends the runbook here; what was switched off comes back below.
        $off = Start-MageMaintenance $Snapshot @which -Drain -TimeoutSec $TimeoutSec -StopRuns:$StopRuns -Reason $Reason @at
        if ($off) {
            "Off: $(@($off.Schedules).Count) schedules. Runs cancelled: $($off.Stopped.Count). Runs that wait: $($off.Frozen.Count)."
            & $Script
            if (-not $?) {
                throw "The script '$Script' ended with exit code $LASTEXITCODE."
            }
        }
    }
    finally {
        if (-not $WhatIfPreference -and [IO.File]::Exists($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Snapshot))) {
            $on = Stop-MageMaintenance $Snapshot -CatchUp $CatchUp -ErrorAction Continue -Confirm:$false @at
            if ($on) {
                $missed = $made = 0
                foreach ($schedule in $on.Schedules) {
                    $missed += [int]$schedule.Missed
                    $made += $schedule.CaughtUp.Count
                }

                $back = @($on.Schedules | Where-Object Outcome -In 'SwitchedOn', 'OnAlready').Count
                "On again: $back of $($on.Schedules.Count) schedules. Times missed: $missed. Runs made for them: $made."
            }
        }
    }
}
finally {
    if ($own) {
        Disconnect-Mage $own -WhatIf:$false -Confirm:$false
    }
}
