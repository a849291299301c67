using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

public class SchedulerTests
{
    [Fact]
    public async Task A_triggered_run_goes_through_its_blocks_in_order()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        string pipeline = await mage.Pipeline("flow", "one", "two", "three");
        System.Text.Json.Nodes.JsonObject run = await mage.WaitFor(await mage.Trigger(await mage.Schedule(pipeline)), "completed");
        System.Text.Json.Nodes.JsonArray blocks = run["block_runs"]!.AsArray();
        Assert.Equal(["one", "two", "three"], blocks.Select(b => (string?)b!["block_uuid"]));
        Assert.All(blocks, b => Assert.Equal("completed", (string?)b!["status"]));
        Assert.True(string.CompareOrdinal((string?)blocks[0]!["completed_at"], (string?)blocks[1]!["started_at"]) <= 0);
        Assert.NotNull(run["completed_at"]);
    }

    [Fact]
    public async Task A_block_that_raises_fails_the_run_and_cancels_the_rest()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        string pipeline = await mage.Pipeline("boom", "one", "two=    raise ValueError('boom from two')\n", "three");
        System.Text.Json.Nodes.JsonObject run = await mage.WaitFor(await mage.Trigger(await mage.Schedule(pipeline)), "failed");
        Assert.Equal(["completed", "failed", "cancelled"], run["block_runs"]!.AsArray().Select(b => (string?)b!["status"]));
        Assert.Equal("boom from two", (string?)run["block_runs"]![1]!["metrics"]!["error"]!["error"]);
        Assert.Null(run["completed_at"]);
    }

    [Fact]
    public async Task A_run_under_an_inactive_trigger_stays_initial_until_the_trigger_is_active()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero });
        string pipeline = await mage.Pipeline("idle", "one");
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule(pipeline, "\"name\":\"a\",\"schedule_type\":\"api\"");
        int id = (int)(await mage.Json("POST", $"/api/pipeline_schedules/{schedule["id"]}/pipeline_runs", "{\"pipeline_run\":{}}"))["pipeline_run"]!["id"]!;
        mage.Tick();
        mage.Tick();
        Assert.Equal("initial", (string?)(await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!["status"]);
        await mage.Json("PUT", $"/api/pipeline_schedules/{schedule["id"]}", "{\"pipeline_schedule\":{\"status\":\"active\"}}");
        for (int i = 0; i < 3; i++)
        {
            mage.Tick();
        }

        Assert.Equal("completed", (string?)(await mage.Get($"/api/pipeline_runs/{id}"))["pipeline_run"]!["status"]);
    }

    [Fact]
    public async Task One_unknown_settings_key_stops_the_scheduler_until_it_is_taken_out()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule(await mage.Pipeline("p"));
        await mage.Json("PUT", $"/api/pipeline_schedules/{schedule["id"]}", "{\"pipeline_schedule\":{\"settings\":{\"foo\":1}}}");
        mage.Tick();
        Assert.Equal("stopped", (string?)(await mage.Get("/api/statuses"))["statuses"]![0]!["scheduler_status"]);
        await mage.Json("PUT", $"/api/pipeline_schedules/{schedule["id"]}", "{\"pipeline_schedule\":{\"settings\":{}}}");
        mage.Tick();
        Assert.Equal("running", (string?)(await mage.Get("/api/statuses"))["statuses"]![0]!["scheduler_status"]);
    }

    [Fact]
    public async Task A_once_trigger_fires_once_and_goes_inactive()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        System.Text.Json.Nodes.JsonObject schedule = await mage.Schedule(await mage.Pipeline("p", "one"), "\"name\":\"o\",\"schedule_type\":\"time\",\"schedule_interval\":\"@once\",\"status\":\"active\",\"variables\":{\"who\":\"once\"}");
        for (int i = 0; i < 200 && mage.Emulator.CountOf("pipeline_runs") == 0; i++)
        {
            mage.Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        System.Text.Json.Nodes.JsonArray runs = (await mage.Get($"/api/pipeline_schedules/{schedule["id"]}/pipeline_runs"))["pipeline_runs"]!.AsArray();
        await mage.WaitFor((int)runs.Single()!["id"]!, "completed");
        mage.Clock.Advance(TimeSpan.FromMilliseconds(80));
        Assert.Single((await mage.Get($"/api/pipeline_schedules/{schedule["id"]}/pipeline_runs"))["pipeline_runs"]!.AsArray());
        Assert.Equal("inactive", (string?)(await mage.Get($"/api/pipeline_schedules/{schedule["id"]}"))["pipeline_schedule"]!["status"]);
    }
}
