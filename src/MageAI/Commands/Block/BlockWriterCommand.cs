using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;

namespace MageAI.Commands;

/// <summary>What changing and removing blocks share: which blocks are meant.</summary>
public abstract class BlockWriterCommand : MageSessionCmdlet
{
    private bool _uuidGiven;

    /// <summary>The pipeline: uuid, name or object. A block piped in names both.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Pipeline { get; set; }

    /// <summary>The blocks' uuids, or wildcard patterns.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("BlockUuid", "Block")]
    [ArgumentCompleter(typeof(BlockCompleter))]
    [SupportsWildcards]
    public string[] Uuid { get; set; } = [];

    /// <summary>Notes what the command line says, before objects bind to it.</summary>
    protected override void BeginProcessing() => _uuidGiven = IsBound(nameof(Uuid));

    /// <summary>Handles each block that is meant.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve(Pipeline!.Session);

        // A pipeline has a uuid too, but it is not a block's.
        if (!_uuidGiven && Pipeline.Source is not (null or MageBlock))
        {
            Report(ErrorRecords.WrongObject("block", Pipeline.Source));
            return;
        }

        Attempt(Pipeline.Name, () =>
        {
            string pipeline = Pipeline.Uuid;
            foreach (string uuid in Chosen(session, pipeline))
            {
                Attempt(uuid, () => Handle(session, pipeline, uuid));
            }
        });
    }

    private protected abstract void Handle(MageSession session, string pipeline, string uuid);

    private List<string> Chosen(MageSession session, string pipeline)
    {
        if (Pipeline!.Source is MageBlock block && !_uuidGiven)
        {
            return [block.Uuid];
        }

        List<string> chosen = [];
        List<MageBlock>? all = null;
        foreach (string name in Uuid)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                chosen.Add(name);
                continue;
            }

            all ??= Await(call => session.Blocks.ListAsync(pipeline, call));
            WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
            chosen.AddRange(all.Where(candidate => pattern.IsMatch(candidate.Uuid)).Select(candidate => candidate.Uuid));
        }

        return [.. chosen.Distinct(StringComparer.Ordinal)];
    }
}
