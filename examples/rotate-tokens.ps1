<#
.SYNOPSIS
Gives every schedule of type api a new trigger token, and keeps the tokens in a vault.

.DESCRIPTION
Whoever has the trigger token of a schedule can start runs of it. Each gets a new one, kept with the module
Microsoft.PowerShell.SecretManagement as <Prefix><pipeline>/<schedule>-<id>; the old ones open nothing from then on. No token is
shown. Only an owner can do this: for anybody else it is the error WriteNotApplied, and no token is changed.

Never asks, unless -Confirm is passed. A schedule whose token cannot be changed is an error, the others have their turn all the same,
and the exit code under pwsh -File is 1.

.PARAMETER Pipeline
Only schedules of these pipelines: uuids, names or wildcard patterns. Default: of all.

.PARAMETER Prefix
What the names of the secrets begin with.

.PARAMETER Vault
The vault. Default: the default one.

.PARAMETER Uri
The server to work on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.

.EXAMPLE
./rotate-tokens.ps1 -WhatIf

At a prompt, in a session: which tokens would be changed.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./rotate-tokens.ps1 -Vault Production

In a scheduled task, with MAGE_URI and MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN, of an owner in its environment.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Left out for all; a variable that is empty by mistake is not taken for that.
    [ValidateNotNullOrEmpty()]
    [string[]] $Pipeline,

    [string] $Prefix = 'mage/',

    [ValidateNotNullOrEmpty()]
    [string] $Vault,

    [ValidateNotNullOrEmpty()]
    [string] $Uri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Reset-MageScheduleToken -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

if (-not (Get-Command Set-Secret -ErrorAction Ignore)) {
    throw 'The module Microsoft.PowerShell.SecretManagement, which would keep the tokens, is not there; no token was changed.'
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'rotate-tokens' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'rotate-tokens' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
$of = if ($Pipeline) { @{ Pipeline = $Pipeline } } else { @{} }
$where = if ($Vault) { @{ Vault = $Vault } } else { @{} }
$problems = @()
try {
    $schedules = @(Get-MageSchedule -Type api @of @at)
    foreach ($schedule in $schedules) {
        $name = "$Prefix$($schedule.PipelineUuid)/$($schedule.Name)-$($schedule.Id)"
        $failed = @()

        # A token that could not be kept comes out as a secure string; that it was not kept is an error too, and it is told below.
        $null = $schedule | Reset-MageScheduleToken -SecretName $name @where -ErrorAction SilentlyContinue -ErrorVariable failed @at
        $problems += $failed
        if (-not $failed -and -not $WhatIfPreference) {
            "$($schedule.Name) (id $($schedule.Id)) of $($schedule.PipelineUuid): new token in $name"
        }
    }

    if (-not $schedules) {
        'There is no schedule of type api; nothing to do.'
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
