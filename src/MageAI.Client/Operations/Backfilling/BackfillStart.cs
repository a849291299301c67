using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Pipelines;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Backfilling;

/// <summary>
/// Starts a backfill: Mage makes all of its runs at once, whatever runs there are. So its runs are counted first: one whose start was cut off has
/// runs, and no field that says so.
/// </summary>
internal sealed class BackfillStart
{
    private BackfillStart(Plan<MageBackfill> plan, DateTimeOffset[] dates, MagePipelineRun[] before) => (Plan, Dates, Before) = (plan, dates, before);

    public Plan<MageBackfill> Plan { get; }

    /// <summary>The dates for which there will be runs.</summary>
    public DateTimeOffset[] Dates { get; }

    /// <summary>The runs that it has already.</summary>
    public MagePipelineRun[] Before { get; }

    /// <summary>Looks at the backfill and its runs.</summary>
    /// <param name="session">Where.</param>
    /// <param name="backfill">The backfill as it is now.</param>
    /// <param name="mostRuns">How many runs it may have.</param>
    /// <param name="again">Whether what was started before and has ended is started again.</param>
    /// <param name="call">The caller.</param>
    public static async Task<BackfillStart> PlanAsync(MageSession session, MageBackfill backfill, int mostRuns, bool again, MageCall call)
    {
        if (backfill.BlockUuid is { Length: > 0 })
        {
            return Refused(BackfillRefusals.ForBlock(backfill));
        }

        if (backfill.Status is RunStatus.Initial or RunStatus.Running)
        {
            return Refused(BackfillRefusals.Running(backfill));
        }

        bool isSecond = backfill.StartedAt is not null || backfill.PipelineScheduleId is not null;
        if (isSecond && !again)
        {
            return Refused(BackfillRefusals.StartedBefore(backfill));
        }

        if (isSecond && (HasLimit(backfill.Settings)
            || (backfill.PipelineUuid is string pipeline && HasLimit((await session.Pipelines.FindAsync(pipeline, call).ConfigureAwait(false))?.ConcurrencyConfig))))
        {
            return Refused(BackfillRefusals.Limited(backfill));
        }

        DateTimeOffset[] dates = BackfillDates.Require(backfill.StartDatetime, backfill.EndDatetime, backfill.Interval, mostRuns, backfill);
        MagePipelineRun[] before = isSecond ? await BackfillRuns.ListAsync(session, backfill.Id, call).ConfigureAwait(false) : [];
        if (before.Where(run => !run.HasEnded).ToArray() is { Length: > 0 } live)
        {
            return Refused(BackfillRefusals.Live(backfill, live, "Wait for them, or end it [stop backfill]."));
        }

        Step<MageBackfill> start = new(
            $"{backfill.Words} with {Wording.Count(dates.Length, "run")}", isSecond ? "Start again" : "Start", backfill, work => session.Backfills.StartAsync(backfill, work));
        return new BackfillStart(start, dates, before);
    }

    private static BackfillStart Refused(MageException refusal) => new(refusal, [], []);

    private static bool HasLimit(Dictionary<string, object?>? settings) => settings is not null && settings.TryGetValue("pipeline_run_limit", out object? limit) && limit is not null;
}
