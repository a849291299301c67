using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What the blocks of a run did, and what they returned.</summary>
public sealed class RunTestsBlocks : RunTestsBase
{
    [Fact]
    public void Block_runs_come_in_the_order_in_which_they_began_with_what_they_raised()
    {
        Pipeline(_host, "etl", "x = 1", "raise ValueError('no rows')", "y = 2");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        RunResult result = _host.Run("$run | Get-MageBlockRun");

        MageBlockRun[] blocks = result.All<MageBlockRun>();
        Assert.Equal([("etl_0", "completed", null), ("etl_1", "failed", "ValueError: no rows"), ("etl_2", "cancelled", null)], blocks.Select(block => (block.BlockUuid!, block.Status!, block.Error)));
        Assert.True(blocks[0].Duration > System.TimeSpan.Zero);
        Assert.All(blocks, block => Assert.Equal(("etl", 1), (block.PipelineUuid, block.PipelineRunId)));
        Assert.Equal(["GET /api/pipeline_runs/1"], result.Wire);
    }

    [Fact]
    public void They_are_narrowed_by_block_and_status_and_found_by_rows()
    {
        Pipeline(_host, "etl", "x = 1", "raise ValueError('no')");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        Assert.Equal(["etl_1"], Uuids("Get-MageBlockRun 1 -Status FAILED"));
        Assert.Equal(["etl_0"], Uuids("Get-MageBlockRun 1 etl_0"));
        Assert.Equal(["etl_0", "etl_1"], Uuids("Get-MageBlockRun 1 ETL_*"));
        Assert.Equal(["etl_1"], Uuids("[pscustomobject]@{ PipelineRunId = '1' } | Get-MageBlockRun -Status failed"));
        Assert.Equal(["etl_1"], Uuids("Get-MageBlockRun 1 etl_1 | Get-MageBlockRun"));
        RunResult missing = _host.Run("Get-MageBlockRun 99, 1 -Block nope, etl_0");
        Assert.Equal(["PipelineRunNotFound", "BlockNotFound"], missing.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Single(missing.Output);
    }

    [Fact]
    public void Of_a_run_whose_schedule_is_gone_they_are_read_from_their_own_list()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Emulator.SeedRuns("etl", 2);
        _host.Run("Remove-MageSchedule 1 -Confirm:$false").ThrowOnError();

        MageBlockRun block = _host.Run("Get-MageBlockRun 1").One<MageBlockRun>();

        Assert.Equal(("etl_0", 1, "completed"), (block.BlockUuid, block.PipelineRunId, block.Status));
    }

    [Fact]
    public void An_output_is_a_table_of_sample_rows_or_a_text()
    {
        Pipeline(_host, "etl", "x = 1", "y = 2");
        _host.Run("$null = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();
        _host.Emulator.Faults.Next(
            EmulatorFault.Json("""
                {"outputs":[{"outputs":null,"sample_data":{"columns":["id","who",""],"rows":[[1,"alice",null],[2,"bob",1.5]]},"shape":[3000,3],"text_data":null,"type":"table","variable_uuid":"output_0"},
                {"outputs":null,"sample_data":null,"shape":null,"text_data":"True","type":"text","variable_uuid":"output_1"}],"metadata":{}}
                """),
            times: 2,
            pathContains: "outputs");

        RunResult result = _host.Run("Get-MageBlockOutput 1 etl_0");
        MageBlockOutput[] outputs = result.All<MageBlockOutput>();
        Assert.Equal(("etl_0", 1, "output_0", "table"), (outputs[0].BlockUuid, outputs[0].PipelineRunId, outputs[0].VariableUuid, outputs[0].Type));
        Assert.Equal([3000, 3], outputs[0].Shape);
        Assert.Equal(["id", "who", ""], outputs[0].Columns);
        Assert.Equal([2, "bob", 1.5], outputs[0].Rows[1]);
        Assert.Equal(("True", 0, 0), (outputs[1].TextData, outputs[1].Rows.Length, outputs[1].Shape.Length));
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/block_runs/1/outputs"], result.Wire);

        PSObject[] rows = [.. _host.Run("Get-MageBlockOutput 1 etl_0 -AsRow").ThrowOnError().Output];
        Assert.Equal([1, "alice", null], rows[0].Properties.Select(property => property.Value));
        Assert.Equal(["id", "who", "Column2"], rows[0].Properties.Select(property => property.Name));
        Assert.Equal("True", rows[2].Properties["Value"].Value);
    }

    [Fact]
    public void Outputs_are_read_of_all_blocks_that_completed()
    {
        Pipeline(_host, "etl", "x = 1", "raise ValueError('no')");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        RunResult result = _host.Run("$run | Get-MageBlockOutput; $run | Get-MageBlockRun -Block etl_1 | Get-MageBlockOutput");

        result.ThrowOnError();
        Assert.Equal(["GET /api/block_runs/1/outputs"], result.Wire.Where(line => line.Contains("outputs", System.StringComparison.Ordinal)));
        Assert.Equal("BlockNotFound", _host.Run("Get-MageBlockOutput 1 nope").ErrorId);
    }

    private string[] Uuids(string script) => [.. _host.Run(script).All<MageBlockRun>().Select(block => block.BlockUuid!)];
}
