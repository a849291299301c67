using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>
/// PowerShell binds a property that is null to any parameter of its name, and takes the parameter set that has it: what is piped in is meant itself all the
/// same, and not all that its other properties name.
/// </summary>
public sealed class PipedThingTests : IDisposable
{
    private const string Saved = "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(";

    private readonly MageHost _host = MageHost.Connected();

    public PipedThingTests()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl s -Api; New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02").ThrowOnError();
        _host.Emulator.SeedRuns("etl", 3, scheduleId: 1);
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-MageBackfill jan")]
    [InlineData(Saved + "(Get-MageBackfill jan)))")]
    [InlineData("[pscustomobject]@{ BackfillId = '1'; Pipeline = 'etl'; PipelineScheduleId = $null }")]
    public void A_backfill_that_was_never_started_has_no_runs_and_those_of_its_pipeline_are_not_its(string backfill)
    {
        RunResult result = _host.Run(backfill + " | Get-MagePipelineRun").ThrowOnError();

        Assert.Empty(result.Output);
        Assert.StartsWith("GET /api/pipeline_runs?backfill_id=1&", Assert.Single(result.Wire, line => line.Contains("pipeline_runs", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Id = 2; PipelineUuid = 'etl'; PipelineScheduleId = $null; ExecutionDate = '2026-01-01T00:00:00Z' }")]
    [InlineData("[pscustomobject]@{ PipelineRunId = 2; Pipeline = 'etl'; Schedule = $null }")]
    [InlineData("[pscustomobject]@{ RunId = '2'; BlockUuid = 'etl_0'; PipelineUuid = 'etl'; Trigger = $null }")]
    public void A_row_of_a_run_without_a_schedule_means_that_run(string row)
    {
        Assert.Equal([2], _host.Run(row + " | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal(["DELETE /api/pipeline_runs/2"], _host.Run(row + " | Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false").ThrowOnError().Writes);
    }

    [Fact]
    public void A_run_whose_schedule_is_gone_is_measured_and_read_anew()
    {
        _host.Run("$all = Get-MagePipelineRun; Remove-MageSchedule 1 -Confirm:$false; $bare = Get-MagePipelineRun 2").ThrowOnError();

        Assert.Equal(1, _host.Run("($bare | Measure-MagePipelineRun).Count").One<int>());
        Assert.Equal([2], _host.Run("$bare | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Fact]
    public void Where_a_pipeline_stands_on_the_command_line_a_run_is_refused_unless_the_pipeline_is_said_for_each()
    {
        RunResult refused = _host.Run("Get-MagePipelineRun 2 | Get-MagePipelineRun -Pipeline etl");
        Assert.Equal(("InvalidInput", 0), (refused.ErrorId, refused.Output.Count));

        Assert.Equal([3, 2, 1], _host.Run("Get-MagePipelineRun 2 | Get-MagePipelineRun -Pipeline { $_.PipelineUuid }").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Theory]
    [InlineData("Get-MagePipelineRun -Run @()")]
    [InlineData("Get-MagePipelineRun -Run $null")]
    [InlineData("Get-MagePipelineRun -Run $null -Pipeline etl")]
    [InlineData("Get-MagePipelineRun -Run 2 -Pipeline etl")]
    [InlineData("Measure-MagePipelineRun -Run $null -Pipeline etl")]
    [InlineData("Measure-MagePipelineRun -Run 2 -Pipeline etl")]
    [InlineData("Get-MagePipelineRun 2 | Measure-MagePipelineRun -Pipeline etl")]
    public void A_run_that_is_none_or_is_not_all_that_is_said_is_not_taken_for_all(string command)
    {
        RunResult result = _host.Run(command);

        Assert.True(result.ErrorId is "EmptyInput" or "InvalidInput" || result.ErrorId.StartsWith("ParameterArgumentValidationError", StringComparison.Ordinal), result.ErrorId);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ PipelineUuid = 'etl'; RunId = '' } | Get-MagePipelineRun")]
    [InlineData("@{ Pipeline = 'etl'; PipelineRunId = $null } | Get-MagePipelineRun")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; BackfillId = ' ' } | Get-MagePipelineRun")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Id = '' } | Measure-MagePipelineRun")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Run = '' } | Get-MageLog")]
    [InlineData("[pscustomobject]@{ PipelineUuid = 'etl'; ScheduleId = $null } | Get-MageSchedule")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Schedule = '' } | Disable-MageSchedule")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Block = '' } | Get-MageBlock")]
    [InlineData("[pscustomobject]@{ PipelineUuid = 'etl'; Backfill = '' } | Get-MageBackfill")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Id = '' } | Remove-MageBackfill -Confirm:$false")]
    public void A_row_that_has_lost_what_it_is_of_is_not_taken_for_all_of_its_pipeline(string command)
    {
        _host.Run("New-MageBlock etl load data_loader -Content 'x = 1'").ThrowOnError();

        RunResult result = _host.Run(command);

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Output);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Schedule = '' } | Get-MagePipelineRun")]
    [InlineData("[pscustomobject]@{ Uuid = 'etl'; Id = '' } | Get-MagePipelineRun")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Comment = '' } | Get-MagePipelineRun")]
    public void An_empty_column_that_is_not_for_the_thing_leaves_a_row_what_it_is(string command) => Assert.Equal(3, _host.Run(command).ThrowOnError().Output.Count);

    [Theory]
    [InlineData("(Get-MageLog $run)")]
    [InlineData(Saved + "(Get-MageLog $run)))")]
    public void A_record_of_a_log_means_its_run_and_a_record_of_a_block_that_block(string records)
    {
        _host.Run("New-MageBlock etl load data_loader -Content 'x = 1'; New-MageBlock etl store data_exporter -Content 'x = 1'; $run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();
        Assert.Equal(_host.Run("$run.Id").One<int>(), _host.Run($"@({records}).Where({{ $_.PipelineRunId }})[0] | Get-MagePipelineRun").One<MagePipelineRun>().Id);
        Assert.Equal(["store"], _host.Run($"@({records}).Where({{ $_.BlockUuid -eq 'store' }})[0] | Get-MageBlockRun").All<MageBlockRun>().Select(run => run.BlockUuid));
        Assert.Equal(["store"], _host.Run($"@({records}).Where({{ $_.BlockUuid -eq 'store' }})[0] | Get-MageBlock").All<MageBlock>().Select(block => block.Uuid));
    }

    [Theory]
    [InlineData("Get-MagePipeline")]
    [InlineData("Remove-MagePipeline -Confirm:$false")]
    [InlineData("Get-MageBlock")]
    [InlineData("Get-MageSchedule")]
    [InlineData("Disable-MageSchedule")]
    [InlineData("Remove-MageSchedule -Confirm:$false")]
    [InlineData("Get-MagePipelineRun")]
    [InlineData("Stop-MagePipelineRun")]
    [InlineData("Remove-MagePipelineRun -Confirm:$false")]
    [InlineData("Get-MageBackfill")]
    [InlineData("Remove-MageBackfill -Confirm:$false")]
    [InlineData("Invoke-MagePipelineRun")]
    [InlineData("Get-MageLog")]
    public void The_id_and_the_name_of_an_object_of_another_program_mean_nothing_here(string command)
    {
        foreach (string way in (string[])["$ticket | " + command, "[datetime]::Now | " + command, string.Join(' ', command.Split(' ', 2).Take(1).Append("$ticket").Concat(command.Split(' ', 2).Skip(1)))])
        {
            RunResult result = _host.Run(way, ("ticket", new Ticket()));

            Assert.Equal(("WrongObjectType", 0), (result.ErrorId, result.Output.Count));
            Assert.Empty(result.Writes);
        }
    }

    [Theory]
    [InlineData("[decimal]2")]
    [InlineData("2.0")]
    [InlineData("[uint64]2")]
    [InlineData("[bigint]2")]
    [InlineData("[byte]2")]
    public void A_whole_number_of_any_type_is_an_id(string number) => Assert.Equal(2, _host.Run(number + " | Get-MagePipelineRun").One<MagePipelineRun>().Id);

    [Theory]
    [InlineData("Remove-MagePipelineRun 5000000000 -Confirm:$false", "InvalidName")]
    [InlineData("Remove-MageSchedule 5000000000 -Confirm:$false", "ScheduleNotFound")]
    [InlineData("Remove-MageBackfill 5000000000 -Confirm:$false", "BackfillNotFound")]
    [InlineData("2.5 | Remove-MagePipelineRun -Confirm:$false", "InvalidName")]
    public void A_number_that_can_be_no_id_is_told_as_it_was_written(string command, string error)
    {
        RunResult result = _host.Run(command);

        Assert.Equal(error, result.ErrorId);
        Assert.Contains(command.Contains("2.5", StringComparison.Ordinal) ? "2.5" : "5000000000", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Get-MagePipeline")]
    [InlineData("Remove-MagePipeline -Confirm:$false")]
    [InlineData("Remove-MageSchedule -Confirm:$false")]
    public void A_saved_session_is_no_pipeline_and_no_schedule_that_has_its_name(string command)
    {
        _host.Run("New-MagePipeline emulator; New-MageSchedule emulator emulator -Api").ThrowOnError();

        RunResult result = _host.Run(Saved + "(Get-MageSession))) | " + command);

        Assert.Equal("WrongObjectType", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    /// <summary>Something of another program, whose properties have the names that ours have.</summary>
    private sealed class Ticket
    {
        public int Id => 1;

        public string Name => "etl";

        public string Uuid => "etl";
    }
}
