using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Reports;
using MageAI.Terms;
using Xunit;

namespace MageAI.Tests.Reports;

public sealed class RunMeasureTests
{
    [Fact]
    public void Counts_and_rates_tell_how_runs_went()
    {
        MageRunStatistic all = Measure(Run(1), Run(2), Run(3), Run(4, "failed"), Run(5, "cancelled"), Run(6, "running"), Run(7, "hibernating"), Run(8, null));

        Assert.Equal((8, 3, 1, 1, 3), (all.Count, all.Completed, all.Failed, all.Cancelled, all.InProgress));
        Assert.Equal(0.75, all.SuccessRate);
        Assert.Equal("All runs: 8 runs, 75.0 %", all.ToString());
    }

    [Fact]
    public void Nothing_measured_is_a_statistic_of_nothing()
    {
        MageRunStatistic none = Measure();

        Assert.Equal(0, none.Count);
        Assert.Null(none.SuccessRate);
        Assert.Null(none.RunTimeP50);
        Assert.Null(none.From);
        Assert.Empty(new RunMeasure(MageRunGrouping.Pipeline).Results());
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 2, 2)]
    [InlineData(5, 3, 5, 5)]
    [InlineData(20, 10, 19, 20)]
    [InlineData(100, 50, 95, 100)]
    [InlineData(101, 51, 96, 101)]
    public void Percentiles_are_by_nearest_rank_so_each_is_a_time_that_a_run_took(int runs, int half, int most, int longest)
    {
        MageRunStatistic all = Measure([.. Enumerable.Range(1, runs).Reverse().Select(n => Run(n, seconds: n))]);

        Assert.Equal((half, most, longest), (Seconds(all.RunTimeP50), Seconds(all.RunTimeP95), Seconds(all.RunTimeMax)));
        Assert.Equal((1, 1), (Seconds(all.QueueTimeP50), Seconds(all.QueueTimeMax)));
    }

    [Fact]
    public void Only_what_began_and_ended_has_a_run_time_and_only_what_began_a_queue_time()
    {
        MageRunStatistic all = Measure(
            Run(1, seconds: 10),
            Run(2, "running", seconds: 99),
            SeededRuns.Run(new { id = 3, status = "cancelled", created_at = "2026-11-24 00:00:00", updated_at = "2026-11-24 00:09:00" }),
            SeededRuns.Run(new { id = 4, status = "initial", created_at = "2026-11-24 00:00:00" }));

        Assert.Equal((10, 10), (Seconds(all.RunTimeP50), Seconds(all.RunTimeMax)));
        Assert.Equal((1, 1), (Seconds(all.QueueTimeP95), Seconds(all.QueueTimeMax)));
    }

    [Fact]
    public void A_run_that_failed_at_once_took_no_time_though_Mage_stamps_its_end_before_its_start()
    {
        MageRunStatistic all = Measure(SeededRuns.Run(new { id = 1, status = "failed", created_at = "2026-11-24 00:00:05", started_at = "2026-11-24 00:00:05.900000", updated_at = "2026-11-24 00:00:05" }));

        Assert.Equal(TimeSpan.Zero, all.RunTimeMax);
    }

    [Fact]
    public void A_failure_is_open_until_a_newer_attempt_at_the_same_pipeline_schedule_and_date_ends_otherwise()
    {
        MagePipelineRun[] runs =
        [
            Run(1, "failed", date: 1), Run(2, "failed", date: 1), Run(3, date: 1),
            Run(4, date: 2), Run(5, "failed", date: 2),
            Run(6, "failed", date: 3), Run(7, "running", date: 3),
            Run(8, "failed", date: 4), Run(9, date: 4, schedule: 2), Run(10, date: 4, pipeline: "other"),
        ];

        Assert.Equal(2, Measure(runs).OpenFailures);
        Assert.Equal(2, Measure([.. runs.Reverse()]).OpenFailures);
        Assert.Equal(5, Measure(runs).Failed);
    }

    [Fact]
    public void An_attempt_on_another_day_closes_a_failure_and_groups_add_up_to_the_whole()
    {
        RunMeasure days = new(MageRunGrouping.Day);
        Array.ForEach([Run(1, "failed", date: 1, day: 1), Run(2, date: 1, day: 2), Run(3, "failed", date: 2, day: 2), Run(4, "failed", date: 2, day: 3)], run => days.Add(run));

        Assert.Equal([("2026-11-01", 0), ("2026-11-02", 0), ("2026-11-03", 1)], days.Results().Select(day => (day.Name, day.OpenFailures)));
    }

    [Fact]
    public void Runs_that_tell_neither_pipeline_nor_date_are_each_an_attempt_of_their_own()
    {
        MagePipelineRun[] orphans = [.. Enumerable.Range(1, 3).Select(id => SeededRuns.Run(new { id, status = "failed", execution_date = "2026-11-24 00:00:00" }))];

        MageRunStatistic all = Measure(orphans);

        Assert.Equal((3, 3), (all.Count, all.OpenFailures));
        Assert.Null(all.From);
    }

    [Fact]
    public void A_run_that_comes_twice_is_counted_once()
    {
        RunMeasure measure = new(MageRunGrouping.Pipeline);
        measure.Add(Run(1));
        measure.Add(SeededRuns.Run(new { id = 1, status = "completed" }));

        Assert.Equal([("etl", 1)], measure.Results().Select(group => (group.Name, group.Count)));
    }

    [Fact]
    public void Groups_come_by_name_and_the_unknown_last()
    {
        MagePipelineRun[] runs = [Run(1, pipeline: "b"), Run(2, pipeline: "A"), Run(3, pipeline: "(a"), SeededRuns.Run(new { id = 4, status = "failed" })];

        Assert.Equal(["(a", "A", "b", "(unknown pipeline)"], Names(MageRunGrouping.Pipeline, runs));
        Assert.Equal(["2026-11-01", "(unknown day)"], Names(MageRunGrouping.Day, runs));
        Assert.Equal(["(a / schedule 1", "A / schedule 1", "b / schedule 1", "(unknown pipeline) / no schedule"], Names(MageRunGrouping.Schedule, runs));
    }

    [Fact]
    public void A_schedule_is_named_where_some_run_tells_its_name()
    {
        MagePipelineRun[] runs = [Run(1), SeededRuns.Run(new { id = 2, status = "completed", pipeline_uuid = "etl", pipeline_schedule_id = 1, pipeline_schedule_name = "nightly" })];
        RunMeasure measure = new(MageRunGrouping.Schedule);
        Array.ForEach(runs, run => measure.Add(run));

        MageRunStatistic only = Assert.Single(measure.Results());
        Assert.Equal(("etl / nightly", "etl", 1, 2), (only.Name, only.PipelineUuid, only.PipelineScheduleId, only.Count));
    }

    [Fact]
    public void A_day_is_one_of_UTC()
    {
        MagePipelineRun run = SeededRuns.Run(new { id = 1, status = "completed", created_at = "2026-11-24T23:30:00-05:00" });

        Assert.Equal(["2026-11-25"], Names(MageRunGrouping.Day, [run]));
    }

    [Fact]
    public void The_queue_time_of_a_run_goes_from_creation_to_start_or_until_now()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), Run(1).QueueTime);
        MagePipelineRun waiting = SeededRuns.Run(new { id = 1, status = "initial", created_at = DateTimeOffset.UtcNow.AddMinutes(-5).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) });
        Assert.InRange(waiting.QueueTime!.Value.TotalMinutes, 4.9, 6);
        Assert.Null(SeededRuns.Run(new { id = 1, status = "cancelled", created_at = "2026-11-24 00:00:00" }).QueueTime);
        Assert.Null(SeededRuns.Run(new { id = 1, status = "initial" }).QueueTime);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(1.0, "100 %")]
    [InlineData(0.9999, "99.9 %")]
    [InlineData(0.975, "97.5 %")]
    [InlineData(0.29, "29.0 %")]
    [InlineData(0.0, "0.0 %")]
    public void A_share_is_never_rounded_up_to_all(double? share, string? expected) => Assert.Equal(expected, Wording.Percent(share));

    private static MageRunStatistic Measure(params MagePipelineRun[] runs)
    {
        RunMeasure measure = new(MageRunGrouping.None);
        Array.ForEach(runs, run => measure.Add(run));
        return Assert.Single(measure.Results());
    }

    private static IEnumerable<string> Names(MageRunGrouping groupBy, MagePipelineRun[] runs)
    {
        RunMeasure measure = new(groupBy);
        Array.ForEach(runs, run => measure.Add(run));
        return measure.Results().Select(group => group.Name);
    }

    private static int Seconds(TimeSpan? span) => (int)span!.Value.TotalSeconds;

    private static MagePipelineRun Run(int id, string? status = "completed", int seconds = 5, int? date = null, int schedule = 1, string pipeline = "etl", int day = 1)
    {
        string end = $"2026-11-{day:00} {(seconds + 1) / 3600:00}:{(seconds + 1) / 60 % 60:00}:{(seconds + 1) % 60:00}";
        return SeededRuns.Run(new
        {
            id,
            status,
            pipeline_uuid = pipeline,
            pipeline_schedule_id = schedule,
            execution_date = $"2026-10-01 00:{(date ?? id) / 60:00}:{(date ?? id) % 60:00}",
            created_at = $"2026-11-{day:00} 00:00:00",
            started_at = $"2026-11-{day:00} 00:00:01",
            completed_at = status == "completed" ? end : null,
            updated_at = end,
        });
    }
}
