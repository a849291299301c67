using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class RunTestsRemove : RunTestsBase
{
    public RunTestsRemove()
        : base(Still) => Pipeline(_host, "etl");

    [Fact]
    public void Removes_by_id_by_object_and_by_row_each_once()
    {
        _host.Emulator.SeedRuns("etl", 5);

        RunResult result = _host.Run("""
            Remove-MagePipelineRun 1 -Confirm:$false
            Get-MagePipelineRun 2 | Remove-MagePipelineRun -Confirm:$false
            [pscustomobject]@{ RunId = '3' }, [pscustomobject]@{ Id = 3 } | Remove-MagePipelineRun -Confirm:$false
            """);

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Equal(["DELETE /api/pipeline_runs/1", "DELETE /api/pipeline_runs/2", "DELETE /api/pipeline_runs/3"], result.Writes);
        Assert.Equal([5, 4], _host.Run("Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Fact]
    public void A_purge_keeps_the_newest_of_each_pipeline_and_a_second_one_removes_nothing_more()
    {
        Pipeline(_host, "sales");
        _host.Emulator.SeedRuns("etl", 150, newest: DateTimeOffset.UtcNow.AddDays(-100));
        _host.Emulator.SeedRuns("sales", 4, newest: DateTimeOffset.UtcNow.AddDays(-100));
        _host.Emulator.SeedRuns("etl", 3);
        const string purge = "Get-MagePipelineRun -Until ([datetime]::Now.AddDays(-90)) | Remove-MagePipelineRun -KeepLast 10 -Confirm:$false -ThrottleLimit 4";

        RunResult result = _host.Run(purge);

        Assert.Equal(143, result.ThrowOnError().Writes.Length);
        Assert.Equal(10, _host.Run("Get-MagePipelineRun -Pipeline etl").All<MagePipelineRun>().Length);
        Assert.Equal(4, _host.Run("Get-MagePipelineRun -Pipeline sales").All<MagePipelineRun>().Length);
        Assert.Empty(_host.Run(purge).ThrowOnError().Writes);
    }

    [Fact]
    public void A_run_that_has_not_ended_stays_unless_it_is_cancelled_first()
    {
        _host.Run("$runs = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();

        RunResult refused = _host.Run("Remove-MagePipelineRun 1 -Confirm:$false");
        Assert.Equal("RunInProgress", refused.ErrorId);
        Assert.Equal(1, Assert.IsType<MagePipelineRun>(refused.Error.TargetObject).Id);
        Assert.Empty(refused.Writes);

        RunResult forced = _host.Run("$runs | Remove-MagePipelineRun -Force -Confirm:$false");
        Assert.Equal(
            [
                "PUT /api/pipeline_runs/1 {\"pipeline_run\":{\"status\":\"cancelled\"}}", "DELETE /api/pipeline_runs/1",
                "PUT /api/pipeline_runs/2 {\"pipeline_run\":{\"status\":\"cancelled\"}}", "DELETE /api/pipeline_runs/2",
            ],
            forced.ThrowOnError().Writes);
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Theory]
    [InlineData("Remove-MagePipelineRun -Confirm:$false")]
    [InlineData("Remove-MagePipelineRun -Force -Confirm:$false -ThrottleLimit 3")]
    [InlineData("Stop-MagePipelineRun")]
    [InlineData("Restart-MagePipelineRun")]
    [InlineData("Wait-MagePipelineRun")]
    public void An_object_whose_id_is_now_another_runs_touches_nothing(string command)
    {
        Pipeline(_host, "slow");
        _host.Emulator.SeedRuns("etl", 1);
        _host.Run("$old = Get-MagePipelineRun 1; Remove-MagePipelineRun 1 -Confirm:$false; $null = Invoke-MagePipelineRun slow").ThrowOnError();

        RunResult result = _host.Run($"$old | {command}");

        Assert.Equal("PipelineRunNotFound", result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.Equal("initial", _host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().Status);
    }

    [Fact]
    public void A_run_that_was_restarted_since_it_was_read_stays()
    {
        using MageHost host = MageHost.Connected();
        Pipeline(host, "broken", "raise ValueError(1)");
        host.Run("$old = Invoke-MagePipelineRun broken -Wait -PollSec 0.02; $null = $old | Restart-MagePipelineRun").ThrowOnError();

        RunResult result = host.Run("$old | Remove-MagePipelineRun -Confirm:$false");

        Assert.Equal("RunInProgress", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_row_of_a_block_run_is_refused_as_the_block_run_is()
    {
        _host.Emulator.SeedRuns("etl", 3);

        RunResult result = _host.Run("[pscustomobject]@{ Id = 3; BlockUuid = 'etl_0'; PipelineRunId = 1 } | Remove-MagePipelineRun -Confirm:$false");

        Assert.Equal("WrongObjectType", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void One_that_is_missing_stops_nothing_and_WhatIf_removes_nothing()
    {
        _host.Emulator.SeedRuns("etl", 2);

        RunResult whatIf = _host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -WhatIf");
        Assert.Empty(whatIf.ThrowOnError().Writes);

        RunResult result = _host.Run("99, 1 | Remove-MagePipelineRun -Confirm:$false");
        Assert.Equal(("PipelineRunNotFound", 99), (result.ErrorId, result.Error.TargetObject));
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_lost_reply_to_a_removal_is_no_error()
    {
        _host.Emulator.SeedRuns("etl", 1);
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "DELETE");

        _host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false").ThrowOnError();

        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void The_newest_are_kept_also_where_the_pipeline_was_renamed_since()
    {
        _host.Emulator.SeedRuns("etl", 5);

        _host.Run("$runs = Get-MagePipelineRun; Rename-MagePipeline etl etl2; $runs | Remove-MagePipelineRun -KeepLast 3 -Confirm:$false").ThrowOnError();

        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void Where_another_pipeline_has_the_old_name_nothing_is_removed_that_might_be_kept()
    {
        _host.Emulator.SeedRuns("etl", 5);
        _host.Run("$runs = Get-MagePipelineRun; Rename-MagePipeline etl etl2; $null = New-MagePipeline etl; $null = Invoke-MagePipelineRun etl").ThrowOnError();

        RunResult result = _host.Run("$runs | Remove-MagePipelineRun -KeepLast 1 -Confirm:$false");

        Assert.Equal(5, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.Contains("is of pipeline etl2 now", error.Exception.Message, StringComparison.Ordinal));
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Runs_that_are_kept_cost_no_request_of_their_own()
    {
        _host.Emulator.SeedRuns("etl", 5);

        RunResult result = _host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -KeepLast 5 -Confirm:$false");

        Assert.Equal(2, result.ThrowOnError().Wire.Length);
    }

    [Theory]
    [InlineData("schedule_interval = '@daily'")]
    [InlineData("schedule_interval = '*/5 * * * *'")]
    [InlineData("schedule_interval = '@daily'; start_time = '2026-01-01 04:30:00'; settings = @{ landing_time_enabled = $true; create_initial_pipeline_run = $true }")]
    [InlineData("schedule_interval = '@once'")]
    public void The_run_that_Mage_would_make_again_at_once_stays(string interval)
    {
        int schedule = Schedule(_host, "etl", $"name = 'nightly'; schedule_type = 'time'; status = 'active'; {interval}");
        Due(schedule);
        _host.Emulator.SeedRuns("etl", interval.Contains("@once", StringComparison.Ordinal) ? 0 : 3, "completed", schedule, _host.Clock.GetUtcNow().AddDays(-40));
        int before = _host.Emulator.CountOf("pipeline_runs");

        RunResult whatIf = _host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -WhatIf");
        Assert.Matches(@"^Run 1 of pipeline etl stays: schedule nightly \(id 1\) is active, and without run 1 of pipeline etl Mage makes its run (of .* UTC )?again at once\. Switch the schedule off first, or pass -Force\.$", Assert.Single(whatIf.Warnings));
        RunResult purge = _host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false");

        Assert.Equal(before - 1, purge.ThrowOnError().Writes.Length);
        Assert.Single(purge.Warnings);
        _host.Tick();
        Assert.Equal(1, Assert.Single(_host.Run("Get-MagePipelineRun").All<MagePipelineRun>()).Id);

        // As Mage does it: the same run again.
        RunResult forced = _host.Run("Remove-MagePipelineRun 1 -Force -Confirm:$false");
        Assert.Equal(["DELETE /api/pipeline_runs/1"], forced.ThrowOnError().Writes);
        Assert.Contains("again at once", Assert.Single(forced.Warnings), StringComparison.Ordinal);
        _host.Tick();
        Assert.Single(_host.Run("Get-MagePipelineRun").All<MagePipelineRun>());
    }

    [Fact]
    public void What_Mage_would_not_make_again_is_removed_without_a_word()
    {
        int schedule = Schedule(_host, "etl", "name = 'nightly'; schedule_type = 'time'; schedule_interval = '@daily'; status = 'active'");
        Due(schedule);
        DateTime date = State(data => data.Runs[1].ExecutionDate!.Value);
        _host.Run("$null = Invoke-MageApi pipeline_schedules/1/pipeline_runs POST -Body @{ pipeline_run = @{ execution_date = $date } }", ("date", date.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture))).ThrowOnError();
        Finish();

        // Two attempts at one date: one of them may go, and only one.
        RunResult both = _host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false");
        Assert.Equal(["DELETE /api/pipeline_runs/2"], both.ThrowOnError().Writes);
        Assert.StartsWith("Run 1 of pipeline etl stays", Assert.Single(both.Warnings), StringComparison.Ordinal);

        // Of a date that is over.
        _host.Clock.Advance(TimeSpan.FromDays(1));
        _host.Tick();
        Finish();
        Assert.Equal(["DELETE /api/pipeline_runs/1"], _host.Run("Remove-MagePipelineRun 1 -Confirm:$false").ThrowOnError().Writes);

        // Of a schedule that is off.
        RunResult off = _host.Run("Disable-MageSchedule 1; Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false").ThrowOnError();
        Assert.Empty(off.Warnings);
        _host.Tick();
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void The_runs_of_a_backfill_are_its_own_as_long_as_it_is_there()
    {
        _host.Run("$null = New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02 -Start").ThrowOnError();
        Finish();
        Change(schedule: 1, status: "active");

        Assert.Empty(_host.Run("Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false").ThrowOnError().Warnings);
        _host.Tick();
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    /// <summary>Lets a schedule's run of the present be made, and end.</summary>
    private void Due(int schedule)
    {
        // Without a time at which it was switched on Mage makes the run of the present interval too.
        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.FindSchedule(schedule)!.LastEnabledAt = null;
        }

        Finish();
        Change(schedule, "active");
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    private void Change(int schedule, string status)
    {
        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.FindSchedule(schedule)!.Status = status;
        }
    }

    private void Finish()
    {
        for (int i = 0; i < 4; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            _host.Tick();
        }
    }

    private T State<T>(Func<EmulatorData, T> read)
    {
        lock (_host.Emulator.State.Gate)
        {
            return read(_host.Emulator.State.Data);
        }
    }
}
