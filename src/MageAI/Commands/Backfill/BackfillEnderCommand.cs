using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;

namespace MageAI.Commands;

/// <summary>What ending and removing backfills share: which backfills are meant, and which of their runs are live.</summary>
public abstract class BackfillEnderCommand : MageSessionCmdlet
{
    /// <summary>Ids, names, wildcard patterns or backfills. Names need not be unique: all backfills of a name are meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BackfillId", "Name")]
    [ArgumentCompleter(typeof(BackfillCompleter))]
    [SupportsWildcards]
    public MageBackfillArgument[] Id { get; set; } = [];

    /// <summary>Only backfills of these pipelines: uuids, names, objects, or wildcard patterns for uuids.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
    }

    /// <summary>Finds the backfills and deals with one after another.</summary>
    protected override void ProcessRecord() => ForEachBackfill(Id, Given(Pipeline), (session, backfill) =>
        Act(session, backfill, backfill.PipelineScheduleId is null ? [] : Await(call => BackfillRuns.ListAsync(session, backfill.Id, call))));

    /// <summary>Deals with one backfill.</summary>
    /// <param name="session">Where.</param>
    /// <param name="backfill">The backfill as it is.</param>
    /// <param name="runs">Its runs; none of one that was never started.</param>
    private protected abstract void Act(MageSession session, MageBackfill backfill, MagePipelineRun[] runs);

    /// <summary>Those that have not ended.</summary>
    private protected static MagePipelineRun[] Live(MagePipelineRun[] runs) => [.. runs.Where(run => !run.HasEnded)];

    /// <summary>The words for <c>-WhatIf</c> and <c>-Confirm</c>.</summary>
    private protected static string Words(MageBackfill backfill, MagePipelineRun[] live) =>
        $"backfill {backfill} of pipeline {backfill.PipelineUuid}{(live.Length == 0 ? "" : live.Length == 1 ? " with a live run" : $" with {live.Length} live runs")}";
}
