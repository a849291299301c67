using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>A maintenance of 500 schedules, from beginning to end; every reply takes 50 ms.</summary>
internal static class Maintaining
{
    private const int Schedules = 500;
    private const double Seconds = 0.05;

    public static Task<List<Measure>> MeasureAsync() => Task.Run(() =>
    {
        using Engine engine = new();
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            engine.Run($"""
                $emulator = Start-MageEmulator
                $emulator | Connect-Mage
                New-MagePipeline etl | Out-Null
                1..{Schedules} | ForEach-Object {"{"} New-MageSchedule etl "s$_" -Interval monthly -Enabled {"}"} | Out-Null
                $emulator.ClearRequests()
                $emulator.Faults.Latency = [timespan]::FromSeconds(0.05)
                """);
            Stopwatch watch = Stopwatch.StartNew();
            engine.Run($"Start-MageMaintenance '{path}' | Out-Null; Stop-MageMaintenance '{path}' | Out-Null");
            double taken = watch.Elapsed.TotalSeconds;
            int requests = Convert.ToInt32(engine.Run("$emulator.Requests.Count; Stop-MageEmulator $emulator").Single().ToString(), null);
            return new List<Measure>
            {
                Measure.AtMost($"Maintenance of {Schedules} schedules: requests", (2 * Schedules) + 10, requests, "", "one after another, each looked at in its reply"),
                Measure.AtMost("Its time ÷ that of as many replies of 50 ms", 1.5, taken / (requests * Seconds), "", $"{taken:0} s"),
            };
        }
        finally
        {
            File.Delete(path);
        }
    });
}
