using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Finding;
using MageAI.Operations.Watching;

namespace MageAI.Commands;

/// <summary>What reading the block runs of runs shares: which runs and which blocks are meant.</summary>
public abstract class BlockRunReaderCommand : MageSessionCmdlet
{
    /// <summary>The runs: ids or objects. A block run means its block alone.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>Only these blocks: uuids or wildcard patterns. A dynamic block's uuid means its children too.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(RunBlockCompleter))]
    [SupportsWildcards]
    public string[]? Block { get; set; }

    /// <summary>Refuses filters that are empty.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Block), Block);
    }

    /// <summary>Reads one run after another.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        ForEach(Run, (session, argument) =>
        {
            if (IsMeant(argument, "pipeline run", Noun.Run, Noun.BlockRun))
            {
                MagePipelineRun run = Await(call => RunFinder.ReadAsync(session, argument, call));
                Scope.Await(call => RunFailure.FillAsync(session, run, call));
                Complete(session, run);
                BlockChoice choice = BlockChoice.Of(Block, argument);
                Scope.ReportMissing(run, choice);
                Emit(session, run.BlockRuns.Where(block => choice.Has(block.BlockUuid)));
            }
        });
    }

    /// <summary>Adds to a run what it does not say itself.</summary>
    private protected virtual void Complete(MageSession session, MagePipelineRun run)
    {
    }

    /// <summary>Emits what is wanted of the block runs of a run that are meant.</summary>
    /// <param name="session">Where.</param>
    /// <param name="blocks">The block runs.</param>
    private protected abstract void Emit(MageSession session, IEnumerable<MageBlockRun> blocks);
}
