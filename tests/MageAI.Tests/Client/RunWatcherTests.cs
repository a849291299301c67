using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using MageAI.Logs;
using MageAI.Operations.Watching;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>Several runs whose logs are followed at once, as the test says.</summary>
public sealed class RunWatcherTests : IDisposable
{
    private readonly Dictionary<int, string> _states = new() { [1] = "running", [2] = "running" };
    private readonly Dictionary<int, string> _logs = new() { [1] = "", [2] = "" };
    private readonly CannedServer _server;
    private readonly MageSession _session;
    private readonly RunWatcher _watcher;

    public RunWatcherTests()
    {
        _server = new CannedServer(target => CannedServer.Reply(200, "application/json", Answer(target)));
        _session = new MageSession(new ConnectionSettings { Uri = new Uri(_server.Uri + "/") });
        _watcher = new RunWatcher(_session, [Run(1), Run(2)], LogScope.Everything);
    }

    public void Dispose()
    {
        _session.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Records_of_several_runs_come_in_one_order_of_time_also_when_one_of_them_ends()
    {
        _logs[1] = Line(1, 1) + Line(1, 3);
        _logs[2] = Line(2, 2);
        Assert.Equal(["1"], await LookAsync());
        Assert.Equal(["2", "3"], await LookAsync());

        _logs[1] += Line(1, 5) + Line(1, 6);
        _logs[2] += Line(2, 4);
        _states[1] = "completed";
        Assert.Equal([], await LookAsync());
        _logs[2] += Line(2, 7);
        _states[2] = "failed";
        Assert.Equal(["4", "5", "6", "7"], await LookAsync());
    }

    [Fact]
    public async Task What_waits_when_nobody_looks_any_more_is_not_lost()
    {
        _logs[1] = Line(1, 1) + Line(1, 3);
        _logs[2] = Line(2, 2) + Line(2, 4);

        Assert.Equal(["1", "2"], await LookAsync());
        _watcher.GiveUp();
        Assert.Equal(["3", "4"], LogOrder.OfTime(_watcher.Rest()).Select(entry => entry.Message));
    }

    private static string Line(int run, int second) =>
        $"2026-11-23T17:00:{second:00} {{\"pipeline_run_id\": {run}, \"level\": \"INFO\", \"message\": \"{second}\", \"timestamp\": {new DateTimeOffset(2026, 11, 23, 17, 0, second, TimeSpan.Zero).ToUnixTimeSeconds()}.0, \"uuid\": \"{second}\"}}\n";

    private async Task<List<string>> LookAsync() => [.. LogOrder.OfTime((await _watcher.LookAsync(new MageCall())).Entries).Select(entry => entry.Message!)];

    private MagePipelineRun Run(int id) => ModelReader.One(Connection.Reply(JsonSerializer.Serialize(new { run = Row(id) })), "run", RunJson.Default.MagePipelineRun, _session);

    private object Row(int id) => new { id, pipeline_uuid = "etl", pipeline_schedule_id = 1, status = _states[id], block_runs = Array.Empty<object>() };

    private string Answer(string target)
    {
        if (Regex.Match(target, @"pipeline_runs/(\d+)") is { Success: true } one)
        {
            return JsonSerializer.Serialize(new { pipeline_run = Row(Number(one)) });
        }

        if (Regex.Match(target, @"logs[?].*=(\d+)") is not { Success: true } log)
        {
            return JsonSerializer.Serialize(new { pipeline_runs = new[] { Row(2), Row(1) }, metadata = new { count = 2, results = 2, next = false } });
        }

        object file = new { name = "scheduler.log", path = "/logs/" + log.Groups[1].Value, content = _logs[Number(log)] };
        return JsonSerializer.Serialize(new { logs = new[] { new { block_run_logs = Array.Empty<object>(), pipeline_run_logs = new[] { file }, total_block_run_log_count = 0, total_pipeline_run_log_count = 1 } } });
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
}
