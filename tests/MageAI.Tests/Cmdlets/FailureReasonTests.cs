using System;
using System.IO;
using System.Linq;
using MageAI.Emulation;
using MageAI.Formatting;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Why runs failed, where their block runs do not say.</summary>
public sealed class FailureReasonTests : RunTestsBase
{
    private const string Scheduler = "GET /api/pipelines/p/logs?pipeline_run_id[]=1&_limit=5";

    [Fact]
    public void A_timeout_is_told_by_the_schedulers_log()
    {
        Pipeline(_host, "p", "# emulator: seconds=600");
        Schedule(_host, "p", "name = 'api'; schedule_type = 'api'; status = 'active'; settings = @{ timeout = 30 }");

        RunResult run = _host.Run("Invoke-MagePipelineRun -Schedule 1 -Wait -PollSec 10 -ErrorOnFailure");

        Assert.Equal("RunFailed", run.ErrorId);
        Assert.Matches(@"^Run 1 of pipeline p failed: Pipeline run timed out after 3\d seconds\.$", run.Error.Exception.Message);
        Assert.Equal("See more with Get-MageLog -Run 1 -FailedOnly; mend the cause, then make another run with Restart-MagePipelineRun -Mode New.", run.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(1, run.Wire.Count(line => line == Scheduler));
        AssertToldEverywhere("Pipeline run timed out after 3", "ERROR");
    }

    [Fact]
    public void A_timeout_that_cancels_is_told_by_the_schedulers_log()
    {
        Pipeline(_host, "p", "# emulator: seconds=600");
        Schedule(_host, "p", "name = 'api'; schedule_type = 'api'; status = 'active'; settings = @{ timeout = 30; timeout_status = 'cancelled' }");

        RunResult run = _host.Run("Invoke-MagePipelineRun -Schedule 1 -Wait -PollSec 10 -ErrorOnFailure");

        Assert.Equal("RunCancelled", run.ErrorId);
        Assert.Matches(@"^Run 1 of pipeline p was cancelled: Pipeline run timed out after 3\d seconds\.$", run.Error.Exception.Message);
        Assert.Contains("Get-MageLog -Run 1 -FailedOnly", run.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(1, run.Wire.Count(line => line == Scheduler));
        AssertToldEverywhere("Pipeline run timed out after 3", "ERROR", "was cancelled");
    }

    [Theory]
    [InlineData("pipeline_run_limit_all_triggers")]
    [InlineData("pipeline_run_limit")]
    public void A_run_that_a_limit_leaves_out_says_so(string limit)
    {
        Pipeline(_host, "p", "# emulator: seconds=600");
        _host.Run($"$null = Invoke-MageApi pipelines/p PUT -Body @{{ pipeline = @{{ concurrency_config = @{{ {limit} = 1; on_pipeline_run_limit_reached = 'skip' }} }} }}").ThrowOnError();
        Schedule(_host, "p");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$null = 1..2 | ForEach-Object { Invoke-MagePipelineRun -Schedule 1 }").ThrowOnError();
        _host.Emulator.SetSchedulerRunning(true);

        RunResult run = _host.Run("Wait-MagePipelineRun 2 -PollSec 1 -ErrorOnFailure");

        Assert.Equal("Run 2 of pipeline p was cancelled: Pipeline run limit reached... skipping this run.", run.Error.Exception.Message);
        Assert.Equal("running", _host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().Status);
        AssertToldEverywhere("Pipeline run limit reached", "WARNING", "was cancelled", run: 2, ofPipeline: "-Since 1h");
    }

    [Fact]
    public void A_run_that_somebody_cancelled_after_it_had_timed_out_was_not_cancelled_for_that()
    {
        Pipeline(_host, "p", "# emulator: seconds=600");
        Schedule(_host, "p", "name = 'api'; schedule_type = 'api'; status = 'active'; settings = @{ timeout = 30 }");
        _host.Run("$null = Invoke-MagePipelineRun -Schedule 1 -Wait -PollSec 10; Set-MageSchedule 1 -Setting @{ timeout = 3600 }").ThrowOnError();
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        _host.Run("$null = Restart-MagePipelineRun 1; Stop-MagePipelineRun 1").ThrowOnError();

        RunResult run = _host.Run("Wait-MagePipelineRun 1 -ErrorOnFailure");

        Assert.Equal("Run 1 of pipeline p was cancelled.", run.Error.Exception.Message);
    }

    [Fact]
    public void A_level_that_hides_why_a_run_failed_is_told()
    {
        Pipeline(_host, "p", "# emulator: seconds=600");
        Pipeline(_host, "q", "# emulator: seconds=600");
        Pipeline(_host, "r", "raise ValueError('boom')");
        Schedule(_host, "p", "name = 'api'; schedule_type = 'api'; status = 'active'; settings = @{ timeout = 30 }");
        _host.Run("$null = Invoke-MageApi pipelines/q/blocks/q_0 PUT -Body @{ block = @{ timeout = 20 } }").ThrowOnError();
        _host.Run("$null = Invoke-MagePipelineRun -Schedule 1 -Wait -PollSec 10; $null = 'q', 'r' | Invoke-MagePipelineRun -Wait -PollSec 10").ThrowOnError();

        RunResult exceptions = _host.Run("Get-MagePipelineRun -LastFailed -Since 24h | Get-MageLog -FailedOnly -Level EXCEPTION");
        Assert.Equal(["r"], exceptions.All<MageLogEntry>().Select(entry => entry.PipelineUuid).Distinct());
        Assert.Equal("What tells why runs 2 and 1 did not complete has, in part or all, another level than EXCEPTION: pass -Level EXCEPTION, ERROR.", Assert.Single(exceptions.Warnings));

        RunResult both = _host.Run("Get-MagePipelineRun -LastFailed -Since 24h | Get-MageLog -FailedOnly -Level EXCEPTION, ERROR");
        Assert.Equal(["p", "q", "r"], both.All<MageLogEntry>().Select(entry => entry.PipelineUuid).Distinct().OrderBy(uuid => uuid, StringComparer.Ordinal));
        Assert.Empty(both.Warnings);
        Assert.Matches("^Block q_0 timed out after 2. seconds", _host.Run("Get-MageBlockRun 2").One<MageBlockRun>().Error);
        Assert.Empty(_host.Run("Get-MageLog 1 -FailedOnly -Level INFO").ThrowOnError().Warnings);
    }

    [Fact]
    public void An_integration_pipeline_that_cannot_start_says_why()
    {
        _host.Run("$null = Invoke-MageApi pipelines POST -Body @{ pipeline = @{ name = 'p'; type = 'integration' } }").ThrowOnError();

        RunResult run = _host.Run("Invoke-MagePipelineRun p -Wait -PollSec 1 -ErrorOnFailure");

        Assert.Equal("Run 1 of pipeline p failed: Fail to initialize block runs: 'NoneType' object has no attribute 'file_path'.", run.Error.Exception.Message);
        Assert.Null(_host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().StartedAt);
        AssertToldEverywhere("Fail to initialize block runs", "EXCEPTION");
    }

    [Fact]
    public void A_streaming_pipeline_that_gives_up_says_why_and_one_that_is_started_again_and_again_does_too()
    {
        Stream("p", retryConfig: "@{ retries = 1 }");
        Stream("again", retryConfig: "@{}");

        RunResult run = _host.Run("Invoke-MagePipelineRun p -Wait -PollSec 1 -ErrorOnFailure");

        Assert.Equal(
            "Run 1 of pipeline p failed: Failed to execute streaming pipeline p: Consuming data from nosuch is not supported in streaming pipelines yet.",
            run.Error.Exception.Message);
        AssertToldEverywhere("Failed to execute streaming pipeline p", "EXCEPTION");

        RunResult loop = _host.Run("Invoke-MagePipelineRun again -Wait -PollSec 1 -TimeoutSec 100");
        Assert.Equal("WaitTimeout", loop.ErrorId);
        Assert.Equal(
            "Run 2 of pipeline again comes to nothing, and is started again and again: Failed to execute streaming pipeline again: Consuming data from nosuch is not supported in streaming pipelines yet.",
            Assert.Single(loop.Warnings));
        MageLogEntry[] entries = _host.Run("Get-MageLog 2 -FailedOnly").All<MageLogEntry>();
        Assert.InRange(entries.Length, 3, 300);
        Assert.All(entries, entry => Assert.Contains("Consuming data from nosuch", entry.ErrorStacktrace, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_one_process_runs_all_blocks_their_logs_tell_what_they_raised()
    {
        Pipeline(_host, "p", "x = 1", "raise ValueError('boom one')", "x = 2");
        _host.Run("$null = Invoke-MageApi pipelines/p PUT -Body @{ pipeline = @{ run_pipeline_in_one_process = $true } }").ThrowOnError();

        RunResult run = _host.Run("Invoke-MagePipelineRun p -Wait -PollSec 1 -ErrorOnFailure");

        Assert.Equal("Run 1 of pipeline p failed: block p_1: ValueError: boom one (line 1).", run.Error.Exception.Message);
        Assert.Null(_host.Run("Get-MageBlockRun 1 p_0").One<MageBlockRun>().Metrics);
        RunResult blocks = _host.Run("Get-MageBlockRun 1 -Status failed");
        Assert.Equal(("ValueError: boom one", "line 1"), (blocks.One<MageBlockRun>().Error, blocks.One<MageBlockRun>().ErrorPlace));
        Assert.True(blocks.One<MageBlockRun>().EndedAt >= blocks.One<MageBlockRun>().StartedAt);
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/pipelines/p/logs?block_run_id[]=2"], blocks.Wire);
        Assert.Contains("boom one", _host.Run("ConvertTo-MageDiagram -Run 1").One<string>(), StringComparison.Ordinal);
        Assert.Contains("boom one", Report(), StringComparison.Ordinal);
        Assert.All(_host.Run("Get-MageLog 1 -FailedOnly").All<MageLogEntry>(), entry => Assert.Equal("p_1", entry.BlockUuid));
    }

    [Fact]
    public void A_failure_is_told_by_its_type_its_message_and_the_line_of_the_blocks_own_code_wherever_people_look()
    {
        const string told = "KeyError: 'amount' (line 4 in load)";
        Pipeline(_host, "p", "@data_loader\ndef load(*args, **kwargs):\n    x = 1\n    raise KeyError('amount')\n");

        RunResult run = _host.Run("Invoke-MagePipelineRun p -Wait -PollSec 1 -ErrorOnFailure");

        Assert.Equal($"Run 1 of pipeline p failed: block p_0: {told}.", run.Error.Exception.Message);
        MageBlockRun block = _host.Run("Get-MageBlockRun 1").One<MageBlockRun>();
        Assert.Equal(("KeyError: 'amount'", "line 4 in load"), (block.Error, block.ErrorPlace));
        Assert.StartsWith("Traceback (most recent call last):", block.Traceback, StringComparison.Ordinal);
        Assert.EndsWith("KeyError: 'amount'", block.Traceback, StringComparison.Ordinal);
        Assert.Null(block.CompletedAt);
        Assert.True(block.EndedAt >= block.StartedAt);
        Assert.All(_host.Run("Get-MageLog 1 -FailedOnly -Level EXCEPTION, WARNING").All<MageLogEntry>(), entry => Assert.Equal(("KeyError: 'amount'", "line 4 in load"), (entry.Raised, entry.ErrorPlace)));
        Assert.Equal(told, Views.Error(block));
        Assert.EndsWith($"Failed to execute block p_0: {told}", Views.Message(_host.Run("Get-MageLog 1 -FailedOnly -Level EXCEPTION").One<MageLogEntry>()), StringComparison.Ordinal);
        Assert.Contains("KeyError: 'amount' (line 4 in load)", _host.Run("ConvertTo-MageDiagram -Run 1").One<string>(), StringComparison.Ordinal);
        Assert.Contains(told, Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_says_itself_is_not_asked_of_its_log()
    {
        Pipeline(_host, "p", "raise ValueError('boom')");

        RunResult run = _host.Run("Invoke-MagePipelineRun p -Wait -PollSec 1 -ErrorOnFailure; Get-MageBlockRun 1; ConvertTo-MageDiagram -Run 1");

        Assert.Contains("boom", run.Error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Wire, line => line.Contains("/logs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_that_cannot_be_read_hides_no_failure()
    {
        Pipeline(_host, "p", "# emulator: seconds=600");
        Schedule(_host, "p", "name = 'api'; schedule_type = 'api'; status = 'active'; settings = @{ timeout = 30 }");
        _host.Emulator.Faults.Next(EmulatorFault.Status(403), pathContains: "/logs");

        RunResult run = _host.Run("Invoke-MagePipelineRun -Schedule 1 -Wait -PollSec 10 -ErrorOnFailure");

        Assert.Equal("Run 1 of pipeline p failed.", run.Error.Exception.Message);
    }

    private void Stream(string name, string retryConfig) => _host.Run($$"""
        $null = Invoke-MageApi pipelines POST -Body @{ pipeline = @{ name = '{{name}}'; type = 'streaming' } }
        $null = Invoke-MageApi pipelines/{{name}}/blocks POST -Body @{ block = @{ name = '{{name}}_source'; type = 'data_loader'; language = 'yaml'; content = "connector_type: nosuch`n" } }
        $null = Invoke-MageApi pipelines/{{name}}/blocks POST -Body @{ block = @{ name = '{{name}}_sink'; type = 'data_exporter'; language = 'yaml'; content = "connector_type: dummy`n"; upstream_blocks = @('{{name}}_source') } }
        $null = Invoke-MageApi pipelines/{{name}} PUT -Body @{ pipeline = @{ retry_config = {{retryConfig}} } }
        """).ThrowOnError();

    private void AssertToldEverywhere(string reason, string level, string became = "failed in none of its blocks", int run = 1, string ofPipeline = "")
    {
        RunResult blocks = _host.Run($"Get-MageBlockRun {run}").ThrowOnError();
        Assert.StartsWith($"Run {run} of pipeline p {became}: {reason}", Assert.Single(blocks.Warnings), StringComparison.Ordinal);
        MageLogEntry entry = Assert.Single(_host.Run($"Get-MageLog {run} -FailedOnly").All<MageLogEntry>());
        Assert.StartsWith(reason, entry.Message, StringComparison.Ordinal);
        Assert.Equal(level, entry.Level);
        Assert.Single(_host.Run($"Get-MageLog -Pipeline p -FailedOnly {ofPipeline}").All<MageLogEntry>());
        Assert.Contains(reason, _host.Run($"ConvertTo-MageDiagram -Run {run}").One<string>(), StringComparison.Ordinal);
        Assert.Contains(reason, Report(run), StringComparison.Ordinal);
    }

    private string Report(int run = 1)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        try
        {
            _host.Run("Get-MagePipelineRun $run | Export-MageRunReport $path", ("path", path), ("run", run)).ThrowOnError();
            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
