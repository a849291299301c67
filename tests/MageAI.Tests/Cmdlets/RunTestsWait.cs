using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Runs;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Cmdlets;

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
        Assert.Equal("MageAI", run.PipelineScheduleName);
    }

    [Fact]
    public void Forty_runs_are_watched_with_one_list_request_a_look()
    {
        _host.Emulator.SetSchedulerRunning(false);
        Pipeline(_host, "etl");
        _host.Run("$runs = 1..40 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -TimeoutSec 1 -PollSec 0.2");

        string[] looks = [.. result.Wire.Where(line => line.Contains("/api/pipeline_runs", StringComparison.Ordinal))];
        Assert.Equal(6, looks.Length);
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
    public void Forty_runs_of_different_lengths_cost_one_request_a_look_until_the_last_has_ended()
    {
        string[] pipelines = [.. Enumerable.Range(0, 4).Select(i => $"etl_{i}")];
        for (int i = 0; i < pipelines.Length; i++)
        {
            Pipeline(_host, pipelines[i], FormattableString.Invariant($"# emulator: seconds={i * 0.7:0.0}"));
        }

        _host.Run("$runs = 1..10 | ForEach-Object { Invoke-MagePipelineRun etl_* }").ThrowOnError();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -PollSec 0.1");

        Assert.Equal(40, result.All<MagePipelineRun>().Length);
        string[] looks = [.. result.Wire.Where(line => line.Contains("/api/pipeline_runs", StringComparison.Ordinal))];
        Assert.InRange(looks.Length, 4, 60);

        // A list, until there is but one run left to ask for.
        Assert.All(looks, line => Assert.Matches("(disable_retries_grouping=true&order_by\\[\\]=id%20desc&_limit=100&_offset=0|/pipeline_runs/[0-9]+)$", line));
        Assert.InRange(looks.Count(line => !line.Contains('?', StringComparison.Ordinal)), 0, 10);
        Assert.InRange(result.Wire.Length - looks.Length, 0, 5);
    }

    [Fact]
    public async Task A_server_that_is_restarted_is_waited_for()
    {
        using TemporaryFolder folder = new();
        MageEmulatorOptions options = new() { Path = folder.Path, TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20) };
        MageEmulator first = MageEmulator.Start(options);
        _host.Run("Connect-Mage $there.Uri -Name there; $null = New-MagePipeline etl; $null = New-MageBlock etl slow custom -Content '# emulator: seconds=60'; $run = Invoke-MagePipelineRun etl", ("there", first)).ThrowOnError();

        Task<RunResult> waiting = Task.Run(() => _host.Run("$run | Wait-MagePipelineRun -PollSec 0.1"));
        MageHost.Eventually(() => first.Requests.Count(request => request.Path == "/api/pipeline_runs/1") > 1, "the run is watched");
        first.Dispose();
        await Task.Delay(500);
        options.Port = first.Port;
        using MageEmulator second = MageEmulator.Start(options);
        RunResult result = await waiting;

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
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
        Assert.Equal("Run 1 of pipeline bad failed: block bad_1: ValueError: no rows for today (line 1).", error.Exception.Message);
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

        Clock.Stop();
        DateTimeOffset begun = Clock.GetUtcNow();
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        Task<RunResult> waiting = Task.Run(() => _host.Run(shell, "Invoke-MagePipelineRun etl -Wait -PollSec 3600"));
        MageHost.Eventually(
            () => whileTheServerHangs ? _host.Emulator.Requests.Any(request => request.Path == "/api/pipeline_runs/1") : Clock.Pauses > 0, "the run is watched");

        await Task.Run(shell.Stop);
        RunResult result = await waiting;

        Assert.Equal(begun, Clock.GetUtcNow());
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.DoesNotContain(_host.Emulator.Requests, request => request.Method == "PUT");
        Assert.False(_host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().HasEnded);
    }

    [Fact]
    public async Task A_server_that_hangs_keeps_nobody_longer_than_asked()
    {
        Pipeline(_host, "etl", Slow);
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Hang, times: 5, method: "GET");
        DateTimeOffset begun = Clock.GetUtcNow();

        Task<RunResult> waiting = Task.Run(() => _host.Run("$run | Wait-MagePipelineRun -TimeoutSec 90"));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Path == "/api/pipeline_runs/1"), "the server is asked");
        Clock.Advance(TimeSpan.FromSeconds(90));
        RunResult result = await waiting;

        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.Contains("within 90 s", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(90), Clock.GetUtcNow() - begun);
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
    public void A_server_that_stays_away_for_five_minutes_ends_it_with_one_error_that_names_every_run()
    {
        Pipeline(_host, "etl", Slow);
        _host.Run("$runs = 1..3 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 5000, method: "GET");
        long begun = Clock.GetTimestamp();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -PollSec 2");

        Assert.Equal("NotMageServer", result.ErrorId);
        Assert.StartsWith("Runs 1, 2 and 3 are no longer watched; how they end is not known.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], ((MagePipelineRun[])result.Error.TargetObject).Select(run => run.Id));
        Assert.InRange(Clock.GetElapsedTime(begun), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.5));
    }

    [Fact]
    public void A_container_that_is_pulled_anew_for_four_minutes_loses_no_watcher()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 80, method: "GET");

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -PollSec 3");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        Assert.Single(result.Warnings);
    }

    [Fact]
    public void Until_the_time_that_was_given_nobody_gives_up_and_then_nothing_is_claimed_that_was_not_seen()
    {
        Pipeline(_host, "etl", Slow);
        _host.Run("$runs = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Status(500), times: 5000, method: "GET");
        long begun = Clock.GetTimestamp();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -PollSec 30 -TimeoutSec 20m");

        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("WaitTimeout", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.StartsWith("Run 1 of pipeline etl and run 2 were not seen to end within 1200 s; the server could not be asked at last", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Errors, error => error.Exception.Message.Contains("goes on", StringComparison.Ordinal));
        Assert.InRange(Clock.GetElapsedTime(begun), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(21));
    }

    [Fact]
    public void Where_the_first_error_ends_the_script_it_names_all_that_have_not_ended_and_all_that_failed()
    {
        Pipeline(_host, "etl", Slow);
        Pipeline(_host, "bad", "raise ValueError('boom')");
        _host.Run("$runs = 1..3 | ForEach-Object { Invoke-MagePipelineRun etl }; $bad = 1..2 | ForEach-Object { Invoke-MagePipelineRun bad }").ThrowOnError();

        RunResult late = _host.Run("$runs | Wait-MagePipelineRun -TimeoutSec 1 -ErrorAction Stop");
        RunResult failed = _host.Run("$bad | Wait-MagePipelineRun -ErrorOnFailure -ErrorAction Stop");

        Assert.Contains("and so do runs 2 and 3", late.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Matches(@"Run [45] of pipeline bad failed: .* Nor did run [45] complete\.", failed.Error.Exception.Message.Replace("\n", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_whose_schedule_or_pipeline_is_deleted_while_it_runs_is_not_waited_for_without_end()
    {
        Pipeline(_host, "etl", "# emulator: seconds=60", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Tick();
        _host.Run("Get-MageSchedule -Pipeline etl | Remove-MageSchedule -Confirm:$false").ThrowOnError();

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -PollSec 5");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Equal("Run 1 of pipeline etl will never end: its schedule was deleted. It is left as it is.", result.Error.Exception.Message);

        Pipeline(_host, "gone", "# emulator: seconds=60", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun gone").ThrowOnError();
        _host.Tick();
        _host.Run("Remove-MagePipeline gone -Confirm:$false -WarningAction SilentlyContinue").ThrowOnError();

        Assert.Equal("PipelineNotFound", _host.Run("$run | Wait-MagePipelineRun -PollSec 5").ErrorId);
    }

    [Fact]
    public void A_token_that_ends_names_every_run_and_hides_neither_what_failed_nor_another_servers_runs()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "o@example.com", OwnerPassword = "pass-word", TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20) });
        string token = host.Emulator.AddUser("own@example.com", "pass-word", "owner");
        host.Run("Connect-Mage $emulator.Uri -Token $token -RetryCount 0", ("token", token)).ThrowOnError();
        Pipeline(host, "etl", Slow);
        Pipeline(host, "bad", "raise ValueError('boom')");

        RunResult result = host.Run(
            """
            $runs = @('bad', 'etl', 'etl' | ForEach-Object { Invoke-MagePipelineRun $_ })
            try {
                $runs | Wait-MagePipelineRun -PollSec 0.1 -ErrorOnFailure | ForEach-Object { "ended $($_.Id)"; $emulator.ExpireTokens() }
            } catch { "caught $_" }
            """);

        Assert.Contains("ended 1", result.Output.Select(item => item.ToString()));
        Assert.StartsWith("RunFailed", Assert.Single(result.Errors, error => error.FullyQualifiedErrorId.Contains("Mage", StringComparison.Ordinal) && error.FullyQualifiedErrorId.StartsWith("Run", StringComparison.Ordinal)).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(result.Output, item => item.ToString().StartsWith("caught Runs 2 and 3 are no longer watched", StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_that_were_begun_before_the_command_had_to_end_are_named()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "o@example.com", OwnerPassword = "pass-word", TickMilliseconds = 0 });
        string token = host.Emulator.AddUser("own@example.com", "pass-word", "owner");
        host.Run("Connect-Mage $emulator.Uri -Token $token -RetryCount 0", ("token", token)).ThrowOnError();
        Pipeline(host, "etl");

        RunResult result = host.Run("try { 1..3 | ForEach-Object { if ($_ -eq 3) { $emulator.ExpireTokens() }; 'etl' } | Invoke-MagePipelineRun -Wait } catch { $_.Exception.Message }");

        Assert.Contains("Before that, runs 1 and 2 were begun; nobody waits for them.", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
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
    public void A_stopped_scheduler_is_said_at_once_and_ends_the_watching_when_it_stays_so()
    {
        Pipeline(_host, "etl");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$runs = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();

        RunResult impatient = _host.Run("$runs | Wait-MagePipelineRun -TimeoutSec 1 -PollSec 0.05");
        Assert.Equal(["WaitTimeout", "WaitTimeout"], impatient.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.StartsWith("SchedulerStopped: http://127.0.0.1", Assert.Single(impatient.Warnings), StringComparison.Ordinal);

        long begun = Clock.GetTimestamp();
        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -PollSec 0.2");

        Assert.InRange(Clock.GetElapsedTime(begun).TotalSeconds, 15, 16);
        Assert.Equal(["SchedulerStopped", "SchedulerStopped"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal([1, 2], result.Errors.Select(error => ((MagePipelineRun)error.TargetObject).Id).Order());
        Assert.Equal(ErrorCategory.ResourceUnavailable, result.Errors[0].CategoryInfo.Category);
        Assert.Single(result.Warnings);
        Assert.DoesNotContain(result.Wire, line => !line.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_goes_on_is_waited_for_whatever_the_server_says_of_its_scheduler()
    {
        Pipeline(_host, "etl", "# emulator: seconds=60");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Tick();
        _host.Emulator.SetSchedulerRunning(false);

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -TimeoutSec 18 -PollSec 0.2");

        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.StartsWith("SchedulerStopped: ", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Single(result.Wire, line => line.StartsWith("GET /api/statuses", StringComparison.Ordinal));
    }

    [Fact]
    public void A_scheduler_that_runs_elsewhere_is_known_by_what_it_begins()
    {
        Pipeline(_host, "etl", "# emulator: seconds=60");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$runs = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }").ThrowOnError();
        using ITimer elsewhere = Clock.CreateTimer(
            _ =>
            {
                lock (_host.Emulator.State.Gate)
                {
                    _host.Emulator.State.Data.Runs[1].Status = "running";
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        elsewhere.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -TimeoutSec 18 -PollSec 0.2");

        Assert.Equal(["WaitTimeout", "WaitTimeout"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public async Task A_scheduler_that_comes_back_in_time_ends_nothing()
    {
        Pipeline(_host, "etl");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();

        Task<RunResult> waiting = Task.Run(() => _host.Run("$run | Wait-MagePipelineRun -PollSec 0.05"));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Path == "/api/statuses"), "the reason is asked for");
        _host.Emulator.SetSchedulerRunning(true);

        Assert.Equal("completed", (await waiting).One<MagePipelineRun>().Status);
    }

    [Fact]
    public void A_run_whose_schedule_is_off_is_given_up_at_once_by_name_and_left_as_it_is()
    {
        Pipeline(_host, "etl");
        Schedule(_host, "etl");
        Schedule(_host, "etl", "name = 'other'; schedule_type = 'api'; status = 'active'");
        Off(1);
        Off(2);
        _host.Run("$runs = Invoke-MageApi pipeline_schedules/1/pipeline_runs POST -Body @{ pipeline_run = @{} } | ForEach-Object { [pscustomobject]@{ Id = $_.id } }").ThrowOnError();

        RunResult one = _host.Run("$runs | Wait-MagePipelineRun -PollSec 0.02");

        Assert.Equal("ScheduleInactive", one.ErrorId);
        Assert.Equal(1, Assert.IsType<MagePipelineRun>(one.Error.TargetObject).Id);
        Assert.Contains("its schedule api (id 1) is inactive", one.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Enable-MageSchedule", one.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, one.Wire.Count(line => line == "GET /api/pipeline_schedules/1"));
        Assert.Equal("initial", _host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().Status);

        _host.Run("$null = Invoke-MageApi pipeline_schedules/2/pipeline_runs POST -Body @{ pipeline_run = @{} }").ThrowOnError();
        RunResult two = _host.Run("1, 2 | Wait-MagePipelineRun -PollSec 0.02");
        Assert.Equal(["ScheduleInactive", "ScheduleInactive"], two.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(
            two.Wire.Where(line => line.Contains("pipeline_schedules", StringComparison.Ordinal)),
            line => Assert.Equal("GET /api/pipeline_schedules?order_by=name&_limit=2000&_offset=0", line));
    }

    [Fact]
    public void A_schedule_that_its_own_last_run_switched_off_is_no_reason_to_give_up()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$null = New-MageSchedule etl -Name now -Once").ThrowOnError();

        RunResult result = _host.Run("$run = Invoke-MagePipelineRun -Schedule now -Force; $run | Wait-MagePipelineRun -PollSec 0.02");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        Assert.Equal("inactive", StatusOf(1));
    }

    [Theory]
    [InlineData("settings = @{ pipeline_run_limit = 1 }", "its schedule api (id 1) allows 1 at once")]
    [InlineData("", "pipeline etl allows 1 at once")]
    public void A_run_that_waits_for_others_says_so_by_name_and_is_waited_for(string settings, string reason)
    {
        Pipeline(_host, "etl", "# emulator: seconds=0.6");
        Schedule(_host, "etl", $"name = 'api'; schedule_type = 'api'; status = 'active'; {settings}");
        if (settings.Length == 0)
        {
            _host.Run("$null = Invoke-MageApi pipelines/etl PUT -Body @{ pipeline = @{ concurrency_config = @{ pipeline_run_limit_all_triggers = 1 } } }").ThrowOnError();
        }

        RunResult result = _host.Run("1..2 | ForEach-Object { Invoke-MagePipelineRun -Schedule 1 } | Wait-MagePipelineRun -PollSec 0.05");

        Assert.Equal(["completed", "completed"], result.All<MagePipelineRun>().Select(run => run.Status!));
        Assert.Equal($"RunQueued: run 2 of pipeline etl waits: {reason}, and that many are running.", Assert.Single(result.Warnings));
    }

    [Fact]
    public void A_limit_of_no_runs_at_all_ends_the_watching()
    {
        Pipeline(_host, "etl");
        Schedule(_host, "etl", "name = 'api'; schedule_type = 'api'; status = 'active'; settings = @{ pipeline_run_limit = 0 }");

        RunResult result = _host.Run("Invoke-MagePipelineRun -Schedule 1 -Wait -PollSec 0.02");

        Assert.Equal("RunQueued", result.ErrorId);
        Assert.Equal(ErrorCategory.LimitsExceeded, result.Error.CategoryInfo.Category);
        Assert.Contains("Run 1 of pipeline etl waits: its schedule api (id 1) allows 0 at once, so it will never begin", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_ends_with_the_first_and_the_others_go_on()
    {
        Pipeline(_host, "slow", Slow);
        Pipeline(_host, "quick", "x = 1");
        _host.Run("$runs = Invoke-MagePipelineRun slow, quick").ThrowOnError();

        RunResult result = _host.Run("$runs | Wait-MagePipelineRun -Any -PollSec 0.02 -ErrorOnFailure");

        Assert.Equal("quick", result.One<MagePipelineRun>().PipelineUuid);
        Assert.False(_host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().HasEnded);
    }

    [Fact]
    public async Task Each_change_of_state_is_a_line_on_the_information_stream_and_without_somebody_there_is_no_progress()
    {
        _host.Emulator.SetSchedulerRunning(false);
        Pipeline(_host, "etl", "# emulator: seconds=0.3", "raise ValueError('no')");
        using PowerShell shell = PowerShell.Create(_host.Runspace);

        Task<RunResult> waiting = Task.Run(() => _host.Run(shell, "Invoke-MagePipelineRun etl -Wait -PollSec 0.02"));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Path == "/api/pipeline_runs/1"), "the run is watched");
        _host.Emulator.SetSchedulerRunning(true);
        RunResult result = await waiting;

        string[] lines = [.. result.Information.Select(line => line[10..])];
        Assert.Equal("run 1 of etl: initial", lines[0]);
        Assert.Equal(
            ["run 1 of etl: running", "run 1 of etl, block etl_0: running", "run 1 of etl, block etl_0: completed"],
            lines.Where(line => line.Contains("etl_0", StringComparison.Ordinal) || line.EndsWith("running", StringComparison.Ordinal)).Take(3));
        Assert.Equal(["run 1 of etl, block etl_1: failed", "run 1 of etl: failed"], lines[^2..]);
        Assert.All(shell.Streams.Information, record => Assert.Equal(["MageRun"], record.Tags));
        Assert.IsType<RunChange>(shell.Streams.Information[0].MessageData);
        Assert.Empty(shell.Streams.Progress);
    }

    [Fact]
    public void A_failure_carries_its_blocks_and_the_first_and_last_lines_of_what_they_raised()
    {
        Pipeline(_host, "bad", "raise ValueError('one\\ntwo\\nthree\\nfour\\nfive\\nsix\\nseven')");

        RunResult result = _host.Run("Invoke-MagePipelineRun bad -Wait -ErrorOnFailure -PollSec 0.02");

        MageRunException failure = Assert.IsType<MageRunException>(result.Errors[0].Exception);
        Assert.Equal("bad_0", Assert.Single(failure.FailedBlocks).BlockUuid);
        Assert.EndsWith("block bad_0: ValueError: one\n\u2026\nfour\nfive\nsix\nseven (line 1).", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Get-MageLog -Run 1 -FailedOnly", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_block_run_does_not_say_is_looked_up_in_its_log()
    {
        Pipeline(_host, "bad", "raise ValueError('from the log')");
        _host.Run("$null = Invoke-MagePipelineRun bad -Wait -PollSec 0.02").ThrowOnError();
        lock (_host.Emulator.State.Gate)
        {
            // As of a failed child of a dynamic block.
            _host.Emulator.State.Data.Runs[1].BlockRuns[0].Metrics = null;
        }

        RunResult result = _host.Run("Wait-MagePipelineRun 1 -ErrorOnFailure");

        Assert.Equal("Run 1 of pipeline bad failed: block bad_0: ValueError: from the log (line 1).", Assert.Single(result.Errors).Exception.Message);
    }

    [Fact]
    public void A_run_that_is_under_way_is_waited_for_in_place_of_a_new_one()
    {
        Pipeline(_host, "etl", "# emulator: seconds=0.5");
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();

        MagePipelineRun run = _host.Run("Invoke-MagePipelineRun etl -IfNotRunning -Wait -PollSec 0.02").One<MagePipelineRun>();

        Assert.Equal("completed", run.Status);
    }

    private void Off(int schedule) => _host.Run($"$null = Invoke-MageApi pipeline_schedules/{schedule} PUT -Body @{{ pipeline_schedule = @{{ status = 'inactive' }} }}").ThrowOnError();

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
    public void A_run_whose_schedule_was_deleted_before_it_began_is_given_up_by_name()
    {
        Pipeline(_host, "etl");
        Schedule(_host, "etl");
        Off(1);
        _host.Run("$null = Invoke-MageApi pipeline_schedules/1/pipeline_runs POST -Body @{ pipeline_run = @{} }; $null = Invoke-MageApi pipeline_schedules/1 DELETE").ThrowOnError();

        RunResult result = _host.Run("Wait-MagePipelineRun 1 -PollSec 0.02 -TimeoutSec 30");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Contains("does not begin: its schedule was deleted", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_ended_is_told_although_its_log_hangs_until_the_time_is_over()
    {
        Pipeline(_host, "etl", "raise ValueError(1)");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Hang, times: 50, pathContains: "/logs");

        Task<RunResult> waiting = Task.Run(() => _host.Run("$run | Wait-MagePipelineRun -Follow -TimeoutSec 1 -ErrorOnFailure"));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Path.EndsWith("/logs", StringComparison.Ordinal)), "the log is asked for");
        Clock.Advance(TimeSpan.FromSeconds(1));
        RunResult result = await waiting;

        Assert.Equal("failed", ((MagePipelineRun)Assert.Single(result.Output).BaseObject).Status);
        Assert.Equal("RunFailed", result.ErrorId);
        Assert.Contains("before all logs were read", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_may_not_be_read_is_an_error_and_the_run_is_watched_on()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":403,\"type\":\"unauthorized\",\"message\":\"Unauthorized access.\"}}"), times: 50, pathContains: "/logs");

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -Follow -PollSec 0.02");

        Assert.Equal("Forbidden", result.ErrorId);
        Assert.Equal("completed", ((MagePipelineRun)Assert.Single(result.Output).BaseObject).Status);
    }

    [Fact]
    public void A_followed_log_that_is_lost_with_the_schedule_is_an_error_and_the_run_is_watched_on()
    {
        Pipeline(_host, "etl", "# emulator: seconds=0.5");
        _host.Run("$run = Invoke-MagePipelineRun etl; $null = Invoke-MageApi pipeline_schedules/1 DELETE").ThrowOnError();

        RunResult result = _host.Run("$run | Wait-MagePipelineRun -Follow -PollSec 0.02");

        Assert.Contains(result.Errors, error => error.FullyQualifiedErrorId.StartsWith("NotFound,", StringComparison.Ordinal) && error.Exception.Message.Contains("lost its schedule", StringComparison.Ordinal));
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
        using MageEmulator second = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20), Clock = Clock });
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
    public void A_schedule_that_a_list_lacks_is_asked_for_before_it_is_called_deleted()
    {
        using MageHost host = MageHost.Connected(Still);
        Pipeline(host, "a", "x = 1");
        Pipeline(host, "b", "x = 1");
        host.Run("$runs = Invoke-MagePipelineRun a, b").ThrowOnError();
        host.Emulator.Faults.Next(EmulatorFault.Json("{\"pipeline_schedules\":[],\"metadata\":{\"count\":0,\"results\":0,\"next\":null}}"), method: "GET", pathContains: "/api/pipeline_schedules");

        RunResult result = host.Run("$runs | Wait-MagePipelineRun -PollSec 0.05 -TimeoutSec 1");

        Assert.Equal(["WaitTimeout", "WaitTimeout"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains("GET /api/pipeline_schedules/2", result.Wire);
    }

    [Fact]
    public void What_became_of_the_runs_is_told_before_a_log_that_cannot_be_read()
    {
        Pipeline(_host, "etl", "raise ValueError(1)");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":403,\"type\":\"unauthorized\",\"message\":\"Unauthorized access.\"}}"), times: 50, pathContains: "/logs");

        RunResult all = _host.Run("$run | Wait-MagePipelineRun -Follow -ErrorOnFailure");
        RunResult stopped = _host.Run("$run | Wait-MagePipelineRun -Follow -ErrorOnFailure -ErrorAction Stop");

        Assert.Equal(["RunFailed", "Forbidden"], all.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.EndsWith("No more of that log is shown.", Assert.Single(all.Warnings), StringComparison.Ordinal);
        Assert.Equal("RunFailed", stopped.ErrorId);
        Assert.Single(stopped.Output);
    }
}
