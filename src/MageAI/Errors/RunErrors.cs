using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Binding;
using MageAI.Terms;

namespace MageAI.Errors;

/// <summary>What can be wrong with running and watching, in words.</summary>
internal static class RunErrors
{
    /// <summary>What a block raised can be a page; its end says most.</summary>
    private const int MostLines = 5;

    public static MageException ScheduleInactive(MageSchedule schedule, bool forced = true) => new(
        MageErrorId.ScheduleInactive,
        $"Schedule {schedule} of pipeline {schedule.PipelineUuid} is inactive: Mage would make the run and never begin it. Nothing was sent.")
    {
        Target = schedule,
        RecommendedAction = "Switch it on with Enable-MageSchedule" + (forced ? ", or pass -Force to switch it on and run." : ", or go on with the same run: -Mode Incomplete."),
    };

    public static MageException WaitsForFirst(MagePipelineRun run, MageSchedule schedule) => new(
        MageErrorId.ScheduleInactive,
        $"{Words(run)} waits for schedule {schedule}, which is inactive and makes a run of its own when it is switched on (create_initial_pipeline_run). Nothing was sent.")
    {
        Target = run,
        RecommendedAction = "Cancel the run with Stop-MagePipelineRun and try again.",
    };

    public static MageException NotWithMode(string parameter, string mode) => new(
        MageErrorId.InvalidInput, $"-{parameter} has no meaning with -Mode {mode}; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = mode == "New" ? "A new run runs all its blocks: leave -FromBlock out." : "The same run keeps its variables: pass -Mode New to change some.",
    };

    public static MageException ScheduleNotFound(string name, string? pipeline, MageSession session) => new(
        MageErrorId.ScheduleNotFound, $"There is no schedule '{name}'{(pipeline is null ? "" : $" of pipeline {pipeline}")} on {session.Uri}.")
    {
        Target = name,
        RecommendedAction = "List the schedules with Get-MageSchedule.",
    };

    public static MageException ScheduleAmbiguous(string name, MageSchedule[] all) => new(
        MageErrorId.InvalidInput,
        $"{all.Length} schedules are called '{name}': {string.Join(", ", all.Select(schedule => $"{schedule.Id.ToString(CultureInfo.InvariantCulture)} of {schedule.PipelineUuid}"))}. Nothing was sent.")
    {
        Target = name,
        RecommendedAction = "Pass the id, or -Pipeline too.",
    };

    public static MageException TriggerUnclear(string what, string parameter) => new(MageErrorId.InvalidInput, $"{what}; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = $"Pass -{parameter}, or as -Uri the whole address that Mage's page of the trigger shows.",
    };

    public static MageException NeedsWait(string parameter, string by) => new(
        MageErrorId.InvalidInput, $"-{parameter} has no meaning without -{by}; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = $"Pass -{by} too. Without a session there is no waiting: use Wait-MagePipelineRun in one.",
    };

    public static MageException NoExpression(string pattern, Exception cause) => new(
        MageErrorId.InvalidInput, $"'{pattern}' is no regular expression: {cause.Message}", cause)
    {
        Target = pattern,
        RecommendedAction = "Escape what is meant literally: [regex]::Escape('...').",
    };

    public static MageException BlockNotRun(string block, MagePipelineRun run) => new(
        MageErrorId.BlockNotFound, $"{Words(run)} has no block '{block}'.")
    {
        Target = block,
        RecommendedAction = $"List its blocks with Get-MageBlockRun {run.Id.ToString(CultureInfo.InvariantCulture)}.",
    };

    public static MageException NotRemoved(MagePipelineRun run) => new(
        MageErrorId.RunInProgress, $"{Words(run)} is {run.Status}: removed now, its blocks would go on without it. Nothing was sent.")
    {
        Target = run,
        RecommendedAction = "Wait for its end, cancel it with Stop-MagePipelineRun, or pass -Force to do that first.",
    };

    public static MageException NoSchedule(MagePipelineRun run) => new(
        MageErrorId.ScheduleNotFound, $"The schedule of {Words(run).ToLowerInvariant()} was deleted, and Mage makes no run without one. Nothing was sent.")
    {
        Target = run,
        RecommendedAction = "Run the pipeline with Invoke-MagePipelineRun.",
    };

    public static MageException NotCancelled(MagePipelineRun run) => new(
        MageErrorId.WriteNotApplied, $"Mage answered with success, but {run} was not cancelled.")
    {
        Target = run,
        RecommendedAction = "Look at it with Get-MagePipelineRun and try again.",
    };

    public static MageException Gone(MagePipelineRun run, MageSession session) => new(
        MageErrorId.PipelineRunNotFound, $"Pipeline run {run.Id.ToString(CultureInfo.InvariantCulture)} does not exist on {session.Uri}.")
    {
        Target = run.Id,
        RecommendedAction = "It may have been removed; list the runs with Get-MagePipelineRun.",
    };

    /// <summary>On SQLite the id of a removed run is given out again.</summary>
    public static MageException Replaced(MageArgument known, MagePipelineRun now) => new(
        MageErrorId.PipelineRunNotFound,
        $"{(known.Source is MagePipelineRun run ? Words(run) : $"Run {known.Id}")} does not exist any more: its id is that of another run now{(now.PipelineUuid is null ? "" : ", of pipeline " + now.PipelineUuid)}. That one is left alone.")
    {
        Target = known.Target,
        RecommendedAction = "List the runs anew with Get-MagePipelineRun.",
    };

    public static MageException Moved(MagePipelineRun known, MagePipelineRun now) => new(
        MageErrorId.PipelineRunNotFound,
        $"{Words(known)} is of pipeline {now.PipelineUuid} now, whose newest runs were not looked for. It is left alone.")
    {
        Target = known,
        RecommendedAction = "List the runs anew with Get-MagePipelineRun.",
    };

    public static MageException NothingToRun() => new(MageErrorId.InvalidInput, "No pipeline and no schedule was named; nothing was sent.")
    {
        RecommendedAction = "Pass -Pipeline or -Schedule, or pipe in what Get-MagePipeline or Get-MageSchedule emits.",
    };

    public static MageException NothingNamed() => new(MageErrorId.InvalidInput, "Neither a pipeline nor a run was named.")
    {
        RecommendedAction = "Pass -Pipeline or -Run, or pipe in what Get-MagePipeline or Get-MagePipelineRun emits.",
    };

    public static MageException OfAnotherPipeline(MagePipelineRun run, string pipeline) => new(
        MageErrorId.InvalidInput, $"Run {run.Id.ToString(CultureInfo.InvariantCulture)} is one of pipeline {run.PipelineUuid}, not of {pipeline}.")
    {
        Target = run,
        RecommendedAction = $"List the runs with Get-MagePipelineRun -Pipeline {pipeline}, or leave the pipeline out.",
    };

    /// <summary>Of a run whose schedule was deleted Mage tells the status only.</summary>
    public static MageException BlocksUnknown(MagePipelineRun run) => new(
        MageErrorId.NotFound, $"Mage no longer tells the block runs of pipeline run {run.Id.ToString(CultureInfo.InvariantCulture)}: its schedule was deleted.")
    {
        Target = run,
        RecommendedAction = "Leave -Run out to see the pipeline as it is now.",
    };

    public static MageException WaitTimeout(MagePipelineRun run, TimeSpan waited) => new(
        MageErrorId.WaitTimeout, $"{Words(run)} has not ended within {waited.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s; it is {run.Status ?? "not known yet"} and goes on.")
    {
        Target = run,
        RecommendedAction = "Wait on with Wait-MagePipelineRun, or end it with Stop-MagePipelineRun.",
    };

    /// <summary>The watching of one run ends because the server cannot be asked any more.</summary>
    public static MageException WatchFailed(MagePipelineRun run, MageException cause) => new(
        cause.ErrorId, $"{Words(run)} is no longer watched; how it ends is not known. {cause.Message}", cause)
    {
        StatusCode = cause.StatusCode,
        Method = cause.Method,
        Path = cause.Path,
        Target = run,
        Advice = cause.Advice,
        Traceback = cause.Traceback,
    };

    /// <summary>A run that did not end as completed, with the last lines of what its blocks raised.</summary>
    /// <param name="run">The run.</param>
    /// <param name="logged">What failed blocks raised by their logs, where their block runs do not say.</param>
    public static MageException Unsuccessful(MagePipelineRun run, IReadOnlyDictionary<int, string> logged)
    {
        if (run.Status == RunStatus.Cancelled)
        {
            return new(MageErrorId.RunCancelled, $"{Words(run)} was cancelled.")
            {
                Target = run,
                RecommendedAction = "Somebody, or a limit of its schedule or pipeline, ended it; run it again if it is needed.",
            };
        }

        MageBlockRun[] failed = [.. run.BlockRuns.Where(block => block.Status == BlockRunStatus.Failed)];
        string why = string.Join("; ", failed.Select(block => Why(block, logged)));
        why = run.Session?.Redact(why) ?? why;
        return new MageRunException(MageErrorId.RunFailed, $"{Words(run)} failed{(why.Length == 0 ? string.Empty : ": " + why)}.", failed)
        {
            Target = run,
            RecommendedAction = $"See more with Get-MageLog -Run {run.Id.ToString(CultureInfo.InvariantCulture)} -FailedOnly; mend the block, then go on with Restart-MagePipelineRun.",
        };
    }

    private static string Why(MageBlockRun block, IReadOnlyDictionary<int, string> logged) =>
        (block.Error ?? (logged.TryGetValue(block.Id, out string? text) ? text : null)) is string error
            ? $"block {block.BlockUuid}: {LastLines(error)}"
            : $"block {block.BlockUuid} failed";

    private static string LastLines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        return string.Join("\n", lines.Skip(Math.Max(0, lines.Length - MostLines))).Trim();
    }

    private static string Words(MagePipelineRun run) =>
        $"Run {run.Id.ToString(CultureInfo.InvariantCulture)}{(run.PipelineUuid is null ? "" : " of pipeline " + run.PipelineUuid)}";
}
