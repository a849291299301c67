using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;

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

    /// <summary>The blocks' uuids, or wildcard patterns. Default: all. Callbacks and conditionals are found by their literal uuid only.</summary>
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

    /// <summary>Emits the blocks.</summary>
    protected override void ProcessRecord()
    {
        foreach (MagePipelineArgument argument in Pipeline)
        {
            MageSession session = Resolve(argument.Session);
            NamePattern[] wanted = argument.Source is MageBlock block && Uuid is null ? [NamePattern.Literal(block.Uuid)] : [.. (Uuid ?? ["*"]).Select(name => new NamePattern(name))];
            Attempt(argument.Name, () =>
            {
                foreach (string pipeline in PipelineUuids(argument, session).ToArray())
                {
                    Attempt(pipeline, () => Emit(session, pipeline, wanted));
                }
            });
        }
    }

    private void Emit(MageSession session, string pipeline, NamePattern[] wanted)
    {
        List<MageBlock> blocks = Await(call => session.Blocks.ListAsync(pipeline, call));
        foreach (NamePattern pattern in wanted)
        {
            MageBlock[] matches = [.. blocks.Where(block => pattern.IsMatch(block.Uuid) || (block.Name is not null && pattern.IsMatch(block.Name)))];
            if (matches.Length == 0 && pattern.IsLiteral)
            {
                // Lists leave callbacks and conditionals out; their own route knows them.
                Attempt(pattern.Meant, () => WriteObject(Await(call => session.Blocks.ReadAsync(pipeline, pattern.Meant, call))));
                continue;
            }

            foreach (MageBlock match in matches.Where(IsOfType))
            {
                Attempt(match.Uuid, () => WriteObject(Content ? Await(call => session.Blocks.ReadAsync(pipeline, match.Uuid, call)) : match));
            }
        }
    }

    private bool IsOfType(MageBlock block) => Type is null || Type.Contains(block.Type, StringComparer.OrdinalIgnoreCase);
}
