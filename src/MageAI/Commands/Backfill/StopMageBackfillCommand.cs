using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Operations;
using MageAI.Operations.Backfilling;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Ends backfills: first each run that has not ended, by itself, and then the backfill. Mage's own cancellation only relabels the runs
/// and lets their blocks go on. One that has ended already stays as it is, which is no error.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "MageBackfill", SupportsShouldProcess = true)]
[OutputType(typeof(MageBackfill))]
public sealed class StopMageBackfillCommand : BackfillEnderCommand
{
    /// <summary>Emit the backfills as they are then, also those that had ended before.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<Plan<MageBackfill>> PlanAsync(BackfillEnd end, MageBackfill backfill, MageCall call) => end.StopAsync(backfill, call);

    private protected override void Take(MageBackfill backfill)
    {
        if (PassThru)
        {
            WriteObject(backfill);
        }
    }
}
