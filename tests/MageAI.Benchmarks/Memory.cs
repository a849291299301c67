using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>The peak of a fresh process that lists few runs against one that lists many.</summary>
internal static class Memory
{
    public static async Task<List<Measure>> MeasureAsync()
    {
        double few = await PeakAsync(20_000);
        double many = await PeakAsync(400_000);
        return [Measure.AtMost("Growth of the process's peak memory from 20,000 to 400,000 runs piped to Out-Null", 32, many - few, " MB", $"from {few:0} MB")];
    }

    /// <summary>In the child: lists all and prints the peak.</summary>
    public static void Child(string server)
    {
        using Engine engine = new();
        engine.Run($"Connect-Mage {server}; Get-MagePipelineRun | Out-Null");
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine((self.PeakWorkingSet64 / 1e6).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<double> PeakAsync(int runs)
    {
        using ServerProcess server = new(runs);
        List<double> peaks = [];
        for (int i = 0; i < 3; i++)
        {
            peaks.Add(double.Parse(await Benchmarks.Child.RunSelfAsync("--memory", server.Uri.ToString()), CultureInfo.InvariantCulture));
        }

        return Measure.Median(peaks);
    }
}
