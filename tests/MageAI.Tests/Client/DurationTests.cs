using System;
using System.Globalization;
using MageAI.Reports;
using MageAI.Tests.Reports;
using Xunit;

namespace MageAI.Tests.Client;

public sealed class DurationTests
{
    private static readonly DateTimeOffset s_start = new DateTimeOffset(2026, 11, 23, 17, 17, 5, TimeSpan.Zero).AddMilliseconds(511);

    [Theory]
    [InlineData("completed", 2.5, 3.0, 2.5)]
    [InlineData("failed", null, 3.0, 3.0)]
    [InlineData("failed", 1.5, 3.0, 3.0)]
    [InlineData("failed", null, -0.511, 0)]
    [InlineData("cancelled", null, 3.0, 3.0)]
    [InlineData("failed", 2.5, null, 2.5)]
    public void A_run_that_has_ended_took_as_long_as_it_says_and_never_less_than_nothing(string status, double? completed, double? updated, double seconds)
    {
        MagePipelineRun run = new() { Status = status, StartedAt = s_start, CompletedAt = After(completed), UpdatedAt = After(updated) };
        MageBlockRun block = new() { Status = status, StartedAt = s_start, CompletedAt = After(completed), UpdatedAt = After(updated) };

        Assert.Equal(TimeSpan.FromSeconds(seconds), run.Duration);
        Assert.Equal(TimeSpan.FromSeconds(seconds), block.Duration);
    }

    [Fact]
    public void What_runs_again_takes_until_now_although_it_has_an_end_from_before()
    {
        DateTimeOffset start = DateTimeOffset.UtcNow.AddHours(-1);

        Assert.InRange(new MagePipelineRun { Status = "running", StartedAt = start, CompletedAt = start.AddMinutes(1) }.Duration!.Value.TotalMinutes, 59, 61);
        Assert.InRange(new MageBlockRun { Status = "running", StartedAt = start, CompletedAt = start.AddMinutes(1) }.Duration!.Value.TotalMinutes, 59, 61);
    }

    [Fact]
    public void What_is_to_run_again_or_has_not_begun_has_no_duration()
    {
        Assert.Null(new MageBlockRun { Status = "initial", StartedAt = s_start, UpdatedAt = s_start.AddHours(1) }.Duration);
        Assert.Null(new MagePipelineRun { Status = "initial" }.Duration);
    }

    [Theory]
    [InlineData("completed", 480.0, 481.0, 481.0, true)] // repaired after a night
    [InlineData("failed", 480.0, 481.0, 481.0, true)]
    [InlineData("completed", 10.0, 11.0, 11.0, false)] // the scheduler was busy
    [InlineData("completed", 2.0, 300.0, 300.0, false)] // one long block
    [InlineData("running", 480.0, null, 600.0, false)]
    public void A_run_that_lay_still_for_long_takes_its_whole_time_but_counts_in_no_statistic(string status, double begun, double? ended, double minutes, bool rested)
    {
        DateTimeOffset start = status == "running" ? DateTimeOffset.UtcNow.AddMinutes(-600) : s_start;
        string? At(double? minute) => minute is double some ? start.AddMinutes(some).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) : null;
        string? completed = At(status == "completed" ? ended : null);
        MagePipelineRun run = SeededRuns.Run(new
        {
            status,
            started_at = At(0),
            completed_at = completed,
            updated_at = At(ended ?? begun),
            block_runs = new object[]
            {
                new { id = 3, status = "initial", started_at = (string?)null },
                new { id = 2, status, started_at = At(begun), completed_at = completed, updated_at = At(ended ?? begun) },
                new { id = 1, status = "completed", started_at = At(0), completed_at = At(2) },
            },
        });

        Assert.Equal(minutes, run.Duration!.Value.TotalMinutes, 0.01);
        Assert.Equal(rested, run.HasRested);
        RunMeasure measure = new(MageRunGrouping.None);
        measure.Add(run);
        Assert.Equal(run.HasEnded && !rested, measure.Results()[0].RunTimeMax is not null);
    }

    [Fact]
    public void A_run_that_was_cancelled_long_after_it_failed_lay_still_and_one_without_block_runs_says_nothing()
    {
        string At(double hours) => s_start.AddHours(hours).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        object failed = new { id = 1, status = "failed", started_at = At(0), updated_at = At(0.01) };

        Assert.True(SeededRuns.Run(new { status = "cancelled", started_at = At(0), updated_at = At(8), block_runs = new[] { failed } }).HasRested);
        Assert.False(SeededRuns.Run(new { status = "cancelled", started_at = At(0), updated_at = At(8) }).HasRested);
    }

    private static DateTimeOffset? After(double? seconds) => seconds is double some ? s_start.AddSeconds(some) : null;
}
