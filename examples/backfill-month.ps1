# Runs a pipeline for every day of a month, with a look first: names the dates, makes the runs, waits, and fails if one fails.
# Run again it goes on where it was: a month that is done is left alone, one that is under way is waited for. Days that failed are
# repeated by hand: Get-MagePipelineRun -Backfill 'load_orders 2026-01' -LastFailed | Restart-MagePipelineRun
#
#   ./examples/backfill-month.ps1 -Pipeline load_orders -Month 2026-01 -WhatIf     only the look
#   ./examples/backfill-month.ps1 -Pipeline load_orders -Month 2026-01             in a session, or with MAGE_URI and its credentials
#   pwsh -File ./examples/backfill-month.ps1 load_orders 2026-01 -Uri $uri         exits with 1 if a run fails
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidatePattern('^[^*?\[\]]+$')]
    [string] $Pipeline,

    [Parameter(Mandatory, Position = 1)]
    [ValidatePattern('^[1-9]\d{3}-(0[1-9]|1[0-2])$')]
    [string] $Month,

    # Where Mage is. Without it: the session there is, else what Connect-Mage finds in the environment.
    [ValidateNotNullOrEmpty()]
    [string] $Uri,

    # How many days may run beside each other. Mage would run all at once.
    [ValidateRange(1, 31)]
    [int] $AtOnce = 4,

    # How long to wait at most; 0 is until the end. The runs go on in any case.
    [ValidateRange(0, 2147483647)]
    [int] $TimeoutSec = 0
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command New-MageBackfill -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = if ($Uri) { Connect-Mage $Uri -Name "backfill of $Month" -NotDefault -PassThru }
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) { Connect-Mage -Name "backfill of $Month" -NotDefault -PassThru }
$at = if ($own) { @{ Session = $own } } else { @{} }
$wait = @{ ErrorOnFailure = $true; TimeoutSec = $TimeoutSec }
$days = [datetime]::DaysInMonth($Month.Substring(0, 4), $Month.Substring(5))

try {
    # By its uuid, however it was spelt: the month is known again by the name that is made of it.
    $uuid = (Get-MagePipeline $Pipeline @at).Uuid
    $backfill = @{ Pipeline = $uuid; Name = "$uuid $Month"; From = "$Month-01"; To = "$Month-$days"; Setting = @{ pipeline_run_limit = $AtOnce } }
    $known = @(Get-MageBackfill -Pipeline $uuid @at | Where-Object Name -EQ $backfill.Name)
    if ($known.Count -gt 1 -or ($known -and ('{0:yyyy-MM-dd} {1:yyyy-MM-dd}' -f $known[0].StartDatetime.ToUniversalTime(), $known[0].EndDatetime.ToUniversalTime()) -ne "$($backfill.From) $($backfill.To)")) {
        throw "There is a backfill called '$($backfill.Name)' already that is not of this month, or more than one. Look at it with Get-MageBackfill."
    }

    if ($known.Status -contains 'completed') {
        "$Month of $Pipeline is done; nothing to do."
        return
    }

    # The look: the days by name, before anything is sent.
    if (-not $known) {
        New-MageBackfill @backfill -Start -WhatIf @at
    }

    if (-not $PSCmdlet.ShouldProcess("$Month of pipeline $Pipeline", 'Backfill')) {
        return
    }

    if ($known) {
        "$Month of $Pipeline is there already: no day is run twice."
    }

    & {
        if (-not $known) {
            New-MageBackfill @backfill -Start -Wait @wait -Confirm:$false @at
        }
        elseif (-not $known[0].StartedAt) {
            Start-MageBackfill $known[0] -Wait @wait -Confirm:$false @at
        }
        else {
            $runs = @(Get-MagePipelineRun -Backfill $known[0] @at)
            if ($runs.Count -lt $days) {
                throw "Backfill '$($backfill.Name)' was started, and only $($runs.Count) of its $days runs are there; what became of the others is not known."
            }

            $runs | Wait-MagePipelineRun @wait @at
        }
    } | ForEach-Object { '{0:yyyy-MM-dd} {1}' -f $_.ExecutionDate.ToUniversalTime(), $_.Status }
}
finally {
    if ($own) {
        Disconnect-Mage $own -WhatIf:$false
    }
}
