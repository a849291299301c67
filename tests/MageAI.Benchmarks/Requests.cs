using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Threading.Tasks;
using MageAI.Operations;
using MageAI.Runs;

namespace MageAI.Benchmarks;

/// <summary>How many requests a question costs, and how soon the first answer is there.</summary>
internal static class Requests
{
    public static async Task<List<Measure>> MeasureAsync(int rounds)
    {
        using ServerProcess server = new(Listing.Runs);
        using HttpClient client = new();
        using Engine engine = new();
        engine.Run($"Connect-Mage {server.Uri}");
        await CountAsync(client, server.Uri);
        engine.Run("Get-MagePipelineRun -First 5 | Out-Null");
        int five = await CountAsync(client, server.Uri);
        engine.Run("foreach ($run in 1) { Get-MagePipelineRun | ForEach-Object { break } }");
        await Task.Delay(200);
        int one = await CountAsync(client, server.Uri);

        // Waiting on 500 runs that never end: the server's are all completed, so the watcher's own question is asked.
        MageSession session = await MageSession.ConnectAsync(new Transport.ConnectionSettings { Uri = server.Uri }, new Transport.MageCall());
        List<MagePipelineRun> runs = [.. await session.Runs.List(new MageAI.Runs.RunQuery(), new Transport.MageCall()).ToListAsync(500, default)];
        await CountAsync(client, server.Uri);
        await session.Runs.SnapshotAsync(runs, new Transport.MageCall());
        int tick = await CountAsync(client, server.Uri);

        using ServerProcess slow = new(Listing.Runs, 50);
        using Engine second = new();
        second.Run($"Connect-Mage {slow.Uri}");
        List<double> ratios = [];
        for (int round = -1; round < rounds; round++)
        {
            Stopwatch page = Stopwatch.StartNew();
            (await client.GetAsync(new Uri(slow.Uri, "api/pipeline_runs?_limit=100&_offset=0"))).Dispose();
            page.Stop();
            Stopwatch first = Stopwatch.StartNew();
            second.Run("foreach ($run in 1) { Get-MagePipelineRun | ForEach-Object { break } }");
            first.Stop();
            if (round >= 0)
            {
                ratios.Add(first.Elapsed / page.Elapsed);
            }
        }

        return
        [
            Measure.AtMost("Requests for -First 5", 1, five),
            Measure.AtMost("Requests when the command downstream stops at the first object", 1, one),
            Measure.AtMost("Time to the first object, pages of 50 ms ÷ one page", 1.5, Measure.Median(ratios)),
            Measure.AtMost("Waiting on 500 runs: requests a look", 5, tick, "", "5 pages of 100 hold them"),
        ];
    }

    /// <summary>How many requests the server got since it was asked last.</summary>
    public static async Task<int> CountAsync(HttpClient client, Uri server)
    {
        string text = await client.GetStringAsync(new Uri(server, "api/count"));
        int at = text.IndexOf('[', StringComparison.Ordinal) + 1;
        return int.Parse(text.AsSpan(at, text.IndexOf(']', StringComparison.Ordinal) - at), CultureInfo.InvariantCulture);
    }
}
