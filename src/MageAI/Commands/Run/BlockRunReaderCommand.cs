using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;

namespace MageAI.Commands;

/// <summary>What reading the block runs of runs shares: which runs and which blocks are meant.</summary>
public abstract class BlockRunReaderCommand : MageRunCmdlet
{
    /// <summary>The runs: ids or objects. A block run means its block alone.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>Only these blocks: uuids or wildcard patterns. A dynamic block's uuid means its children too.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(RunBlockCompleter))]
    [SupportsWildcards]
    public string[]? Block { get; set; }

    /// <summary>Reads one run after another.</summary>
    protected override void ProcessRecord()
    {
        foreach (MageRunArgument argument in Run)
        {
            MageSession session = Resolve(argument.Session);
            if (TryRunId(argument, out int id))
            {
                Attempt(id, () => Read(session, ReadRun(session, argument, id), BlockPatterns(Block, argument)));
            }
        }
    }

    /// <summary>Emits what is wanted of the block runs of a run that are meant.</summary>
    /// <param name="session">Where.</param>
    /// <param name="blocks">The block runs.</param>
    private protected abstract void Emit(MageSession session, IEnumerable<MageBlockRun> blocks);

    private void Read(MageSession session, MagePipelineRun run, NamePattern[]? blocks)
    {
        IReadOnlyCollection<MageBlockRun> all = run.BlockRuns;
        if (all.Count == 0)
        {
            // Of a run whose schedule was deleted Mage tells no more than this.
            all = Await(call => session.Runs.BlockRunsAsync(run.Id, call));
        }

        foreach (MageBlockRun block in all)
        {
            block.PipelineUuid ??= run.PipelineUuid;
        }

        Emit(session, Choose(run, all, blocks));
    }
}
