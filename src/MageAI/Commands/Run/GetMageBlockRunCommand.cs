using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;

namespace MageAI.Commands;

/// <summary>Reads the block runs of runs, in the order in which they began: how long each took, and what it raised.</summary>
[Cmdlet(VerbsCommon.Get, "MageBlockRun")]
[OutputType(typeof(MageBlockRun))]
public sealed class GetMageBlockRunCommand : MageRunCmdlet
{
    /// <summary>The runs: ids or objects. A block run that is piped in is read anew.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>Only these blocks: uuids or wildcard patterns. A dynamic block's uuid means its children too.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(RunBlockCompleter))]
    [SupportsWildcards]
    public string[]? Block { get; set; }

    /// <summary>Only block runs in one of these states.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockRunStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Emits the block runs.</summary>
    protected override void ProcessRecord()
    {
        foreach (MageRunArgument argument in Run)
        {
            MageSession session = Resolve(argument.Session);
            if (TryRunId(argument, out int id))
            {
                Attempt(id, () => Emit(session, argument, id));
            }
        }
    }

    private void Emit(MageSession session, MageRunArgument argument, int id)
    {
        MagePipelineRun run = ReadRun(session, argument, id);
        IReadOnlyCollection<MageBlockRun> blocks = run.BlockRuns;
        if (blocks.Count == 0)
        {
            // Of a run whose schedule was deleted Mage tells no more than this.
            blocks = Await(call => session.Runs.BlockRunsAsync(id, call));
        }

        foreach (MageBlockRun block in Choose(run, blocks, BlockPatterns(Block, argument))
            .OrderBy(block => block.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(block => block.Id))
        {
            if (Status is null || Status.Contains(block.Status, StringComparer.OrdinalIgnoreCase))
            {
                block.PipelineUuid ??= run.PipelineUuid;
                WriteObject(block);
            }
        }
    }
}
