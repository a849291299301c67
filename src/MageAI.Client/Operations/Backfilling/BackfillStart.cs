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

        MagePipelineRun[] before = await BackfillRuns.ListAsync(session, backfill.Id, call).ConfigureAwait(false);
        MagePipelineRun[] live = [.. before.Where(run => !run.HasEnded)];
        bool isUnderWay = backfill.Status is RunStatus.Initial or RunStatus.Running;
        if (isUnderWay && live.Length > 0)
        {
            return Refused(BackfillRefusals.Running(backfill));
        }

        if (backfill.Status == RunStatus.Initial)
        {
            return Refused(before.Length == 0 ? BackfillRefusals.MadeNothing(backfill) : BackfillRefusals.StillMarked(backfill));
        }

        bool isSecond = before.Length > 0 || backfill.StartedAt is not null || backfill.PipelineScheduleId is not null;
        if (isSecond && !again)
        {
            return Refused(BackfillRefusals.StartedBefore(backfill, before.Length));
        }

        if (before.Any(run => run.PipelineScheduleId == backfill.PipelineScheduleId)
            && (HasLimit(backfill.Settings) || HasLimit(await ConcurrencyAsync(session, backfill.PipelineUuid, call).ConfigureAwait(false))))
        {
            return Refused(BackfillRefusals.Limited(backfill));
        }

        DateTimeOffset[] dates = BackfillDates.Require(backfill.StartDatetime, backfill.EndDatetime, backfill.Interval, mostRuns, backfill);
        if (live.Length > 0)
        {
            return Refused(BackfillRefusals.Live(backfill, live, "Wait for them, or end it [stop backfill]."));
        }

        Step<MageBackfill> start = new(
            backfill.Words, $"{(isSecond ? "Start again" : "Start")}; {Wording.Count(dates.Length, "run")}", backfill, work => StartAsync(session, backfill, before, work));
        return new BackfillStart(start, dates, before);
    }

    /// <summary>Starts it. Where the reply is lost, its runs tell whether more came of it than its own fields say.</summary>
    private static async Task<MageBackfill> StartAsync(MageSession session, MageBackfill backfill, MagePipelineRun[] before, MageCall call) =>
        await session.Backfills.StartAsync(
            backfill, async look => (await BackfillRuns.ListAsync(session, backfill.Id, look).ConfigureAwait(false)).Length > before.Length, call).ConfigureAwait(false);

    private static async Task<Dictionary<string, object?>?> ConcurrencyAsync(MageSession session, string? pipeline, MageCall call) =>
        pipeline is not null && await session.Pipelines.FindAsync(pipeline, call).ConfigureAwait(false) is MagePipeline listed
            ? (await session.Pipelines.WholeAsync(listed, call).ConfigureAwait(false)).ConcurrencyConfig
            : null;

    private static BackfillStart Refused(MageException refusal) => new(refusal, [], []);

    private static bool HasLimit(Dictionary<string, object?>? settings) => settings is not null && settings.TryGetValue("pipeline_run_limit", out object? limit) && limit is not null;
}
