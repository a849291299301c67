using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Cmdlets;

[Collection(nameof(Alone))]
public sealed class RunTestsWait : RunTestsBase
{
    private const string Slow = "# emulator: seconds=60";

    [Fact]
    public void Invoke_waits_and_emits_the_ended_run()
    {
        Pipeline(_host, "etl", "x = 1", "y = 2");

        MagePipelineRun run = _host.Run("Invoke-MagePipelineRun etl -Wait -PollSec 0.02").One<MagePipelineRun>();

        Assert.Equal("completed", run.Status);
        Assert.NotNull(run.CompletedAt);
        Assert.Equal(2, run.BlockRuns.Length);
    }

    [Fact]
    public void Forty_runs_are_watched_with_one_list_request_a_look()
    {
        _host.Emulator.SetSchedulerRunning(false);
        Pipeline(_host, "etl");
        _host.Run("$runs = 1..40 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -TimeoutSec 1 -PollSec 0.2");

        string[] looks = [.. result.Wire.Where(line => line.Contains("/api/pipeline_runs", StringComparison.Ordinal))];
        Assert.InRange(looks.Length, 3, 7);
        Assert.All(looks, line => Assert.Equal(
            "GET /api/pipeline_runs?pipeline_uuid=etl&disable_retries_grouping=true&order_by[]=id%20desc&_limit=100&_offset=0", line));
        Assert.Equal(40, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.Equal("WaitTimeout,MageAI.Commands.WaitMagePipelineRunCommand", error.FullyQualifiedErrorId));
        Assert.Equal(ErrorCategory.OperationTimeout, result.Errors[0].CategoryInfo.Category);
        Assert.Equal(Enumerable.Range(1, 40), result.Errors.Select(error => ((MagePipelineRun)error.TargetObject).Id).Order());
        Assert.Empty(result.Output);
        Assert.Equal("initial", _host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().Status);

        _host.Emulator.SetSchedulerRunning(true);
        MagePipelineRun[] ended = _host.Run("1..40 | Wait-MagePipelineRun -PollSec 0.05").All<MagePipelineRun>();
        Assert.Equal(Enumerable.Range(1, 40), ended.Select(run => run.Id).Order());
        Assert.All(ended, run => Assert.Equal("completed", run.Status));
    }

    [Fact]
    public void A_failure_is_an_error_with_the_block_and_what_it_raised_and_comes_after_all_have_ended()
    {
        Pipeline(_host, "bad", "x = 1", "raise ValueError('no rows for today')");
        Pipeline(_host, "good", "# emulator: seconds=0.5");

        RunResult result = _host.Run("Invoke-MagePipelineRun bad, good -Wait -ErrorOnFailure -PollSec 0.02 2>&1");

        Assert.Equal(["failed", "completed"], result.Output.Take(2).Select(item => ((MagePipelineRun)item.BaseObject).Status!));
        ErrorRecord error = Assert.IsType<ErrorRecord>(result.Output[2].BaseObject);
        Assert.Equal("RunFailed,MageAI.Commands.InvokeMagePipelineRunCommand", error.FullyQualifiedErrorId);
        Assert.Equal("Run 1 of pipeline bad failed: block bad_1: no rows for today.", error.Exception.Message);
        Assert.Equal(ErrorCategory.InvalidResult, error.CategoryInfo.Category);
        Assert.Equal(1, Assert.IsType<MagePipelineRun>(error.TargetObject).Id);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);

        Assert.Equal("failed", _host.Run("Wait-MagePipelineRun 1").One<MagePipelineRun>().Status);
    }

    [Fact]
    public async Task A_run_that_somebody_cancels_has_ended()
    {
        Pipeline(_host, "etl", Slow);
        MageSession session = Session;
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();

        Task<RunResult> waiting = Task.Run(() => _host.Run("$run | Wait-MagePipelineRun -PollSec 0.02 -ErrorOnFailure"));
        MageHost.Eventually(() => _host.Emulator.Requests.Count > 2, "the run is watched");
        await session.Runs.CancelAsync(1, new MageCall());
        RunResult result = await waiting;

        Assert.Equal("RunCancelled", result.ErrorId);
        Assert.Equal("cancelled", ((MagePipelineRun)Assert.Single(result.Output).BaseObject).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_ends_the_watching_within_a_second_and_leaves_the_run(bool whileTheServerHangs)
    {
        Pipeline(_host, "etl", Slow);
        if (whileTheServerHangs)
        {
            _host.Emulator.Faults.Next(EmulatorFault.Hang, pathContains: "pipeline_runs/1");
        }

        using PowerShell shell = PowerShell.Create(_host.Runspace);
        Task<RunResult> waiting = Task.Run(() => _host.Run(shell, "Invoke-MagePipelineRun etl -Wait -PollSec 3600"));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Path == "/api/pipeline_runs/1" && (whileTheServerHangs || request.Status == 200)), "the run is watched");

        Stopwatch watch = Stopwatch.StartNew();
        await Task.Run(shell.Stop);
        RunResult result = await waiting;

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.DoesNotContain(_host.Emulator.Requests, request => request.Method == "PUT");
        Assert.False(_host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().HasEnded);
    }

    [Fact]
    public void A_server_that_hangs_keeps_nobody_longer_than_asked()
    {
        Pipeline(_host, "etl", Slow);
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Hang, times: 5, method: "GET");
        Stopwatch watch = Stopwatch.StartNew();

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -TimeoutSec 1");

        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.Contains("within 1 s", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 5);
    }

    [Fact]
    public void A_server_that_is_away_for_a_while_does_not_end_the_watching()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, times: 2, method: "GET");
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 1, method: "GET");

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -PollSec 0.02");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        Assert.Contains("The watching goes on", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_stays_away_ends_it_after_five_looks_for_each_run_by_name()
    {
        Pipeline(_host, "etl", Slow);
        _host.Run("$runs = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 50, method: "GET");

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -PollSec 0.01");

        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("NotMageServer", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.StartsWith("Run 1 of pipeline etl is no longer watched", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(5, result.Wire.Length);
    }

    [Fact]
    public void A_status_of_the_future_is_not_an_end()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"pipeline_run\":{\"id\":1,\"status\":\"suspended\"}}"), times: 2, method: "GET");

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -PollSec 0.02");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        Assert.True(result.Wire.Length >= 3);
    }

    [Fact]
    public void Why_a_run_does_not_begin_is_said_once()
    {
        Pipeline(_host, "etl");
        int schedule = Schedule(_host, "etl");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run($"$run = Invoke-MagePipelineRun -Schedule {schedule}; $null = Invoke-MageApi pipeline_schedules/{schedule} PUT -Body @{{ pipeline_schedule = @{{ status = 'inactive' }} }}").ThrowOnError();

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -TimeoutSec 1 -PollSec 0.05");

        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.Contains("it is initial", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("Schedule api (id 1) of pipeline etl is inactive", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("scheduler", result.Warnings[1], StringComparison.Ordinal);
        Assert.Single(result.Wire, line => line.StartsWith("GET /api/statuses", StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_of_several_schedules_that_do_not_begin_cost_one_more_list()
    {
        Pipeline(_host, "etl");
        Schedule(_host, "etl");
        Schedule(_host, "etl", "name = 'other'; schedule_type = 'api'; status = 'active'");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$runs = Invoke-MagePipelineRun -Schedule 1, 2; $null = Invoke-MageApi pipeline_schedules/2 PUT -Body @{ pipeline_schedule = @{ status = 'inactive' } }").ThrowOnError();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -TimeoutSec 1 -PollSec 0.1");

        Assert.Contains("Schedule other (id 2)", result.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(
            ["GET /api/pipeline_schedules?status[]=inactive&order_by=name&_limit=500&_offset=0"],
            result.Wire.Where(line => line.Contains("pipeline_schedules", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_that_does_not_exist_is_told_and_the_others_are_watched()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();

        RunResult result = _host.Run("1, 99 | Wait-MagePipelineRun -PollSec 0.02");

        Assert.Equal("PipelineRunNotFound", result.ErrorId);
        Assert.Equal(99, result.Error.TargetObject);
        Assert.Equal(1, ((MagePipelineRun)Assert.Single(result.Output).BaseObject).Id);
    }

    [Fact]
    public void A_run_whose_schedule_was_deleted_is_watched_by_its_id()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Emulator.SeedRuns("etl", 2);
        _host.Run("$runs = Get-MagePipelineRun; $null = Invoke-MageApi pipeline_schedules/1 DELETE").ThrowOnError();

        Assert.Equal(2, _host.Run("$runs | Wait-MagePipelineRun -PollSec 0.02").All<MagePipelineRun>().Length);
    }

    [Fact]
    public void Runs_known_by_object_and_by_id_are_in_one_list()
    {
        Pipeline(_host, "etl");
        Pipeline(_host, "sales");
        _host.Emulator.SeedRuns("etl", 2);
        _host.Emulator.SeedRuns("sales", 2);

        RunResult result = _host.Run("$(Get-MagePipelineRun 1; 3) | Wait-MagePipelineRun");

        Assert.Equal([1, 3], result.All<MagePipelineRun>().Select(run => run.Id).Order());
        Assert.Equal(
            ["GET /api/pipeline_runs/1", "GET /api/pipeline_runs?disable_retries_grouping=true&order_by[]=id%20desc&_limit=100&_offset=0"], result.Wire);
    }

    [Fact]
    public void Old_runs_far_down_the_list_are_read_by_themselves()
    {
        Pipeline(_host, "etl");
        _host.Emulator.SeedRuns("etl", 600);

        RunResult result = _host.Run("1, 2 | Wait-MagePipelineRun");

        Assert.Equal([1, 2], result.All<MagePipelineRun>().Select(run => run.Id).Order());
        Assert.Equal(4, result.Wire.Length);
    }

    [Fact]
    public void Runs_of_two_servers_are_watched_together_each_on_its_own()
    {
        using MageEmulator second = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20) });
        Pipeline(_host, "etl", "x = 1");

        RunResult result = _host.Run(
            """
            $other = $second | Connect-Mage -Name second -NotDefault -PassThru
            $null = New-MagePipeline copy -Session second
            $(Invoke-MagePipelineRun etl; Invoke-MagePipelineRun copy -Session $other) | Wait-MagePipelineRun -PollSec 0.02
            """,
            ("second", second));

        Assert.Equal(
            [("copy", "second"), ("etl", "emulator")],
            result.All<MagePipelineRun>().Select(run => (run.PipelineUuid!, run.Session!.Name)).Order());
    }

    [Fact]
    public void Progress_tells_blocks_and_time_and_ends()
    {
        Pipeline(_host, "etl", "x = 1", "# emulator: seconds=0.3");
        using PowerShell shell = PowerShell.Create(_host.Runspace);

        _host.Run(shell, "Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        Assert.Contains(shell.Streams.Progress, record => record.StatusDescription.Contains("1 of 2 blocks done, 00:00:0", StringComparison.Ordinal) && record.CurrentOperation == "etl_1");
        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress.Last().RecordType);
    }
}
