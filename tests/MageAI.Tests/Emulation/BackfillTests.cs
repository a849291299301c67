using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

public class BackfillTests
{
    private const string ThreeDays = "\"start_datetime\":\"2026-01-01 00:00:00\",\"end_datetime\":\"2026-01-03 00:00:00\",\"interval_type\":\"day\",\"interval_units\":1";

    [Fact]
    public async Task A_started_backfill_makes_its_runs_at_once_and_a_schedule_of_no_type()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl", "load", "store");
        await Make(mage, ThreeDays + ",\"variables\":{\"who\":\"bf\"}");

        JsonNode started = await Put(mage, "\"status\":\"initial\"");

        Assert.Equal(("initial", 1), ((string?)started["status"], (int?)started["pipeline_schedule_id"]));
        JsonNode schedule = (await mage.Get("/api/pipeline_schedules/1"))["pipeline_schedule"]!;
        Assert.Equal(("Backfill jan", "@once", "active"), ((string?)schedule["name"], (string?)schedule["schedule_interval"], (string?)schedule["status"]));
        Assert.Null(schedule["schedule_type"]);
        Assert.Null(schedule["repo_path"]);
        JsonArray runs = await Runs(mage);
        Assert.Equal(["2026-01-03 00:00:00", "2026-01-02 00:00:00", "2026-01-01 00:00:00"], runs.Select(r => (string?)r!["execution_date"]));
        Assert.All(runs, r => Assert.Equal((2, "initial"), (r!["block_runs"]!.AsArray().Count, (string?)r["status"])));
        Assert.All(runs, r => Assert.Null(r!["event_variables"]));
        Assert.Equal(
            """{"who":"bf","ds":"2026-01-03","execution_date":"2026-01-03T00:00:00","hr":"00","interval_end_datetime":"2026-01-04T00:00:00","interval_seconds":86400.0,"interval_start_datetime":"2026-01-03T00:00:00","interval_start_datetime_previous":"2026-01-02T00:00:00"}""",
            runs[0]!["variables"]!.ToJsonString());
    }

    [Fact]
    public async Task When_all_runs_are_completed_the_backfill_is_and_its_schedule_rests_without_a_run_of_its_own()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("etl", "load");
        await Make(mage, ThreeDays);
        await Put(mage, "\"status\":\"initial\"");

        JsonNode done = await WaitFor(mage, "completed");

        Assert.NotNull(done["completed_at"]);
        Assert.Equal("inactive", (string?)(await mage.Get("/api/pipeline_schedules/1"))["pipeline_schedule"]!["status"]);
        mage.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(3, mage.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public async Task A_failed_run_fails_the_backfill_and_a_retry_that_works_completes_it()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("etl", "load=raise ValueError('no')\n");
        await Make(mage, ThreeDays);
        await Put(mage, "\"status\":\"initial\"");

        JsonNode failed = await WaitFor(mage, "failed");

        Assert.Null(failed["completed_at"]);
        foreach (JsonNode? run in await Runs(mage))
        {
            await mage.WaitFor((int)run!["id"]!, "failed");
        }

        await mage.Json("PUT", "/api/file_contents/data_loaders%2Fload.py", "{\"file_content\":{\"content\":\"x = 1\\n\"}}");
        foreach (JsonNode? run in await Runs(mage))
        {
            await mage.Json("PUT", $"/api/pipeline_runs/{run!["id"]}", "{\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\"}}");
        }

        await WaitFor(mage, "completed");
    }

    [Fact]
    public async Task Cancelling_it_relabels_the_runs_and_lets_their_blocks_go_on()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl", "slow=# emulator: seconds=60\n", "next");
        await Make(mage, ThreeDays);
        await Put(mage, "\"status\":\"initial\"");
        mage.Tick();

        await Put(mage, "\"status\":\"cancelled\"");

        Assert.Equal("inactive", (string?)(await mage.Get("/api/pipeline_schedules/1"))["pipeline_schedule"]!["status"]);
        JsonObject run = await mage.WaitFor(1, "cancelled");
        Assert.Equal(["running", "initial"], run["block_runs"]!.AsArray().Select(b => (string?)b!["status"]));
        lock (mage.Emulator.State.Gate)
        {
            mage.Emulator.State.FindRun(1)!.BlockRuns[0].EndsAt = mage.Emulator.State.Now;
        }

        mage.Tick();
        run = await mage.WaitFor(1, "cancelled");
        Assert.Equal(["completed", "initial"], run["block_runs"]!.AsArray().Select(b => (string?)b!["status"]));
    }

    [Fact]
    public async Task Started_again_after_a_cancel_or_while_it_runs_it_makes_all_runs_again()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl", "load");
        await Make(mage, ThreeDays);
        await Put(mage, "\"status\":\"initial\"");
        await Put(mage, "\"status\":\"initial\"");
        Assert.Equal(3, mage.Emulator.CountOf("pipeline_runs"));
        mage.Tick();
        Assert.Equal("running", (string?)(await Read(mage))["status"]);

        await Put(mage, "\"status\":\"initial\"");
        Assert.Equal(6, mage.Emulator.CountOf("pipeline_runs"));
        await Put(mage, "\"status\":\"cancelled\"");
        await Put(mage, "\"status\":\"initial\"");

        Assert.Equal((9, 1), (mage.Emulator.CountOf("pipeline_runs"), mage.Emulator.CountOf("schedules")));
        Assert.Equal("{\"initial\":3}", (await Read(mage, "?include_run_count=true"))["run_status_counts"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_date_to_run_for_it_is_started_for_ever_and_never_started_it_is_cancelled_with_an_exception()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl", "load");
        await Make(mage, ThreeDays);
        await Put(mage, "\"start_datetime\":\"2026-02-01 00:00:00\"");

        JsonNode started = await Put(mage, "\"status\":\"initial\"");

        Assert.Equal("initial", (string?)started["status"]);
        Assert.Null(started["pipeline_schedule_id"]);
        Assert.Equal(0, mage.Emulator.CountOf("pipeline_runs"));
        JsonObject refused = await mage.Json("PUT", "/api/backfills/1", "{\"backfill\":{\"status\":\"cancelled\"}}");
        Assert.Equal("'NoneType' object has no attribute 'update'", (string?)refused["error"]!["exception"]);
        Assert.Equal("cancelled", (string?)(await Read(mage))["status"]);
    }

    [Fact]
    public async Task The_preview_shows_one_more_than_asked_for_and_single_dates_without_an_interval()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl");
        await Make(mage, "\"start_datetime\":\"2026-01-31 00:00:00\",\"end_datetime\":\"2026-05-01 00:00:00\",\"interval_type\":\"month\",\"interval_units\":1");

        JsonNode preview = await Read(mage, "?include_preview_runs=true&_limit=2&_offset=1");

        Assert.Equal(4, (int)preview["total_run_count"]!);
        Assert.Equal(["2026-02-28", "2026-03-28", "2026-04-28"], preview["pipeline_run_dates"]!.AsArray().Select(d => (string?)d!["ds"]));
        await Put(mage, "\"end_datetime\":\"2026-01-31 00:00:00\"");
        JsonNode single = (await Read(mage, "?include_preview_runs=true"))["pipeline_run_dates"]![0]!;
        Assert.Null(single["interval_seconds"]);
        Assert.Null(single["interval_start_datetime_previous"]);
        Assert.Equal("2026-01-31T00:00:00", (string?)single["interval_start_datetime"]);
    }

    [Fact]
    public async Task The_path_does_not_narrow_the_list_and_a_query_does()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl");
        await mage.Pipeline("other");
        await Make(mage, ThreeDays);

        Assert.Single((await mage.Get("/api/pipelines/other/backfills"))["backfills"]!.AsArray());
        Assert.Empty((await mage.Get("/api/backfills?pipeline_uuid=other"))["backfills"]!.AsArray());
    }

    [Fact]
    public async Task Deleted_it_leaves_its_runs_and_its_schedule_and_renamed_its_pipeline_takes_it_along()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { TickMilliseconds = 0 });
        await mage.Pipeline("etl", "load");
        await Make(mage, ThreeDays);
        await Put(mage, "\"status\":\"initial\"");
        await mage.Json("PUT", "/api/pipelines/etl", "{\"pipeline\":{\"name\":\"new\"}}");
        Assert.Equal("new", (string?)(await Read(mage))["pipeline_uuid"]);

        await mage.Json("DELETE", "/api/backfills/1");

        Assert.Equal((0, 3, 1), (mage.Emulator.CountOf("backfills"), mage.Emulator.CountOf("pipeline_runs"), mage.Emulator.CountOf("schedules")));
        Assert.Empty((await mage.Get("/api/pipeline_runs?backfill_id=1"))["pipeline_runs"]!.AsArray());
        Assert.Null((await mage.Get("/api/pipeline_runs"))["pipeline_runs"]![0]!["backfill_id"]);
    }

    private static async Task Make(EmulatorHarness mage, string fields) =>
        Assert.Equal(1, (int)(await mage.Json("POST", "/api/pipelines/etl/backfills", $"{{\"backfill\":{{\"name\":\"jan\",{fields}}}}}"))["backfill"]!["id"]!);

    private static async Task<JsonNode> Put(EmulatorHarness mage, string fields) => (await mage.Json("PUT", "/api/backfills/1", $"{{\"backfill\":{{{fields}}}}}"))["backfill"]!;

    private static async Task<JsonNode> Read(EmulatorHarness mage, string query = "") => (await mage.Get("/api/backfills/1" + query))["backfill"]!;

    private static async Task<JsonArray> Runs(EmulatorHarness mage) => (await mage.Get("/api/pipeline_runs?backfill_id=1"))["pipeline_runs"]!.AsArray();

    private static async Task<JsonNode> WaitFor(EmulatorHarness mage, string status)
    {
        for (int i = 0; i < 300; i++)
        {
            JsonNode read = await Read(mage);
            if ((string?)read["status"] == status)
            {
                return read;
            }

            mage.Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        throw new TimeoutException($"The backfill did not become {status}.");
    }
}
