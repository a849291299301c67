using System;
using System.Linq;
using System.Threading;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>The runbooks that let runs run, what all of them share, and two of them as processes.</summary>
public sealed class RunbookTests : RunbookTestsBase
{
    private const string Retry = "{\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\"}}";

    [Fact]
    public void Of_all_failures_those_still_open_are_restarted_and_a_second_time_there_are_none()
    {
        SixRunsOfWhichTwoFailuresAreOpen();

        RunResult result = Run("restart-failed.ps1");

        Assert.Equal([$"PUT /api/pipeline_runs/6 {Retry}", $"PUT /api/pipeline_runs/3 {Retry}"], result.ThrowOnError().Writes);
        string[] lines = result.All<string>();
        Assert.Equal(("Failures since 24h that are open: 2.", 5), (lines[0], lines.Length));
        Assert.StartsWith("etl run 6 for ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("etl run 3 for ", lines[2], StringComparison.Ordinal);
        Assert.Equal(["etl run 3 ended: completed", "etl run 6 ended: completed"], lines.Skip(3).Order(StringComparer.Ordinal));

        RunResult again = Run("restart-failed.ps1");
        Assert.Equal("No failure since 24h is open; nothing to do.", again.One<string>());
        Assert.Empty(again.Writes);
    }

    [Fact]
    public void Failures_of_other_pipelines_and_of_earlier_days_are_left_alone()
    {
        SixRunsOfWhichTwoFailuresAreOpen();
        Arrange(run => run.CreatedAt = run.CreatedAt.AddDays(-2), 3);
        Failed("bad", "raise ValueError('no such day')");

        Assert.Equal([$"PUT /api/pipeline_runs/6 {Retry}"], Run("restart-failed.ps1 -Pipeline et*").ThrowOnError().Writes);
        Assert.Equal([$"PUT /api/pipeline_runs/3 {Retry}"], Run("restart-failed.ps1 -Pipeline etl -Since 7d").ThrowOnError().Writes);
        Assert.Equal("PipelineNotFound", Run("restart-failed.ps1 -Pipeline nope").ErrorId);
    }

    [Fact]
    public void Failures_that_stay_are_told_each_and_the_last_ends_the_runbook()
    {
        SixRunsOfWhichTwoFailuresAreOpen();
        Failed("bad", "raise ValueError('no such day')");
        _host.Emulator.Faults.Next(s_refusal, 1, "pipeline_runs/3", "PUT");

        RunResult result = Run("restart-failed.ps1");

        Assert.Equal(
            ["PUT /api/pipeline_runs/7 " + Retry, "PUT /api/pipeline_runs/6 " + Retry, "PUT /api/pipeline_runs/3 " + Retry],
            result.Writes);
        Assert.Equal(("RunFailed", 7), (result.ErrorId, Assert.IsType<MagePipelineRun>(result.Error.TargetObject).Id));
        Assert.Contains("no such day", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.NotNull(result.Terminating);
        Assert.Contains("database is locked", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restarted_run_that_does_not_end_in_time_is_an_error_and_goes_on()
    {
        Failed("slow", "import time\ntime.sleep(30)");

        RunResult result = Run("restart-failed.ps1 -TimeoutSec 1");

        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.NotNull(result.Terminating);
        Assert.Equal("running", StatusOfRun(1));
    }

    [Fact]
    public void A_pipeline_is_run_with_variables_and_its_log_is_shown()
    {
        Pipeline(_host, "etl", "print('forty rows')");
        Schedule(_host, "etl", "name = 'MageAI'; schedule_type = 'api'; status = 'active'");

        RunResult result = Run("run-and-wait.ps1 etl -Variable @{ region = 'north'; full = $true }");

        Assert.Equal(["etl run 1 ended: completed", "0"], result.All<object>().Select(item => $"{item}"));
        string body = Assert.Single(result.Writes);
        Assert.StartsWith("POST /api/pipeline_schedules/1/pipeline_runs ", body, StringComparison.Ordinal);
        Assert.Contains("\"region\":\"north\"", body, StringComparison.Ordinal);
        Assert.Contains("\"full\":true", body, StringComparison.Ordinal);
        Assert.Contains(result.Information, line => line.Contains("forty rows", StringComparison.Ordinal));

        Assert.Equal(
            ["POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{\"n\":3}}}"],
            Run("run-and-wait.ps1 -Pipeline etl -Variable '{\"n\":3}'").ThrowOnError().Writes);
    }

    [Fact]
    public void A_second_start_while_the_first_runs_makes_no_run_and_waits_for_the_first()
    {
        Pipeline(_host, "etl", "import time\ntime.sleep(2)");
        _host.Run("Invoke-MagePipelineRun etl").ThrowOnError();

        RunResult second = Run("run-and-wait.ps1 etl -Variable @{ region = 'north' }");

        Assert.Equal(["etl run 1 ended: completed", "0"], second.All<object>().Select(item => $"{item}"));
        Assert.Contains("no other was made", Assert.Single(second.Warnings), StringComparison.Ordinal);
        Assert.Empty(second.Writes);
    }

    [Fact]
    public void A_run_that_fails_or_is_cancelled_ends_the_runbook()
    {
        Pipeline(_host, "bad", "raise ValueError('no such day')");
        RunResult failed = Run("run-and-wait.ps1 bad");
        Assert.Equal("RunFailed", failed.ErrorId);
        Assert.NotNull(failed.Terminating);
        Assert.Contains("no such day", failed.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("bad run 1 ended: failed", Assert.Single(failed.Output).BaseObject);

        Pipeline(_host, "slow", "import time\ntime.sleep(30)");
        _host.Run("Invoke-MagePipelineRun slow").ThrowOnError();
        using CancellationTokenSource somebody = new(TimeSpan.FromSeconds(5), Clock);
        using CancellationTokenRegistration cancel = somebody.Token.Register(() => Arrange(run => run.Status = "cancelled", 2));
        RunResult cancelled = Run("run-and-wait.ps1 slow");
        Assert.Equal("RunCancelled", cancelled.ErrorId);
        Assert.NotNull(cancelled.Terminating);
    }

    [Fact]
    public void A_run_that_does_not_end_in_time_is_an_error_of_its_own_code()
    {
        Pipeline(_host, "slow", "import time\ntime.sleep(30)");

        RunResult result = Run("run-and-wait.ps1 slow -TimeoutSec 1");
        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.Null(result.Terminating);
        Assert.Equal(2, Assert.Single(result.Output).BaseObject);

        RunResult stopped = Run("run-and-wait.ps1 slow -TimeoutSec 1 -ErrorAction Stop");
        Assert.Equal("WaitTimeout", stopped.ErrorId);
        Assert.NotNull(stopped.Terminating);
        Assert.Empty(stopped.Writes);
    }

    [Fact]
    public void A_run_that_cannot_begin_ends_the_runbook_at_once_or_soon()
    {
        Pipeline(_host, "etl", "x = 1");
        int schedule = Schedule(_host, "etl", "name = 'MageAI'; schedule_type = 'api'; status = 'inactive'");
        RunResult inactive = Run("run-and-wait.ps1 etl");
        Assert.Equal("ScheduleInactive", inactive.ErrorId);
        Assert.NotNull(inactive.Terminating);
        Assert.Empty(inactive.Writes);

        _host.Run($"Enable-MageSchedule {schedule}").ThrowOnError();
        _host.Emulator.SetSchedulerRunning(false);
        RunResult stopped = Run("run-and-wait.ps1 etl");
        Assert.Equal("SchedulerStopped", stopped.ErrorId);
        Assert.NotNull(stopped.Terminating);
        Assert.Empty(stopped.Output);

        Assert.Equal("PipelineNotFound", Run("run-and-wait.ps1 nope").ErrorId);
        Assert.Equal("ParameterArgumentValidationError", Run("run-and-wait.ps1 etl*").ErrorId);
    }

    [Fact]
    public void A_log_that_cannot_be_read_makes_no_failure_of_a_run_that_completed()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Emulator.Faults.Next(s_refusal, 1000, "/logs", "GET");

        RunResult result = Run("run-and-wait.ps1 etl");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Null(result.Terminating);
        Assert.Equal(["etl run 1 ended: completed", "0"], result.Output.Select(item => $"{item}"));
    }

    [Theory]
    [InlineData("restart-failed.ps1", 2)]
    [InlineData("run-and-wait.ps1 etl", 2)]
    [InlineData("cancel-stuck.ps1", 2)]
    [InlineData("purge-runs.ps1 -KeepLast 0", 6)]
    public void WhatIf_writes_nothing_of_what_would_be_written(string runbook, int writes)
    {
        SixRunsOfWhichTwoFailuresAreOpen();
        DateTime now = DateTime.UtcNow;
        if (runbook.StartsWith("cancel", StringComparison.Ordinal))
        {
            _host.Emulator.SetSchedulerRunning(false);
            Arrange(run => { run.Status = "running"; run.StartedAt = now.AddDays(-1); }, 1, 2);
        }

        if (runbook.StartsWith("purge", StringComparison.Ordinal))
        {
            Arrange(run => run.CreatedAt = now.AddDays(-100), 1, 2, 3, 4, 5, 6);
        }

        Assert.Empty(Run(runbook + " -WhatIf").ThrowOnError().Writes);
        Assert.Equal(writes, Run(runbook).ThrowOnError().Writes.Length);
    }

    [Theory]
    [InlineData("restart-failed.ps1")]
    [InlineData("run-and-wait.ps1 etl")]
    [InlineData("cancel-stuck.ps1")]
    [InlineData("purge-runs.ps1")]
    public void With_an_address_that_server_is_meant_and_no_session_stays_or_is_touched(string runbook)
    {
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 20, BlockDuration = TimeSpan.Zero });
        _host.Run("Connect-Mage $other.Uri -Name other; New-MagePipeline etl -Session other; Disconnect-Mage other; $emulator | Connect-Mage", ("other", other)).ThrowOnError();
        other.ClearRequests();

        RunResult result = Run($"{runbook} -Uri {other.Uri}");

        Assert.Empty(result.ThrowOnError().Wire);
        Assert.Contains(other.Requests, request => request.Path.Contains("pipeline_runs", StringComparison.Ordinal));
        Assert.Equal(["emulator"], _host.Run("Get-MageSession").All<MageSession>().Select(session => session.Name));
        Assert.Equal("emulator", _host.Run("Get-MageSession -Default").One<MageSession>().Name);
    }
}
