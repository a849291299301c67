using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Starting, ending and removing backfills.</summary>
public sealed class BackfillRunTests : RunTestsBase
{
    public BackfillRunTests()
        : base(Still)
    {
        Pipeline(_host, "etl", "x = 1");
        Pipeline(_host, "slow", "# emulator: seconds=60\n", "x = 1");
    }

    [Fact]
    public void It_is_started_by_id_by_name_by_object_and_by_row()
    {
        Make("a");
        Make("b");
        Make("c");
        Make("d");

        RunResult result = _host.Run("""
            Start-MageBackfill 1 -PassThru
            Start-MageBackfill b -PassThru
            Get-MageBackfill c | Start-MageBackfill -PassThru
            [pscustomobject]@{ BackfillId = '4' } | Start-MageBackfill
            """);

        Assert.Equal(["a", "b", "c"], result.All<MageBackfill>().Select(backfill => backfill.Name));
        Assert.Equal(Enumerable.Range(1, 4).Select(id => $"PUT /api/backfills/{id} {{\"backfill\":{{\"status\":\"initial\"}}}}"), result.Writes);
        Assert.Equal(12, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void One_that_is_under_way_is_not_started_again_even_by_force()
    {
        Make("jan");
        _host.Run("Start-MageBackfill jan").ThrowOnError();

        RunResult second = _host.Run("Start-MageBackfill jan; Start-MageBackfill jan -Force");

        Assert.Equal(["BackfillRunning", "BackfillRunning"], second.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(ErrorCategory.ResourceBusy, second.Errors[0].CategoryInfo.Category);
        Assert.Empty(second.Writes);
        _host.Tick();
        Assert.Equal("BackfillRunning", _host.Run("Start-MageBackfill jan -Force").ErrorId);
        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void One_with_a_limit_is_not_started_again_since_its_new_runs_may_never_begin()
    {
        _host.Run("$null = New-MageBackfill slow jan -From 2026-01-01 -To 2026-01-03 -Setting @{ pipeline_run_limit = 1 } -Start; Stop-MageBackfill jan -Confirm:$false").ThrowOnError();

        RunResult result = _host.Run("Start-MageBackfill jan -Force");

        Assert.Equal("BackfillStarted", result.ErrorId);
        Assert.Contains("New-MageBackfill", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void One_that_was_started_before_runs_all_dates_again_only_by_force()
    {
        Make("jan");
        _host.Run("Start-MageBackfill jan").ThrowOnError();
        Finish();
        Assert.Equal("completed", Read(1).Status);

        RunResult refused = _host.Run("Start-MageBackfill jan");
        Assert.Equal("BackfillStarted", refused.ErrorId);
        Assert.Equal(ErrorCategory.InvalidOperation, refused.Error.CategoryInfo.Category);
        Assert.Empty(refused.Writes);
        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));

        Assert.Equal("initial", _host.Run("Start-MageBackfill jan -Force -PassThru").One<MageBackfill>().Status);
        Assert.Equal(6, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void One_that_failed_is_not_started_by_force_while_a_run_of_it_goes_on()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan").ThrowOnError();
        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.Data.Backfills[0].Status = "failed";
        }

        RunResult result = _host.Run("Start-MageBackfill jan -Force");

        Assert.Equal("BackfillRunning", result.ErrorId);
        Assert.Contains("3 runs of backfill jan (id 1) of pipeline slow have not ended (id 1, 2, 3)", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void One_without_dates_or_with_too_many_or_for_a_block_is_refused()
    {
        Raw("name = 'no dates'");
        Raw("name = 'exchanged'; start_datetime = '2026-02-01'; end_datetime = '2026-01-01'; interval_type = 'day'; interval_units = 1");
        Raw("name = 'many'; start_datetime = '2026-01-01'; end_datetime = '2026-12-31'; interval_type = 'custom'; interval_units = 60");
        Raw("name = 'endless'; start_datetime = '2026-01-01'; end_datetime = '2026-12-31'; interval_type = 'day'; interval_units = 0");
        Raw("name = 'block'; start_datetime = '2026-01-01'; end_datetime = '2026-01-02'; interval_type = 'day'; interval_units = 1; block_uuid = 'x'");

        RunResult result = _host.Run("Start-MageBackfill 1, 2, 3, 4, 5");

        Assert.Equal(5, result.Errors.Count);
        Assert.Equal(["InvalidTime", "InvalidTime", "TooManyRuns", "InvalidInterval", "NotSupported"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(
            ["has no start", "lies before its start", "more than 100 dates to run for (every 60 seconds", "never comes to an end", "for the single block x"],
            result.Errors.Select((error, at) => new[] { "has no start", "lies before its start", "more than 100 dates to run for (every 60 seconds", "never comes to an end", "for the single block x" }
                .FirstOrDefault(said => error.Exception.Message.Contains(said, StringComparison.Ordinal)) ?? error.Exception.Message));
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Waiting_emits_the_runs_as_they_end_and_tells_of_those_that_failed()
    {
        using MageHost host = MageHost.Connected();
        Pipeline(host, "etl", "x = 1");
        Pipeline(host, "bad", "raise ValueError('no such day')\n");
        host.Run("New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-03; New-MageBackfill bad jan -From 2026-01-01 -To 2026-01-02").ThrowOnError();

        RunResult well = host.Run("Start-MageBackfill 1 -Wait -TimeoutSec 30 -PollSec 0.05 -PassThru");
        Assert.Equal([1, 2, 3], well.All<MagePipelineRun>().Select(run => run.Id).Order());
        Assert.All(well.All<MagePipelineRun>(), run => Assert.Equal("completed", run.Status));

        RunResult ill = host.Run("Start-MageBackfill 2 -Wait -TimeoutSec 30 -PollSec 0.05 -ErrorOnFailure");
        Assert.Equal(2, ill.Output.Count);
        Assert.All(ill.Errors, error => Assert.Equal("RunFailed", error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains("no such day", ill.Errors[0].Exception.Message, StringComparison.Ordinal);

        RunResult again = host.Run("Start-MageBackfill 1 -Force -Wait -TimeoutSec 30 -PollSec 0.05");
        Assert.Equal([6, 7, 8], again.All<MagePipelineRun>().Select(run => run.Id).Order());
        Assert.Equal("InvalidInput", host.Run("Start-MageBackfill 1 -TimeoutSec 3").ErrorId);
    }

    [Fact]
    public void WhatIf_starts_nothing_and_names_the_dates()
    {
        Make("jan");

        RunResult result = _host.Run("Start-MageBackfill jan -WhatIf -InformationVariable dates; $dates");

        Assert.Equal([1, 2, 3], result.All<InformationRecord>().Select(date => ((DateTimeOffset)date.MessageData).Day));
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_start_whose_reply_was_lost_is_not_sent_again()
    {
        Make("jan");
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "PUT");

        RunResult result = _host.Run("Start-MageBackfill jan -PassThru");

        Assert.Equal("initial", result.One<MageBackfill>().Status);
        Assert.Single(result.Writes);
        Assert.Contains("reading it back shows that it was done", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));

        Make("feb");
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "PUT");
        RunResult lost = _host.Run("Start-MageBackfill feb -PassThru");
        Assert.Equal("ConnectionFailed", lost.ErrorId);
        Assert.Single(lost.Writes);
        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_start_that_makes_nothing_is_an_error()
    {
        Make("jan");
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"backfill\":{\"id\":1,\"name\":\"jan\",\"status\":\"initial\",\"started_at\":\"2026-11-23 17:49:14.521205\",\"pipeline_schedule_id\":null}}"), method: "PUT");

        Assert.Equal("WriteNotApplied", _host.Run("Start-MageBackfill jan -PassThru").ErrorId);
    }

    [Fact]
    public void One_whose_start_was_cut_off_is_known_by_its_runs()
    {
        Make("jan");
        CutOff();

        RunResult start = _host.Run("Start-MageBackfill jan");

        Assert.Equal("BackfillStarted", start.ErrorId);
        Assert.Equal("Backfill jan (id 1) of pipeline etl has 2 runs already, although it is not marked as started: its start was cut off. Mage would make the runs of all dates again. Nothing was sent.", start.Error.Exception.Message);
        Assert.Empty(start.Writes);
        Assert.Equal("BackfillRunning", _host.Run("Start-MageBackfill jan -Force").ErrorId);
        Assert.Equal("BackfillRunning", _host.Run("Remove-MageBackfill jan -Confirm:$false").ErrorId);

        RunResult stop = _host.Run("Stop-MageBackfill jan");
        Assert.Equal([1, 2], stop.ThrowOnError().Writes.Select(line => int.Parse(line.Split(' ')[1].Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("BackfillStarted", _host.Run("Start-MageBackfill jan").ErrorId);
        Assert.Equal(3, _host.Run("Start-MageBackfill jan -Force; Get-MagePipelineRun -Backfill jan -Status initial").All<MagePipelineRun>().Length);
    }

    [Fact]
    public void One_that_Mage_takes_for_started_and_that_has_no_run_is_not_called_running()
    {
        Make("jan");
        _host.Run("Start-MageBackfill jan; Get-MagePipelineRun -Backfill jan | Remove-MagePipelineRun -Force -Confirm:$false").ThrowOnError();

        RunResult none = _host.Run("Start-MageBackfill jan -Force");
        Assert.Equal("BackfillStarted", none.ErrorId);
        Assert.Contains("has no runs: Mage takes it for started, and would make none", none.Error.Exception.Message, StringComparison.Ordinal);

        Make("feb");
        _host.Run("Start-MageBackfill feb; Get-MagePipelineRun -Backfill feb | Stop-MagePipelineRun").ThrowOnError();
        RunResult marked = _host.Run("Start-MageBackfill feb -Force");
        Assert.Equal("BackfillStarted", marked.ErrorId);
        Assert.Contains("All runs of backfill feb (id 2) of pipeline etl have ended", marked.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(marked.Writes);
        Assert.Equal("cancelled", _host.Run("Stop-MageBackfill feb -PassThru").One<MageBackfill>().Status);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("initial", _host.Run("Start-MageBackfill feb -Force -PassThru").One<MageBackfill>().Status);
    }

    [Fact]
    public void Removing_one_without_runs_does_not_let_its_schedule_make_one()
    {
        Make("jan");
        _host.Run("Start-MageBackfill jan; Get-MagePipelineRun -Backfill jan | Remove-MagePipelineRun -Force -Confirm:$false").ThrowOnError();

        RunResult result = _host.Run("Remove-MageBackfill jan -Confirm:$false").ThrowOnError();

        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"status\":\"inactive\"}}", "DELETE /api/backfills/1"], result.Writes);
        _host.Tick();
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    /// <summary>What a server leaves that was killed while it started the backfill: two of its runs, and a schedule that nothing names.</summary>
    private void CutOff()
    {
        int schedule = Schedule(_host, "etl", "name = 'Backfill jan'; schedule_interval = '@once'; status = 'inactive'");
        _host.Run(
            "1..2 | ForEach-Object { $null = Invoke-MageApi pipeline_schedules/$schedule/pipeline_runs POST -Body @{ pipeline_run = @{ backfill_id = 1; execution_date = \"2026-01-0$_ 00:00:00\" } } }",
            ("schedule", schedule)).ThrowOnError();
    }

    [Fact]
    public void Stopping_ends_each_run_by_itself_and_leaves_no_block_running()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan").ThrowOnError();
        _host.Tick();

        RunResult result = _host.Run("Stop-MageBackfill jan -PassThru");

        Assert.Equal("cancelled", result.One<MageBackfill>().Status);
        Assert.Equal(
            [.. Enumerable.Range(1, 3).Select(id => $"PUT /api/pipeline_runs/{id} {{\"pipeline_run\":{{\"status\":\"cancelled\"}}}}"), "PUT /api/backfills/1 {\"backfill\":{\"status\":\"cancelled\"}}"],
            result.Writes);
        lock (_host.Emulator.State.Gate)
        {
            Assert.All(_host.Emulator.State.Data.Runs.Values.SelectMany(run => run.BlockRuns), block => Assert.Equal("cancelled", block.Status));
        }

        Assert.Equal("inactive", StatusOf(1));
    }

    [Fact]
    public void Runs_that_wait_are_ended_before_those_that_run()
    {
        _host.Run("New-MageBackfill slow jan -From 2026-01-01 -To 2026-01-03 -Setting @{ pipeline_run_limit = 1 } -Start").ThrowOnError();
        _host.Tick();

        string[] writes = _host.Run("Stop-MageBackfill jan").ThrowOnError().Writes;

        Assert.Equal(["2", "3", "1"], writes.Take(3).Select(line => line.Split(' ')[1].Split('/')[^1]));
    }

    [Fact]
    public void Stopping_twice_is_no_error_and_the_second_time_nothing_is_sent()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan; Stop-MageBackfill jan").ThrowOnError();

        RunResult second = _host.Run("Stop-MageBackfill jan -PassThru");

        Assert.Equal("cancelled", second.One<MageBackfill>().Status);
        Assert.Empty(second.Writes);
        Make("feb");
        _host.Run("Start-MageBackfill feb").ThrowOnError();
        Finish();
        RunResult done = _host.Run("Stop-MageBackfill feb -PassThru");
        Assert.Equal("completed", done.One<MageBackfill>().Status);
        Assert.Empty(done.Writes);
    }

    [Fact]
    public void One_that_was_never_started_is_refused_and_stays_as_it_is()
    {
        Make("jan");

        RunResult result = _host.Run("Stop-MageBackfill jan");

        Assert.Equal("BackfillNotStarted", result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.Null(Read(1).Status);
    }

    [Fact]
    public void A_run_that_was_repaired_after_the_stop_is_ended_too()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan; Stop-MageBackfill jan; Invoke-MageApi pipeline_runs/2 PUT -Body @{ pipeline_run = @{ pipeline_run_action = 'retry_blocks' } } | Out-Null").ThrowOnError();

        RunResult result = _host.Run("Stop-MageBackfill jan -PassThru");

        Assert.Equal(["PUT /api/pipeline_runs/2 {\"pipeline_run\":{\"status\":\"cancelled\"}}"], result.Writes);
        Assert.Equal("cancelled", result.One<MageBackfill>().Status);
    }

    [Fact]
    public void Blocks_that_a_cancellation_in_Mage_let_go_on_are_told_of()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan").ThrowOnError();
        _host.Tick();
        _host.Run("Invoke-MageApi backfills/1 PUT -Body @{ backfill = @{ status = 'cancelled' } } | Out-Null").ThrowOnError();

        RunResult result = _host.Run("Stop-MageBackfill jan");

        Assert.Contains("runs 1, 2, 3", Assert.Single(result.ThrowOnError().Warnings), StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_run_that_cannot_be_ended_keeps_the_backfill_from_being_relabelled()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"message\":\"Traceback\"}}"), pathContains: "pipeline_runs/2");

        RunResult result = _host.Run("Stop-MageBackfill jan");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("database is locked: somebody else was writing to the server's database (pipeline run 2). A look shows: run 2 is initial. Of backfill jan (id 1) these runs go on: 2.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, result.Writes.Length);
        Assert.Equal("initial", Read(1).Status);
        Assert.Equal("cancelled", _host.Run("Stop-MageBackfill jan -PassThru").One<MageBackfill>().Status);
    }

    [Fact]
    public void Removing_leaves_the_runs_and_the_schedule_unless_told_otherwise()
    {
        Make("jan");
        Make("feb");
        Make("mar");
        _host.Run("Start-MageBackfill jan, feb").ThrowOnError();
        Finish();

        RunResult result = _host.Run("Remove-MageBackfill jan -Confirm:$false; Get-MageBackfill feb, mar | Remove-MageBackfill -IncludeSchedule -Confirm:$false");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Equal(["DELETE /api/backfills/1", "DELETE /api/backfills/2", "DELETE /api/pipeline_schedules/2", "DELETE /api/backfills/3"], result.Writes);
        Assert.Equal((0, 1, 6), (_host.Emulator.CountOf("backfills"), _host.Emulator.CountOf("schedules"), _host.Emulator.CountOf("pipeline_runs")));
    }

    [Fact]
    public void One_whose_runs_are_live_is_removed_only_by_force_which_ends_them_first()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan").ThrowOnError();

        RunResult refused = _host.Run("Remove-MageBackfill jan -Confirm:$false");
        Assert.Equal("BackfillRunning", refused.ErrorId);
        Assert.Empty(refused.Writes);

        RunResult forced = _host.Run("Remove-MageBackfill jan -Force -Confirm:$false");
        Assert.Equal(5, forced.ThrowOnError().Writes.Length);
        Assert.Equal(["cancelled", "cancelled", "cancelled"], _host.Run("Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Status));
    }

    [Fact]
    public void WhatIf_ends_and_removes_nothing()
    {
        Make("jan", "slow");
        _host.Run("Start-MageBackfill jan").ThrowOnError();

        RunResult result = _host.Run("Stop-MageBackfill jan -WhatIf -PassThru; Remove-MageBackfill jan -Force -IncludeSchedule -WhatIf");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Start-MageBackfill")]
    [InlineData("Stop-MageBackfill")]
    [InlineData("Remove-MageBackfill -Confirm:$false")]
    public void What_does_not_exist_is_told_and_an_object_of_another_kind_refused(string command)
    {
        Make("jan");
        Make("jan", "slow");
        _host.Run("Start-MageBackfill 1; $null = Invoke-MagePipelineRun etl").ThrowOnError();
        string[] words = command.Split(' ', 2);
        string rest = words.Length > 1 ? words[1] : "";

        RunResult result = _host.Run($"{words[0]} 99, nope, nope*, 1 {rest} -Pipeline slow; [pscustomobject]@{{ PipelineUuid = 'etl' }} | {command}; Get-MagePipelineRun 1 | {command}");

        Assert.Equal(
            ["BackfillNotFound", "BackfillNotFound", "BackfillNotFound", "WrongObjectType", "WrongObjectType"],
            result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void An_object_whose_id_belongs_to_another_by_now_is_not_acted_on()
    {
        Make("jan");
        MageBackfill old = Read(1);
        _host.Run("Remove-MageBackfill 1 -Confirm:$false").ThrowOnError();
        Make("feb");

        RunResult result = _host.Run("$old | Start-MageBackfill; $old | Remove-MageBackfill -Confirm:$false", ("old", old));

        Assert.Equal(["BackfillNotFound", "BackfillNotFound"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void An_editor_may_start_stop_and_remove_and_a_viewer_may_not()
    {
        using MageHost host = MageHost.ConnectedAs("editor");
        host.Run("New-MagePipeline etl; New-MageBlock etl load custom -Content '# emulator: seconds=60'; New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02").ThrowOnError();

        Assert.Equal(["initial", "cancelled"], host.Run("Start-MageBackfill jan -PassThru; Stop-MageBackfill jan -PassThru").All<MageBackfill>().Select(backfill => backfill.Status));
        host.Run("New-MageBackfill etl feb -From 2026-01-01 -To 2026-01-02; Remove-MageBackfill jan -IncludeSchedule -Confirm:$false").ThrowOnError();

        host.Run("Connect-Mage $emulator.Uri -Token $token", ("token", host.Emulator.AddUser("v@example.com", "password1", "viewer"))).ThrowOnError();
        RunResult viewer = host.Run("Get-MageBackfill feb -IncludeRunCount; Start-MageBackfill feb; Remove-MageBackfill feb -Confirm:$false");
        Assert.Equal(2, ((MageBackfill)Assert.Single(viewer.Output).BaseObject).TotalRunCount);
        Assert.Equal(["Forbidden", "Forbidden"], viewer.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    private MageBackfill Make(string name, string pipeline = "etl") =>
        _host.Run($"New-MageBackfill {pipeline} {name} -From 2026-01-01 -To 2026-01-03").One<MageBackfill>();

    private void Raw(string fields) => _host.Run($"Invoke-MageApi pipelines/etl/backfills POST -Body @{{ backfill = @{{ {fields} }} }} | Out-Null").ThrowOnError();

    private MageBackfill Read(int id) => _host.Run($"Get-MageBackfill {id}").One<MageBackfill>();

    private void Finish()
    {
        for (int i = 0; i < 4; i++)
        {
            _host.Tick();
        }
    }

    [Fact]
    public void A_limit_of_the_pipeline_counts_too()
    {
        _host.Run("$null = New-MageBackfill slow jan -From 2026-01-01 -To 2026-01-03 -Start; Stop-MageBackfill jan -Confirm:$false").ThrowOnError();
        _host.Run("$null = Invoke-MageApi pipelines/slow PUT -Body @{ pipeline = @{ concurrency_config = @{ pipeline_run_limit = 2 } } }").ThrowOnError();

        RunResult result = _host.Run("Start-MageBackfill jan -Force");

        Assert.Equal("BackfillStarted", result.ErrorId);
        Assert.Empty(result.Writes);
    }
}
