<#
.SYNOPSIS
Tells what runs tonight, what of it collides, and what should have run and did not.

.DESCRIPTION
Lists the runs of the hours to come in the order of time, and marks those that are under way while another is, by how long they take
as a rule. Lists the runs that should have begun and do not exist: a scheduler that stood still, a server that was down. With -Run
those are run now, as their schedules would.

Never asks, unless -Confirm is passed. Where something was missed and -Run is not passed, the last line is an error, and the exit code
under pwsh -File is 1.

.PARAMETER Next
How far to look ahead: a number and m, h or d.

.PARAMETER Since
How far to look back for what was missed.

.PARAMETER Pipeline
Only runs of these pipelines: uuids, names or wildcard patterns. Default: of all.

.PARAMETER Run
Run what was missed: each schedule once, however many of its times were missed.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./tonight.ps1 -Next 12h

At a prompt, in a session.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./tonight.ps1 -Since 24h

In a scheduled task each morning, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment: it fails where
something was missed.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateNotNullOrEmpty()]
    [string] $Next = '12h',

    [ValidateNotNullOrEmpty()]
    [string] $Since = '24h',

    # Left out for all; a variable that is empty by mistake is not taken for that.
    [ValidateNotNullOrEmpty()]
    [string[]] $Pipeline,

    [switch] $Run,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Get-MageUpcomingRun -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'tonight' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'tonight' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$of = if ($Pipeline) { @{ Pipeline = $Pipeline } } else { @{} }
try {
    $collides = @{}
    Get-MageUpcomingRun -Next $Next -Overlapping @of @at | ForEach-Object { $collides["$($_.ScheduleId) $($_.Time.Ticks)"] = $_ }
    $coming = @(Get-MageUpcomingRun -Next $Next @of @at)
    "In the next ${Next}: $($coming.Count) runs."
    foreach ($one in $coming) {
        $other = $collides["$($one.ScheduleId) $($one.Time.Ticks)"]
        $with = if ($other) { ", while under way: $($other.Overlaps -join ', ')" }
        "  $($one.Time.ToUniversalTime().ToString('yyyy-MM-dd HH:mm')) $($one.PipelineUuid), $($one.ScheduleName)$with"
    }

    $missed = @(Get-MageUpcomingRun -Missed -Since $Since @of @at)
    "Missed since ${Since}: $($missed.Count)."
    foreach ($one in $missed) {
        $note = if ($one.Note) { " ($($one.Note))" }
        "  $($one.ExecutionDate.ToUniversalTime().ToString('yyyy-MM-dd HH:mm')) $($one.PipelineUuid), $($one.ScheduleName)$note"
    }

    # The last of each: a schedule is run once, however often it was missed.
    $last = [ordered]@{}
    $missed | ForEach-Object { $last["$($_.ScheduleId)"] = $_ }
    if ($Run) {
        $last.Values | Invoke-MagePipelineRun @at | ForEach-Object { "Begun: run $($_.Id) of $($_.PipelineUuid)." }
    }
}
finally {
    if ($own) {
        Disconnect-Mage $own -WhatIf:$false -Confirm:$false
    }
}

if ($missed -and -not $Run) {
    throw "Missed: $($missed.Count) runs of $($last.Count) schedules. Pass -Run to run each now."
}
