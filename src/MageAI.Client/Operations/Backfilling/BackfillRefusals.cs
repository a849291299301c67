using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Operations.Backfilling;

/// <summary>Why backfills are not started, ended or removed, in words.</summary>
internal static class BackfillRefusals
{
    public static MageException StartedBefore(MageBackfill backfill, int runs) => new(
        MageErrorId.BackfillStarted,
        backfill.Status is null
            ? $"{Wording.Capitalized(backfill.Words)} has {Wording.Count(runs, "run")} already, although it is not marked as started: its start was cut off. Mage would make the runs of all dates again. Nothing was sent."
            : $"{Wording.Capitalized(backfill.Words)} was started before and is {backfill.Status}: Mage would make all of its runs again, also those of dates that are done. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = backfill.Status is null
            ? $"Look at its runs [list pipeline runs: -Backfill {backfill.Id}]; end it [stop backfill] and make another for the same dates [make backfill], or pass -Force to run every date again."
            : $"Repeat only what failed [repeat failed: -Backfill {backfill.Id} -LastFailed], or pass -Force to run every date again.",
    };

    /// <summary>Mage starts none that it takes for started, whatever became of its runs.</summary>
    public static MageException MadeNothing(MageBackfill backfill) => new(
        MageErrorId.BackfillStarted, $"{Wording.Capitalized(backfill.Words)} is {backfill.Status}, and has no runs: Mage takes it for started, and would make none. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = $"Remove it [remove backfill: {backfill.Id}], and make it anew [make backfill].",
    };

    public static MageException StillMarked(MageBackfill backfill) => new(
        MageErrorId.BackfillStarted, $"All runs of {backfill.Words} have ended, and it is {backfill.Status} all the same: Mage takes it for started, and would make no others. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "End it [stop backfill] first; then -Force runs every date again.",
    };

    /// <summary>
    /// With a limit Mage starts of each date only the run that began last, and on SQLite a run that has not begun sorts before those that
    /// have: the new ones stay initial for ever (from its source, 0.9.79).
    /// </summary>
    public static MageException Limited(MageBackfill backfill) => new(
        MageErrorId.BackfillStarted,
        $"{Wording.Capitalized(backfill.Words)} has runs already, and it or its pipeline has a pipeline_run_limit: with both Mage would make the runs again and may never begin them. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "Make another backfill for the same dates [make backfill].",
    };

    public static MageException Running(MageBackfill backfill) => new(
        MageErrorId.BackfillRunning,
        $"{Wording.Capitalized(backfill.Words)} is {backfill.Status}: Mage would make all of its runs once more beside those there are. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = $"Wait for its runs [wait for all: -Backfill {backfill.Id}], or end it [stop backfill].",
    };

    public static MageException Live(MageBackfill backfill, IReadOnlyCollection<MagePipelineRun> live, string action) => new(
        MageErrorId.BackfillRunning,
        $"{(live.Count == 1 ? "A run" : $"{live.Count} runs")} of {backfill.Words} {(live.Count == 1 ? "has" : "have")} not ended (id {string.Join(", ", live.Select(run => run.Id).OrderBy(id => id).Take(10))}{(live.Count > 10 ? " and more" : "")}). Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = action,
    };

    public static MageException NotStarted(MageBackfill backfill) => new(
        MageErrorId.BackfillNotStarted,
        $"{Wording.Capitalized(backfill.Words)} has no runs to end: it was never started. Mage would fail, and yet call it cancelled. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "Remove it [remove backfill] if it is not needed.",
    };

    public static MageException ForBlock(MageBackfill backfill) => new(
        MageErrorId.NotSupported, $"Backfill {backfill} is for the single block {backfill.BlockUuid}, for which Mage makes no runs; nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "Make a backfill of the pipeline [make backfill].",
    };

    /// <summary>One that was just made could not be started, or may not have been.</summary>
    public static MageException MadeOnly(MageBackfill made, MageException cause) => cause.Retold(
        cause.ErrorId,
        $"{Wording.Sentence(cause.Message)} Backfill {made} was made, {(cause.ErrorId == MageErrorId.WriteOutcomeUnknown ? "and whether it was started cannot be told" : "but not started")}.",
        $"{(cause.ErrorId == MageErrorId.WriteOutcomeUnknown ? $"Look at its runs [list pipeline runs: -Backfill {made.Id}] first. " : "")}Start it [start backfill: {made.Id}], or remove it [remove backfill: {made.Id}].",
        made);
}
