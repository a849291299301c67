using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Emulation.Terms;
using Xunit;

namespace MageAI.Tests.Emulation;

public class RunTests
{
    [Fact]
    public async Task Twenty_thousand_runs_page_completely()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 200 });
        await mage.Pipeline("p", "a");
        mage.Emulator.SeedRuns("p", 20000);
        System.Text.Json.Nodes.JsonObject page = await mage.Get("/api/pipeline_runs?_limit=200&_offset=10000&disable_retries_grouping=true");
        Assert.Equal((200, 20000, true), (page["pipeline_runs"]!.AsArray().Count, (int)page["metadata"]!["count"]!, (bool)page["metadata"]!["next"]!));
        System.Text.Json.Nodes.JsonObject last = await mage.Get("/api/pipeline_runs?_limit=200&_offset=19800");
        Assert.False((bool)last["metadata"]!["next"]!);
        Assert.Equal("list index out of range", (string?)(await mage.Get("/api/pipeline_runs?pipeline_uuid=p&_limit=5&_offset=20000"))["error"]!["exception"]);
    }

    [Fact]
    public async Task Keys_beside_pipeline_run_become_event_variables_and_an_inactive_trigger_goes_active()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("p", "a");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\"");
        int id = await mage.Trigger(schedule, "{\"pipeline_run\":{\"variables\":{\"n\":3}},\"extra\":\"ev\"}");
        System.Text.Json.Nodes.JsonNode run = (await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!;
        Assert.Equal((3, "ev"), ((int)run["variables"]!["n"]!, (string?)run["event_variables"]!["extra"]));
        Assert.StartsWith($"{schedule["id"]}/2", (string?)run["variables"]!["execution_partition"], StringComparison.Ordinal);
        Assert.Equal("active", (string?)(await mage.Get($"/api/pipeline_schedules/{schedule["id"]}"))["pipeline_schedule"]!["status"]);
    }

    [Fact]
    public async Task A_cancelled_run_stays_cancelled_and_cancelling_a_finished_one_does_nothing()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=import time\ntime.sleep(60)\n");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p");
        int id = await mage.Trigger(schedule);
        await mage.WaitFor(id, "running");
        await mage.Json("PUT", $"/api/pipeline_runs/{id}", "{\"pipeline_run\":{\"status\":\"cancelled\"}}");
        System.Text.Json.Nodes.JsonNode run = (await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!;
        Assert.Equal(("cancelled", "cancelled"), ((string?)run["status"], (string?)run["block_runs"]![0]!["status"]));
        Assert.Null(run["completed_at"]);
        mage.Emulator.SeedRuns("p", 1);
        int done = (int)(await mage.Get("/api/pipeline_runs?status=completed"))["pipeline_runs"]![0]!["id"]!;
        Assert.Equal("completed", (string?)(await mage.Json("PUT", $"/api/pipeline_runs/{done}", "{\"pipeline_run\":{\"status\":\"cancelled\"}}"))["pipeline_run"]!["status"]);
    }

    [Fact]
    public async Task A_failed_run_can_be_repaired_and_retried_from_its_failed_block()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a", "b=raise ValueError('no')\n", "c");
        int id = await mage.Trigger(await mage.Schedule("p"));
        await mage.WaitFor(id, "failed");
        await mage.Json("PUT", "/api/file_contents/data_loaders%2Fb.py", "{\"file_content\":{\"content\":\"x = 1\\n\"}}");
        await mage.Json("PUT", $"/api/pipeline_runs/{id}", "{\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\",\"from_block_uuid\":\"b\"}}");
        await mage.WaitFor(id, "completed");
    }

    [Fact]
    public async Task Runs_with_one_execution_date_are_grouped_by_default()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("p");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p");
        for (int i = 0; i < 4; i++)
        {
            await mage.Trigger(schedule, "{\"pipeline_run\":{\"execution_date\":\"2026-01-01T00:00:00\"}}");
        }

        Assert.Equal(3, (await mage.Get("/api/pipeline_runs?pipeline_uuid=p&_limit=2"))["pipeline_runs"]!.AsArray().Count);
        Assert.Equal(2, (await mage.Get("/api/pipeline_runs?pipeline_uuid=p&_limit=2&disable_retries_grouping=true"))["pipeline_runs"]!.AsArray().Count);
        Assert.Empty((await mage.Get("/api/pipeline_runs?_limit=0"))["pipeline_runs"]!.AsArray());
    }

    [Fact]
    public async Task A_missing_trigger_lists_all_runs()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p");
        mage.Emulator.SeedRuns("p", 3);
        Assert.Equal(3, (await mage.Get("/api/pipeline_schedules/999/pipeline_runs"))["pipeline_runs"]!.AsArray().Count);
    }

    [Fact]
    public async Task Logs_have_a_stamp_and_a_record_a_line_and_the_traceback_bare()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=print('hello')\nraise ValueError('boom')\n");
        int id = await mage.Trigger(await mage.Schedule("p"));
        await mage.WaitFor(id, "failed");
        System.Text.Json.Nodes.JsonNode logs = (await mage.Get($"/api/pipelines/p/logs?pipeline_run_id[]={id}"))["logs"]![0]!;
        Assert.Equal(["pipeline.log", "scheduler.log"], logs["pipeline_run_logs"]!.AsArray().Select(l => (string?)l!["name"]));
        string[] lines = ((string)logs["block_run_logs"]![0]!["content"]!).Split('\n');
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d \{""block_run_id"": ?\d+", lines[0]);
        Assert.Contains(lines, l => l == "Traceback (most recent call last):");
    }

    [Fact]
    public async Task The_sample_has_runs_of_every_end()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { Sample = true, TickMilliseconds = 20 });
        System.Text.Json.Nodes.JsonArray runs = (await mage.Get("/api/pipeline_runs?_limit=2000"))["pipeline_runs"]!.AsArray();
        System.Collections.Generic.Dictionary<string, int> ends = runs.GroupBy(r => (string)r!["status"]!).ToDictionary(g => g.Key, g => g.Count());
        Assert.InRange(runs.Count, 50, 80);
        Assert.True(ends["failed"] >= 4 && ends["cancelled"] >= 2 && ends["running"] == 1, string.Join(", ", ends));
        Assert.InRange(mage.Emulator.CountOf("pipelines"), 5, 8);
        mage.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal("running", (string?)(await mage.Get("/api/statuses"))["statuses"]![0]!["scheduler_status"]);
        Assert.Equal(runs.Count, mage.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public async Task Trigger_tokens_can_be_hidden_but_a_rotated_one_is_shown()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { HideTriggerTokens = true });
        await mage.Pipeline("p");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p");
        Assert.Equal("[API_TOKEN_PLACEHOLDER]", (string?)schedule["token"]);
        System.Text.Json.Nodes.JsonNode rotated = (await mage.Json("PUT", $"/api/pipeline_schedules/{schedule["id"]}", "{\"pipeline_schedule\":{\"rotate_token\":true}}"))["pipeline_schedule"]!;
        Assert.Matches("^[0-9a-f]{32}$", (string?)rotated["token"]);
    }

    [Fact]
    public async Task Times_look_as_on_sqlite_or_as_on_postgres()
    {
        using EmulatorHarness sqlite = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        using EmulatorHarness postgres = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0, PostgresTimestamps = true });
        foreach ((EmulatorHarness? mage, string? created, string? date) in new[] { (sqlite, @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", @"^\S+ \d\d:\d\d:\d\d(\.\d{6})?$"), (postgres, @"^\S+ \S+\+00:00$", @"^\S+ \S+\+00:00$") })
        {
            await mage.Pipeline("p");
            int id = await mage.Trigger(await mage.Schedule("p"));
            System.Text.Json.Nodes.JsonNode run = (await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!;
            Assert.Matches(created, (string?)run["created_at"]);
            Assert.Matches(date, (string?)run["execution_date"]);
        }
    }

    [Fact]
    public async Task A_trigger_that_lets_blocks_fail_goes_on_beside_them()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p");
        await mage.Block("p", "bad", "raise ValueError('no')\n");
        await mage.Block("p", "after_bad", "x = 1\n", "bad");
        await mage.Block("p", "good");
        await mage.Block("p", "after_good", "x = 1\n", "good");
        int id = await mage.Trigger(await mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\",\"status\":\"active\",\"settings\":{\"allow_blocks_to_fail\":true}"));
        System.Text.Json.Nodes.JsonObject run = await mage.WaitFor(id, "failed");
        Assert.Equal(["failed", "upstream_failed", "completed", "completed"], run["block_runs"]!.AsArray().Select(b => (string?)b!["status"]));
        Assert.NotNull(run["completed_at"]);
    }

    [Fact]
    public async Task A_run_limit_keeps_the_next_run_waiting_and_a_timeout_ends_a_run()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=# emulator: seconds=30\n");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\",\"status\":\"active\",\"settings\":{\"pipeline_run_limit\":1,\"timeout\":1,\"timeout_status\":\"cancelled\"}");
        int first = await mage.Trigger(schedule);
        int second = await mage.Trigger(schedule);
        await mage.WaitFor(first, "running");
        Assert.Equal("initial", (string?)(await mage.Get($"/api/pipeline_runs/{second}"))["pipeline_run"]!["status"]);
        await mage.WaitFor(first, "cancelled");
        await mage.WaitFor(second, "running");
    }

    [Fact]
    public async Task Cron_texts_fall_where_croniter_says()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p");
        foreach ((string? interval, bool valid) in new[] { ("*/15 * * * *", true), ("30 6 * * 1-5", true), ("0 0 1 * 1", true), ("@yearly", true), ("99 * * * *", false), ("* * * *", false), ("tomorrow", false) })
        {
            System.Text.Json.Nodes.JsonObject reply = await mage.Json("POST", "/api/pipelines/p/pipeline_schedules", $"{{\"pipeline_schedule\":{{\"name\":\"c\",\"schedule_type\":\"time\",\"schedule_interval\":\"{interval}\"}}}}");
            Assert.Equal(valid, reply["error"] is null);
        }

        // A day of the month and a weekday: either will do.
        Assert.Equal(new DateTime(2026, 11, 30, 0, 0, 0, DateTimeKind.Utc), CronText.Next("0 0 1 * 1", new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc), CronText.Next("0 0 1 * 1", new DateTime(2026, 11, 30, 0, 0, 0, DateTimeKind.Utc)));
    }

    [Fact]
    public async Task A_bad_enum_makes_later_reads_fail()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p");
        await mage.Json("PUT", $"/api/pipeline_schedules/{schedule["id"]}", "{\"pipeline_schedule\":{\"status\":\"sleepy\"}}");
        Assert.StartsWith("'sleepy' is not among", (string?)(await mage.Get("/api/pipeline_schedules"))["error"]!["exception"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_into_no_status_makes_the_lists_of_runs_and_schedules_fail()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a=# emulator: seconds=30\n");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\",\"status\":\"active\",\"settings\":{\"timeout\":1,\"timeout_status\":\"canceled\"}");
        int run = await mage.Trigger(schedule);
        await mage.WaitFor(run, "running");
        mage.Clock.Advance(TimeSpan.FromSeconds(3));
        mage.Tick();

        foreach (string list in new[] { "/api/pipeline_runs", "/api/pipeline_schedules", "/api/pipelines/p/pipeline_schedules" })
        {
            Assert.StartsWith("'canceled' is not among", (string?)(await mage.Get(list))["error"]!["exception"], StringComparison.Ordinal);
        }

        Assert.Null((await mage.Get($"/api/pipeline_schedules/{schedule["id"]}"))["error"]);
    }
}
