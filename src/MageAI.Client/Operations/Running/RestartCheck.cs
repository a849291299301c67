using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Operations.Running;

/// <summary>
/// What Mage accepts and should not, when a run is to go on: it answers with success and then damages the run, or lets it run for
/// ever (by experiment on 0.9.79). A run ends well only when every block run of it is completed, or left out by its condition.
/// </summary>
internal static class RestartCheck
{
    /// <summary>Why a run cannot go on from where it ended; null if it can.</summary>
    /// <param name="run">The run with its block runs, read just now.</param>
    /// <param name="blocks">The pipeline's blocks as they are now.</param>
    /// <param name="from">The block to begin with; null for all that is not completed.</param>
    /// <param name="redo">Whether completed blocks above a failure may run again.</param>
    public static MageException? Refuse(MagePipelineRun run, IReadOnlyCollection<MageBlock> blocks, string? from, bool redo)
    {
        if (!run.HasEnded)
        {
            return RunRefusals.NotEnded(run);
        }

        if (run.PipelineScheduleId is null)
        {
            // From its source (0.9.79): active_runs_for_pipelines asks for runs of schedules that exist.
            return Refused(
                run,
                "has lost its schedule, which was deleted. Mage would call it running, and its scheduler never take it up",
                "Make another run [run].");
        }

        if (run.BlockRuns.Length == 0)
        {
            return Refused(
                run,
                $"has no block runs: it {(run.Status == RunStatus.Cancelled ? "was cancelled" : "ended")} before any block began. Mage would complete it and run nothing",
                "Make another run with -Mode New, or one by itself [run].");
        }

        if (run.BlockRuns.FirstOrDefault(block => block.Status == BlockRunStatus.Running) is MageBlockRun running)
        {
            // So leaves Mage's own cancellation of a backfill those that are under way.
            return Refused(
                run,
                $"is {run.Status}, and its block {running.BlockUuid} runs on all the same: restarted now, it would run twice at one time",
                $"Wait until the block has ended [list block runs: {run.Id}], or make another run with -Mode New.");
        }

        if (from is null)
        {
            return run.Status == RunStatus.Completed
                ? Refused(run, "is completed: there is nothing to go on with", "Name a block with -FromBlock, or make another run with -Mode New.")
                : Stuck(run, blocks, block => block.Status != BlockRunStatus.Completed);
        }

        bool goesOn = run.Status != RunStatus.Completed && Stuck(run, blocks, block => block.Status != BlockRunStatus.Completed) is null;
        if (Unknown(run, blocks, from, goesOn) is MageException unknown)
        {
            return unknown;
        }

        HashSet<string> again = Below(from, blocks);
        if (run.BlockRuns.FirstOrDefault(block => block.Status is BlockRunStatus.Failed or BlockRunStatus.UpstreamFailed && !again.Contains(Base(block))) is MageBlockRun failure)
        {
            return Refused(
                run,
                $"has a failure in block {failure.BlockUuid}, which does not lie below {from}: Mage would end the run at once and mark blocks that were completed as cancelled",
                goesOn ? $"Restart without -FromBlock, or from {Base(failure)}." : $"Restart from {Base(failure)}, or make another run with -Mode New.");
        }

        MageBlockRun[] left = [.. run.BlockRuns.Where(block => !again.Contains(Base(block)) && block.Status is not (BlockRunStatus.Completed or BlockRunStatus.ConditionFailed))];
        if (left.Length > 0)
        {
            return Refused(
                run,
                $"would never end: block {string.Join(", ", left.Select(block => $"{block.BlockUuid} is {block.Status}"))} and stays so when the run goes on from {from}",
                goesOn ? "Restart without -FromBlock: then all that is not completed runs." : "Make another run with -Mode New.");
        }

        return !redo && run.BlockRuns.Any(block => block.Status is BlockRunStatus.Failed or BlockRunStatus.UpstreamFailed) && run.BlockRuns.Where(block => Base(block) == from).All(block => block.Status == BlockRunStatus.Completed)
            ? Refused(run, $"failed below block {from}, which is completed and would run again with all that is below it", (goesOn ? "Restart without -FromBlock, which keeps what is completed; pass" : "Pass") + " -Force to run it again all the same.")
            : Stuck(run, blocks, block => again.Contains(Base(block)));
    }

    /// <summary>A run of a streaming pipeline, which has one process for all of its blocks.</summary>
    public static MageException NoBlockAlone(MagePipelineRun run, string from) => Refused(
        run, $"is of a streaming pipeline, which runs all its blocks: it cannot go on from {from}", "Restart without -FromBlock.");

    /// <summary>Why a run's schedule would end it again at once; null if it would not: its timeout counts from the first start of the run, which a restart leaves as it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">Its schedule as it is now.</param>
    /// <param name="left">How much of the timeout is left, now that it is given; null where there is none, or none that counts.</param>
    public static MageException? TimedOut(MagePipelineRun run, MageSchedule schedule, TimeSpan? left) => !(left <= TimeSpan.Zero) ? null : Refused(
        run,
        $"began at {Wording.Moment(run.StartedAt)} UTC, and schedule {schedule} ends its runs {Wording.Duration(Timeout(schedule))} after their first start: Mage would end it again at once",
        "Make another run with -Mode New, or give the schedule a longer timeout [change schedule].");

    /// <summary>The time after which a schedule's runs are ended; null where they are not.</summary>
    public static TimeSpan? Timeout(MageSchedule schedule) =>
        schedule.Settings is { } settings && settings.TryGetValue("timeout", out object? value) && SettingValues.Whole(value) is > 0 and int seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The completed block runs that stay as they are, and of which blocks that run again take what they returned.</summary>
    /// <param name="run">The run with its block runs, which can go on.</param>
    /// <param name="blocks">The pipeline's blocks as they are now.</param>
    /// <param name="from">The block to begin with; null for all that is not completed.</param>
    public static MageBlockRun[] Feeding(MagePipelineRun run, IReadOnlyCollection<MageBlock> blocks, string? from)
    {
        HashSet<string> again = from is not null ? Below(from, blocks)
            : new(run.BlockRuns.Where(block => block.Status is not (BlockRunStatus.Completed or BlockRunStatus.ConditionFailed)).Select(Base), StringComparer.Ordinal);
        HashSet<string> above = new(blocks.Where(block => again.Contains(block.Uuid)).SelectMany(block => block.UpstreamBlocks), StringComparer.Ordinal);
        return [.. run.BlockRuns.Where(block => block.Status == BlockRunStatus.Completed && above.Contains(Base(block)) && (from is null || !again.Contains(Base(block))))];
    }

    /// <summary>Why a run cannot go on where Mage has lost what some of its completed blocks returned; null where it has lost nothing.</summary>
    public static MageException? Starved(MagePipelineRun run, IReadOnlyCollection<MageBlockRun> gone) => gone.Count == 0 ? null : Refused(
        run,
        $"would go on without what {(gone.Count == 1 ? "block" : "blocks")} {string.Join(", ", gone.Select(block => block.BlockUuid))} returned. Mage has neither log nor output of {(gone.Count == 1 ? "it" : "them")} under the name {run.PipelineUuid}: the pipeline was renamed since, and they stay under its old name, or they were removed. The blocks below would read nothing, and the run be completed all the same",
        "Make another run with -Mode New.");

    /// <summary>
    /// What would never run, and so keep the run from its end: a block run whose block is gone, under this name at least, stays initial; and so does one
    /// whose block lies by now below a block that the run does not have (from Mage's source, 0.9.79: <c>executable_block_runs</c>).
    /// </summary>
    private static MageException? Stuck(MagePipelineRun run, IReadOnlyCollection<MageBlock> blocks, Func<MageBlockRun, bool> runsAgain)
    {
        Dictionary<string, MageBlock> known = new(StringComparer.Ordinal);
        HashSet<string> part = new(run.BlockRuns.Select(Base), StringComparer.Ordinal);
        foreach (MageBlock block in blocks)
        {
            known[block.Uuid] = block;
        }

        foreach (MageBlockRun block in run.BlockRuns.Where(block => runsAgain(block) && !IsHook(block)))
        {
            string uuid = Base(block);
            string? why = !known.TryGetValue(uuid, out MageBlock? now) ? "has left the pipeline since, or has another name now"
                : now.UpstreamBlocks.FirstOrDefault(above => !part.Contains(above)) is string added ? $"lies below {added} now, which the run does not have"
                : null;
            if (why is not null)
            {
                return Refused(run, $"would never end: block {uuid}, which has to run, {why}", "Make another run with -Mode New.");
            }
        }

        return null;
    }

    /// <summary>Whether it is one of Mage's own global hooks, which are no blocks of the pipeline.</summary>
    private static bool IsHook(MageBlockRun block) => block.Metrics is { } metrics && metrics.ContainsKey("hook");

    private static MageException? Unknown(MagePipelineRun run, IReadOnlyCollection<MageBlock> blocks, string from, bool goesOn)
    {
        if (from.IndexOf(':') >= 0 && run.BlockRuns.Any(block => block.BlockUuid == from))
        {
            return Refused(run, $"cannot go on from {from}: Mage has no restart of one child or replica, it would run {from.Split(':')[0]} with all of them", goesOn ? "Restart without -FromBlock, which runs only what is not completed." : "Make another run with -Mode New.");
        }

        if (!run.BlockRuns.Any(block => Base(block) == from))
        {
            return NotFound(run, from, $"{Wording.Capitalized(run.Words)} has no block {from}: Mage would say that the run goes on, and run nothing", goesOn);
        }

        // Mage looks every block run's block up, and fails half way at the first that is gone.
        return run.BlockRuns.Select(Base).FirstOrDefault(uuid => blocks.All(block => block.Uuid != uuid)) is string gone
            ? NotFound(run, gone, $"Block {gone} has left pipeline {run.PipelineUuid} since, and with that Mage cannot go on from a block", goesOn)
            : null;
    }

    private static HashSet<string> Below(string from, IReadOnlyCollection<MageBlock> blocks)
    {
        HashSet<string> below = new(StringComparer.Ordinal) { from };
        while (blocks.FirstOrDefault(block => !below.Contains(block.Uuid) && block.UpstreamBlocks.Any(below.Contains)) is MageBlock next)
        {
            below.Add(next.Uuid);
        }

        return below;
    }

    private static string Base(MageBlockRun run) => (run.BlockUuid ?? string.Empty).Split(':')[0];

    private static MageException Refused(MagePipelineRun run, string why, string action) => new(MageErrorId.RestartRefused, $"{Wording.Capitalized(run.Words)} {why}. Nothing was sent.")
    {
        Target = run,
        RecommendedAction = action,
    };

    private static MageException NotFound(MagePipelineRun run, string block, string why, bool goesOn) => new(MageErrorId.BlockNotFound, why + ". Nothing was sent.")
    {
        Target = block,
        RecommendedAction = $"See its blocks [list block runs: {run.Id}]{(goesOn ? ", restart without -FromBlock," : "")} or make another run with -Mode New.",
    };
}
