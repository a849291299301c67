using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>
/// Get-MageLog over a run of 25 blocks with 2,000 records each, against a bare loop that asks for the same files, takes them apart line
/// by line and parses each line's JSON, but neither merges nor corrects anything.
/// </summary>
internal static class Logs
{
    public static async Task<List<Measure>> MeasureAsync(int rounds)
    {
        using ServerProcess server = new(Listing.Runs);
        using HttpClient client = new();
        using Engine engine = new();
        engine.Run($"Connect-Mage {server.Uri}");
        List<double> ratios = [];
        List<double> bare = [];
        await Requests.CountAsync(client, server.Uri);
        engine.Run("Get-MageLog 1 | Out-Null");
        int requests = await Requests.CountAsync(client, server.Uri);
        for (int round = -2; round < rounds; round++)
        {
            Stopwatch loop = Stopwatch.StartNew();
            int records = await CountAsync(client, server.Uri);
            loop.Stop();
            Stopwatch ours = Stopwatch.StartNew();
            await Task.Run(() => engine.Run("Get-MageLog 1 | Out-Null"));
            ours.Stop();
            if (records != PageServer.LogBlocks * PageServer.LogRecords)
            {
                throw new InvalidOperationException($"The loop read {records} records.");
            }

            if (round >= 0)
            {
                ratios.Add(ours.Elapsed / loop.Elapsed);
                bare.Add(loop.Elapsed.TotalMilliseconds);
            }
        }

        return
        [
            Measure.AtMost("Get-MageLog of 50,000 records of 25 blocks, merged ÷ a bare loop over the same files", 5, Measure.Median(ratios), "", $"the bare loop takes {Measure.Median(bare):0} ms"),
            Measure.AtMost("Get-MageLog of 25 blocks: requests", 4, requests, "", "the run, the scheduler's file, 20 blocks, 5 blocks"),
        ];
    }

    private static async Task<int> CountAsync(HttpClient client, Uri server)
    {
        int records = 0;
        foreach ((int from, int count) in new[] { (1, 20), (21, 5) })
        {
            string ids = string.Join(',', System.Linq.Enumerable.Range(from, count));
            using JsonDocument reply = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(server, $"api/pipelines/wide/logs?block_run_id[]={ids}")));
            foreach (JsonElement file in reply.RootElement.GetProperty("logs")[0].GetProperty("block_run_logs").EnumerateArray())
            {
                foreach (string line in file.GetProperty("content").GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    using JsonDocument record = JsonDocument.Parse(line.AsMemory(20));
                    records += record.RootElement.GetProperty("message").GetString()!.Length > 0 ? 1 : 0;
                }
            }
        }

        return records;
    }
}
