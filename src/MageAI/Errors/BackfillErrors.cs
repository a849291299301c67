using System.Collections.Generic;
using System.Linq;

namespace MageAI.Errors;

/// <summary>What can be wrong with starting and ending backfills, in words.</summary>
internal static class BackfillErrors
{
    public static MageException NeedsStart(string parameter) => new(MageErrorId.InvalidInput, $"-{parameter} has no meaning without -Start; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = "Pass -Start too, or start the backfill later with Start-MageBackfill.",
    };

    public static MageException HasScheduleOfItsOwn() => new(MageErrorId.InvalidInput, "A backfill has a schedule of its own, so -Backfill and -Schedule do not go together; nothing was sent.")
    {
        RecommendedAction = "Pass one of the two.",
    };

    public static MageException StartedBefore(MageBackfill backfill) => new(
        MageErrorId.BackfillStarted,
        $"Backfill {backfill} of pipeline {backfill.PipelineUuid} was started before and is {backfill.Status}: Mage would make all of its runs again, also those of dates that are done. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = $"Repeat only what failed with Get-MagePipelineRun -Backfill {backfill.Id} -LastFailed | Restart-MagePipelineRun, or pass -Force to run every date again.",
    };

    /// <summary>
    /// With a limit Mage starts of each date only the run that began last, and on SQLite a run that has not begun sorts before those that
    /// have: the new ones stay initial for ever (from its source, 0.9.79).
    /// </summary>
    public static MageException Limited(MageBackfill backfill) => new(
        MageErrorId.BackfillStarted,
        $"Backfill {backfill} of pipeline {backfill.PipelineUuid} has runs already, and it or its pipeline has a pipeline_run_limit: with both Mage would make the runs again and may never begin them. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "Make another backfill for the same dates with New-MageBackfill.",
    };

    public static MageException Running(MageBackfill backfill) => new(
        MageErrorId.BackfillRunning,
        $"Backfill {backfill} of pipeline {backfill.PipelineUuid} is {backfill.Status}: Mage would make all of its runs once more beside those there are. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = $"Wait for its runs with Get-MagePipelineRun -Backfill {backfill.Id} | Wait-MagePipelineRun, or end it with Stop-MageBackfill.",
    };

    public static MageException Live(MageBackfill backfill, IReadOnlyCollection<MagePipelineRun> live, string action) => new(
        MageErrorId.BackfillRunning,
        $"{(live.Count == 1 ? "A run" : $"{live.Count} runs")} of backfill {backfill} of pipeline {backfill.PipelineUuid} {(live.Count == 1 ? "has" : "have")} not ended (id {string.Join(", ", live.Select(run => run.Id).OrderBy(id => id).Take(10))}{(live.Count > 10 ? " and more" : "")}). Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = action,
    };

    public static MageException NotStarted(MageBackfill backfill) => new(
        MageErrorId.BackfillNotStarted,
        $"Backfill {backfill} of pipeline {backfill.PipelineUuid} has no runs to end: it was never started. Mage would fail, and yet call it cancelled. Nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "Remove it with Remove-MageBackfill if it is not needed.",
    };

    public static MageException ForBlock(MageBackfill backfill) => new(
        MageErrorId.InvalidInput, $"Backfill {backfill} is for the single block {backfill.BlockUuid}, for which Mage makes no runs; nothing was sent.")
    {
        Target = backfill,
        RecommendedAction = "Make a backfill of the pipeline with New-MageBackfill.",
    };

    /// <summary>One that was just made could not be started, or may not have been.</summary>
    public static MageException MadeOnly(MageBackfill made, MageException cause) => new(
        cause.ErrorId,
        $"{cause.Message.TrimEnd('.')}. Backfill {made} was made, {(cause.ErrorId == MageErrorId.WriteOutcomeUnknown ? "and whether it was started cannot be told" : "but not started")}.",
        cause)
    {
        StatusCode = cause.StatusCode,
        Method = cause.Method,
        Path = cause.Path,
        Target = made,
        RecommendedAction = $"{(cause.ErrorId == MageErrorId.WriteOutcomeUnknown ? $"Look at its runs with Get-MagePipelineRun -Backfill {made.Id} first. " : "")}Start it with Start-MageBackfill {made.Id}, or remove it with Remove-MageBackfill {made.Id}.",
        Traceback = cause.Traceback,
    };
}
