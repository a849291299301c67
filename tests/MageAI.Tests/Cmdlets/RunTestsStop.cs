using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class RunTestsStop : RunTestsBase
{
    public RunTestsStop()
        : base(Still) => Pipeline(_host, "etl");

    [Fact]
    public void Cancels_by_id_by_object_and_by_row()
    {
        _host.Run("1..4 | ForEach-Object { $null = Invoke-MagePipelineRun etl }").ThrowOnError();

        RunResult result = _host.Run("""
            Stop-MagePipelineRun 1 -PassThru
            Get-MagePipelineRun 2 | Stop-MagePipelineRun -PassThru
            [pscustomobject]@{ Id = '3' } | Stop-MagePipelineRun -PassThru
            [pscustomobject]@{ RunId = [long]4 } | Stop-MagePipelineRun
            """);

        Assert.Equal([(1, "cancelled"), (2, "cancelled"), (3, "cancelled")], result.All<MagePipelineRun>().Select(run => (run.Id, run.Status!)));
        Assert.Equal(
            [1, 2, 3, 4],
            result.Writes.Select(line => int.Parse(line.Split(' ')[1].Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("PUT /api/pipeline_runs/1 {\"pipeline_run\":{\"status\":\"cancelled\"}}", result.Writes[0]);
    }

    [Fact]
    public void A_run_past_its_SLA_is_cancelled_too()
    {
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();
        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.Data.Runs[1].PassedSla = true;
        }

        MagePipelineRun run = _host.Run("Get-MagePipelineRun -Status initial, running | Stop-MagePipelineRun -PassThru").One<MagePipelineRun>();

        Assert.Equal(("cancelled", true), (run.Status, run.PassedSla));
    }

    [Fact]
    public void A_run_that_has_ended_in_between_is_no_error()
    {
        _host.Emulator.SeedRuns("etl", 1);

        RunResult result = _host.Run("Stop-MagePipelineRun 1 -PassThru");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
    }

    [Fact]
    public void A_run_that_goes_on_although_Mage_says_yes_is_an_error()
    {
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"pipeline_run\":{\"id\":1,\"pipeline_uuid\":\"etl\",\"status\":\"running\"}}"), method: "PUT");

        RunResult result = _host.Run("Stop-MagePipelineRun 1 -PassThru");

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_schedule_or_a_pipeline_piped_in_by_mistake_is_refused()
    {
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();
        MageSchedule schedule = ScheduleObject(1);

        RunResult result = _host.Run("$schedule | Stop-MagePipelineRun; Get-MagePipeline etl | Stop-MagePipelineRun", ("schedule", schedule));

        Assert.Equal(["WrongObjectType", "WrongObjectType"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Empty(result.Writes);
        Assert.Equal("WrongObjectType", _host.Run("$schedule | Wait-MagePipelineRun", ("schedule", schedule)).ErrorId);
    }

    [Fact]
    public void A_missing_run_is_told_and_WhatIf_writes_nothing()
    {
        _host.Run("$null = Invoke-MagePipelineRun etl").ThrowOnError();

        RunResult whatIf = _host.Run("Stop-MagePipelineRun 1 -PassThru -WhatIf");
        Assert.Empty(whatIf.ThrowOnError().Output);
        Assert.Empty(whatIf.Writes);
        Assert.Equal("PipelineRunNotFound", _host.Run("Stop-MagePipelineRun 99 -WhatIf").ErrorId);

        RunResult missing = _host.Run("Stop-MagePipelineRun 99, 1");
        Assert.Equal("PipelineRunNotFound", missing.ErrorId);
        Assert.Equal(99, missing.Error.TargetObject);
        Assert.Equal(2, missing.Writes.Length);
    }

    [Fact]
    public void A_viewer_is_refused()
    {
        using MageHost host = MageHost.ConnectedAs("viewer");
        host.Run("Connect-Mage -Emulator $emulator -Name owner -NotDefault; New-MagePipeline etl -Session owner; $null = Invoke-MagePipelineRun etl -Session owner").ThrowOnError();

        RunResult result = host.Run("Stop-MagePipelineRun 1");

        Assert.Equal("Forbidden", result.ErrorId);
        Assert.Equal(ErrorCategory.PermissionDenied, result.Error.CategoryInfo.Category);
    }
}
