using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>Get-MagePipelineRun over 20,000 runs against the bare loop: time and allocation, round by round in turn.</summary>
internal static class Listing
{
    public const int Runs = 20_000;

    public static async Task<List<Measure>> MeasureAsync(int rounds)
    {
        using ServerProcess server = new(Runs);
        using HttpClient client = new();
        using Engine engine = new();
        engine.Run($"Connect-Mage {server.Uri}");
        List<double> times = [];
        List<double> allocations = [];
        List<double> bareSeconds = [];
        // The first rounds are the compiler's.
        for (int round = -6; round < rounds; round++)
        {
            (double bareTime, double bareBytes) = await TimeAsync(() => BareLoop.CountAsync(client, server.Uri));
            (double ourTime, double ourBytes) = await TimeAsync(() => Task.Run(() => engine.Run("Get-MagePipelineRun | Out-Null")));
            if (round >= 0)
            {
                times.Add(ourTime / bareTime);
                allocations.Add(ourBytes / bareBytes);
                bareSeconds.Add(bareTime);
            }
        }

        return
        [
            Measure.AtMost("List 20,000 runs through Get-MagePipelineRun ÷ the bare loop", 1.3, Measure.Median(times), "", $"the bare loop takes {Measure.Median(bareSeconds) * 1000:0} ms"),
            Measure.AtMost("Allocation per run ÷ the bare loop", 2, Measure.Median(allocations)),
        ];
    }

    private static async Task<(double Seconds, double Bytes)> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch watch = Stopwatch.StartNew();
        await work();
        watch.Stop();
        return (watch.Elapsed.TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}
