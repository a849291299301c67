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

    private void AssertToldEverywhere(string reason, string level)
    {
        RunResult blocks = _host.Run("Get-MageBlockRun 1").ThrowOnError();
        Assert.StartsWith($"Run 1 of pipeline p failed in none of its blocks: {reason}", Assert.Single(blocks.Warnings), StringComparison.Ordinal);
        MageLogEntry entry = Assert.Single(_host.Run("Get-MageLog 1 -FailedOnly").All<MageLogEntry>());
        Assert.StartsWith(reason, entry.Message, StringComparison.Ordinal);
        Assert.Equal(level, entry.Level);
        Assert.Single(_host.Run("Get-MageLog -Pipeline p -FailedOnly").All<MageLogEntry>());
        Assert.Contains(reason, _host.Run("ConvertTo-MageDiagram -Run 1").One<string>(), StringComparison.Ordinal);
        Assert.Contains(reason, Report(), StringComparison.Ordinal);
    }

    private string Report()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        try
        {
            _host.Run("Get-MagePipelineRun 1 | Export-MageRunReport $path", ("path", path)).ThrowOnError();
            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
