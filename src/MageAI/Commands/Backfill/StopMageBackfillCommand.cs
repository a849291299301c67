using System.Linq;
using System.Management.Automation;
using MageAI.Errors;
using MageAI.Operations;

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

    private protected override void Act(MageSession session, MageBackfill backfill, MagePipelineRun[] runs)
    {
        if (backfill is { PipelineScheduleId: null, Status: not ("cancelled" or "completed" or "failed") })
        {
            throw BackfillErrors.NotStarted(backfill);
        }

        int[] stray = [.. runs.Where(run => run.Status == "cancelled" && run.BlockRuns.Any(block => block.Status == "running")).Select(run => run.Id).OrderBy(id => id)];
        if (stray.Length > 0)
        {
            WriteWarning($"Backfill {backfill} was cancelled in Mage while blocks were running (runs {string.Join(", ", stray)}). Mage lets them go on to their end, and offers no way to stop them any more.");
        }

        MagePipelineRun[] live = Live(runs);
        if (live.Length == 0 && backfill.Status is "cancelled" or "completed" or "failed")
        {
            Emit(backfill);
            return;
        }

        Perform(session, new Step<MageBackfill>(Words(backfill, live), "Stop", backfill, call => BackfillRuns.StopAsync(session, backfill, live, call)), Emit);
    }

    private void Emit(MageBackfill backfill)
    {
        if (PassThru)
        {
            WriteObject(backfill);
        }
    }
}
