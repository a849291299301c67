using System;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Ages, durations, filters and starts go by the server's clock, whatever this machine's says.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(3)]
    public void Durations_ages_and_filters_are_right_on_a_server_whose_clock_is_hours_apart(int hours)
    {
        using MageHost host = Skewed(hours);
        host.Run("New-MagePipeline etl | New-MageBlock -Name load -Type data_loader -Content '# emulator: seconds=3600'; Invoke-MagePipelineRun etl").ThrowOnError();
        host.Tick();
        host.Clock.Advance(TimeSpan.FromMinutes(7));
        host.Tick();

        MagePipelineRun run = host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>();
        Assert.InRange(run.Duration!.Value, TimeSpan.FromMinutes(6.9), TimeSpan.FromMinutes(7.1));
        Assert.Single(host.Run("Get-MagePipelineRun -Since 10m").All<MagePipelineRun>());
        Assert.Empty(host.Run("Get-MagePipelineRun -Since 5m").All<MagePipelineRun>());
        Assert.Empty(host.Run("Get-MagePipelineRun -Until 10m").All<MagePipelineRun>());
        Assert.Single(host.Run("Get-MagePipelineRun -Until 5m").All<MagePipelineRun>());
        Assert.Single(host.Run("Get-MagePipelineRun -RunningLongerThan 5m").All<MagePipelineRun>());
        Assert.Empty(host.Run("Get-MagePipelineRun -RunningLongerThan 10m").All<MagePipelineRun>());
        Assert.NotEmpty(host.Run("Get-MageLog -Run 1 -Since 10m").All<MageLogEntry>());
        Assert.Empty(host.Run("Get-MageLog -Run 1 -Since 5m -Level INFO | Where-Object Message -like 'Start executing*'").All<MageLogEntry>());
        Assert.Equal((1, 0), (host.Run("(Measure-MagePipelineRun -Since 10m).Count").One<int>(), host.Run("(Measure-MagePipelineRun -Since 5m).Count").One<int>()));
        Assert.Matches(@", [67] min ago", host.Run("[MageAI.Formatting.Views]::When($run, $run.StartedAt)", ("run", run)).One<string>());
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public void A_start_so_far_from_now_is_by_the_clock_of_the_server_that_keeps_to_it(int hours)
    {
        using MageHost host = Skewed(hours);

        MageSchedule made = host.Run("$null = New-MagePipeline etl; New-MageSchedule etl soon -Once -At 10m").One<MageSchedule>();
        MageSchedule later = host.Run("Set-MageSchedule 1 -StartTime 20m -PassThru").One<MageSchedule>();

        DateTimeOffset now = host.Emulator.Options.Clock.GetUtcNow() + TimeSpan.FromHours(hours);
        Assert.InRange(made.StartTime!.Value - now, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10.1));
        Assert.InRange(later.StartTime!.Value - now, TimeSpan.FromMinutes(19.9), TimeSpan.FromMinutes(20.1));
    }

    [Fact]
    public void Clearing_away_what_is_older_spares_what_just_ran_on_a_server_whose_clock_is_behind()
    {
        using MageHost host = Skewed(-3);
        host.Run("New-MagePipeline etl; $null = Invoke-MagePipelineRun etl; $null = Invoke-MagePipelineRun etl").ThrowOnError();
        host.Tick();
        host.Tick();

        host.Run("Get-MagePipelineRun -Until 10m | Remove-MagePipelineRun -Confirm:$false").ThrowOnError();

        Assert.Equal(2, host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_lost_reply_is_found_whatever_the_clocks_say()
    {
        foreach (int hours in new[] { -3, 3 })
        {
            using MageHost host = Skewed(hours);
            host.Run("New-MagePipeline etl").ThrowOnError();
            host.Emulator.Faults.Next(EmulatorFault.Status(502).AfterHandling(), method: "POST");
            Assert.Equal("nightly", host.Run("New-MageSchedule etl nightly -Interval daily").One<MageSchedule>().Name);
            host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "PUT");
            host.Run("Set-MageSchedule 1 -Description x").ThrowOnError();
        }
    }

    private static MageHost Skewed(int hours) => MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock(), ClockSkew = TimeSpan.FromHours(hours) });
}
