using System;
using System.Globalization;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What will run, and what did not. The clock stands just after noon until the test moves it.</summary>
public sealed class UpcomingRunTests : IDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private readonly EagerClock _clock = new(s_noon.AddSeconds(10));
    private readonly MageHost _host;

    public UpcomingRunTests()
    {
        _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = _clock, BlockDuration = TimeSpan.FromMilliseconds(20) });
        _host.Run("New-MagePipeline etl; New-MagePipeline sales").ThrowOnError();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_runs_of_all_active_schedules_are_one_timeline()
    {
        _host.Run("""
            New-MageSchedule etl six -Cron '0 6,18 * * *' -Enabled
            New-MageSchedule sales hourly -Interval hourly -Enabled
            New-MageSchedule sales off -Interval hourly
            New-MageSchedule sales hook -Api -Enabled
            """).ThrowOnError();

        RunResult result = _host.Run("Get-MageUpcomingRun -Next 7h");

        MageUpcomingRun[] runs = result.All<MageUpcomingRun>();
        Assert.Equal(
            ["13:00 hourly", "14:00 hourly", "15:00 hourly", "16:00 hourly", "17:00 hourly", "18:00 six", "18:00 hourly", "19:00 hourly"],
            runs.Select(run => $"{run.Time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} {run.ScheduleName}"));
        Assert.Equal(("etl", 1, "six", "0 6,18 * * *", s_noon.AddHours(6), false), (runs[5].PipelineUuid, runs[5].ScheduleId, runs[5].ScheduleName, runs[5].ScheduleInterval, runs[5].ExecutionDate, runs[5].IsMissed));
        Assert.All(runs, run => Assert.Equal("emulator", run.Session!.Name));
        Assert.Equal(2, result.Wire.Length);
    }

    [Theory]
    [InlineData("Get-MageUpcomingRun sales", "hourly")]
    [InlineData("Get-MageUpcomingRun -Pipeline s*", "hourly")]
    [InlineData("Get-MagePipeline sales | Get-MageUpcomingRun", "hourly")]
    [InlineData("Get-MageUpcomingRun etl, sales -Next 1h", "six, hourly")]
    [InlineData("Get-MagePipeline none* | Get-MageUpcomingRun", "")]
    public void Pipelines_narrow_it(string script, string names)
    {
        _host.Run("New-MageSchedule etl six -Cron '0 * * * *' -Enabled; New-MageSchedule sales hourly -Interval hourly -Enabled").ThrowOnError();

        Assert.Equal(names, string.Join(", ", _host.Run(script).ThrowOnError().Output.Select(run => ((MageUpcomingRun)run.BaseObject).ScheduleName).Distinct()));
    }

    [Fact]
    public void The_next_time_of_each_is_the_servers_own()
    {
        using MageHost host = MageHost.Connected(new MageEmulatorOptions { Sample = true, TickMilliseconds = 0 });

        RunResult result = host.Run("Get-MageUpcomingRun -Next 40d");

        MageSchedule[] active = [.. host.Run("Get-MageSchedule -Status active").All<MageSchedule>().Where(schedule => schedule.NextPipelineRunDate is not null)];
        Assert.NotEmpty(active);
        Assert.Equal(
            active.OrderBy(schedule => schedule.Id).Select(schedule => (schedule.Id, schedule.NextPipelineRunDate)),
            result.All<MageUpcomingRun>().GroupBy(run => run.ScheduleId).OrderBy(group => group.Key).Select(group => (group.Key, (DateTimeOffset?)group.First().Time)));
        Assert.All(result.All<MageUpcomingRun>(), run => Assert.NotNull(run.NextPipelineRunDate));
    }

    [Fact]
    public void Nothing_comes_before_its_start_and_one_single_run_comes_at_it()
    {
        _host.Run("""
            New-MageSchedule etl later -Interval hourly -StartTime '2026-11-28T14:30:00Z' -Enabled
            New-MageSchedule etl once -At '2026-11-28T15:10:00Z' -Enabled
            New-MageSchedule etl always -Interval always_on -Enabled
            """).ThrowOnError();

        MageUpcomingRun[] runs = _host.Run("Get-MageUpcomingRun -Next 4h").All<MageUpcomingRun>();

        Assert.Equal(["15:00 later", "15:10 once", "16:00 later"], runs.Select(run => $"{run.Time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} {run.ScheduleName}"));
        Assert.Equal(s_noon.AddHours(1), runs[0].NextPipelineRunDate);
    }

    [Fact]
    public void A_landing_time_is_begun_as_long_before_as_its_runs_took()
    {
        _host.Run("New-MageSchedule etl land -Interval daily -StartTime '2026-01-01T14:00:00Z' -Setting @{ landing_time_enabled = $true } -Enabled").ThrowOnError();
        Assert.Equal((s_noon.AddHours(12), s_noon.AddHours(26)), Next(_host.Run("Get-MageUpcomingRun -Next 24h")));
        Run(1, minutes: 15);

        // Today's was made at once, since nothing was known of how long it takes.
        (DateTimeOffset time, DateTimeOffset date) = Next(_host.Run("Get-MageUpcomingRun -Next 30h"));
        Assert.Equal(s_noon.AddHours(26), date);
        Assert.InRange(time, date.AddMinutes(-16), date.AddMinutes(-15));

        static (DateTimeOffset, DateTimeOffset) Next(RunResult result) => (result.All<MageUpcomingRun>()[0].Time, result.All<MageUpcomingRun>()[0].ExecutionDate);
    }

    [Fact]
    public void What_collides_is_told_by_the_usual_durations()
    {
        _host.Run("""
            New-MageSchedule etl long -Cron '0 13 * * *' -Enabled
            New-MageSchedule sales inside -Cron '30 13 * * *' -Enabled
            New-MageSchedule sales after -Cron '0 15 * * *' -Enabled
            """).ThrowOnError();
        Run(1, minutes: 40);

        MageUpcomingRun[] runs = _host.Run("Get-MageUpcomingRun -Overlapping").All<MageUpcomingRun>();

        Assert.Equal(["long", "inside"], runs.Select(run => run.ScheduleName));
        Assert.Equal(["inside (id 2) of pipeline sales at 2026-11-28 13:30"], runs[0].Overlaps);
        Assert.Equal(["long (id 1) of pipeline etl at 2026-11-28 13:00"], runs[1].Overlaps);
        Assert.Equal((40, null), ((int)runs[0].UsualDuration!.Value.TotalMinutes, runs[1].UsualDuration));
    }

    [Fact]
    public void Missed_is_what_has_no_run_and_was_on()
    {
        _host.Run("""
            New-MageSchedule etl early -Cron '*/30 * * * *' -Enabled
            New-MageSchedule sales off -Interval hourly
            New-MageSchedule sales late -Interval hourly
            New-MageSchedule etl once -At '2026-11-28T13:10:00Z' -Enabled
            """).ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(30));
        _host.Emulator.Tick();
        _clock.Advance(TimeSpan.FromMinutes(70));
        _host.Run("Enable-MageSchedule late").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(25));

        MageUpcomingRun[] runs = _host.Run("Get-MageUpcomingRun -Missed").All<MageUpcomingRun>();

        Assert.Equal(
            ["13:00 early True", "13:10 once True", "13:30 early True", "14:00 early True", "14:00 late True"],
            runs.Select(run => $"{run.ExecutionDate.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} {run.ScheduleName} {run.IsMissed}"));
        Assert.All(runs, run => Assert.Null(run.Note));
        Assert.Equal(["14:00 early", "14:00 late"], _host.Run("Get-MageUpcomingRun -Missed -Since 2026-11-28T13:45:00Z").All<MageUpcomingRun>().Select(run => $"{run.ExecutionDate.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} {run.ScheduleName}"));
    }

    [Fact]
    public void What_was_changed_since_is_noted()
    {
        _host.Run("New-MageSchedule etl x -Interval hourly -Enabled").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(90));
        _host.Run("Set-MageSchedule x -Cron '*/20 * * * *'").ThrowOnError();

        Assert.All(_host.Run("Get-MageUpcomingRun -Missed -Since 2026-11-28T12:30:00Z").All<MageUpcomingRun>(), run => Assert.Contains("changed since, at 2026-11-28 13:30", run.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void Schedules_of_a_pipeline_that_is_gone_run_nothing()
    {
        _host.Run("New-MageSchedule etl x -Interval hourly -Enabled; Remove-MagePipeline etl -Confirm:$false -WarningAction Ignore").ThrowOnError();

        Assert.Empty(_host.Run("Get-MageUpcomingRun; Get-MageUpcomingRun -Missed").ThrowOnError().Output);
    }

    [Fact]
    public void They_pipe_into_what_runs_reads_and_switches_schedules()
    {
        _host.Run("New-MageSchedule etl x -Interval hourly -Enabled").ThrowOnError();

        RunResult result = _host.Run("""
            Get-MageUpcomingRun -Next 1h | Invoke-MagePipelineRun -WhatIf
            Get-MageUpcomingRun -Next 1h | Invoke-MagePipelineRun | ForEach-Object PipelineScheduleId
            Get-MageUpcomingRun -Next 1h | Get-MageSchedule | ForEach-Object Name
            Get-MageUpcomingRun -Next 1h | Disable-MageSchedule -PassThru | ForEach-Object Status
            """);

        Assert.Equal(["1", "x", "inactive"], result.ThrowOnError().Output.Select(item => item.ToString()));
    }

    /// <summary>A run that takes so long, after which it is so much later.</summary>
    private void Run(int schedule, int minutes)
    {
        _host.Run($"New-MageBlock etl slow custom -Content '# emulator: seconds={minutes * 60}'; Invoke-MagePipelineRun -Schedule {schedule}").ThrowOnError();
        _host.Emulator.Tick();
        _host.Emulator.Tick();
        _clock.Advance(TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(1));
        _host.Emulator.Tick();
        _host.Emulator.Tick();
        Assert.All(_host.Run("Get-MagePipelineRun").All<MagePipelineRun>(), run => Assert.Equal("completed", run.Status));
    }
}
