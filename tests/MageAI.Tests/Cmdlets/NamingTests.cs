using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Position 0 is the thing that a cmdlet is about, by id or by name; its parameter is the noun, and the names that it had before are aliases.</summary>
public sealed class NamingTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public NamingTests() => _host.Run("""
        $null = New-MagePipeline etl; $null = New-MagePipeline other
        $null = New-MageBlock etl load data_loader -Content x
        $null = New-MageSchedule etl nightly -Api; $null = New-MageSchedule etl early -Api; $null = New-MageSchedule other nightly -Api
        $null = New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Set-MagePipeline -{0} etl -Description x", "Pipeline", "Uuid", "PipelineUuid")]
    [InlineData("Rename-MagePipeline -{0} etl etl2; Rename-MagePipeline -{0} etl2 etl", "Pipeline", "Uuid", "PipelineUuid")]
    [InlineData("$null = Get-MagePipeline -{0} etl", "Pipeline", "Uuid", "PipelineUuid")]
    [InlineData("$null = Get-MageBlock etl -{0} load", "Block", "Uuid", "BlockUuid")]
    [InlineData("Set-MageBlock etl -{0} load -Color teal", "Block", "Uuid", "BlockUuid")]
    [InlineData("Set-MageSchedule -{0} early -Description x", "Schedule", "Id", "Name")]
    [InlineData("Disable-MageSchedule -{0} early", "Schedule", "ScheduleId", "Name")]
    [InlineData("$null = Get-MageSchedule -{0} early", "Schedule", "Name", "Name")]
    [InlineData("$null = Get-MageBackfill -{0} jan", "Backfill", "Id", "Name")]
    public void The_parameter_is_the_noun_and_the_names_before_are_aliases(string script, params string[] names) =>
        Assert.All(names, name => _host.Run(string.Format(null, script, name)).ThrowOnError());

    [Fact]
    public void A_schedule_is_read_by_its_id_its_name_or_itself_and_a_number_is_an_id_first()
    {
        Assert.Equal([2], Ids("Get-MageSchedule 2"));
        Assert.Equal([2], Ids("Get-MageSchedule (Get-MageSchedule early)"));
        Assert.Equal([1, 2, 3], Ids("Get-MageSchedule (Get-MageSchedule early), nightly"));
        Assert.Equal([1, 3], Ids("Get-MageSchedule nightly"));
        Assert.Equal(["ScheduleNotFound", "ScheduleNotFound"], _host.Run("Get-MageSchedule 2, 99, nope").Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));

        _host.Run("$null = New-MageSchedule other 2 -Api; $null = New-MageSchedule etl 77 -Api").ThrowOnError();
        Assert.Equal([2], Ids("Get-MageSchedule 2"));
        Assert.Equal([5], Ids("Get-MageSchedule 77"));
        Assert.Equal([5], Ids("Enable-MageSchedule '77' -PassThru"));
        Assert.Equal([4], Ids("'2' | Enable-MageSchedule -PassThru -Pipeline other"));
    }

    [Fact]
    public void A_pipeline_piped_in_means_all_that_it_has()
    {
        _host.Run("Get-MagePipeline etl | Enable-MageSchedule").ThrowOnError();

        // That of the backfill is one too.
        Assert.Equal(["active", "active"], _host.Run("Get-MageSchedule nightly, early -Pipeline etl").All<MageSchedule>().Select(schedule => schedule.Status));
        Assert.Equal("inactive", _host.Run("Get-MageSchedule nightly -Pipeline other").One<MageSchedule>().Status);

        _host.Run("Get-MagePipeline etl | Remove-MageBackfill -Confirm:$false").ThrowOnError();
        Assert.Empty(_host.Run("Get-MageBackfill").ThrowOnError().Output);
    }

    [Theory]
    [InlineData("Get-MagePipelineRun nightly")]
    [InlineData("'nightly' | Get-MagePipelineRun")]
    [InlineData("Get-MageLog nightly")]
    [InlineData("Get-MageBlockRun nightly")]
    [InlineData("Get-MageBlockOutput nightly load")]
    [InlineData("Stop-MagePipelineRun nightly")]
    [InlineData("Wait-MagePipelineRun nightly")]
    [InlineData("Restart-MagePipelineRun nightly")]
    [InlineData("'nightly' | Remove-MagePipelineRun -Confirm:$false")]
    [InlineData("'nightly' | Measure-MagePipelineRun")]
    public void A_name_where_the_id_of_a_run_is_meant_is_told_of_with_the_parameter_that_is(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("InvalidName", result.ErrorId);
        Assert.Contains("-Pipeline", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Set_with_a_new_name_renames_after_all_else_and_writes_nothing_where_the_name_is_taken()
    {
        Assert.Equal("PipelineExists", _host.Run("Set-MagePipeline etl -Description x -NewName Other").ErrorId);
        RunResult both = _host.Run("Set-MagePipeline etl -Description x -NewName 'Daily Sales' -PassThru");

        MagePipeline changed = both.One<MagePipeline>();
        Assert.Equal(("daily_sales", "Daily Sales", "x"), (changed.Uuid, changed.Name, changed.Description));
        Assert.Equal(2, both.Writes.Length);
    }

    private int[] Ids(string script) => [.. _host.Run(script).All<MageSchedule>().Select(schedule => schedule.Id).Order()];
}
