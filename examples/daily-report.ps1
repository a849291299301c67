# The report of a day, for a runbook: one HTML file to keep or to mail, and the figures of each pipeline on the screen.
#
#   ./examples/daily-report.ps1                                      with the session there is, or MAGE_URI and its companions
#   ./examples/daily-report.ps1 -Uri https://mage.example.com -Since 7d -Path ./week.html
[CmdletBinding(SupportsShouldProcess)]
param(
    # The server to report on, whatever session there is. Without it: the session there is, else MAGE_URI and its companions.
    [ValidateNotNullOrEmpty()]
    [string] $Uri,

    # How far back the report goes: 24h, 7d, or a date.
    [string] $Since = '24h',

    # The file to write; one that is there is replaced.
    [string] $Path = './mage-report.html'
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Export-MageRunReport -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

$own = $null
if ($Uri) {
    $own = Connect-Mage $Uri -Name 'daily-report' -NotDefault -PassThru
}
elseif (-not (Get-MageSession -Default -ErrorAction Ignore)) {
    $own = Connect-Mage -Name 'daily-report' -NotDefault -PassThru
}

$at = if ($own) { @{ Session = $own } } else { @{} }
try {
    # Read once, so that the file and the screen tell the same.
    $runs = @(Get-MagePipelineRun -Since $Since @at)
    Measure-MagePipelineRun -InputObject $runs -GroupBy Pipeline | Out-Host

    # -WhatIf of this script is -WhatIf of this line.
    Export-MageRunReport -Path $Path -InputObject $runs -Since $Since -Title "Mage, last $Since"
}
finally {
    if ($own) {
        Disconnect-Mage $own -WhatIf:$false
    }
}
