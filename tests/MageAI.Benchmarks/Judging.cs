using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>What measuring and reporting add to the reading of the runs, round by round in turn.</summary>
internal static class Judging
{
    private const int Reported = 2_000;

    public static async Task<List<Measure>> MeasureAsync(int rounds)
    {
        using ServerProcess server = new(Listing.Runs);
        using Engine engine = new();
        engine.Run($"Connect-Mage {server.Uri}");
        string page = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        engine.Set("page", page);
        List<double> measured = [];
        List<double> written = [];
        try
        {
            for (int round = -3; round < rounds; round++)
            {
                double reading = await TimeAsync(engine, "Get-MagePipelineRun | Out-Null");
                double measuring = await TimeAsync(engine, "Get-MagePipelineRun | Measure-MagePipelineRun -GroupBy Pipeline | Out-Null");
                double some = await TimeAsync(engine, $"Get-MagePipelineRun -First {Reported} | Out-Null");
                double writing = await TimeAsync(engine, $"Get-MagePipelineRun -First {Reported} | Export-MageRunReport $page | Out-Null");
                if (round >= 0)
                {
                    measured.Add(measuring / reading);
                    written.Add(writing / some);
                }
            }

            return
            [
                Measure.AtMost("Measure-MagePipelineRun of 20,000 runs ÷ reading them", 2, Measure.Median(measured)),
                Measure.AtMost("Export-MageRunReport of 2,000 runs ÷ reading them", 20, Measure.Median(written)),
                Measure.AtMost("The page of 2,000 runs", 1, new FileInfo(page).Length / 1e6, " MB"),
            ];
        }
        finally
        {
            File.Delete(page);
        }
    }

    private static Task<double> TimeAsync(Engine engine, string command) => Task.Run(() =>
    {
        Stopwatch watch = Stopwatch.StartNew();
        engine.Run(command);
        return watch.Elapsed.TotalSeconds;
    });
}
