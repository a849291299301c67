using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Backfills;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Operations;
using MageAI.Pipelines;

namespace MageAI.Commands;

/// <summary>
/// Starts backfills: Mage makes all of their runs at once. One that was started before is refused without <c>-Force</c>, for Mage
/// would make the runs of all dates again, and one that is under way in any case.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "MageBackfill", SupportsShouldProcess = true)]
[OutputType(typeof(MageBackfill), typeof(MagePipelineRun))]
public sealed class StartMageBackfillCommand : BackfillStarterCommand
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

    /// <summary>Start also what was started before and has ended: all of its dates run again.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the backfills as they are then. With <c>-Wait</c> their runs are emitted instead.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
    }

    /// <summary>Finds the backfills and starts one after another.</summary>
    protected override void ProcessRecord() => ForEachBackfill(Id, Given(Pipeline), Act);

    private void Act(MageSession session, MageBackfill backfill)
    {
        if (backfill.BlockUuid is { Length: > 0 })
        {
            throw BackfillErrors.ForBlock(backfill);
        }

        if (backfill.Status is "initial" or "running")
        {
            throw BackfillErrors.Running(backfill);
        }

        bool again = backfill.StartedAt is not null || backfill.PipelineScheduleId is not null;
        if (again && !Force)
        {
            throw BackfillErrors.StartedBefore(backfill);
        }

        if (again && (HasLimit(backfill.Settings)
            || (backfill.PipelineUuid is string pipeline && HasLimit(Await(call => session.Pipelines.FindAsync(pipeline, call))?.ConcurrencyConfig))))
        {
            throw BackfillErrors.Limited(backfill);
        }

        DateTimeOffset[] dates = BackfillDates.Require(backfill.StartDatetime, backfill.EndDatetime, backfill.Interval, MaxRuns, backfill);
        MagePipelineRun[] before = again ? Await(call => BackfillRuns.ListAsync(session, backfill.Id, call)) : [];
        if (before.Where(run => !run.HasEnded).ToArray() is { Length: > 0 } live)
        {
            throw BackfillErrors.Live(backfill, live, "Wait for them, or end it with Stop-MageBackfill.");
        }

        string what = $"backfill {backfill} of pipeline {backfill.PipelineUuid} with {(dates.Length == 1 ? "1 run" : $"{dates.Length} runs")}";
        if (Perform(session, new Step<MageBackfill>(what, again ? "Start again" : "Start", backfill, call => session.Backfills.StartAsync(backfill, call))) is not MageBackfill started)
        {
            Preview(session, backfill.PipelineUuid, dates, "Run");
            return;
        }

        Began(session, started, before);
        if (PassThru && !Waits)
        {
            WriteObject(started);
        }
    }

    private static bool HasLimit(Dictionary<string, object?>? settings) => settings is not null && settings.TryGetValue("pipeline_run_limit", out object? limit) && limit is not null;
}
