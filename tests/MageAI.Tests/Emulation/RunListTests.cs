using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

public sealed class RunListTests : IDisposable
{
    private readonly EmulatorHarness _mage = new(new MageEmulatorOptions { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero });

    public void Dispose() => _mage.Dispose();

    [Fact]
    public async Task The_last_attempt_at_an_execution_date_decides_whether_it_counts_as_failed()
    {
        await _mage.Pipeline("p");
        await _mage.Pipeline("q");
        (JsonObject? p, JsonObject? other, JsonObject? q) = (await _mage.Schedule("p"), await _mage.Schedule("p", "\"name\":\"other\",\"schedule_type\":\"api\""), await _mage.Schedule("q"));
        await Create(p, 1, "failed");
        await Create(p, 1, "completed");
        await Create(p, 2, "completed");
        int again = await Create(p, 2, "failed");
        int alone = await Create(other, 1, "failed");
        await Create(p, 3, "failed");
        await Create(p, 3, "running");
        int elsewhere = await Create(q, 1, "failed");
        Assert.Equal(new[] { again, alone, elsewhere }.Order(), await Ids("status=last_run_failed"));
        Assert.Equal(new[] { again, alone }.Order(), await Ids("status=last_run_failed&pipeline_uuid=p"));
        Assert.Equal([alone], await Ids("status=last_run_failed&pipeline_uuid=p&disable_retries_grouping=true", $"/api/pipeline_schedules/{other["id"]}/pipeline_runs"));
        Assert.Empty(await Ids("status[]=last_run_failed"));
        Assert.Empty(await Ids("status=last_run_failed&status[]=completed"));
        Assert.Equal(6, (await Ids("status[]=failed,running")).Length);
    }

    [Fact]
    public async Task Runs_of_a_backfill_are_found_by_it()
    {
        await _mage.Pipeline("p");
        JsonObject schedule = await _mage.Schedule("p");
        int mine = await Create(schedule, 1, null, ",\"backfill_id\":7");
        await Create(schedule, 2, null, ",\"backfill_id\":8");
        await Create(schedule, 3);
        Assert.Equal([mine], await Ids("backfill_id=7"));
        Assert.Empty(await Ids("backfill_id=9"));
        Assert.StartsWith("invalid literal for int()", (string?)(await _mage.Get("/api/pipeline_runs?backfill_id=x"))["error"]!["exception"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-05-06 07:08:09", "2024-05-06 07:08:09", "20240506T070809_000000")]
    [InlineData("2024-05-06T07:08:10", "2024-05-06 07:08:10", "20240506T070810_000000")]
    [InlineData("2024-05-06 07:08:13.123456", "2024-05-06 07:08:13.123456", "20240506T070813_123456")]
    [InlineData("2024-05-06T07:08:12+02:00", "2024-05-06 07:08:12", "20240506T070812_000000")]
    [InlineData("2024-05-06T07:08:11Z", "2024-05-06 07:08:11", "20240506T070811_000000")]
    [InlineData("2024-05-06", "2024-05-06 00:00:00", "20240506T000000_000000")]
    public async Task A_run_is_made_with_the_wall_time_that_was_sent(string sent, string date, string folder)
    {
        await _mage.Pipeline("p", "one");
        JsonObject schedule = await _mage.Schedule("p");
        JsonObject run = await Post(schedule, $"\"execution_date\":\"{sent}\",\"variables\":{{\"v\":1,\"execution_partition\":\"mine/own\"}},\"event_variables\":{{\"e\":2}}");
        Assert.Equal(("initial", date, null), ((string?)run["status"], (string?)run["execution_date"], (string?)run["started_at"]));
        Assert.Equal($"{{\"v\":1,\"execution_partition\":\"{schedule["id"]}/{folder}\"}}", run["variables"]!.ToJsonString());
        Assert.Equal("{\"e\":2}", run["event_variables"]!.ToJsonString());
        Assert.Empty(await Blocks(run));
        _mage.Tick();
        Assert.Single(await Blocks(run));
    }

    [Fact]
    public async Task Without_a_date_a_run_is_of_now_and_has_no_event_variables()
    {
        await _mage.Pipeline("p");
        JsonObject schedule = await _mage.Schedule("p");
        JsonObject run = await Post(schedule, "\"variables\":null");
        Assert.Null(run["event_variables"]);
        Assert.StartsWith($"{schedule["id"]}/{DateTime.UtcNow:yyyy}", (string?)run["variables"]!["execution_partition"], StringComparison.Ordinal);
        foreach ((string? bad, string? said) in new[] { ("\"soon\"", "Unknown string format: soon"), ("1714979289", "fromisoformat: argument must be str") })
        {
            JsonObject reply = await _mage.Json("POST", $"/api/pipeline_schedules/{schedule["id"]}/pipeline_runs", $"{{\"pipeline_run\":{{\"execution_date\":{bad}}}}}");
            Assert.Equal(said, (string?)reply["error"]!["exception"]);
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("99999999999999")]
    [InlineData("-9223372036854775808")]
    public async Task A_time_that_is_no_whole_number_of_seconds_is_refused(string text)
    {
        foreach (string name in new[] { "start_timestamp", "end_timestamp" })
        {
            JsonNode error = (await _mage.Get($"/api/pipeline_runs?{name}={text}"))["error"]!;
            Assert.Equal((400, "record_invalid", $"Value is invalid for {name}."), ((int)error["code"]!, (string?)error["type"], (string?)error["message"]));
        }
    }

    private async Task<JsonObject> Post(JsonObject schedule, string fields) =>
        (await _mage.Json("POST", $"/api/pipeline_schedules/{schedule["id"]}/pipeline_runs", $"{{\"pipeline_run\":{{{fields}}}}}"))["pipeline_run"]!.AsObject();

    private async Task<int> Create(JsonObject schedule, int day, string? status = null, string more = "") =>
        (int)(await Post(schedule, $"\"execution_date\":\"2024-05-0{day}T00:00:00\"{(status is null ? "" : $",\"status\":\"{status}\"")}{more}"))["id"]!;

    private async Task<JsonArray> Blocks(JsonObject run) => (await _mage.Get($"/api/pipeline_runs/{run["id"]}"))["pipeline_run"]!["block_runs"]!.AsArray();

    private async Task<int[]> Ids(string query, string path = "/api/pipeline_runs") =>
        [.. (await _mage.Get($"{path}?{query}"))["pipeline_runs"]!.AsArray().Select(r => (int)r!["id"]!).Order()];
}
