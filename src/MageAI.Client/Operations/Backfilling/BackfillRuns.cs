using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Operations.Running;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Backfilling;

/// <summary>The runs of a backfill, and how they and it are ended.</summary>
internal static class BackfillRuns
{
    /// <summary>The runs of a backfill, newest first.</summary>
    public static async Task<MagePipelineRun[]> ListAsync(MageSession session, int id, MageCall call) =>
        [.. await session.Runs.List(new RunQuery { BackfillId = id }, call).ToListAsync(call.Cancellation).ConfigureAwait(false)];

    /// <summary>
    /// Ends a backfill: each of its live runs by itself, and then the backfill. Mage's own cancellation only relabels the runs and
    /// lets their blocks go on, so it is not asked for as long as one run is live; nor where the start was cut off before it knew its schedule, at
    /// which Mage would fail.
    /// </summary>
    /// <param name="session">Where it is.</param>
    /// <param name="backfill">The backfill as it is.</param>
    /// <param name="live">Its runs that have not ended.</param>
    /// <param name="call">The caller.</param>
    public static async Task<MageBackfill> StopAsync(MageSession session, MageBackfill backfill, IEnumerable<MagePipelineRun> live, MageCall call)
    {
        // Those that wait first: where a limit holds them back, each one that ends would let the next begin.
        List<(int Id, MageException Failure)> going = [];
        foreach (MagePipelineRun run in live.OrderBy(run => run.Status == RunStatus.Initial ? 0 : 1).ThenBy(run => run.Id))
        {
            if (await CancelRunAsync(session, run.Id, call).ConfigureAwait(false) is MageException failure)
            {
                going.Add((run.Id, failure));
            }
        }

        if (going.Count > 0)
        {
            MageException first = going[0].Failure;
            throw first.Retold(
                first.ErrorId,
                $"{Wording.Sentence(first.Message)} Of backfill {backfill} these runs {(going.Exists(run => run.Failure.ErrorId == MageErrorId.WriteOutcomeUnknown) ? "go on, or may" : "go on")}: {string.Join(", ", going.Select(run => run.Id.ToString(CultureInfo.InvariantCulture)))}. The backfill itself was left as it is.",
                "Look at the runs [list pipeline runs: -Backfill], and try again.",
                backfill);
        }

        return backfill.Status is RunStatus.Cancelled or RunStatus.Completed || backfill.PipelineScheduleId is null ? backfill : await session.Backfills.CancelAsync(backfill.Id, call).ConfigureAwait(false);
    }

    /// <summary>Cancels one run; gives the failure where it is the run's own, so that the others have their turn.</summary>
    private static async Task<MageException?> CancelRunAsync(MageSession session, int id, MageCall call)
    {
        try
        {
            await RunEnd.CancelAsync(session, id, call).ConfigureAwait(false);
            return null;
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.PipelineRunNotFound)
        {
            // Somebody removed it, which ends it too.
            return null;
        }
        catch (MageException own) when (own.ErrorId is MageErrorId.ServerError or MageErrorId.InvalidResponse or MageErrorId.EmptyResponse or MageErrorId.WriteOutcomeUnknown or MageErrorId.WriteNotApplied)
        {
            return own;
        }
    }
}
