using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Completion;
using MageAI.Terms;

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

    /// <summary>Refuses filters that are empty.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Status), Status);
        Status = Known("block run status", Status, BlockRunStatus.All);
    }

    /// <summary>Where a failed block run does not say why, its log does; where no block failed, or the run was cancelled, the scheduler's log, which is told beside them.</summary>
    private protected override void Complete(MageSession session, MagePipelineRun run)
    {
        Scope.LearnFailure(session, run);
        if (run.FailureReason is string reason)
        {
            WriteWarning($"{Wording.Capitalized(run.Words)} {(run.Status == RunStatus.Cancelled ? "was cancelled" : "failed in none of its blocks")}: {reason.TrimEnd('.')}.");
        }
    }

    private protected override void Emit(MageSession session, IEnumerable<MageBlockRun> blocks)
    {
        foreach (MageBlockRun block in blocks.OrderBy(block => block.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(block => block.Id))
        {
            if (IsOneOf(Status, block.Status))
            {
                WriteObject(block);
            }
        }
    }
}
