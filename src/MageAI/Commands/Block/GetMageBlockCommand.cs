using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Finding;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Reads the blocks of pipelines, in the pipeline's order; with their code when asked for.</summary>
[Cmdlet(VerbsCommon.Get, "MageBlock")]
[OutputType(typeof(MageBlock))]
public sealed class GetMageBlockCommand : MageSessionCmdlet
{
    /// <summary>The pipelines: uuids, names, wildcard patterns or objects. A block piped in is read again.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>The blocks' uuids, or wildcard patterns. Default: all, callbacks and conditionals behind the others.</summary>
    [Parameter(Position = 1)]
    [Alias("BlockUuid", "Block")]
    [ArgumentCompleter(typeof(BlockCompleter))]
    [SupportsWildcards]
    public string[]? Uuid { get; set; }

    /// <summary>Only blocks of these types.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string[]? Type { get; set; }

    /// <summary>Read the code too: one more request for each block.</summary>
    [Parameter]
    public SwitchParameter Content { get; set; }

    /// <summary>Refuses filters that are empty or that Mage does not know.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Uuid), Uuid);
        RequireFilled(nameof(Type), Type);
        Type = Known("block type", Type, Vocabulary.BlockTypes);
    }

    /// <summary>Emits the blocks.</summary>
    protected override void ProcessRecord()
    {
        foreach (MagePipelineArgument argument in Pipeline)
        {
            string[] names = Uuid ?? (argument.Identity is { Noun: Noun.Block or Noun.BlockRun, Block: string own } ? [WildcardPattern.Escape(own)] : ["*"]);
            ForEachPipeline([argument], (session, pipeline) => Emit(session, pipeline, names));
        }
    }

    private void Emit(MageSession session, string pipeline, string[] names)
    {
        BlockFinder finder = new(session, pipeline);
        HashSet<MageBlock> emitted = [];
        foreach (string name in names)
        {
            Attempt(name, () =>
            {
                foreach (MageBlock match in Await(call => finder.MatchingAsync(name, Type, call)).Where(emitted.Add))
                {
                    Attempt(match.Uuid, () => WriteObject(Content ? Await(call => session.Blocks.ReadAsync(match, call)) : match));
                }
            });
        }
    }
}
