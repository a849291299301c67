using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations.Backfilling;

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
    [Alias("Id", "BackfillId", "Name")]
    [ArgumentCompleter(typeof(BackfillCompleter))]
    [SupportsWildcards]
    public MageBackfillArgument[] Backfill { get; set; } = [];

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
    protected override void ProcessRecord() => ForEachBackfill(Backfill, Pipeline, Act);

    private void Act(MageSession session, MageBackfill backfill)
    {
        BackfillStart start = Await(call => BackfillStart.PlanAsync(session, backfill, MaxRuns, Force, call));
        if (Perform(session, start.Plan) is not MageBackfill started)
        {
            Preview(session, backfill.PipelineUuid, start.Dates, "Run");
            return;
        }

        Began(session, started, start.Before);
        if (PassThru && !Waits)
        {
            WriteObject(started);
        }
    }
}
