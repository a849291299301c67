using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>Tab with 1,000 pipelines: what it asks when it has asked before, and how long it waits for a server that does not answer.</summary>
internal static class Completing
{
    public static async Task<List<Measure>> MeasureAsync()
    {
        int warm;
        double milliseconds;
        using (ServerProcess server = new(20))
        using (Engine engine = new())
        using (HttpClient client = new())
        {
            engine.Run($"Connect-Mage {server.Uri}");
            Complete(engine);
            await Requests.CountAsync(client, server.Uri);
            Stopwatch watch = Stopwatch.StartNew();
            Complete(engine);
            milliseconds = watch.Elapsed.TotalMilliseconds;
            warm = await Requests.CountAsync(client, server.Uri);
        }

        using Engine waiting = new();
        double dead = Silent(waiting);
        return
        [
            Measure.AtMost("Tab completion of 1,000 pipelines, warm: requests", 0, warm, "", $"{milliseconds:0} ms"),
            Measure.AtMost("Tab completion: wait on a server that does not answer", 1.5, dead, " s"),
        ];
    }

    private static double Silent(Engine engine)
    {
        using ServerProcess server = new(20);
        engine.Run($"Connect-Mage {server.Uri}");
        server.Dispose();

        // In its place one that takes connections and says nothing.
        using TcpListener same = new(IPAddress.Loopback, server.Uri.Port);
        same.Start();
        Stopwatch watch = Stopwatch.StartNew();
        Complete(engine);
        return watch.Elapsed.TotalSeconds;
    }

    private static void Complete(Engine engine)
    {
        engine.Run("$null = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-MagePipeline p1', 19, $null)");
    }
}
