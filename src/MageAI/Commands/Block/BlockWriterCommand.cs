using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Errors;

namespace MageAI.Commands;

/// <summary>What changing and removing blocks share: which blocks are meant.</summary>
public abstract class BlockWriterCommand : MageSessionCmdlet
{
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

    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save no time; writes to
    /// one pipeline go one after another in any case.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int Throttle => ThrottleLimit;

    /// <summary>Handles each block that is meant.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve(Pipeline!.Session);

        // A pipeline has a uuid too, but it is not a block's.
        if (!IsTyped(nameof(Uuid)) && Pipeline.Source is not (null or MageBlock))
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
        if (Pipeline!.Source is MageBlock block && !IsTyped(nameof(Uuid)))
        {
            return [block.Uuid];
        }

        List<string> chosen = [];
        List<MageBlock>? all = null;
        foreach (string name in Uuid)
        {
            if (!NamePattern.IsPattern(name))
            {
                chosen.Add(name);
                continue;
            }

            all ??= Await(call => session.Blocks.ListAsync(pipeline, call));
            NamePattern pattern = new(name);
            chosen.AddRange(all.Where(candidate => pattern.IsMatch(candidate.Uuid)).Select(candidate => candidate.Uuid));
        }

        return [.. chosen.Distinct(StringComparer.Ordinal)];
    }
}
