using System;
using System.Linq;
using System.Xml.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class DiagramTests : RunTestsBase
{
    private const string Tree = "etl\n└─ etl_0    data_loader\n   ↓ etl_1  data_loader";

    public DiagramTests()
        : base(Still)
    {
        Pipeline(_host, "etl", "", "raise ValueError('no rows')");
        _host.Emulator.SeedRuns("etl", 2);
    }

    [Fact]
    public void A_literal_costs_one_request_and_never_one_for_the_pipeline_itself()
    {
        RunResult result = _host.Run("ConvertTo-MageDiagram etl");

        Assert.Equal(Tree, result.One<string>());
        Assert.Equal(["GET /api/pipelines/etl/blocks", "GET /api/file_contents/pipelines%2Fetl%2Fmetadata.yaml"], result.Wire);
    }

    [Fact]
    public void A_pipeline_that_is_piped_in_costs_none_and_needs_no_session()
    {
        RunResult result = _host.Run("$found = Get-MagePipeline etl; Disconnect-Mage; $emulator.ClearRequests(); $found | ConvertTo-MageDiagram");

        Assert.Equal(Tree, result.One<string>());
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void A_pipeline_object_from_before_its_blocks_were_made_is_asked_about()
    {
        RunResult result = _host.Run("$made = New-MagePipeline later; $null = New-MageBlock $made first custom; $made | ConvertTo-MageDiagram");

        Assert.Equal("later\n└─ first  custom", result.One<string>());
    }

    [Fact]
    public void A_pattern_a_name_a_row_a_block_and_a_schedule_mean_pipelines_too()
    {
        _host.Run("$null = New-MagePipeline empty").ThrowOnError();

        RunResult result = _host.Run("""
            ConvertTo-MageDiagram e*
            ConvertTo-MageDiagram ETL
            [pscustomobject]@{ Pipeline = 'etl' } | ConvertTo-MageDiagram
            [pscustomobject]@{ PipelineUuid = 'etl'; As = 'Dot' } | ConvertTo-MageDiagram
            Get-MageBlock etl etl_0 | ConvertTo-MageDiagram
            Get-MageSchedule -Pipeline etl | ConvertTo-MageDiagram
            ConvertTo-MageDiagram nobody*
            """);

        Assert.Equal(["empty\n(no blocks)", Tree, Tree, Tree, Tree, Tree, Tree], result.All<string>());
    }

    [Theory]
    [InlineData("Tree", "etl\n")]
    [InlineData("mermaid", "---\ntitle: \"etl\"\n---\nflowchart TB\n")]
    [InlineData("Dot", "digraph \"etl\" {\n    graph [rankdir=TB ")]
    [InlineData("Svg", "<svg class=\"mage-diagram\" ")]
    public void It_is_written_as_what_was_asked_for(string format, string begins) => Assert.StartsWith(
        begins, _host.Run("ConvertTo-MageDiagram etl -As $format -Direction TopDown", ("format", format)).One<string>(), StringComparison.Ordinal);

    [Fact]
    public void A_run_is_read_with_its_own_graph()
    {
        RunResult result = _host.Run("ConvertTo-MageDiagram etl -Run 1");

        Assert.Matches("^etl run 1 \\(completed\\), .+\n└─ etl_0    data_loader  ✓ completed  .+\n   ↓ etl_1  data_loader  ✓ completed  .+$", result.One<string>());
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/pipeline_runs/1/blocks"], result.Wire);
    }

    [Fact]
    public void A_run_tells_its_pipeline_by_id_by_object_by_block_run_and_by_row()
    {
        RunResult result = _host.Run("""
            ConvertTo-MageDiagram -Run 1
            ConvertTo-MageDiagram -Run (Get-MagePipelineRun 1)
            Get-MagePipelineRun 1 | ConvertTo-MageDiagram
            (Get-MagePipelineRun 1).BlockRuns[0] | ConvertTo-MageDiagram
            [pscustomobject]@{ Pipeline = 'etl'; RunId = '1' } | ConvertTo-MageDiagram
            [pscustomobject]@{ Run = 1 } | ConvertTo-MageDiagram
            Get-MagePipeline etl | ConvertTo-MageDiagram -Run 1
            ConvertTo-MageDiagram e* -Run 1
            """);

        Assert.Equal(8, result.All<string>().Length);
        Assert.All(result.All<string>(), text => Assert.StartsWith("etl run 1 (completed)", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_run_that_is_piped_in_is_drawn()
    {
        RunResult result = _host.Run("Get-MagePipelineRun -Pipeline etl | ConvertTo-MageDiagram -As Svg");

        Assert.Equal(["etl run 2 (completed)", "etl run 1 (completed)"], result.All<string>().Select(svg => ((XElement)XElement.Parse(svg).FirstNode!).Value));
    }

    [Fact]
    public void A_failed_run_shows_where_and_why()
    {
        RunResult result = _host.Run("$run = Invoke-MagePipelineRun etl; foreach ($loop in 1..10) { $clock.Advance('00:00:00.001'); $emulator.Tick() }; $run | ConvertTo-MageDiagram", ("clock", _host.Clock));

        Assert.Matches("^etl run 3 \\(failed\\).*\n└─ etl_0 +data_loader  ✓ completed.*\n   ↓ etl_1  data_loader  ✗ failed.*\n     .*ValueError: no rows \\(line 1\\)$", result.One<string>());
    }

    [Fact]
    public void A_run_that_has_not_begun_shows_the_blocks_of_its_pipeline()
    {
        RunResult result = _host.Run("Invoke-MagePipelineRun etl | ConvertTo-MageDiagram");

        Assert.Equal("etl run 3 (initial)\n└─ etl_0    data_loader  · not begun\n   ↓ etl_1  data_loader  · not begun", result.One<string>());
        Assert.Equal(["GET /api/pipeline_runs/3", "GET /api/pipelines/etl/blocks"], result.Wire[^2..]);
    }

    [Fact]
    public void A_block_that_was_removed_since_is_shown_and_marked()
    {
        RunResult result = _host.Run("Remove-MageBlock etl etl_1 -Confirm:$false; ConvertTo-MageDiagram -Run 1");

        Assert.Matches("^etl run 1 \\(completed\\).*\n├─ etl_0  data_loader        ✓ completed  .+\n└─ etl_1  left the pipeline  ✓ completed  .+$", result.One<string>());
    }

    [Fact]
    public void A_run_of_another_pipeline_is_refused_and_the_next_item_has_its_turn()
    {
        _host.Run("$null = New-MagePipeline other").ThrowOnError();

        Assert.Equal("PipelineRunNotFound", _host.Run("[pscustomobject]@{ Pipeline = 'other'; RunId = 1 } | ConvertTo-MageDiagram").ErrorId);

        RunResult result = _host.Run("'other', 'etl' | ConvertTo-MageDiagram -Run 1; ConvertTo-MageDiagram oth* -Run 1");

        Assert.Equal("InvalidInput", result.ErrorId);
        Assert.Equal("Run 1 is one of pipeline etl, not of other.", result.Error.Exception.Message);
        Assert.StartsWith("etl run 1", (string)Assert.Single(result.Output).BaseObject, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_exist_is_an_error_of_its_own_and_the_rest_is_drawn()
    {
        RunResult result = _host.Run("'nobody', 'etl' | ConvertTo-MageDiagram");
        Assert.Equal("PipelineNotFound", result.ErrorId);
        Assert.Equal("nobody", result.Error.TargetObject);
        Assert.Equal(Tree, Assert.Single(result.Output).BaseObject);

        RunResult run = _host.Run("ConvertTo-MageDiagram etl -Run 99");
        Assert.Equal("PipelineRunNotFound", run.ErrorId);
        Assert.Equal(99, run.Error.TargetObject);

        RunResult pipeline = _host.Run("ConvertTo-MageDiagram etl -Run (Get-MagePipeline etl)");
        Assert.Equal("WrongObjectType", pipeline.ErrorId);
    }

    [Fact]
    public void Of_a_run_whose_schedule_was_deleted_what_its_block_runs_tell_is_drawn()
    {
        _host.Run("$run = Get-MagePipelineRun 1; Remove-MageSchedule $run.PipelineScheduleId -Confirm:$false").ThrowOnError();

        string byId = _host.Run("ConvertTo-MageDiagram -Run 1").One<string>();
        Assert.StartsWith("run 1 (", byId, StringComparison.Ordinal);
        Assert.Contains("completed", byId, StringComparison.Ordinal);
        Assert.DoesNotContain("not begun", byId, StringComparison.Ordinal);
        Assert.Equal("etl " + byId, _host.Run("ConvertTo-MageDiagram -Run $run").One<string>());
        foreach (string form in new[] { "Mermaid", "Dot", "Svg" })
        {
            Assert.Contains("run 1 (", _host.Run($"ConvertTo-MageDiagram -Run 1 -As {form}").One<string>(), StringComparison.Ordinal);
        }

        RunResult within = _host.Run("ConvertTo-MageDiagram etl -Run 1");
        Assert.Equal("NotFound", within.ErrorId);
        Assert.Equal("Mage no longer tells of which pipeline run 1 is: its schedule was deleted.", within.Error.Exception.Message);

        _host.Run("Remove-MagePipeline etl -IncludeSchedule -Confirm:$false").ThrowOnError();
        Assert.Contains("completed", _host.Run("ConvertTo-MageDiagram -Run 1").One<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_fault_is_told()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Status(500), 5, pathContains: "/blocks");

        RunResult result = _host.Run("ConvertTo-MageDiagram -Run 1");

        Assert.Empty(result.Output);
        Assert.Equal(1, result.Error.TargetObject);
    }

    [Theory]
    [InlineData("ConvertTo-MageDiagram")]
    [InlineData("$null | ConvertTo-MageDiagram")]
    [InlineData("[pscustomobject]@{ Pipeline = $null } | ConvertTo-MageDiagram")]
    public void Without_a_pipeline_and_a_run_there_is_an_error_and_no_question(string script) => Assert.Equal("EmptyInput", _host.Run(script).ErrorId);

    [Fact]
    public void Nothing_piped_in_gives_nothing() => Assert.Empty(_host.Run("@() | ConvertTo-MageDiagram").ThrowOnError().Output);

    [Fact]
    public void Without_a_session_the_command_ends() => Assert.Equal("NotConnected", _host.Run("Disconnect-Mage; ConvertTo-MageDiagram etl").ErrorId);
}
