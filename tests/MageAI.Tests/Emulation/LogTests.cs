using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

public class LogTests
{
    private static readonly string[] s_blockKeys =
    [
        "block_run_id", "block_uuid", "pipeline_run_id", "pipeline_schedule_id", "pipeline_uuid", "block_type", "level", "message", "timestamp", "uuid",
    ];

    private static readonly string[] s_errorKeys = ["error", "error_stack", "error_stacktrace"];

    [Fact]
    public async Task A_running_block_writes_its_log_as_it_goes()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=import time\nprint('first', 1)\ntime.sleep(1.2)\nprint('second')\ntime.sleep(0.4)\n");
        int id = await mage.Trigger(await mage.Schedule("p"));
        await mage.WaitFor(id, "running");
        List<int> lengths = new List<int>();
        List<LogRecord> early = await Block(mage, id);
        while ((string?)(await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!["status"] == "running")
        {
            lengths.Add((int)(await File(mage, $"pipeline_run_id[]={id}"))["size"]!);
            mage.Clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        List<LogRecord> late = await Block(mage, id);
        Assert.Equal(["Start executing block with BlockExecutor.", "first", "1"], early.Select(r => r.Message));
        Assert.Equal(["Start executing block with BlockExecutor.", "first", "1", "second", "Finish executing block with BlockExecutor."], late.Select(r => r.Message));
        Assert.Equal(1.2, late[3].Timestamp - late[0].Timestamp, 3);
        Assert.Equal(1.6, late[4].Timestamp - late[0].Timestamp, 3);
        Assert.True(lengths.Distinct().Count() >= 2, string.Join(" ", lengths));
        Assert.Equal(lengths.Order(), lengths);
        Assert.All(late, r => Assert.Equal(s_blockKeys, r.Keys));
    }

    [Fact]
    public async Task A_failure_is_a_warning_and_an_exception_and_only_the_exception_is_followed_by_the_traceback()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=def load():\n    print('before')\n    raise ValueError('boom Größe: {\"a\": 1}')\n    print('never')\n", "b");
        int id = await mage.Trigger(await mage.Schedule("p"));
        JsonObject run = await mage.WaitFor(id, "failed");
        JsonNode file = await File(mage, $"pipeline_run_id[]={id}");
        List<LogRecord> records = LogRecord.Read(file);
        Assert.Equal(["INFO", "INFO", "WARNING", "EXCEPTION"], records.Select(r => r.Level));
        Assert.StartsWith("Exception thrown when attempting to run <function ", records[2].Message, StringComparison.Ordinal);
        Assert.EndsWith(", attempt 1 of 1", records[2].Message, StringComparison.Ordinal);
        Assert.Equal("Failed to execute block a", records[3].Message);
        Assert.Empty(records[2].Bare);
        Assert.All(records.Skip(2), r =>
        {
            Assert.Equal(s_blockKeys.Concat(s_errorKeys), r.Keys);
            Assert.Equal("boom Größe: {\"a\": 1}", (string?)r.Json["error_stacktrace"]);
            Assert.NotEmpty(r.Json["error_stack"]!.AsArray());
        });
        Assert.Equal("Traceback (most recent call last):", records[3].Bare[0]);
        Assert.Equal("ValueError: boom Größe: {\"a\": 1}", records[3].Bare[^1]);
        Assert.Contains("  File \"<string>\", line 3, in load", records[3].Bare);
        Assert.Equal((string?)records[3].Json["error"], string.Join("\n", records[3].Bare) + "\n");
        Assert.Equal((string?)run["block_runs"]![0]!["metrics"]!["error"]!["message"], (string?)records[3].Json["error"]);
        Assert.Contains("boom Gr\\u00f6\\u00dfe", (string?)file["content"], StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount((string)file["content"]!), (int)file["size"]!);
        Assert.NotEqual(((string)file["content"]!).Length, (int)file["size"]!);
    }

    [Fact]
    public async Task The_schedulers_log_tells_of_each_block_and_about_once_a_second_that_the_run_is_alive()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 10 });
        await mage.Pipeline("p", "a=# emulator: seconds=2.3\n", "b=raise ValueError('no')\n");
        JsonObject schedule = await mage.Schedule("p");
        int id = await mage.Trigger(schedule);
        JsonObject run = await mage.WaitFor(id, "failed");
        List<LogRecord> records = LogRecord.Read(await Scheduler(mage, id));
        (JsonNode? a, JsonNode? b) = (run["block_runs"]![0]!["id"], run["block_runs"]![1]!["id"]);
        List<LogRecord> alive = records.Where(r => r.Message == $"Pipeline p for run {id} in schedule {schedule["id"]} is alive.").ToList();
        Assert.InRange(alive.Count, 3, 6);
        Assert.Same(alive[0], records[0]);
        Assert.Same(alive[^1], records[^1]);
        Assert.All(alive, r => Assert.Equal(
            ["cpu", "cpu_total", "cpu_usage", "memory", "memory_total", "memory_usage", "pipeline_run_id", "pipeline_schedule_id", "pipeline_uuid", "level", "message", "timestamp", "uuid"],
            r.Keys));
        List<LogRecord> others = records.Except(alive).ToList();
        Assert.Equal(
            [
                $"Execute PipelineRun {id}, BlockRun {a}: pipeline p block a", $"BlockRun {a} (block_uuid: a) completes.",
                $"Execute PipelineRun {id}, BlockRun {b}: pipeline p block b", $"BlockRun {b} (block_uuid: b) failed.",
            ],
            others.Select(r => r.Message));
        Assert.All(others.Take(3), r => Assert.Equal(s_blockKeys.Where(k => k != "block_type"), r.Keys));
        Assert.Equal(s_blockKeys.Where(k => k != "block_type").Concat(s_errorKeys), others[3].Keys);
        Assert.Equal("ValueError: no", others[3].Bare[^1]);
        Assert.True(others[1].Timestamp > (await Block(mage, id))[^1].Timestamp);
        Assert.Equal(records.Select(r => r.Timestamp).Order(), records.Select(r => r.Timestamp));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("timeout")]
    public async Task The_log_of_a_block_that_is_stopped_does_not_grow_any_more(string how)
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=# emulator: seconds=4\nprint('0')\nprint('1')\nprint('2')\nprint('3')\n");
        int id = await mage.Trigger(await mage.Schedule("p", $"\"name\":\"t\",\"schedule_type\":\"api\",\"status\":\"active\",\"settings\":{{{(how == "timeout" ? "\"timeout\":1" : "")}}}"));
        await mage.WaitFor(id, "running");
        if (how == "cancel")
        {
            await mage.Json("PUT", $"/api/pipeline_runs/{id}", "{\"pipeline_run\":{\"status\":\"cancelled\"}}");
        }
        else
        {
            await mage.WaitFor(id, "failed");
            Assert.Contains(LogRecord.Read(await Scheduler(mage, id)), r => r.Level == "ERROR" && r.Message == "Pipeline run timed out after 1 seconds");
        }

        List<LogRecord> before = await Block(mage, id);
        mage.Clock.Advance(TimeSpan.FromMilliseconds(1300));
        Assert.Equal(before.Count, (await Block(mage, id)).Count);
        Assert.InRange(before.Count, 2, 4);
    }

    [Fact]
    public async Task Twenty_files_come_at_most_and_the_count_tells_of_the_rest()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero });
        await mage.Pipeline("p");
        for (int i = 0; i < 25; i++)
        {
            await mage.Block("p", $"w{i:00}");
        }

        int id = await mage.Trigger(await mage.Schedule("p"));
        for (int i = 0; i < 3; i++)
        {
            mage.Tick();
        }

        JsonNode run = (await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!;
        Assert.Equal("completed", (string?)run["status"]);
        Assert.Single(run["block_runs"]!.AsArray().Select(b => (string?)b!["started_at"]).Distinct());
        List<int> ids = run["block_runs"]!.AsArray().Select(b => (int)b!["id"]!).ToList();
        Assert.Equal((20, 25, 2, 1), await Counts(mage, $"pipeline_run_id[]={id}"));
        Assert.Equal((20, 25, 2, 1), await Counts(mage, $"pipeline_run_id[]={id}&_limit=100"));
        Assert.Equal((5, 25, 2, 1), await Counts(mage, $"pipeline_run_id[]={id}&_limit=5&_offset=5"));
        Assert.Equal((13, 13, 0, 0), await Counts(mage, $"pipeline_run_id[]={id}&block_run_id[]={string.Join(',', ids.Take(13))}"));
        Assert.Equal((12, 12, 0, 0), await Counts(mage, $"block_run_id[]={string.Join(',', ids.Skip(13))}"));
        Assert.Equal((1, 1, 0, 0), await Counts(mage, $"block_run_id[]={ids[0]}&block_run_id[]={ids[1]}"));
        Assert.Equal((10, 10, 0, 0), await Counts(mage, $"pipeline_run_id[]={id}&block_uuid[]=w1"));
    }

    [Fact]
    public async Task A_run_that_is_not_there_has_no_logs_and_a_block_that_never_ran_an_empty_file()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=raise ValueError('no')\n", "b");
        await mage.Pipeline("other", "c");
        int id = await mage.Trigger(await mage.Schedule("p"));
        int foreign = await mage.Trigger(await mage.Schedule("other"));
        await mage.WaitFor(id, "failed");
        foreach (string nothing in new[] { "9999", "abc", $"{foreign}" })
        {
            Assert.Equal((0, 0, 0, 0), await Counts(mage, $"pipeline_run_id[]={nothing}"));
        }

        JsonNode logs = await Logs(mage, $"pipeline_run_id[]={id}");
        Assert.Equal([("a.log", false), ("b.log", true)], logs["block_run_logs"]!.AsArray().Select(f => ((string)f!["name"]!, (int)f["size"]! == 0)));
        Assert.Equal([("pipeline.log", true), ("scheduler.log", false)], logs["pipeline_run_logs"]!.AsArray().Select(f => ((string)f!["name"]!, (int)f["size"]! == 0)));
        Assert.Equal("Value is invalid for start_timestamp.", (string?)(await mage.Get("/api/pipelines/p/logs?start_timestamp=soon"))["error"]!["message"]);
    }

    [Fact]
    public async Task Runs_with_one_execution_date_write_into_the_same_files()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=print('hello')\n");
        JsonObject schedule = await mage.Schedule("p");
        int first = await mage.Trigger(schedule, "{\"pipeline_run\":{\"execution_date\":\"2024-05-06T07:08:09\"}}");
        await mage.WaitFor(first, "completed");
        int second = await mage.Trigger(schedule, "{\"pipeline_run\":{\"execution_date\":\"2024-05-06T07:08:09\"}}");
        await mage.WaitFor(second, "completed");
        foreach (int asked in new[] { first, second })
        {
            JsonNode file = await File(mage, $"pipeline_run_id[]={asked}");
            Assert.EndsWith($"/pipelines/p/.logs/{schedule["id"]}/20240506T070809_000000/a.log", (string?)file["path"], StringComparison.Ordinal);
            Assert.Equal([first, first, first, second, second, second], LogRecord.Read(file).Select(r => (int)r.Json["pipeline_run_id"]!));
        }

        Assert.Equal((1, 2, 2, 2), await Counts(mage, ""));

        // A run that is retried as a new one without its variables has a folder without the fraction.
        await mage.Json("PUT", "/api/pipelines/p", $"{{\"pipeline\":{{\"status\":\"retry\",\"pipeline_runs\":[{{\"id\":{first},\"pipeline_uuid\":\"p\",\"pipeline_schedule_id\":{schedule["id"]},\"execution_date\":\"2024-05-06 07:08:09\"}}]}}}}");
        await mage.WaitFor(second + 1, "completed");
        Assert.EndsWith($"/.logs/{schedule["id"]}/20240506T070809/a.log", (string?)(await File(mage, $"pipeline_run_id[]={second + 1}"))["path"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task West_of_Greenwich_the_line_is_early_and_the_record_late_by_the_offset_and_filters_by_time_miss()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 20, BlockDuration = TimeSpan.Zero, UtcOffset = TimeSpan.FromHours(-5) });
        await mage.Pipeline("p", "a=print('hello')\n");
        int id = await mage.Trigger(await mage.Schedule("p"));
        JsonObject run = await mage.WaitFor(id, "completed");
        DateTimeOffset started = DateTimeOffset.Parse(run["block_runs"]![0]!["started_at"] + "Z", System.Globalization.CultureInfo.InvariantCulture);
        JsonNode file = await File(mage, $"pipeline_run_id[]={id}");
        LogRecord record = LogRecord.Read(file)[0];
        Assert.InRange(record.Timestamp - (started.ToUnixTimeMilliseconds() / 1000d) - 18000, -1, 1);
        Assert.Equal(started.UtcDateTime.AddHours(-5), record.Prefix, TimeSpan.FromSeconds(1));
        Assert.InRange((double)file["modified_timestamp"]! - (started.ToUnixTimeMilliseconds() / 1000d), -1, 1);

        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach ((int shift, int found) in new[] { (0, 0), (18000, 1), (-18000, 0) })
        {
            string window = $"start_timestamp={now + shift - 120}&end_timestamp={now + shift + 120}";
            Assert.Equal(found, (int)(await mage.Get($"/api/pipeline_runs?{window}"))["metadata"]!["count"]!);
            Assert.Equal((found, found, 2 * found, found), await Counts(mage, window));
        }
    }

    private static async Task<JsonNode> Logs(EmulatorHarness mage, string query) => (await mage.Get($"/api/pipelines/p/logs?{query}"))["logs"]![0]!;

    private static async Task<JsonNode> File(EmulatorHarness mage, string query) => (await Logs(mage, query))["block_run_logs"]!.AsArray().First(f => (string?)f!["name"] == "a.log")!;

    private static async Task<List<LogRecord>> Block(EmulatorHarness mage, int run) => LogRecord.Read(await File(mage, $"pipeline_run_id[]={run}"));

    private static async Task<JsonNode> Scheduler(EmulatorHarness mage, int run) => (await Logs(mage, $"pipeline_run_id[]={run}"))["pipeline_run_logs"]![1]!;

    private static async Task<(int Files, int Count, int RunFiles, int RunCount)> Counts(EmulatorHarness mage, string query)
    {
        JsonNode logs = await Logs(mage, query);
        return (logs["block_run_logs"]!.AsArray().Count, (int)logs["total_block_run_log_count"]!, logs["pipeline_run_logs"]!.AsArray().Count, (int)logs["total_pipeline_run_log_count"]!);
    }
}
