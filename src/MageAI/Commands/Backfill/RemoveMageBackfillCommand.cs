using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Errors;
using MageAI.Operations;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Removes backfills. Mage keeps their runs, which belong to no backfill then, and the schedule it made for them. One with runs that
/// have not ended is refused without <c>-Force</c>. On SQLite the id is given out again.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MageBackfill", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageBackfillCommand : BackfillEnderCommand
{
    /// <summary>End the runs that have not ended first, as Stop-MageBackfill does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Remove the schedule that Mage made for it too. Its runs stay in the database, but no list of Mage shows them any more, nor their logs.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    private protected override void Act(MageSession session, MageBackfill backfill, MagePipelineRun[] runs)
    {
        MagePipelineRun[] live = Live(runs);
        if (live.Length > 0 && !Force)
        {
            throw BackfillErrors.Live(backfill, live, "End it with Stop-MageBackfill, or pass -Force to end and remove it.");
        }

        int? schedule = IncludeSchedule ? backfill.PipelineScheduleId : null;
        Perform(session, new Step<MageBackfill>(
            Words(backfill, live) + (schedule is null ? "" : $" and its schedule {schedule}"),
            live.Length > 0 ? "Stop and remove" : "Remove",
            backfill,
            call => RemoveAsync(session, backfill, live, schedule, call)), _ => { });
    }

    private static async Task<MageBackfill> RemoveAsync(MageSession session, MageBackfill backfill, MagePipelineRun[] live, int? schedule, MageCall call)
    {
        if (live.Length > 0)
        {
            await BackfillRuns.StopAsync(session, backfill, live, call).ConfigureAwait(false);
        }

        await session.Backfills.DeleteAsync(backfill.Id, call).ConfigureAwait(false);
        if (schedule is int id)
        {
            try
            {
                await session.Schedules.DeleteAsync(id, backfill.PipelineUuid, call).ConfigureAwait(false);
            }
            catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
            {
                // Somebody else removed it first, which is what was asked for.
            }
        }

        return backfill;
    }
}
