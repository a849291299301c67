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
public sealed class GetMageBlockRunCommand : BlockRunReaderCommand
{
    /// <summary>Only block runs in one of these states.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockRunStatusCompleter))]
    public string[]? Status { get; set; }

    private protected override void Emit(MageSession session, MagePipelineRun run, NamePattern[]? blocks)
    {
        IReadOnlyCollection<MageBlockRun> all = run.BlockRuns;
        if (all.Count == 0)
        {
            // Of a run whose schedule was deleted Mage tells no more than this.
            all = Await(call => session.Runs.BlockRunsAsync(run.Id, call));
        }

        foreach (MageBlockRun block in Choose(run, all, blocks).OrderBy(block => block.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(block => block.Id))
        {
            if (Status is null || Status.Contains(block.Status, StringComparer.OrdinalIgnoreCase))
            {
                block.PipelineUuid ??= run.PipelineUuid;
                WriteObject(block);
            }
        }
    }
}
