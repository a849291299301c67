using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class BackfillReadTests : RunTestsBase
{
    private const string FlatList = "GET /api/backfills?_limit=100&_offset=0";
    private const string ListOfEtl = "GET /api/backfills?pipeline_uuid=etl&_limit=100&_offset=0";

    public BackfillReadTests()
        : base(Still)
    {
        Pipeline(_host, "etl", "x = 1");
        Pipeline(_host, "sales", "x = 1");
        _host.Run("""
            New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-03 -Start | Out-Null
            New-MageBackfill sales jan -From 2026-01-01 -To 2026-12-31 -Every 1mo -Variable @{ who = 'bf' } | Out-Null
            New-MageBackfill sales 'load [eu]' -From 2026-02-01 -To 2026-02-02 -Every 6h | Out-Null
            """).ThrowOnError();
    }

    [Fact]
    public void Without_a_name_it_reads_them_all()
    {
        RunResult result = _host.Run("Get-MageBackfill");

        Assert.Equal([FlatList], result.Wire);
        Assert.Equal([1, 2, 3], result.All<MageBackfill>().Select(backfill => backfill.Id).Order());
        Assert.All(result.All<MageBackfill>(), backfill => Assert.Equal("emulator", backfill.Session!.Name));
    }

    [Fact]
    public void A_backfill_has_its_fields_and_times_in_UTC()
    {
        MageBackfill backfill = _host.Run("Get-MageBackfill 2").One<MageBackfill>();

        Assert.Equal((2, "jan", "sales", "month", 1), (backfill.Id, backfill.Name, backfill.PipelineUuid, backfill.IntervalType, backfill.IntervalUnits));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), backfill.StartDatetime);
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), backfill.EndDatetime);
        Assert.Equal("bf", backfill.Variables!["who"]);
        Assert.Equal((null, null, null, null), (backfill.Status, backfill.StartedAt, backfill.PipelineScheduleId, backfill.TotalRunCount));
        Assert.Null(backfill.RunStatusCounts);
        Assert.Equal("jan (id 2)", backfill.ToString());
    }

    [Fact]
    public void The_runs_are_counted_where_that_is_asked_for()
    {
        RunResult result = _host.Run("Get-MageBackfill jan -IncludeRunCount; Get-MageBackfill 1 -IncludeRunCount");

        Assert.Equal(["GET /api/backfills?include_run_count=true&_limit=100&_offset=0", "GET /api/backfills/1?include_run_count=true"], result.Wire);
        Assert.Equal([(1, 3), (1, 3), (2, 12)], result.All<MageBackfill>().Select(backfill => (backfill.Id, backfill.TotalRunCount!.Value)).Order());
        Assert.Equal(3, result.All<MageBackfill>()[^1].RunStatusCounts!["initial"]);
    }

    [Fact]
    public void A_pipeline_narrows_by_the_query_and_a_pattern_walks_the_list()
    {
        RunResult literal = _host.Run("Get-MageBackfill -Pipeline etl");
        Assert.Equal([ListOfEtl], literal.Wire);
        Assert.Equal(1, literal.One<MageBackfill>().Id);

        RunResult pattern = _host.Run("Get-MageBackfill -Pipeline s*, nope*");
        Assert.Equal([FlatList], pattern.Wire);
        Assert.Equal([2, 3], pattern.All<MageBackfill>().Select(backfill => backfill.Id).Order());
    }

    [Fact]
    public void A_pipeline_that_does_not_exist_is_an_error_although_Mage_has_an_empty_list_for_it()
    {
        Assert.Equal("PipelineNotFound", _host.Run("Get-MageBackfill -Pipeline nope").ErrorId);
        _host.Run("New-MagePipeline empty").ThrowOnError();
        Assert.Empty(_host.Run("Get-MageBackfill -Pipeline empty").ThrowOnError().Output);
    }

    [Fact]
    public void A_name_means_all_that_have_it_and_one_that_none_has_is_an_error()
    {
        Assert.Equal([1, 2], _host.Run("Get-MageBackfill JAN").All<MageBackfill>().Select(backfill => backfill.Id).Order());
        Assert.Equal(2, _host.Run("Get-MageBackfill jan -Pipeline sales").One<MageBackfill>().Id);
        Assert.Equal(3, _host.Run("Get-MageBackfill 'load [eu]'").One<MageBackfill>().Id);
        Assert.Empty(_host.Run("Get-MageBackfill nope*").ThrowOnError().Output);

        RunResult missing = _host.Run("Get-MageBackfill nope, 99, 3");
        Assert.Equal(3, ((MageBackfill)Assert.Single(missing.Output).BaseObject).Id);
        Assert.All(missing.Errors, error => Assert.Equal("BackfillNotFound,MageAI.Commands.GetMageBackfillCommand", error.FullyQualifiedErrorId));
        Assert.Equal(2, missing.Errors.Count);
        Assert.Equal(System.Management.Automation.ErrorCategory.ObjectNotFound, missing.Errors[0].CategoryInfo.Category);
    }

    [Fact]
    public void A_name_wanted_of_many_pipelines_is_missing_only_where_none_has_it()
    {
        Assert.Equal(3, _host.Run("Get-MagePipeline | Get-MageBackfill 'load [eu]'").One<MageBackfill>().Id);
        Assert.Equal("BackfillNotFound", _host.Run("Get-MagePipeline | Get-MageBackfill gone").ErrorId);
    }

    [Fact]
    public void A_status_is_matched_here_and_what_was_never_started_has_none()
    {
        Assert.Equal(1, _host.Run("Get-MageBackfill -Status Initial, completed").One<MageBackfill>().Id);
        Assert.Empty(_host.Run("Get-MageBackfill 'load [eu]' -Status failed").ThrowOnError().Output);
    }

    [Fact]
    public void Pipelines_backfills_runs_rows_and_names_pipe_into_it()
    {
        Assert.Equal([2, 3], _host.Run("Get-MagePipeline sales | Get-MageBackfill").All<MageBackfill>().Select(backfill => backfill.Id).Order());
        Assert.Equal(1, _host.Run("Get-MageBackfill 1 | Get-MageBackfill").One<MageBackfill>().Id);
        Assert.Equal(1, _host.Run("Get-MagePipelineRun 2 | Get-MageBackfill").One<MageBackfill>().Id);
        Assert.Equal([1, 3], _host.Run("[pscustomobject]@{ Id = '1' }, [pscustomobject]@{ Name = 'load [eu]' } | Get-MageBackfill").All<MageBackfill>().Select(backfill => backfill.Id));
        Assert.Equal(3, _host.Run("'load [eu]' | Get-MageBackfill").One<MageBackfill>().Id);
        Assert.Equal(1, _host.Run("[pscustomobject]@{ BackfillId = [long]1; PipelineUuid = '' } | Get-MageBackfill").One<MageBackfill>().Id);
    }

    [Fact]
    public void It_leads_to_its_pipeline_its_schedule_and_its_runs()
    {
        Assert.Equal("etl", _host.Run("Get-MageBackfill 1 | Get-MagePipeline").One<MagePipeline>().Uuid);
        Assert.Equal("Backfill jan", _host.Run("Get-MageBackfill 1 | Get-MageSchedule").One<MageSchedule>().Name);
        Assert.Equal("ScheduleNotFound", _host.Run("Get-MageBackfill 2 | Get-MageSchedule").ErrorId);
        Assert.Equal([3, 2, 1], _host.Run("Get-MageBackfill 1 | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Fact]
    public void A_run_of_no_backfill_and_an_object_of_another_kind_are_errors()
    {
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipelineRun 4 | Get-MageBackfill; Get-MageSchedule -Id 1 | Get-MageBackfill");

        Assert.Equal(["BackfillNotFound", "WrongObjectType"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void An_empty_name_or_pipeline_is_not_taken_for_all()
    {
        Assert.Equal("EmptyInput", _host.Run("Get-MageBackfill -Pipeline $null").ErrorId);
        Assert.Equal("EmptyInput", _host.Run("Get-MageBackfill -Status @()").ErrorId);
    }

    [Fact]
    public void A_server_fault_is_told_and_the_next_one_is_read()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"message\":\"Traceback\"}}"));

        RunResult result = _host.Run("Get-MageBackfill 1, 2");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Equal(2, ((MageBackfill)Assert.Single(result.Output).BaseObject).Id);
    }

    [Fact]
    public void The_runs_of_a_backfill_are_listed_by_id_name_and_object()
    {
        RunResult byId = _host.Run("Get-MagePipelineRun -Backfill 1");
        Assert.Equal(["GET /api/backfills/1", "GET /api/pipeline_runs?backfill_id=1&disable_retries_grouping=true&order_by[]=id%20desc&_limit=100&_offset=0"], byId.Wire);
        Assert.Equal([3, 2, 1], byId.All<MagePipelineRun>().Select(run => run.Id));
        Assert.All(byId.All<MagePipelineRun>(), run => Assert.Equal(1, run.BackfillId));

        Assert.Equal(3, _host.Run("Get-MagePipelineRun -Backfill jan -Status initial").Output.Count);
        Assert.Empty(_host.Run("Get-MagePipelineRun -BackfillId (Get-MageBackfill 1) -Status failed").ThrowOnError().Output);
        Assert.Equal([3, 2], _host.Run("Get-MagePipelineRun -Backfill ja* -First 2").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Fact]
    public void Its_runs_are_filtered_as_others_are_but_not_by_a_schedule()
    {
        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.FindRun(2)!.Status = "failed";
        }

        Assert.Equal(2, _host.Run("Get-MagePipelineRun -Backfill 1 -LastFailed").One<MagePipelineRun>().Id);
        Assert.Equal(1, _host.Run("Get-MagePipelineRun -Backfill jan -Pipeline etl -Variable @{ ds = '2026-01-01' }").One<MagePipelineRun>().Id);

        RunResult refused = _host.Run("Get-MagePipelineRun -Backfill 1 -Schedule 1");
        Assert.Equal("InvalidInput", refused.ErrorId);
        Assert.Empty(refused.Wire);
    }

    [Fact]
    public void A_backfill_that_does_not_exist_is_told_although_Mage_lists_nothing_for_it()
    {
        RunResult result = _host.Run("Get-MagePipelineRun -Backfill 99, nope, nope*, 1 -First 1");

        Assert.Equal(["BackfillNotFound", "BackfillNotFound"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(["99", "nope"], result.Errors.Select(error => error.TargetObject.ToString()));
        Assert.Single(result.Output);
    }

    [Fact]
    public void Nothing_where_a_backfill_is_meant_is_not_all_of_them()
    {
        RunResult result = _host.Run("$null | Get-MageBackfill | Remove-MageBackfill -Confirm:$false");

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Wire);
    }
}
