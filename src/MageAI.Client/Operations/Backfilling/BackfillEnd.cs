using System.Linq;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Backfilling;

/// <summary>Ends and removes backfills of one server, with their runs.</summary>
internal sealed class BackfillEnd(MageSession session)
{
    /// <summary>Ends each run that has not ended, by itself, and then the backfill.</summary>
    public async Task<Plan<MageBackfill>> StopAsync(MageBackfill backfill, MageCall call)
    {
        MagePipelineRun[] runs = await BackfillRuns.ListAsync(session, backfill.Id, call).ConfigureAwait(false);
        bool hasEnded = RunStatus.HasEnded(backfill.Status);
        if (backfill.PipelineScheduleId is null && runs.Length == 0 && !hasEnded)
        {
            return BackfillRefusals.NotStarted(backfill);
        }

        int[] stray = [.. runs.Where(run => run.Status == RunStatus.Cancelled && run.BlockRuns.Any(block => block.Status == BlockRunStatus.Running)).Select(run => run.Id).OrderBy(id => id)];
        if (stray.Length > 0)
        {
            call.Warnings.Enqueue($"Backfill {backfill} was cancelled in Mage while blocks were running (runs {string.Join(", ", stray)}). Mage lets them go on to their end, and offers no way to stop them any more.");
        }

        MagePipelineRun[] live = Live(runs);

        // Without a schedule of its own there is nothing that Mage could end but the runs.
        return live.Length == 0 && (hasEnded || backfill.PipelineScheduleId is null)
            ? Plan<MageBackfill>.Of(backfill)
            : new Step<MageBackfill>(backfill.Words, $"Stop{Ending(live)}", backfill, work => BackfillRuns.StopAsync(session, backfill, live, work));
    }

    /// <summary>Removes a backfill; its runs stay.</summary>
    /// <param name="backfill">The backfill as it is now.</param>
    /// <param name="evenIfLive">Whether runs that have not ended are ended first, and not a reason to refuse it.</param>
    /// <param name="withSchedule">Whether the schedule goes too that Mage made for it.</param>
    /// <param name="call">The caller.</param>
    public async Task<Plan<MageBackfill>> RemoveAsync(MageBackfill backfill, bool evenIfLive, bool withSchedule, MageCall call)
    {
        MagePipelineRun[] runs = await BackfillRuns.ListAsync(session, backfill.Id, call).ConfigureAwait(false);
        MagePipelineRun[] live = Live(runs);
        if (live.Length > 0 && !evenIfLive)
        {
            return BackfillRefusals.Live(backfill, live, "End it [stop backfill], or pass -Force to end and remove it.");
        }

        int? schedule = withSchedule ? backfill.PipelineScheduleId : null;
        MageSchedule? waking = runs.Length == 0 ? await ActiveAsync(backfill, call).ConfigureAwait(false) : null;
        return new Step<MageBackfill>(
            backfill.Words,
            (live.Length > 0 ? $"Stop and remove{Ending(live)}" : "Remove")
                + (schedule is not null ? $"; its schedule {schedule} is removed too" : waking is not null ? $"; its schedule {waking.Id} is switched off" : ""),
            backfill,
            async work =>
            {
                if (live.Length > 0)
                {
                    await BackfillRuns.StopAsync(session, backfill, live, work).ConfigureAwait(false);
                }

                if (waking is not null)
                {
                    await session.Schedules.UpdateAsync(waking.Id, waking.PipelineUuid, new ScheduleChanges { Status = ScheduleStatus.Inactive }, work).ConfigureAwait(false);
                }

                await session.Backfills.DeleteAsync(backfill.Id, work).ConfigureAwait(false);
                if (schedule is int id)
                {
                    await ScheduleRemoval.RemoveAsync(session, id, backfill.PipelineUuid, work).ConfigureAwait(false);
                }

                return backfill;
            });
    }

    /// <summary>A backfill's schedule, if it is on. Of type @once and without a run it is one that Mage runs at once, as soon as no backfill keeps it from that.</summary>
    private async Task<MageSchedule?> ActiveAsync(MageBackfill backfill, MageCall call) =>
        backfill.PipelineScheduleId is int id && await session.Schedules.FindAsync(id, call).ConfigureAwait(false) is { Status: ScheduleStatus.Active } active ? active : null;

    private static MagePipelineRun[] Live(MagePipelineRun[] runs) => [.. runs.Where(run => !run.HasEnded)];

    private static string Ending(MagePipelineRun[] live) => live.Length == 0 ? "" : $"; {Wording.Count(live.Length, "run")} under way {(live.Length == 1 ? "ends" : "end")}";
}
