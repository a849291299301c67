using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Rows of the columns that a table shows mean what the table was of, though other tables have columns of these names.</summary>
public sealed class TableRowTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public TableRowTests()
    {
        _host.Run("""
            'etl', 'other' | New-MagePipeline | Out-Null
            New-MageBlock etl load data_loader -Content x | Out-Null
            'first', 'second', 'third' | ForEach-Object { New-MageSchedule other $_ -Api } | Out-Null
            New-MageSchedule etl nightly -Api | Out-Null
            New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02 | Out-Null
            """).ThrowOnError();
        _host.Emulator.SeedRuns("etl", 2, scheduleId: 4);
        _host.Emulator.SeedRuns("etl", 1, "failed", scheduleId: 4);
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("@{ Id = '2'; Status = 'completed'; Started = '2026-01-01'; Schedule = 'nightly' }")]
    [InlineData("@{ Id = '2'; Pipeline = 'etl'; Schedule = 'nightly' }")]
    [InlineData("@{ Id = 2; PipelineScheduleId = 4 }")]
    [InlineData("@{ Id = 2; Pipeline = 'etl'; ScheduleId = 4 }")]
    [InlineData("@{ Id = 2; Pipeline = 'etl'; QueueTime = '00:00:01' }")]
    public void A_row_of_a_run_means_that_run_and_is_no_schedule(string row)
    {
        string piped = $"[pscustomobject]{row} |";
        Assert.Equal([2], _host.Run(piped + " Get-MagePipelineRun").ThrowOnError().All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal(["DELETE /api/pipeline_runs/2"], _host.Run(piped + " Remove-MagePipelineRun -Confirm:$false").ThrowOnError().Writes);
        foreach (string command in new[] { "Disable-MageSchedule", "Remove-MageSchedule -Confirm:$false", "Set-MageSchedule -Description x", "Invoke-MagePipelineRun" })
        {
            RunResult refused = _host.Run($"{piped} {command}");
            Assert.Equal("WrongObjectType", refused.ErrorId);
            Assert.Empty(refused.Writes);
        }
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Id = 2; Status = 'completed'; Schedule = 'nightly' }")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Schedule = 'nightly' }")]
    [InlineData("[pscustomobject]@{ Time = '2026-01-01'; Pipeline = 'etl'; Schedule = 'nightly' }")]
    [InlineData("[pscustomobject]@{ PSTypeName = 'Selected.MageAI.MageSchedule'; Name = 'nightly'; Pipeline = 'etl' }")]
    public void A_row_that_names_its_schedule_leads_to_it(string row)
    {
        Assert.Equal([4], _host.Run(row + " | Get-MageSchedule").ThrowOnError().All<MageSchedule>().Select(schedule => schedule.Id));
    }

    [Fact]
    public void Rows_without_a_number_are_known_by_name()
    {
        Assert.StartsWith("PUT /api/pipeline_schedules/4 ", Assert.Single(_host.Run("[pscustomobject]@{ PSTypeName = 'Selected.MageAI.MageSchedule'; Name = 'nightly'; Pipeline = 'etl'; Status = 'inactive' } | Enable-MageSchedule").ThrowOnError().Writes), StringComparison.Ordinal);
        Assert.Single(_host.Run("[pscustomobject]@{ PSTypeName = 'Selected.MageAI.MagePipeline'; Name = 'etl'; Type = 'python' } | Set-MagePipeline -AddTag x").ThrowOnError().Writes);
        Assert.Single(_host.Run("[pscustomobject]@{ PSTypeName = 'Selected.MageAI.MageBackfill'; Name = 'jan'; Pipeline = 'etl' } | Remove-MageBackfill -Confirm:$false").ThrowOnError().Writes);
    }

    [Theory]
    [InlineData("Measure-MagePipelineRun -Since 999d -GroupBy Schedule | Set-MageSchedule -AddTag flaky", "PUT /api/pipeline_schedules/4 {\"pipeline_schedule\":{\"tags\":[\"flaky\"]}}")]
    [InlineData("Measure-MagePipelineRun -Since 999d -GroupBy Pipeline | Set-MagePipeline -AddTag flaky", "PUT /api/pipelines/etl {\"pipeline\":{\"tags\":[\"flaky\"]}}")]
    public void The_columns_of_a_figure_are_no_fields_of_what_it_is_of(string script, string write) =>
        Assert.Equal([write], _host.Run(script).ThrowOnError().Writes);

    [Fact]
    public void A_row_of_a_figure_is_no_schedule_of_that_name()
    {
        _host.Run("New-MageSchedule other etl -Api").ThrowOnError();

        RunResult result = _host.Run("[pscustomobject]@{ GroupBy = 'Pipeline'; Name = 'etl'; PipelineUuid = 'etl'; PipelineScheduleId = ''; Count = '3' } | Remove-MageSchedule -Confirm:$false");

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Get-MageBlock")]
    [InlineData("Get-MageBlockRun")]
    [InlineData("Get-MageBlockOutput")]
    [InlineData("ConvertTo-MageDiagram")]
    public void A_session_alone_is_refused_where_a_thing_has_to_be_named(string command)
    {
        RunResult result = _host.Run("Get-MageSession | " + command);

        Assert.Contains(result.ErrorId, new[] { "WrongObjectType", "EmptyInput" });
        Assert.NotEmpty(result.Error.ErrorDetails?.RecommendedAction ?? string.Empty);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("Get-MagePipelineRun 1, 2, 3 -Status failed", 3)]
    [InlineData("Get-MagePipelineRun | Get-MagePipelineRun -Status failed", 3)]
    [InlineData("Get-MagePipelineRun | Get-MagePipelineRun -Status running, completed", 1, 2)]
    [InlineData("Get-MagePipelineRun | Get-MagePipelineRun -Since 2020-01-01 -Until 2020-01-02")]
    [InlineData("Get-MagePipelineRun | Get-MagePipelineRun -Variable @{ nobody = 'has' }")]
    public void What_narrows_a_search_narrows_what_is_named_and_piped_in(string script, params int[] ids)
    {
        Assert.Equal(ids, _host.Run(script).ThrowOnError().All<MagePipelineRun>().Select(run => run.Id).Order());
    }

    [Theory]
    [InlineData("Get-MagePipelineRun 1 -Latest")]
    [InlineData("Get-MagePipelineRun 1 -LastFailed")]
    public void One_that_is_named_is_not_chosen_among_others(string script) => Assert.Equal("InvalidInput", _host.Run(script).ErrorId);

    [Theory]
    [InlineData("Get-MageUpcomingRun nobody")]
    [InlineData("Get-MageUpcomingRun nobody -Missed")]
    [InlineData("$p = Get-MagePipeline etl; Rename-MagePipeline etl etl2; $p | Get-MageUpcomingRun")]
    [InlineData("$p = Get-MagePipeline etl; Rename-MagePipeline etl etl2; $p | Measure-MagePipelineRun")]
    [InlineData("$p = Get-MagePipeline etl; Rename-MagePipeline etl etl2; $p | Get-MagePipelineRun")]
    public void A_pipeline_that_is_not_there_is_an_error_and_not_nothing(string script) => Assert.Equal("PipelineNotFound", _host.Run(script).ErrorId);

    [Fact]
    public void A_row_of_a_schedule_that_moved_with_its_pipeline_is_found()
    {
        _host.Run("$s = Get-MageSchedule -Id 4; $rows = [pscustomobject]@{ Id = 4; Name = $s.Name; ScheduleType = $s.ScheduleType; PipelineUuid = 'etl'; Pipeline = 'etl'; CreatedAt = $s.CreatedAt }; $run = Get-MagePipelineRun 2; Rename-MagePipeline etl 'etl two'").ThrowOnError();

        Assert.StartsWith("PUT /api/pipeline_schedules/4 ", Assert.Single(_host.Run("$rows | Set-MageSchedule -AddTag x").ThrowOnError().Writes), StringComparison.Ordinal);
        Assert.Single(_host.Run("$run | ConvertTo-MageDiagram").ThrowOnError().Output);
    }

    [Fact]
    public void A_row_that_says_its_session_is_refused_on_another_server()
    {
        using MageAI.Emulation.MageEmulator other = MageAI.Emulation.MageEmulator.Start();
        _host.Run($"Connect-Mage {other.Uri} -Name two -NotDefault").ThrowOnError();

        RunResult result = _host.Run("[pscustomobject]@{ ScheduleId = 1; Session = (Get-MageSession -Default).Name } | Disable-MageSchedule -Session two");
        Assert.Equal("WrongServer", result.ErrorId);
        Assert.Empty(result.Writes);

        Assert.Equal("WrongServer", _host.Run("Get-MagePipelineRun 2 | ConvertTo-MageDiagram -Session two").ErrorId);
    }
}
