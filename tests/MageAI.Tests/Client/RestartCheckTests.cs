using System;
using System.Linq;
using System.Text.Json;
using MageAI.Operations.Running;
using MageAI.Resources;
using MageAI.Runs;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>A run of ok → after_ok and boom → after, beside each other, and of one chain; each in the states Mage leaves it in.</summary>
public sealed class RestartCheckTests : IDisposable
{
    private readonly MageSession _session = Connection.Offline();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("failed", "ok=completed after_ok=cancelled boom=failed after=cancelled", null, null)]
    [InlineData("cancelled", "ok=completed after_ok=cancelled boom=cancelled after=cancelled", null, null)]
    [InlineData("completed", "ok=completed after_ok=completed boom=completed after=completed", null, MageErrorId.RestartRefused)]
    [InlineData("completed", "ok=completed after_ok=completed boom=completed after=completed", "boom", null)]
    [InlineData("completed", "ok=completed after_ok=completed boom=completed after=completed", "nope", MageErrorId.BlockNotFound)]
    [InlineData("running", "ok=completed after_ok=initial boom=running after=initial", null, MageErrorId.RunInProgress)]
    [InlineData("initial", "", "ok", MageErrorId.RunInProgress)]
    [InlineData("cancelled", "ok=completed after_ok=running boom=completed after=initial", null, MageErrorId.RestartRefused)]
    [InlineData("failed", "ok=completed after_ok=cancelled renamed=failed", null, MageErrorId.RestartRefused)]
    [InlineData("failed", "ok=completed after_ok=cancelled after=failed", null, MageErrorId.RestartRefused)]
    [InlineData("failed", "ok=completed after_ok=failed renamed=completed", null, null)]
    [InlineData("failed", "ok=completed after_ok=completed boom=failed after=cancelled", "boom", null)]
    [InlineData("failed", "ok=completed after_ok=completed boom=failed after=cancelled", "ok", MageErrorId.RestartRefused)]
    [InlineData("failed", "ok=completed after_ok=cancelled boom=failed after=cancelled", "boom", MageErrorId.RestartRefused)]
    [InlineData("failed", "ok=completed after_ok=completed boom=completed after=failed", "boom", MageErrorId.RestartRefused)]
    [InlineData("cancelled", "ok=completed after_ok=completed boom=cancelled after=cancelled", "after", MageErrorId.RestartRefused)]
    [InlineData("cancelled", "ok=completed after_ok=completed boom=cancelled after=cancelled", "boom", null)]
    [InlineData("failed", "ok=completed after_ok=condition_failed boom=failed after=cancelled", "boom", null)]
    [InlineData("failed", "ok=completed after_ok=completed boom=failed after=cancelled gone=completed", "boom", MageErrorId.BlockNotFound)]
    [InlineData("failed", "ok=completed after_ok=completed boom=completed boom:0=failed boom:1=completed after=cancelled", "boom:0", MageErrorId.RestartRefused)]
    public void What_would_damage_a_run_or_hang_it_is_refused(string status, string blocks, string? from, MageErrorId? expected) =>
        Assert.Equal(expected, Refuse(status, blocks, from)?.ErrorId);

    [Fact]
    public void A_completed_block_above_the_failure_runs_again_when_that_is_what_is_wanted() =>
        Assert.Null(Refuse("failed", "ok=completed after_ok=completed boom=completed after=failed", "boom", redo: true));

    [Fact]
    public void Wanting_it_allows_nothing_that_does_damage() =>
        Assert.Equal(MageErrorId.RestartRefused, Refuse("failed", "ok=completed after_ok=completed boom=failed after=cancelled", "ok", redo: true)?.ErrorId);

    [Fact]
    public void A_refusal_names_the_block_in_the_way_and_says_what_to_do()
    {
        MageException refused = Refuse("failed", "ok=completed after_ok=completed boom=failed after=cancelled", "ok")!;

        Assert.Contains("block boom, which does not lie below ok", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was sent.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Restart without -FromBlock, or from boom.", refused.RecommendedAction);
    }

    private MageException? Refuse(string status, string blocks, string? from, bool redo = false)
    {
        MagePipelineRun run = ModelReader.One(
            Connection.Reply(JsonSerializer.Serialize(new
            {
                run = new
                {
                    id = 1,
                    pipeline_uuid = "etl",
                    pipeline_schedule_id = 1,
                    status,
                    block_runs = blocks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((block, i) => new { id = i + 1, block_uuid = block.Split('=')[0], status = block.Split('=')[1] }),
                },
            })),
            "run",
            RunJson.Default.MagePipelineRun,
            _session);
        (string Uuid, string[] Above)[] graph = [("ok", []), ("after_ok", ["ok"]), ("boom", []), ("after", ["boom"])];
        return RestartCheck.Refuse(run, [.. graph.Select(block => new MageBlock { Uuid = block.Uuid, UpstreamBlocks = block.Above })], from, redo);
    }
}
