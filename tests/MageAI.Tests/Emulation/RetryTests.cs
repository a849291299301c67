using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

/// <summary>Retrying and cancelling, loop by loop: the emulator's scheduler runs only when it is told to.</summary>
public sealed class RetryTests : IDisposable
{
    private readonly EmulatorHarness _mage = new(new MageEmulatorOptions { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero });

    public void Dispose() => _mage.Dispose();

    [Fact]
    public async Task A_failure_cancels_all_that_has_not_begun()
    {
        int id = await Failed();
        Assert.Equal("failed: ok completed, after_ok cancelled, boom failed, after cancelled", await Shown(id));
    }

    [Fact]
    public async Task A_plain_retry_runs_everything_again_that_was_not_completed()
    {
        int id = await Failed();
        JsonNode before = await Run(id);
        await Repair();
        await Retry(id, null);
        Assert.Equal("running: ok completed, after_ok initial, boom initial, after initial", await Shown(id));
        await Ticks(4);
        Assert.Equal("completed: ok completed, after_ok completed, boom completed, after completed", await Shown(id));
        JsonNode after = await Run(id);
        Assert.Equal(((string?)before["started_at"], (string?)before["execution_date"]), ((string?)after["started_at"], (string?)after["execution_date"]));

        // A block that was repaired is completed, and still tells of its error.
        Assert.Equal("no", (string?)after["block_runs"]![2]!["metrics"]!["error"]!["error"]);
    }

    [Fact]
    public async Task From_the_failed_block_only_it_and_what_follows_run_and_a_cancelled_one_elsewhere_keeps_the_run_running()
    {
        int id = await Failed();
        await Repair();
        await Retry(id, "boom");
        Assert.Equal("running: ok completed, after_ok cancelled, boom initial, after initial", await Shown(id));
        await Ticks(6);
        Assert.Equal("running: ok completed, after_ok cancelled, boom completed, after completed", await Shown(id));
        await Cancel(id);
        Assert.Equal("cancelled: ok completed, after_ok cancelled, boom completed, after completed", await Shown(id));
    }

    [Fact]
    public async Task From_a_good_block_while_another_failed_the_finished_work_is_lost()
    {
        int id = await Failed();
        await Retry(id, "ok");
        Assert.Equal("running: ok initial, after_ok initial, boom failed, after cancelled", await Shown(id));
        await Ticks(1);
        Assert.Equal("failed: ok cancelled, after_ok cancelled, boom failed, after cancelled", await Shown(id));
    }

    [Fact]
    public async Task From_an_unknown_block_nothing_runs_and_the_run_ends_as_it_had()
    {
        int id = await Failed();
        await Retry(id, "nope");
        Assert.Equal("running: ok completed, after_ok cancelled, boom failed, after cancelled", await Shown(id));
        await Ticks(1);
        Assert.Equal("failed: ok completed, after_ok cancelled, boom failed, after cancelled", await Shown(id));

        int good = await Completed();
        await Retry(good, "nope");
        Assert.Equal("running: one completed, two completed", await Shown(good));
        await Ticks(1);
        Assert.Equal("completed: one completed, two completed", await Shown(good));
    }

    [Fact]
    public async Task A_completed_run_without_a_block_is_completed_again_at_another_time()
    {
        int id = await Completed();
        string? before = (string?)(await Run(id))["completed_at"];
        await Retry(id, null);
        Assert.Equal("running: one completed, two completed", await Shown(id));
        Assert.Equal(before, (string?)(await Run(id))["completed_at"]);
        await Ticks(1);
        Assert.Equal("completed: one completed, two completed", await Shown(id));
        Assert.True(string.CompareOrdinal(before, (string?)(await Run(id))["completed_at"]) < 0);
    }

    [Fact]
    public async Task From_a_block_of_a_completed_run_it_runs_again_with_the_old_end_until_the_new_one()
    {
        int id = await Completed();
        JsonNode before = await Run(id);
        await Retry(id, "two");
        Assert.Equal("running: one completed, two initial", await Shown(id));
        await Ticks(1);
        JsonNode during = await Run(id);
        Assert.Equal((string?)before["completed_at"], (string?)during["completed_at"]);
        await Ticks(1);
        JsonNode after = await Run(id);
        Assert.Equal("completed: one completed, two completed", await Shown(id));
        Assert.True(string.CompareOrdinal((string?)before["completed_at"], (string?)after["completed_at"]) < 0);

        // Mage keeps the first start of a block that had not failed, and takes the new end.
        Assert.Equal((string?)before["block_runs"]![1]!["started_at"], (string?)after["block_runs"]![1]!["started_at"]);
        Assert.True(string.CompareOrdinal((string?)before["block_runs"]![1]!["completed_at"], (string?)after["block_runs"]![1]!["completed_at"]) < 0);
    }

    [Fact]
    public async Task A_cancelled_run_runs_again_and_from_below_a_cancelled_block_for_ever()
    {
        await _mage.Pipeline("p", "one", "two", "three");
        int id = await _mage.Trigger(await _mage.Schedule("p"));
        await Cancel(id);
        await Retry(id, "two");
        Assert.Equal("running: one cancelled, two initial, three initial", await Shown(id));
        await Ticks(6);
        Assert.Equal("running: one cancelled, two initial, three initial", await Shown(id));
        await Cancel(id);
        await Retry(id, null);
        await Ticks(5);
        Assert.Equal("completed: one completed, two completed, three completed", await Shown(id));
    }

    [Fact]
    public async Task Under_an_inactive_trigger_a_retry_runs_and_the_trigger_stays_inactive()
    {
        int id = await Failed();
        await Repair();
        int schedule = (int)(await Run(id))["pipeline_schedule_id"]!;
        await _mage.Json("PUT", $"/api/pipeline_schedules/{schedule}", "{\"pipeline_schedule\":{\"status\":\"inactive\"}}");
        await Retry(id, null);
        await Ticks(4);
        Assert.StartsWith("completed", await Shown(id), StringComparison.Ordinal);
        Assert.Equal("inactive", (string?)(await _mage.Get($"/api/pipeline_schedules/{schedule}"))["pipeline_schedule"]!["status"]);
    }

    [Fact]
    public async Task With_a_block_that_was_removed_since_only_a_plain_retry_works()
    {
        int id = await Failed();
        await _mage.Json("DELETE", "/api/pipelines/p/blocks/after");
        JsonObject refused = await Retry(id, "boom");
        Assert.Equal("'NoneType' object has no attribute 'uuid'", (string?)refused["error"]!["exception"]);
        Assert.StartsWith("failed", await Shown(id), StringComparison.Ordinal);
        Assert.Equal("running", (string?)(await Retry(id, null))["pipeline_run"]!["status"]);
    }

    [Fact]
    public async Task A_retried_block_writes_on_in_the_same_log()
    {
        int id = await Failed();
        await Repair();
        await Retry(id, null);
        await Ticks(4);
        JsonArray files = (await _mage.Get($"/api/pipelines/p/logs?pipeline_run_id[]={id}&block_uuid[]=boom"))["logs"]![0]!["block_run_logs"]!.AsArray();
        Assert.Equal(["INFO", "WARNING", "EXCEPTION", "INFO", "INFO"], LogRecord.Read(Assert.Single(files)!).Select(r => r.Level));
    }

    [Fact]
    public async Task A_running_block_that_is_cancelled_or_retried_does_not_end()
    {
        await _mage.Pipeline("p", "slow=# emulator: seconds=0.3\nprint('a')\n", "after");
        int id = await _mage.Trigger(await _mage.Schedule("p"));
        await Ticks(1);
        Assert.Equal("running: slow running, after initial", await Shown(id));
        await Cancel(id);
        _mage.Clock.Advance(TimeSpan.FromMilliseconds(400));
        await Ticks(2);
        Assert.Equal("cancelled: slow cancelled, after cancelled", await Shown(id));
        Assert.Null((await Run(id))["completed_at"]);

        await Retry(id, null);
        await Ticks(1);
        await Retry(id, null);
        Assert.Equal("running: slow initial, after initial", await Shown(id));
        _mage.Clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal("running: slow initial, after initial", await Shown(id));
    }

    [Fact]
    public async Task A_run_that_waits_can_be_cancelled_and_other_changes_change_nothing()
    {
        await _mage.Pipeline("p", "one");
        int id = await _mage.Trigger(await _mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\""));
        foreach (string nothing in new[] { "{\"status\":\"completed\"}", "{\"variables\":{\"a\":1}}", "{\"pipeline_run_action\":\"again\"}" })
        {
            Assert.Equal("initial", (string?)(await _mage.Json("PUT", $"/api/pipeline_runs/{id}", $"{{\"pipeline_run\":{nothing}}}"))["pipeline_run"]!["status"]);
        }

        await Cancel(id);
        Assert.Equal("cancelled: one cancelled", await Shown(id));
    }

    [Fact]
    public async Task A_retry_of_the_pipeline_makes_a_new_run_with_exactly_what_was_sent()
    {
        int id = await Failed();
        JsonNode run = await Run(id);
        JsonObject item = new JsonObject
        {
            ["id"] = id,
            ["pipeline_uuid"] = "p",
            ["pipeline_schedule_id"] = (int)run["pipeline_schedule_id"]!,
            ["execution_date"] = (string?)run["execution_date"],
        };
        foreach (string key in new[] { "pipeline_uuid", "pipeline_schedule_id", "id", "execution_date" })
        {
            JsonObject less = (JsonObject)item.DeepClone();
            less.Remove(key);
            Assert.Equal($"'{key}'", (string?)(await RetryRuns(less))["error"]!["exception"]);
        }

        await RetryRuns(item);
        item["variables"] = run["variables"]!.DeepClone();
        await RetryRuns(item);
        JsonArray runs = (await _mage.Get("/api/pipeline_runs?pipeline_uuid=p"))["pipeline_runs"]!.AsArray();
        Assert.Equal(["initial", "initial", "failed"], runs.Select(r => (string?)r!["status"]));
        Assert.Equal(run["variables"]!.ToJsonString(), runs[0]!["variables"]!.ToJsonString());
        Assert.Equal("{}", runs[1]!["variables"]!.ToJsonString());
        Assert.Single(runs.Select(r => (string?)r!["execution_date"]).Distinct());
        Assert.Empty(runs[0]!["block_runs"]!.AsArray());
    }

    [Fact]
    public async Task Retrying_the_incomplete_puts_every_failed_run_back_to_its_beginning()
    {
        int first = await Failed();
        int second = await _mage.Trigger((JsonObject)(await _mage.Get("/api/pipelines/p/pipeline_schedules"))["pipeline_schedules"]![0]!);
        await Ticks(3);
        await _mage.Json("PUT", "/api/pipelines/p", "{\"pipeline\":{\"status\":\"retry_incomplete_block_runs\"}}");
        foreach (int id in new[] { first, second })
        {
            Assert.Equal("initial: ok completed, after_ok initial, boom initial, after initial", await Shown(id));
        }

        await Repair();
        await Ticks(5);
        Assert.StartsWith("completed", await Shown(first), StringComparison.Ordinal);
        Assert.StartsWith("completed", await Shown(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_by_trigger_forgets_the_late_runs()
    {
        await _mage.Pipeline("p", "slow=# emulator: seconds=60\n");
        JsonObject schedule = await _mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\",\"status\":\"active\",\"sla\":1");
        int late = await _mage.Trigger(schedule);
        await Ticks(1);
        Assert.False((bool)(await Run(late))["passed_sla"]!);
        _mage.Clock.Advance(TimeSpan.FromMilliseconds(2100));
        Assert.False((bool)(await Run(late))["passed_sla"]!);
        await Ticks(1);
        Assert.True((bool)(await Run(late))["passed_sla"]!);
        int young = await _mage.Trigger(schedule);
        await _mage.Json("PUT", "/api/pipelines/p", $"{{\"pipeline\":{{\"status\":\"cancelled\",\"pipeline_schedule_id\":{schedule["id"]}}}}}");
        Assert.Equal(("running: slow running", "cancelled: slow cancelled"), (await Shown(late), await Shown(young)));
        await _mage.Json("PUT", "/api/pipelines/p", $"{{\"pipeline\":{{\"status\":\"cancelled\",\"pipeline_runs\":[{{\"id\":{late}}}]}}}}");
        Assert.Equal("cancelled: slow cancelled", await Shown(late));
        Assert.True((bool)(await Run(late))["passed_sla"]!);
    }

    [Fact]
    public async Task Each_wave_of_blocks_and_the_end_of_the_run_wait_for_a_loop()
    {
        await _mage.Pipeline("p");
        for (int i = 0; i < 30; i++)
        {
            await _mage.Block("p", $"w{i:00}");
        }

        await _mage.Block("p", "last", "x = 1\n", "w00", "w29");
        int id = await _mage.Trigger(await _mage.Schedule("p"));
        Assert.Equal("initial", (string?)(await Run(id))["status"]);
        await Ticks(1);
        Assert.Equal(("running", 30, "initial"), await Wave(id));
        await Ticks(1);
        Assert.Equal(("running", 30, "completed"), await Wave(id));
        await Ticks(1);
        JsonNode run = await Run(id);
        Assert.Equal("completed", (string?)run["status"]);
        Assert.Equal((string?)run["updated_at"], ((string)run["completed_at"]!)[..19]);
    }

    private async Task<(string? Status, int Completed, string? Last)> Wave(int id)
    {
        JsonNode run = await Run(id);
        JsonArray blocks = run["block_runs"]!.AsArray();
        return ((string?)run["status"], blocks.Take(30).Count(b => (string?)b!["status"] == "completed"), (string?)blocks[30]!["status"]);
    }

    private async Task<int> Failed()
    {
        await _mage.Pipeline("p");
        await _mage.Block("p", "ok");
        await _mage.Block("p", "after_ok", "x = 1\n", "ok");
        await _mage.Block("p", "boom", "raise ValueError('no')\n");
        await _mage.Block("p", "after", "x = 1\n", "boom");
        int id = await _mage.Trigger(await _mage.Schedule("p"));
        await Ticks(2);
        return id;
    }

    private async Task<int> Completed()
    {
        await _mage.Pipeline("good", "one", "two");
        int id = await _mage.Trigger(await _mage.Schedule("good"));
        await Ticks(3);
        return id;
    }

    private Task<JsonObject> Repair() => _mage.Json("PUT", "/api/file_contents/data_loaders%2Fboom.py", "{\"file_content\":{\"content\":\"x = 1\\n\"}}");

    private Task<JsonObject> Retry(int id, string? from) =>
        _mage.Json("PUT", $"/api/pipeline_runs/{id}", $"{{\"pipeline_run\":{{\"pipeline_run_action\":\"retry_blocks\"{(from is null ? "" : $",\"from_block_uuid\":\"{from}\"")}}}}}");

    private Task<JsonObject> RetryRuns(JsonObject item) =>
        _mage.Json("PUT", "/api/pipelines/p", new JsonObject { ["pipeline"] = new JsonObject { ["status"] = "retry", ["pipeline_runs"] = new JsonArray(item.DeepClone()) } }.ToJsonString());

    private Task<JsonObject> Cancel(int id) => _mage.Json("PUT", $"/api/pipeline_runs/{id}", "{\"pipeline_run\":{\"status\":\"cancelled\"}}");

    private async Task<JsonNode> Run(int id) => (await _mage.Get($"/api/pipeline_runs/{id.ToString(CultureInfo.InvariantCulture)}"))["pipeline_run"]!;

    private async Task<string> Shown(int id)
    {
        JsonNode run = await Run(id);
        return $"{run["status"]}: {string.Join(", ", run["block_runs"]!.AsArray().Select(b => $"{b!["block_uuid"]} {b["status"]}"))}";
    }

    private async Task Ticks(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _mage.Tick();

            // A block that takes no time ends at the next look at it.
            _mage.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }
    }
}
