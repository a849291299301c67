using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Operations.Backfilling;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>What ending and removing backfills share: which backfills are meant.</summary>
public abstract class BackfillEnderCommand : MageSessionCmdlet
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

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
    }

    /// <summary>Finds the backfills and deals with one after another.</summary>
    protected override void ProcessRecord() => ForEachBackfill(Backfill, Pipeline, (session, backfill) =>
        Perform(session, Await(call => PlanAsync(new BackfillEnd(session), backfill, call)), Take));

    /// <summary>A preview says what it comes to.</summary>
    protected override void EndProcessing() => Steps.End();

    /// <summary>What is to become of one.</summary>
    private protected abstract Task<Plan<MageBackfill>> PlanAsync(BackfillEnd end, MageBackfill backfill, MageCall call);

    /// <summary>Takes one that was dealt with.</summary>
    private protected virtual void Take(MageBackfill backfill)
    {
    }
}
