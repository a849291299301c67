using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

public sealed class SampleTests : IDisposable
{
    private readonly EmulatorHarness _mage = new(new MageEmulatorOptions { Sample = true, TickMilliseconds = 0 });

    public void Dispose() => _mage.Dispose();

    [Fact]
    public async Task Runs_wait_and_work_for_different_times_in_the_right_order()
    {
        List<JsonNode> runs = await Runs();
        foreach (JsonNode run in runs.Where(r => (string?)r["status"] == "completed"))
        {
            List<DateTime> times = new List<DateTime> { At(run["execution_date"]), At(run["started_at"]) };
            foreach (JsonNode? block in run["block_runs"]!.AsArray())
            {
                times.Add(At(block!["started_at"]));
                times.Add(At(block["completed_at"]));
            }

            times.Add(At(run["completed_at"]));
            Assert.Equal(times.Order(), times);
            Assert.True(times[^1] < DateTime.UtcNow);
        }

        List<double> work = runs.Where(r => (string?)r["status"] == "completed").Select(r => (At(r["completed_at"]) - At(r["started_at"])).TotalSeconds).ToList();
        List<double> queued = runs.Where(r => r["started_at"] is not null).Select(r => (At(r["started_at"]) - At(r["created_at"])).TotalSeconds).ToList();
        Assert.True(work.Min() < 20 && work.Count(w => w > 240) > 8, string.Join(" ", work));
        Assert.True(queued.Min() < 3 && queued.Max() > 240, string.Join(" ", queued));
        Assert.True(work.Distinct().Count() > 25);
    }

    [Fact]
    public async Task Failures_have_their_own_messages_and_one_of_them_was_repaired_by_a_later_attempt()
    {
        List<JsonNode> failed = (await Runs()).Where(r => (string?)r["status"] == "failed").ToList();
        List<string> messages = failed.Select(r => (string)r["block_runs"]!.AsArray().Single(b => (string?)b!["status"] == "failed")!["metrics"]!["error"]!["error"]!).ToList();
        Assert.True(messages.Distinct().Count() >= 5, string.Join("\n", messages));
        Assert.Contains(messages, m => m.Contains('\n', StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains('<', StringComparison.Ordinal) && m.Contains('>', StringComparison.Ordinal) && m.Contains('&', StringComparison.Ordinal) && m.Any(c => c > '~'));

        List<int> open = (await Runs("&status=last_run_failed")).Select(r => (int)r["id"]!).ToList();
        JsonNode repaired = Assert.Single(failed, r => !open.Contains((int)r["id"]!));
        List<JsonNode> again = (await Runs("&pipeline_uuid=customer_snapshot")).Where(r => (string?)r["execution_date"] == (string?)repaired["execution_date"]).ToList();
        Assert.Equal(["completed", "failed"], again.Select(r => (string?)r["status"]));
        Assert.Equal((int)repaired["id"]!, (int)again[1]["id"]!);
        Assert.True(At(again[0]["created_at"]) > At(again[1]["created_at"]).AddHours(1));
    }

    [Fact]
    public async Task One_run_was_late_and_runs_can_be_found_by_what_was_sent_along()
    {
        List<JsonNode> runs = await Runs();
        JsonNode late = Assert.Single(runs, r => (bool)r["passed_sla"]!);
        Assert.True(At(late["completed_at"]) - At(late["created_at"]) > TimeSpan.FromHours(1));
        JsonNode sent = Assert.Single(runs, r => r["variables"]?["full"]?.ToJsonString() == "true");
        Assert.Equal("north", (string?)sent["variables"]!["region"]);
        Assert.Contains(runs, r => r["variables"]?["full"]?.ToJsonString() == "false");
    }

    [Fact]
    public async Task The_logs_of_its_runs_are_those_of_real_ones()
    {
        foreach (string pipeline in new[] { "orders_hourly", "customer_snapshot", "ledger_import", "maintenance_report", "sales_forecast" })
        {
            JsonNode logs = (await _mage.Get($"/api/pipelines/{pipeline}/logs"))["logs"]![0]!;
            foreach (JsonNode? file in logs["block_run_logs"]!.AsArray().Concat(logs["pipeline_run_logs"]!.AsArray()))
            {
                List<double> times = LogRecord.Read(file!).Select(r => r.Timestamp).ToList();
                Assert.Equal(times.Order(), times);
                Assert.True(times.Count == 0 || times[^1] < DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
            }
        }

        JsonNode orders = (await _mage.Get("/api/pipelines/orders_hourly/logs?block_uuid[]=load_orders&_limit=1"))["logs"]![0]!["block_run_logs"]![0]!;
        Assert.Equal(["Start executing block with BlockExecutor.", "loading orders", "Finish executing block with BlockExecutor."], LogRecord.Read(orders).Select(r => r.Message));
        List<LogRecord> tickets = LogRecord.Read((await _mage.Get("/api/pipelines/maintenance_report/logs?block_uuid[]=load_tickets"))["logs"]![0]!["block_run_logs"]![0]!);
        Assert.Equal("ConnectionError: could not connect to tickets.example.com:5432", tickets[^1].Bare[^1]);
    }

    [Fact]
    public async Task A_run_of_it_is_still_under_way()
    {
        JsonNode run = Assert.Single(await Runs("&status=running"));
        Assert.Equal(["completed", "running", "initial"], run["block_runs"]!.AsArray().Select(b => (string?)b!["status"]));
    }

    private async Task<List<JsonNode>> Runs(string query = "") =>
        [.. (await _mage.Get($"/api/pipeline_runs?_limit=2000&disable_retries_grouping=true{query}"))["pipeline_runs"]!.AsArray().Select(r => r!)];

    private static DateTime At(JsonNode? text) => DateTime.Parse((string)text!, CultureInfo.InvariantCulture);
}
