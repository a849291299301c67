using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Finding;

namespace MageAI.Commands;

/// <summary>What changing and removing blocks share: which blocks are meant.</summary>
public abstract class BlockTargetCmdlet : MageWriteCmdlet
{
    /// <summary>The pipeline: uuid, name or object. A block piped in names both.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Pipeline { get; set; }

    /// <summary>The blocks' uuids or names, or wildcard patterns.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "BlockUuid")]
    [ArgumentCompleter(typeof(BlockCompleter))]
    [SupportsWildcards]
    public string[] Block { get; set; } = [];

    /// <summary>Handles each block that is meant.</summary>
    protected override void ProcessRecord()
    {
        // A pipeline has a uuid too, but it is not a block's.
        if (!IsTyped(nameof(Block)) && !IsMeant(Pipeline!, "block", Noun.Block, Noun.BlockRun))
        {
            return;
        }

        string[] names = (IsTyped(nameof(Block)) ? null : Pipeline!.OwnBlock) ?? Block;
        ForEachPipeline([Pipeline!], (session, pipeline) =>
        {
            if (!IsTyped(nameof(Block)) && Pipeline!.Source is MageBlock piped)
            {
                Attempt(piped.Uuid, () => Handle(session, piped));
                return;
            }

            BlockFinder finder = new(session, pipeline);
            foreach (MageBlock block in Await(call => finder.TargetsAsync(names, call)))
            {
                Attempt(block.Uuid, () => ActOn(session, finder, block));
            }
        });
    }

    /// <summary>What was taken for a uuid of a block may be one of a block beside the list of blocks, or the name of another.</summary>
    private void ActOn(MageSession session, BlockFinder finder, MageBlock block) => Otherwise(
        () => Handle(session, block),
        failure =>
        {
            if (failure.ErrorId != MageErrorId.BlockNotFound || block.Type is not null
                || Await(call => finder.NamedAsync(block.Uuid, call)) is not MageBlock other || (other.Uuid == block.Uuid && !other.IsSide))
            {
                return false;
            }

            Handle(session, other);
            return true;
        });

    /// <summary>Handles one block.</summary>
    /// <param name="session">Where.</param>
    /// <param name="block">The block as the list has it.</param>
    private protected abstract void Handle(MageSession session, MageBlock block);
}
