using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class RunTestsRestart : RunTestsBase
{
    public RunTestsRestart()
    {
        Pipeline(_host, "etl", "x = 1", "raise ValueError('no')", "y = 2");
        _host.Run("$null = Invoke-MagePipelineRun etl -Wait -PollSec 0.02 -Variable @{ region = 'north'; full = $true; n = 3 }").ThrowOnError();
    }

    [Fact]
    public void The_same_run_goes_on_with_what_is_not_completed()
    {
        MageBlockRun before = Block("etl_0");
        Mend();

        RunResult result = _host.Run("Get-MagePipelineRun -LastFailed | Restart-MagePipelineRun -Wait -PollSec 0.02 -ErrorOnFailure");

        MagePipelineRun run = result.One<MagePipelineRun>();
        Assert.Equal((1, "completed"), (run.Id, run.Status));
        Assert.Equal(["PUT /api/pipeline_runs/1 {\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\"}}"], result.Writes);
        Assert.Equal(before.StartedAt, Block("etl_0").StartedAt);
        Assert.Null(Block("etl_1").Error);
        Assert.Empty(_host.Run("Get-MagePipelineRun -LastFailed | Restart-MagePipelineRun -Wait").ThrowOnError().Writes);
    }

    [Fact]
    public void From_a_block_it_and_all_below_it_run_again()
    {
        Mend();

        RunResult result = _host.Run("Restart-MagePipelineRun 1 -FromBlock etl_1 -Wait -PollSec 0.02");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        Assert.Equal(
            [
                "GET /api/pipeline_runs/1",
                "GET /api/pipelines/etl/blocks",
                "GET /api/pipeline_schedules/1",
                "GET /api/pipelines/etl/logs?block_run_id[]=1",
                "PUT /api/pipeline_runs/1 {\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\",\"from_block_uuid\":\"etl_1\"}}",
            ],
            result.Wire.Take(5));
    }

    [Theory]
    [InlineData("Restart-MagePipelineRun 1 -FromBlock nope", "BlockNotFound", "InvalidArgument")]
    [InlineData("Restart-MagePipelineRun 1 -FromBlock etl_0", "RestartRefused", "InvalidOperation")]
    [InlineData("Restart-MagePipelineRun 1 -FromBlock etl_2", "RestartRefused", "InvalidOperation")]
    [InlineData("Restart-MagePipelineRun 99", "PipelineRunNotFound", "ObjectNotFound")]
    [InlineData("Restart-MagePipelineRun 1 -Mode New -FromBlock etl_0", "InvalidInput", "InvalidArgument")]
    [InlineData("Restart-MagePipelineRun 1 -Variable @{ a = 1 }", "InvalidInput", "InvalidArgument")]
    [InlineData("Restart-MagePipelineRun 1 -PollSec 1", "InvalidInput", "InvalidArgument")]
    [InlineData("Get-MagePipeline etl | Restart-MagePipelineRun", "WrongObjectType", "InvalidType")]
    public void What_cannot_go_well_is_refused_before_anything_is_sent(string script, string id, string category)
    {
        RunResult result = _host.Run(script);

        Assert.Equal(id, result.ErrorId);
        Assert.Equal(id == "BlockNotFound" ? "ObjectNotFound" : category, result.Error.CategoryInfo.Category.ToString());
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_completed_run_goes_on_from_a_block_only()
    {
        Mend();
        _host.Run("$null = Restart-MagePipelineRun 1 -Wait -PollSec 0.02").ThrowOnError();

        RunResult refused = _host.Run("Restart-MagePipelineRun 1");
        Assert.Equal("RestartRefused", refused.ErrorId);
        Assert.Equal("Run 1 of pipeline etl is completed: there is nothing to go on with. Nothing was sent.", refused.Error.Exception.Message);
        Assert.Empty(refused.Writes);

        DateTimeOffset? first = Block("etl_1").StartedAt;
        Assert.Equal("completed", _host.Run("Restart-MagePipelineRun 1 -FromBlock etl_1 -Wait -PollSec 0.02").One<MagePipelineRun>().Status);
        Assert.True(Block("etl_1").StartedAt > first);
    }

    [Fact]
    public void A_run_that_has_not_ended_is_not_restarted()
    {
        _host.Emulator.SetSchedulerRunning(false);
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();

        foreach (string mode in new[] { "Incomplete", "New" })
        {
            RunResult result = _host.Run($"$run | Restart-MagePipelineRun -Mode {mode}");
            Assert.Equal("RunInProgress", result.ErrorId);
            Assert.Empty(result.Writes);
        }
    }

    [Fact]
    public void New_makes_another_run_for_the_same_time_with_the_same_variables_and_those_that_differ()
    {
        MagePipelineRun old = _host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>();

        RunResult result = _host.Run("Restart-MagePipelineRun 1 -Mode New -Variable @{ n = 4 }");

        MagePipelineRun made = result.One<MagePipelineRun>();
        Assert.Equal((2, old.ExecutionDate), (made.Id, made.ExecutionDate));
        Assert.Equal(("north", true, 4), (made.Variables!["region"], made.Variables["full"], made.Variables["n"]));
        string body = Assert.Single(result.Writes);
        Assert.StartsWith("POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{", body, StringComparison.Ordinal);
        Assert.DoesNotContain("execution_partition", body, StringComparison.Ordinal);

        Mend();
        _host.Run("Wait-MagePipelineRun 2 -PollSec 0.02").ThrowOnError();
        Assert.All(_host.Run("Get-MageLog 2").All<MageLogEntry>(), entry => Assert.Equal(2, entry.PipelineRunId));
    }

    [Fact]
    public void New_needs_an_active_schedule_and_the_same_run_does_not()
    {
        _host.Run("Disable-MageSchedule 1").ThrowOnError();
        Mend();

        RunResult refused = _host.Run("Restart-MagePipelineRun 1 -Mode New");
        Assert.Equal("ScheduleInactive", refused.ErrorId);
        Assert.Contains("-Mode Incomplete", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);

        Assert.Equal("completed", _host.Run("Restart-MagePipelineRun 1 -Wait -PollSec 0.02").One<MagePipelineRun>().Status);
        Assert.Equal("inactive", StatusOf(1));
    }

    [Fact]
    public void New_of_a_run_whose_schedule_is_gone_is_refused()
    {
        _host.Run("Remove-MageSchedule 1 -Confirm:$false").ThrowOnError();

        RunResult result = _host.Run("Restart-MagePipelineRun 1 -Mode New");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.Equal(
            "Run the pipeline by itself with Invoke-MagePipelineRun -Pipeline, with -Variable for what this run was given, which Mage no longer tells.", result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Where_the_run_is_known_from_before_the_advice_names_its_pipeline_and_its_variables()
    {
        RunResult result = _host.Run("$run = Get-MagePipelineRun 1; Remove-MageSchedule 1 -Confirm:$false; $run | Restart-MagePipelineRun -Mode New -Variable @{ extra = 1 }");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Equal(
            "Run the pipeline by itself with Invoke-MagePipelineRun etl -Variable @{ extra = …; full = …; n = …; region = … }, with what this run was given.", result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_failure_whose_schedule_is_gone_names_its_blocks_and_what_is_left_to_do()
    {
        _host.Run("$run = Get-MagePipelineRun 1; Remove-MageSchedule 1 -Confirm:$false").ThrowOnError();

        RunResult result = _host.Run("Wait-MagePipelineRun 1 -ErrorOnFailure");

        Assert.Equal("Run 1 failed: block etl_1 failed.", result.Error.Exception.Message);
        Assert.Equal(
            "Its schedule was deleted, so Mage finds no log of it and starts it no more: see its blocks with Get-MageBlockRun 1, mend the cause, then run the pipeline with Invoke-MagePipelineRun.",
            result.Error.ErrorDetails.RecommendedAction);
        Assert.EndsWith("Invoke-MagePipelineRun etl.", _host.Run("$run | Wait-MagePipelineRun -ErrorOnFailure").Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("See what became of its blocks with Get-MageBlockRun 1, or look for the log on the server's disk.", _host.Run("Get-MageLog 1").Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_lost_reply_is_looked_up_and_nothing_is_restarted_twice()
    {
        Pipeline(_host, "slow", "# emulator: seconds=60");
        _host.Run("$run = Invoke-MagePipelineRun slow; $emulator.Tick(); $null = Stop-MagePipelineRun $run.Id").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "PUT");

        RunResult result = _host.Run("$run | Restart-MagePipelineRun");

        Assert.Equal("running", result.One<MagePipelineRun>().Status);
        Assert.Single(result.Writes);
        Assert.Contains("reading it back shows that it was done", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_sends_nothing_and_many_are_restarted_in_order()
    {
        _host.Run("$null = 1..3 | ForEach-Object { Invoke-MagePipelineRun etl -Wait -PollSec 0.02 }").ThrowOnError();
        RunResult whatIf = _host.Run("Get-MagePipelineRun -LastFailed | Restart-MagePipelineRun -Wait -WhatIf");
        Assert.Empty(whatIf.ThrowOnError().Output);
        Assert.Empty(whatIf.Writes);
        Mend();

        RunResult result = _host.Run("Get-MagePipelineRun -LastFailed | Restart-MagePipelineRun -ThrottleLimit 4");

        Assert.Equal([4, 3, 2, 1], result.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal(4, result.Writes.Length);
    }

    [Fact]
    public void A_run_that_never_began_is_not_completed_by_a_restart()
    {
        _host.Run("$run = Invoke-MagePipelineRun etl; $run | Stop-MagePipelineRun").ThrowOnError();
        int blocks = _host.Run("Get-MageBlockRun $run").All<MageBlockRun>().Length;

        RunResult result = _host.Run("$run | Restart-MagePipelineRun");

        Assert.Equal((0, "RestartRefused"), (blocks, result.ErrorId));
        Assert.Contains("-Mode New", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_run_that_a_limit_left_out_was_cancelled_before_it_began()
    {
        Pipeline(_host, "full", "# emulator: seconds=600");
        _host.Run("""
            $null = Invoke-MageApi pipelines/full PUT -Body @{ pipeline = @{ concurrency_config = @{ pipeline_run_limit_all_triggers = 1; on_pipeline_run_limit_reached = 'skip' } } }
            $null = Invoke-MagePipelineRun full; $null = $emulator.Tick(); $null = Invoke-MagePipelineRun full -Wait -PollSec 0.02
            """).ThrowOnError();

        RunResult result = _host.Run("Restart-MagePipelineRun 3");

        Assert.Equal("RestartRefused", result.ErrorId);
        Assert.Equal("Run 3 of pipeline full has no block runs: it was cancelled before any block began. Mage would complete it and run nothing. Nothing was sent.", result.Error.Exception.Message);
    }

    [Fact]
    public void A_run_of_a_streaming_pipeline_is_started_again_whole()
    {
        _host.Run("""
            $null = Invoke-MageApi pipelines POST -Body @{ pipeline = @{ name = 'st'; type = 'streaming' } }
            $null = Invoke-MageApi pipelines/st/blocks POST -Body @{ block = @{ name = 'source'; type = 'data_loader'; language = 'yaml'; content = "connector_type: nosuch`n" } }
            $null = Invoke-MageApi pipelines/st/blocks POST -Body @{ block = @{ name = 'sink'; type = 'data_exporter'; language = 'yaml'; content = "connector_type: dummy`n"; upstream_blocks = @('source') } }
            $null = Invoke-MageApi pipelines/st PUT -Body @{ pipeline = @{ retry_config = @{ retries = 1 } } }
            $null = Invoke-MagePipelineRun st -Wait -PollSec 1
            Set-MageBlock st source -Content "connector_type: kafka`n"
            """).ThrowOnError();
        Assert.Equal("failed", _host.Run("Get-MagePipelineRun 2").One<MagePipelineRun>().Status);

        RunResult alone = _host.Run("Restart-MagePipelineRun 2 -FromBlock source");
        Assert.Equal("Run 2 of pipeline st is of a streaming pipeline, which runs all its blocks: it cannot go on from source. Nothing was sent.", alone.Error.Exception.Message);
        Assert.Equal("Restart without -FromBlock.", alone.Error.ErrorDetails.RecommendedAction);

        RunResult result = _host.Run("Restart-MagePipelineRun 2");
        Assert.Equal("running", result.One<MagePipelineRun>().Status);
        Assert.Equal(["PUT /api/pipeline_runs/2 {\"pipeline_run\":{\"pipeline_run_action\":\"retry_blocks\"}}"], result.Writes);
    }

    [Fact]
    public void Advice_names_no_restart_that_is_refused_next()
    {
        Mend();
        _host.Run("Set-MageBlock etl etl_1 -NewName mended").ThrowOnError();

        RunResult result = _host.Run("Restart-MagePipelineRun 1 -FromBlock mended");

        Assert.Equal("BlockNotFound", result.ErrorId);
        Assert.Equal("See its blocks with Get-MageBlockRun 1 or make another run with -Mode New.", result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void What_is_named_twice_is_restarted_once()
    {
        Mend();

        Assert.Single(_host.Run("Restart-MagePipelineRun 1, 1; ").ThrowOnError().Writes);
    }

    [Fact]
    public void A_viewer_is_refused()
    {
        using MageHost host = MageHost.ConnectedAs("viewer");
        host.Run("Connect-Mage -Emulator $emulator -Name owner -NotDefault; New-MagePipeline etl -Session owner").ThrowOnError();
        host.Run("$null = New-MageBlock etl load data_loader -Language python -Content 'raise ValueError(1)' -Session owner; $null = Invoke-MagePipelineRun etl -Session owner").ThrowOnError();
        for (int i = 0; i < 4; i++)
        {
            host.Tick();
        }

        host.Run("Stop-MagePipelineRun 1 -Session owner").ThrowOnError();

        Assert.Equal("Forbidden", host.Run("Restart-MagePipelineRun 1").ErrorId);
    }

    private void Mend() => _host.Run("Set-MageBlock etl etl_1 -Content 'y = 1'").ThrowOnError();

    private MageBlockRun Block(string uuid) => _host.Run($"Get-MageBlockRun 1 {uuid}").One<MageBlockRun>();

    [Fact]
    public void A_run_whose_schedule_was_deleted_would_be_running_for_ever()
    {
        Pipeline(_host, "bad", "raise ValueError(1)", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun bad -Wait -PollSec 0.02; $null = Invoke-MageApi pipeline_schedules/2 DELETE").ThrowOnError();

        RunResult result = _host.Run("$run | Restart-MagePipelineRun");

        Assert.Equal("RestartRefused", result.ErrorId);
        Assert.Contains("lost its schedule", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Set-MageBlock etl etl_1 -NewName mended", "block etl_1, which has to run, has left the pipeline since, or has another name now")]
    [InlineData("Remove-MageBlock etl etl_1 -Force -Confirm:$false", "block etl_1, which has to run, has left the pipeline since, or has another name now")]
    [InlineData("Set-MageBlock etl etl_0 -NewName first", "block etl_1, which has to run, lies below first now, which the run does not have")]
    [InlineData("New-MageBlock etl added transformer; Set-MageBlock etl etl_2 -AddUpstream added", "block etl_2, which has to run, lies below added now, which the run does not have")]
    public void A_run_that_the_pipeline_has_left_behind_would_never_end(string change, string why)
    {
        Mend();
        _host.Run(change).ThrowOnError();

        RunResult result = _host.Run("Restart-MagePipelineRun 1");

        Assert.Equal("RestartRefused", result.ErrorId);
        Assert.Equal($"Run 1 of pipeline etl would never end: {why}. Nothing was sent.", result.Error.Exception.Message);
        Assert.Equal("Make another run with -Mode New.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
        Assert.Equal("RestartRefused", _host.Run("Restart-MagePipelineRun 1 -WhatIf").ErrorId);

        // What Mage would make of it.
        _host.Run("$null = Invoke-MageApi pipeline_runs/1 PUT -Body @{ pipeline_run = @{ pipeline_run_action = 'retry_blocks' } }").ThrowOnError();
        for (int i = 0; i < 5; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(10));
            _host.Tick();
        }

        Assert.False(_host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().HasEnded);
    }

    [Fact]
    public void What_left_the_pipeline_completed_is_in_nobodys_way()
    {
        Mend();
        _host.Run("$null = New-MageBlock etl beside custom; Set-MageBlock etl etl_1 -Upstream @(); Remove-MageBlock etl etl_0 -Confirm:$false").ThrowOnError();

        Assert.Equal("completed", _host.Run("Restart-MagePipelineRun 1 -Wait -PollSec 0.02").One<MagePipelineRun>().Status);
    }

    [Fact]
    public void A_run_whose_timeout_has_passed_would_be_ended_at_once()
    {
        Mend();
        _host.Run("Set-MageSchedule 1 -Setting @{ timeout = 600 }").ThrowOnError();
        _host.Clock.Advance(TimeSpan.FromMinutes(6));

        RunResult late = _host.Run("Restart-MagePipelineRun 1 -WhatIf");
        Assert.Matches(@"^Run 1 of pipeline etl has (4m 00|3m \d\d)s left: schedule MageAI \(id 1\) ends its runs 10m 00s after their first start\.$", Assert.Single(late.ThrowOnError().Warnings));

        _host.Clock.Advance(TimeSpan.FromMinutes(6));
        foreach (string script in new[] { "Restart-MagePipelineRun 1", "Restart-MagePipelineRun 1 -FromBlock etl_1" })
        {
            RunResult refused = _host.Run(script);
            Assert.Equal("RestartRefused", refused.ErrorId);
            Assert.Contains("schedule MageAI (id 1) ends its runs 10m 00s after their first start: Mage would end it again at once", refused.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("-Mode New", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Empty(refused.Writes);
        }

        Assert.Equal("completed", _host.Run("Restart-MagePipelineRun 1 -Mode New -Wait -PollSec 0.02").One<MagePipelineRun>().Status);
    }

    [Fact]
    public void The_pipeline_and_the_schedule_of_many_runs_are_read_once()
    {
        _host.Run("$null = 1..3 | ForEach-Object { Invoke-MagePipelineRun etl -Wait -PollSec 0.02 }").ThrowOnError();
        Mend();

        RunResult result = _host.Run("1..4 | Restart-MagePipelineRun");

        Assert.Equal(4, result.ThrowOnError().Writes.Length);
        Assert.Equal(1, result.Wire.Count(line => line == "GET /api/pipelines/etl/blocks"));
        Assert.Equal(1, result.Wire.Count(line => line == "GET /api/pipeline_schedules/1"));
    }
}
