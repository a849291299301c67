using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Reads the blocks of pipelines, in the pipeline's order, or those that no pipeline uses; with their code when asked for.</summary>
[Cmdlet(VerbsCommon.Get, "MageBlock", DefaultParameterSetName = PipelineSet)]
[OutputType(typeof(MageBlock))]
public sealed class GetMageBlockCommand : MageSessionCmdlet
{
    private const string PipelineSet = "Pipeline";
    private const string UnusedSet = "Unused";

    /// <summary>The pipelines: uuids, names, wildcard patterns or objects. A block piped in is read again.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>The blocks whose files lie in the project, and which no pipeline and no template has; those that code imports are among them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnusedSet)]
    public SwitchParameter Unused { get; set; }

    /// <summary>The blocks' uuids or names, or wildcard patterns. Default: all, callbacks, conditionals and those of extensions behind the others.</summary>
    [Parameter(Position = 1)]
    [Alias("Uuid", "BlockUuid")]
    [ArgumentCompleter(typeof(BlockCompleter))]
    [SupportsWildcards]
    public string[]? Block { get; set; }

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
        RequireFilled(nameof(Block), Block);
        RequireFilled(nameof(Type), Type);
        Type = Known("block type", Type, Vocabulary.BlockTypes);
    }

    /// <summary>Emits the blocks.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        if (Unused)
        {
            EmitUnused(Resolve());
            return;
        }

        foreach (MagePipelineArgument argument in Pipeline.Where(argument => Block is not null || !IsLost(argument, "block", Noun.Block)))
        {
            string[] names = Block ?? argument.OwnBlock ?? ["*"];
            if (new NamePattern(argument.Name).IsLiteral)
            {
                ForEachPipeline([argument], (session, pipeline) => Emit(session, pipeline, names, null));
            }
            else
            {
                EmitWherever(argument, names);
            }
        }
    }

    private void EmitUnused(MageSession session) => Attempt(null, () =>
    {
        UnusedBlockFinder finder = new(session);
        (IReadOnlyList<MageBlock> found, IReadOnlyList<MageException> missing) = Await(call => finder.FindAsync(Block, Type, call));
        foreach (MageBlock block in found)
        {
            Attempt(block, () => WriteObject(Content ? Await(call => finder.WithContentAsync(block, call)) : block));
        }

        foreach (MageException none in missing)
        {
            Report(none);
        }
    });

    /// <summary>Where a pattern names the pipelines, a block need not be in each of them; in none it is missing.</summary>
    private void EmitWherever(MagePipelineArgument pipelines, string[] names)
    {
        Dictionary<string, List<MageException>> missing = names.Distinct().ToDictionary(name => name, _ => new List<MageException>());
        HashSet<string> found = [];
        ForEachPipeline([pipelines], (session, pipeline) => Emit(session, pipeline, names, (name, failure) =>
        {
            if (failure is null)
            {
                found.Add(name);
            }
            else
            {
                missing[name].Add(failure);
            }
        }));
        foreach (string name in missing.Keys.Where(name => missing[name].Count > 0 && !found.Contains(name)))
        {
            Report(missing[name].Count == 1 ? missing[name][0] : BlockErrors.InNone(name, pipelines.Name, missing[name].Count));
        }
    }

    private void Emit(MageSession session, string pipeline, string[] names, Action<string, MageException?>? note)
    {
        BlockFinder finder = new(session, pipeline);
        HashSet<MageBlock> emitted = [];
        foreach (string name in names)
        {
            Attempt(name, () =>
            {
                foreach (MageBlock match in Matching(finder, name, note).Where(emitted.Add))
                {
                    Attempt(match.Uuid, () => WriteObject(Content ? Await(call => session.Blocks.ReadAsync(match, call)) : match));
                }
            });
        }
    }

    private IReadOnlyList<MageBlock> Matching(BlockFinder finder, string name, Action<string, MageException?>? note)
    {
        try
        {
            IReadOnlyList<MageBlock> matching = Await(call => finder.MatchingAsync(name, Type, call));
            note?.Invoke(name, null);
            return matching;
        }
        catch (MageException none) when (note is not null && none.ErrorId == MageErrorId.BlockNotFound)
        {
            note(name, none);
            return [];
        }
    }
}
