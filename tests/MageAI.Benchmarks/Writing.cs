using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>Many writes with a throttle of 8 against one after another; every reply takes 50 ms.</summary>
internal static class Writing
{
    private const int Writes = 200;

    public static async Task<List<Measure>> MeasureAsync()
    {
        using ServerProcess server = new(Listing.Runs, 50);
        using Engine engine = new();
        engine.Run($"Connect-Mage {server.Uri}");
        List<Measure> measures = [];
        foreach ((string name, string command) in new[]
        {
            ("Stop-MagePipelineRun", $"1..{Writes} | Stop-MagePipelineRun"),
            ("Remove-MagePipelineRun", "$runs | Remove-MagePipelineRun -Confirm:$false"),
            ("Set-MagePipeline", $"1..{Writes} | ForEach-Object {{ \"p$_\" }} | Set-MagePipeline -Description x"),
            ("Remove-MagePipeline", $"1..{Writes} | ForEach-Object {{ \"p$_\" }} | Remove-MagePipeline -Confirm:$false"),
            ("Disable-MageSchedule", "$schedules | Disable-MageSchedule"),
        })
        {
            if (name == "Disable-MageSchedule")
            {
                engine.Set("schedules", engine.Run("Get-MageSchedule"));
            }

            if (name == "Remove-MagePipelineRun")
            {
                engine.Set("runs", engine.Run($"Get-MagePipelineRun -First {Writes}"));
            }

            double alone = await TimeAsync(engine, command);
            double together = await TimeAsync(engine, command + " -ThrottleLimit 8");
            measures.Add(Measure.AtMost($"{Writes} × {name}, -ThrottleLimit 8 ÷ one after another", 0.2, together / alone, "", $"one after another: {alone:0.0} s"));
        }

        return measures;
    }

    private static Task<double> TimeAsync(Engine engine, string command) => Task.Run(() =>
    {
        Stopwatch watch = Stopwatch.StartNew();
        engine.Run(command);
        return watch.Elapsed.TotalSeconds;
    });
}
