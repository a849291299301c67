using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What a new name leaves behind, and what it would do to runs in progress.</summary>
public sealed class RenamingTests : RunTestsBase
{
    private const string Failed = "$run = Invoke-MagePipelineRun rp -Wait -PollSec 0.02; Set-MageBlock rp rp_1 -Content 'def f(data):\n    return data'";

    [Theory]
    [InlineData("Rename-MagePipeline rp rp2", "Restart-MagePipelineRun 1")]
    [InlineData("Set-MagePipeline rp -NewName rp2", "$run | Restart-MagePipelineRun -FromBlock rp_1")]
    public void A_run_whose_pipeline_was_renamed_since_would_go_on_without_data(string rename, string restart)
    {
        Fail("def f():\n    return 41");
        _host.Run(rename).ThrowOnError();

        RunResult result = _host.Run(restart);

        Assert.Equal("RestartRefused", result.ErrorId);
        Assert.Equal(
            "Run 1 of pipeline rp2 would go on without what block rp_0 returned. Mage has neither log nor output of it under the name rp2: the pipeline was renamed since, "
            + "and they stay under its old name, or they were removed. The blocks below would read nothing, and the run be completed all the same. Nothing was sent.",
            result.Error.Exception.Message);
        Assert.Equal("Make another run with -Mode New.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(
            ["GET /api/pipeline_runs/1", "GET /api/pipelines/rp2/blocks", "GET /api/pipeline_schedules/1", "GET /api/pipelines/rp2/logs?block_run_id[]=1", "GET /api/block_runs/1/outputs"],
            result.Wire);
        Assert.Equal("RestartRefused", _host.Run(restart + " -WhatIf").ErrorId);

        // Refused again: that somebody looked for the log has made its file, which is empty.
        Assert.Equal("RestartRefused", _host.Run(restart).ErrorId);
        RunResult anew = _host.Run("Restart-MagePipelineRun 1 -Mode New -Wait -PollSec 0.02");
        Assert.Equal("completed", anew.One<MagePipelineRun>().Status);
        Assert.Equal("completed", _host.Run("Restart-MagePipelineRun 1 -FromBlock rp_0 -Force -Wait -PollSec 0.02").One<MagePipelineRun>().Status);
    }

    [Fact]
    public void Mage_would_complete_it_with_nothing()
    {
        Fail("def f():\n    return 41");
        _host.Run("Rename-MagePipeline rp rp2; $null = Invoke-MageApi pipeline_runs/1 PUT -Body @{ pipeline_run = @{ pipeline_run_action = 'retry_blocks' } }").ThrowOnError();

        Assert.Equal("completed", _host.Run("Wait-MagePipelineRun 1 -PollSec 0.02").One<MagePipelineRun>().Status);
        Assert.Empty(_host.Run("Get-MageBlockOutput 1").ThrowOnError().Output);
    }

    [Fact]
    public void One_whose_pipeline_has_its_old_name_again_goes_on()
    {
        Fail("def f():\n    return 41");
        _host.Run("Rename-MagePipeline rp rp2; Rename-MagePipeline rp2 rp").ThrowOnError();

        Assert.Equal("completed", _host.Run("Restart-MagePipelineRun 1 -Wait -PollSec 0.02").One<MagePipelineRun>().Status);
        Assert.Equal("41", _host.Run("Get-MageBlockOutput 1 rp_0").One<MageBlockOutput>().TextData);
    }

    [Fact]
    public void A_block_that_returns_nothing_has_lost_nothing_and_costs_no_look_at_its_output()
    {
        Fail("def f():\n    return None");

        RunResult result = _host.Run("Restart-MagePipelineRun 1");

        Assert.Equal("running", result.One<MagePipelineRun>().Status);
        Assert.Equal(
            [
                "GET /api/pipeline_runs/1",
                "GET /api/pipelines/rp/blocks",
                "GET /api/pipeline_schedules/1",
                "GET /api/pipelines/rp/logs?block_run_id[]=1",
                "PUT /api/pipeline_runs/1 {\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\"}}",
            ],
            result.Wire);
    }

    [Fact]
    public void A_run_of_which_nothing_is_completed_has_nothing_to_lose()
    {
        Pipeline(_host, "rp", "raise ValueError('no')", "x = 1");
        _host.Run("$null = Invoke-MagePipelineRun rp -Wait -PollSec 0.02; Set-MageBlock rp rp_0 -Content 'x = 1'; Rename-MagePipeline rp rp2").ThrowOnError();

        RunResult result = _host.Run("Restart-MagePipelineRun 1");

        Assert.Equal("running", result.One<MagePipelineRun>().Status);
        Assert.DoesNotContain(result.Wire, line => line.Contains("logs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "9999999999.5", true, "[{\"text_data\":\"41\",\"type\":\"text\",\"variable_uuid\":\"output_0\"}]")]
    [InlineData("", "1000000000.5", true, null)]
    [InlineData("", "9999999999.5", false, "[]")]
    [InlineData("x", "9999999999.5", true, null)]
    public void A_log_that_was_removed_or_never_had_a_line_is_no_proof(string content, string modified, bool goesOn, string? outputs)
    {
        Fail("def f():\n    return 41");
        _host.Emulator.Faults.Next(
            EmulatorFault.Json($"{{\"logs\":[{{\"block_run_logs\":[{{\"name\":\"rp_0.log\",\"path\":\"p\",\"size\":0,\"modified_timestamp\":{modified},\"content\":\"{content}\"}}],\"pipeline_run_logs\":[],\"total_block_run_log_count\":1}}]}}"),
            pathContains: "logs");
        if (outputs is not null)
        {
            _host.Emulator.Faults.Next(EmulatorFault.Json($"{{\"outputs\":{outputs}}}"), pathContains: "outputs");
        }

        RunResult result = _host.Run("Restart-MagePipelineRun 1");

        Assert.Equal(goesOn ? 1 : 0, result.Writes.Length);
        Assert.Equal(goesOn ? 0 : 1, result.Errors.Count);
        Assert.Equal(outputs is not null, result.Wire.Contains("GET /api/block_runs/1/outputs"));
    }

    [Fact]
    public void Where_it_cannot_be_looked_up_it_is_said_and_the_run_goes_on()
    {
        Fail("def f():\n    return 41");
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"no such bucket\",\"message\":\"Traceback\"}}"), pathContains: "logs");

        RunResult result = _host.Run("Restart-MagePipelineRun 1");

        Assert.Equal("running", result.One<MagePipelineRun>().Status);
        Assert.Equal("Whether Mage still has what the completed blocks of run 1 of pipeline rp returned cannot be told: no such bucket (pipeline rp)", Assert.Single(result.Warnings));
    }

    [Theory]
    [InlineData("Rename-MagePipeline rp rp2")]
    [InlineData("Set-MagePipeline rp -NewName rp2 -Description d")]
    public void A_pipeline_is_not_renamed_under_its_runs_unless_that_is_meant(string rename)
    {
        Begin();
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$null = Invoke-MagePipelineRun rp").ThrowOnError();

        foreach (string script in new[] { rename, rename + " -WhatIf" })
        {
            RunResult refused = _host.Run(script);
            Assert.Equal("RunInProgress", refused.ErrorId);
            Assert.Equal(
                "Pipeline rp has runs in progress: 2 (initial), 1 (running). Renamed now, what its blocks have returned would stay under the old name, and the blocks after them read nothing. Nothing was sent.",
                refused.Error.Exception.Message);
            Assert.Equal(
                "Wait for their end with Get-MagePipelineRun -Pipeline rp -Status initial, running | Wait-MagePipelineRun, cancel them with Stop-MagePipelineRun, or pass -Force to rename it all the same.",
                refused.Error.ErrorDetails.RecommendedAction);
            Assert.Empty(refused.Writes);
            Assert.Single(refused.Wire, line => line.StartsWith("GET /api/pipeline_runs?pipeline_uuid=rp&status[]=initial%2Crunning&", StringComparison.Ordinal));
        }

        RunResult forced = _host.Run(rename + " -Force -PassThru");
        Assert.Equal("rp2", forced.One<MagePipeline>().Uuid);
        Assert.DoesNotContain(forced.Wire, line => line.Contains("pipeline_runs", StringComparison.Ordinal));
    }

    [Fact]
    public void Once_its_runs_have_ended_it_is_renamed()
    {
        Begin();
        _host.Run("Stop-MagePipelineRun 1").ThrowOnError();

        RunResult result = _host.Run("Rename-MagePipeline rp rp2").ThrowOnError();

        Assert.Equal(["GET", "GET", "PUT"], result.Requests.Select(request => request.Method));
    }

    [Theory]
    [InlineData("Set-MageBlock rp rp_1 -NewName other", "renamed")]
    [InlineData("Remove-MageBlock rp rp_1 -Force -Confirm:$false", "removed")]
    public void A_block_that_leaves_a_run_in_progress_is_warned_of(string change, string what)
    {
        Begin();
        string warning = $"Block rp_1 is {what} while a run of pipeline rp with it is in progress: 1 (running). Mage does not find it there any more, and the run may never end: then cancel it.";

        Assert.Equal(warning, Assert.Single(_host.Run(change + " -WhatIf").ThrowOnError().Warnings));
        RunResult result = _host.Run(change).ThrowOnError();

        Assert.Equal(warning, Assert.Single(result.Warnings));
        Assert.Single(result.Wire, line => line.StartsWith("GET /api/pipeline_runs?", StringComparison.Ordinal));
    }

    [Fact]
    public void A_block_that_no_run_has_or_that_keeps_its_uuid_leaves_none()
    {
        Begin();
        _host.Run("$null = New-MageBlock rp late custom").ThrowOnError();

        Assert.Empty(_host.Run("Set-MageBlock rp late -NewName later; Remove-MageBlock rp later -Confirm:$false").ThrowOnError().Warnings);
        RunResult spelled = _host.Run("Set-MageBlock rp rp_1 -NewName 'RP 1'").ThrowOnError();
        Assert.Empty(spelled.Warnings);
        Assert.DoesNotContain(spelled.Wire, line => line.Contains("pipeline_runs", StringComparison.Ordinal));
    }

    [Fact]
    public void Logs_and_outputs_that_stay_under_the_old_name_are_told_of()
    {
        Fail("def f():\n    return 41");
        Assert.Empty(_host.Run("Get-MageLog 1; Get-MageLog 1 -FailedOnly; Get-MageBlockOutput 1").ThrowOnError().Warnings);
        _host.Run("Rename-MagePipeline rp rp2").ThrowOnError();

        foreach (string script in new[] { "Get-MageLog 1", "Get-MageLog 1 -FailedOnly", "Get-MageLog -Pipeline rp2", "Get-MageLog 1 -Block rp_0" })
        {
            RunResult log = _host.Run(script).ThrowOnError();
            Assert.Empty(log.Output);
            Assert.Equal("Mage has no log of run 1 under the name rp2: the pipeline was renamed since, and the log stays under its old name, or it was removed.", Assert.Single(log.Warnings));
        }

        RunResult output = _host.Run("Get-MageBlockOutput 1").ThrowOnError();
        Assert.Empty(output.Output);
        Assert.Equal("Mage has no output of run 1 under the name rp2: the pipeline was renamed since, and the output stays under its old name, or it was removed.", Assert.Single(output.Warnings));
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/block_runs/1/outputs", "GET /api/pipelines/rp2/logs?block_run_id[]=1"], output.Wire);
    }

    [Fact]
    public void A_run_that_has_not_begun_has_no_log_to_miss()
    {
        Pipeline(_host, "rp", "x = 1");
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$null = Invoke-MagePipelineRun rp; Stop-MagePipelineRun 1").ThrowOnError();

        Assert.Empty(_host.Run("Get-MageLog 1; Get-MageBlockOutput 1").ThrowOnError().Warnings);
    }

    /// <summary>A pipeline with a failed run, whose failure is mended.</summary>
    private void Fail(string loader)
    {
        Pipeline(_host, "rp", loader, "raise ValueError('no')");
        _host.Run(Failed).ThrowOnError();
    }

    /// <summary>A pipeline whose run is under way.</summary>
    private void Begin()
    {
        Pipeline(_host, "rp", "# emulator: seconds=9999999", "x = 1");
        _host.Run("$null = Invoke-MagePipelineRun rp").ThrowOnError();
        _host.Tick();
        _host.Tick();
    }
}
