<#
.SYNOPSIS
Runs a pipeline, shows its log as it grows, waits for its end, and says by its exit code how it ended.

.DESCRIPTION
Where a run of the pipeline is under way already no other is made: that one is followed and waited for, with a warning that its
variables are its own. So a second start while the first runs does no harm.

Exit codes under pwsh -File:
0  the run completed, or -WhatIf was passed
1  it failed or was cancelled, could not begin (ScheduleInactive, SchedulerStopped, RunQueued), or could not be made or watched
2  it did not end in time (WaitTimeout); it goes on

With 1 and 2 an error is on the error stream, with its id. That of 1 can be caught; that of 2 too, where this script is called
with -ErrorAction Stop.

.PARAMETER Pipeline
The pipeline's uuid or name; one only, for there is one exit code.

.PARAMETER Variable
Runtime variables: a hashtable, or a JSON text where only texts can be passed, as with -File.

.PARAMETER TimeoutSec
How long to wait at most, in seconds; 0 is until the end.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./run-and-wait.ps1 daily_sales -Variable @{ region = 'north'; full = $true }

At a prompt, in a session.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./run-and-wait.ps1 -Pipeline daily_sales -Variable '{"region":"north"}' -TimeoutSec 7200

In a scheduled task, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment. In the arguments of a
task of Windows the text is written "{\"region\":\"north\"}".
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidatePattern('^[^*?\[\]]+$')]
    [string] $Pipeline,

    [ValidateNotNullOrEmpty()]
    [object] $Variable,

    [ValidateRange(0, 2147483647)]
    [int] $TimeoutSec = 3600,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Invoke-MagePipelineRun -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'run-and-wait' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'run-and-wait' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$with = if ($Variable) { @{ Variable = $Variable } } else { @{} }
try {
    $run = Invoke-MagePipelineRun -Pipeline $Pipeline @with -IfNotRunning -Follow -TimeoutSec $TimeoutSec -ErrorOnFailure -ErrorAction SilentlyContinue -ErrorVariable problems @at
}
finally {
    if ($own) {
        Disconnect-Mage $own -WhatIf:$false -Confirm:$false
    }
}

if ($run) {
    '{0} run {1} ended: {2}' -f $run.PipelineUuid, $run.Id, $run.Status
}

# That a log could not be read to its end is an error, and yet the run may have completed.
$code = if (-not $problems -or $run.Status -eq 'completed') { 0 } elseif ($problems[-1].FullyQualifiedErrorId -like 'WaitTimeout,*') { 2 } else { 1 }
$ErrorActionPreference = 'Continue'
foreach ($problem in $problems) {
    if ($code -eq 1 -and $problem -eq $problems[-1]) {
        throw $problem
    }

    $PSCmdlet.WriteError($problem)
}

exit $code
