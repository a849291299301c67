using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What Export-Csv makes of our objects: no property is the name of a type.</summary>
public sealed class CsvTests : IDisposable
{
    private readonly MageHost _host = MageHost.Listening();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Every_property_of_every_object_is_exported_as_text()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        RunResult result = _host.Run("""
            $null = New-MagePipeline etl -Tag a, b
            $null = New-MageBlock etl load data_loader -Content "import pandas as pd`nreturn pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"
            $null = New-MageSchedule etl each -Cron '0 5 * * *' -Enabled -Setting @{ timeout = 600 } -Variable @{ region = 'north' }
            $null = New-MageSchedule etl by-hand -Api -Enabled
            $null = Invoke-MagePipelineRun etl -Variable @{ full = $true } -Wait -PollSec 1 -InformationVariable changes
            $null = New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02 -Start -Wait -PollSec 1
            $null = Invoke-MageApi pipeline_schedules/2/pipeline_runs POST -Body @{ pipeline_run = @{ event_variables = @{ who = 'me' } } }
            Get-MagePipeline -IncludeSetting -IncludeSchedule; Get-MageBlock etl -Content; Get-MageSchedule; Get-MagePipelineRun; Get-MagePipelineRun | Get-MageBlockRun
            Get-MagePipelineRun | Get-MageBlockOutput; Get-MagePipelineRun | Get-MageLog; Measure-MagePipelineRun -GroupBy Pipeline; Get-MageBackfill -IncludeRunCount; Get-MageUpcomingRun -Next 2d
            Get-MageServer; Test-MageCron '30 2 1 * 1' -TimeZone Europe/Amsterdam; $changes.MessageData
            $off = Start-MageMaintenance $path; $off; $off.Schedules; $on = Stop-MageMaintenance $path; $on; $on.Schedules
            """, ("path", path));

        File.Delete(path);
        PSObject[] things = [.. result.ThrowOnError().Output];
        Assert.InRange(things.Select(thing => thing.BaseObject.GetType()).Distinct().Count(), 14, 30);
        Assert.Empty(things
            .SelectMany(thing => thing.Properties.Select(property => $"{thing.BaseObject.GetType().Name}.{property.Name}: {property.Value}"))
            .Where(cell => cell.Contains(": System.", StringComparison.Ordinal) || cell.Contains(": MageAI.", StringComparison.Ordinal)).Distinct());
        PSObject run = things.First(thing => thing.BaseObject is MagePipelineRun { EventVariables.Count: > 0 });
        Assert.Equal("{\"who\":\"me\"}", $"{run.Properties["EventVariables"].Value}");
        PSObject output = things.First(thing => thing.BaseObject is MageBlockOutput { Rows.Length: > 0 });
        Assert.Equal(("2, 2", "a, b", "[[1,\"x\"],[2,\"y\"]]"), ($"{output.Properties["Shape"].Value}", $"{output.Properties["Columns"].Value}", $"{output.Properties["Rows"].Value}"));
    }
}
