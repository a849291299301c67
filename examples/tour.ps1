# A tour of MageAI in well under a minute: a Mage server in a box, a pipeline of three blocks, a schedule, a run.
#
#   dotnet run --project src/MageAI.Shell -- examples/tour.ps1     with only the .NET SDK
#   ./examples/tour.ps1                                            in PowerShell, after a dotnet build
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
if (-not (Get-Command Start-MageEmulator -ErrorAction Ignore)) {
    Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1"
}

# What Mage wants at the top of a block's file: the decorator comes from Mage when it runs the block, and from here elsewhere.
function Get-BlockContent([string] $Decorator, [string] $Body) {
    @"
if '$Decorator' not in globals():
    from mage_ai.data_preparation.decorators import $Decorator


@$Decorator
$Body
"@
}

'1. Start a Mage server in this process, and connect to it.'
$emulator = Start-MageEmulator
Connect-Mage -Emulator $emulator
try {
    Get-MageServer | Out-Host

    '2. Make a pipeline of three blocks; each takes its input from the one before.'
    New-MagePipeline -Name 'Daily Sales' -Description 'Sums up the day''s orders' -Tag sales, tour | Out-Host
    $load = Get-BlockContent data_loader @'
def load(*args, **kwargs):
    region = kwargs.get('region', 'all')
    return [{'region': region, 'amount': amount} for amount in (120, 80, 45)]
'@
    $sum = Get-BlockContent transformer @'
def total(orders, *args, **kwargs):
    return {'orders': len(orders), 'amount': sum(order['amount'] for order in orders)}
'@
    $store = Get-BlockContent data_exporter @'
def store(totals, *args, **kwargs):
    print(f"{totals['orders']} orders, {totals['amount']} in all")
'@
    $null = New-MageBlock -Pipeline daily_sales -Name 'Load orders' -Type data_loader -Content $load
    $null = New-MageBlock -Pipeline daily_sales -Name 'Sum up' -Type transformer -Content $sum -Upstream load_orders
    $null = New-MageBlock -Pipeline daily_sales -Name 'Store totals' -Type data_exporter -Content $store -Upstream sum_up
    Get-MageBlock -Pipeline daily_sales | Out-Host

    '3. Schedule it: every day, and on weekdays at half past six (UTC, as all times in Mage).'
    $null = New-MageSchedule -Pipeline daily_sales -Name 'each night' -Interval '@daily' -Enabled
    $null = New-MageSchedule -Pipeline daily_sales -Name 'weekday mornings' -Cron '30 6 * * 1-5' -Enabled
    Get-MageSchedule -Pipeline daily_sales | Out-Host

    '4. Run it now, with a variable, and wait for its end.'
    $run = Invoke-MagePipelineRun -Pipeline daily_sales -Variable @{ region = 'north' } -Wait -TimeoutSec 30 -PollSec 1
    $run | Out-Host
    $run.BlockRuns | Out-Host

    '5. Clean up: the pipeline goes with its schedules.'
    Remove-MagePipeline -Pipeline daily_sales -IncludeSchedule -Confirm:$false
    "Pipelines left: $(@(Get-MagePipeline).Count)"
}
finally {
    Disconnect-Mage
    $emulator | Stop-MageEmulator
}
