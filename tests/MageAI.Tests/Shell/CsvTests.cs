using System;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>What Export-Csv makes of our objects: no property is the name of a type.</summary>
public sealed class CsvTests
{
    private const string Script = """
        Start-MageEmulator -TickMilliseconds 50 | Connect-Mage
        $null = New-MagePipeline etl -Tag a, b
        $null = New-MageBlock etl load data_loader -Content "import pandas as pd`n@data_loader`ndef load(*args, **kwargs):`n    return pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"
        $null = New-MageSchedule etl each -Cron '0 5 * * *' -Enabled -Setting @{ timeout = 600 } -Variable @{ region = 'north' }
        $null = New-MageSchedule etl by-hand -Api -Enabled
        $null = Invoke-MagePipelineRun etl -Variable @{ full = $true } -Wait -PollSec 0.1 -InformationVariable changes
        $null = New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02 -Start -Wait -PollSec 0.1
        $null = Invoke-MageApi pipeline_schedules/2/pipeline_runs POST -Body @{ pipeline_run = @{ event_variables = @{ who = 'me' } } }
        $window = "$([IO.Path]::GetTempPath())$([guid]::NewGuid()).json"
        $off = Start-MageMaintenance $window -Include each
        $on = Stop-MageMaintenance $window
        Remove-Item -LiteralPath $window
        $all = @(Get-MagePipeline -IncludeSetting -IncludeSchedule; Get-MageBlock etl -Content; Get-MageSchedule; Get-MagePipelineRun; Get-MagePipelineRun | Get-MageBlockRun; Get-MagePipelineRun | Get-MageBlockOutput
            Get-MagePipelineRun | Get-MageLog; Measure-MagePipelineRun -GroupBy Pipeline; Get-MageBackfill -IncludeRunCount; Get-MageUpcomingRun -Next 2d; Get-MageServer; Get-MageSession
            Test-MageCron '30 2 1 * 1' -TimeZone Europe/Amsterdam; $changes.MessageData; $off; $off.Schedules; $on; $on.Schedules)
        foreach ($kind in $all | Group-Object { $_.GetType().Name }) {
            $kind.Name
            foreach ($row in $kind.Group | ConvertTo-Csv | ConvertFrom-Csv) {
                $row.PSObject.Properties | Where-Object Value -Match '(^|, )(System|MageAI)\.' | ForEach-Object { "$($kind.Name) $($_.Name): $($_.Value)" }
            }
        }

        ($all | Where-Object { $_.EventVariables.Count } | ConvertTo-Csv | ConvertFrom-Csv).EventVariables
        ($all | Where-Object { $_.Rows } | ConvertTo-Csv | ConvertFrom-Csv)[0] | ForEach-Object { "$($_.Shape) | $($_.Columns) | $($_.Rows)" }
        """;

    [Fact]
    public void Every_property_of_every_object_is_exported_as_text()
    {
        ShellRun run = ShellRun.OfScript(Script);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "MageBackfill", "MageBlock", "MageBlockOutput", "MageBlockRun", "MageCronTest", "MageLogEntry", "MageMaintenance", "MageMaintenanceSchedule", "MagePipeline", "MagePipelineRun", "MageRunStatistic",
                "MageSchedule", "MageServer", "MageSession", "MageUpcomingRun", "RunChange", """{"who":"me"}""", """2, 2 | a, b | [[1,"x"],[2,"y"]]""",
            ],
            run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
