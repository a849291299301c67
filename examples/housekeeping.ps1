<#
.SYNOPSIS
Removes what belongs to nothing any more: schedules whose pipeline is gone, and block files that no pipeline uses.

.DESCRIPTION
Mage keeps the schedules of a pipeline that is deleted, and the files of its blocks. Those schedules are removed; the files too,
with -BlockFile. Code that other code imports counts as unused where no pipeline has it: look with -WhatIf first.

Never asks, unless -Confirm is passed. What cannot be removed is an error, the others have their turn all the same, and the exit code
under pwsh -File is 1. Run again, it finds nothing more to remove.

.PARAMETER BlockFile
Remove the files of blocks that no pipeline uses, too.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./housekeeping.ps1 -BlockFile -WhatIf

At a prompt, in a session: what would be removed.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./housekeeping.ps1 -BlockFile

In a scheduled task, once a week, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, in its environment.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [switch] $BlockFile,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Get-MageSchedule -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'housekeeping' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'housekeeping' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$confirm = [bool]$PSBoundParameters['Confirm']
$problems = @()
try {
    $orphans = @(Get-MageSchedule -Orphaned @at)
    foreach ($orphan in $orphans) {
        $failed = @()
        $orphan | Remove-MageSchedule -Confirm:$confirm -ErrorAction SilentlyContinue -ErrorVariable failed @at
        $problems += $failed
        if (-not $failed -and -not $WhatIfPreference) {
            "Removed schedule $($orphan.Name) (id $($orphan.Id)) of pipeline $($orphan.PipelineUuid), which is gone."
        }
    }

    $unused = if ($BlockFile) { @(Get-MageBlock -Unused @at) } else { @() }
    foreach ($block in $unused) {
        $failed = @()
        $block | Remove-MageBlock -DeleteFile -Confirm:$confirm -ErrorAction SilentlyContinue -ErrorVariable failed @at
        $problems += $failed
        if (-not $failed -and -not $WhatIfPreference) {
            "Removed the file $($block.FilePath), which no pipeline uses."
        }
    }

    if (-not $orphans -and -not $unused) {
        'Everything belongs to something; nothing to do.'
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
