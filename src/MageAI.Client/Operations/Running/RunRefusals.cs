using System;
using System.Collections;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Operations.Running;

/// <summary>Why runs are not made, restarted, ended or removed, in words.</summary>
internal static class RunRefusals
{
    public static MageException ScheduleInactive(MageSchedule schedule, string otherwise) => new(
        MageErrorId.ScheduleInactive, $"{Wording.Capitalized(schedule.Words)} is inactive: Mage would make the run and never begin it. Nothing was sent.")
    {
        Target = schedule,
        RecommendedAction = $"Switch it on [enable schedule], or {otherwise}.",
    };

    public static MageException WaitsForFirst(MagePipelineRun run, MageSchedule schedule) => new(
        MageErrorId.ScheduleInactive,
        $"{Wording.Capitalized(run.Words)} waits for schedule {schedule}, which is inactive and makes a run of its own when it is switched on (create_initial_pipeline_run). Nothing was sent.")
    {
        Target = run,
        RecommendedAction = "Cancel the run [stop run] and try again.",
    };

    /// <summary>The names of the variables are told, their values not: an advice goes into logs.</summary>
    public static MageException NoSchedule(MagePipelineRun run, IDictionary variables) => new(
        MageErrorId.ScheduleNotFound, $"The schedule of {run.Words} was deleted, and Mage makes no run without one. Nothing was sent.")
    {
        Target = run,
        RecommendedAction = $"Run the pipeline by itself [run: {run.PipelineUuid ?? "-Pipeline"}"
            + (variables.Count == 0 ? "], with -Variable for what this run was given, which Mage no longer tells."
                : $" -Variable @{{ {string.Join("; ", variables.Keys.Cast<string>().OrderBy(name => name, StringComparer.Ordinal).Select(name => $"{name} = …"))} }}], with what this run was given."),
    };

    public static MageException NotEnded(MagePipelineRun run) => new(
        MageErrorId.RunInProgress, $"{Wording.Capitalized(run.Words)} is {run.Status} and has not ended, so there is nothing to restart; nothing was sent.")
    {
        Target = run,
        RecommendedAction = "Wait for it [wait], or end it [stop run] first.",
    };

    public static MageException Live(MagePipelineRun run) => new(
        MageErrorId.RunInProgress, $"{Wording.Capitalized(run.Words)} is {run.Status}: removed now, its blocks would go on without it. Nothing was sent.")
    {
        Target = run,
        RecommendedAction = "Wait for its end, cancel it [stop run], or pass -Force to do that first.",
    };

    public static MageException Moved(MagePipelineRun known, MagePipelineRun now) => new(
        MageErrorId.PipelineRunNotFound,
        $"{Wording.Capitalized(known.Words)} is of pipeline {now.PipelineUuid} now, whose newest runs were not looked for. It is left alone.")
    {
        Target = known,
        RecommendedAction = "List the runs anew [list pipeline runs].",
    };

    public static MageException NotCancelled(MagePipelineRun run) => new(MageErrorId.WriteNotApplied, $"Mage answered with success, but {run} was not cancelled.")
    {
        Target = run,
        RecommendedAction = "Look at it [list pipeline runs] and try again.",
    };

    public static MageException TriggerUnclear(string what, string parameter) => new(MageErrorId.InvalidInput, $"{what}; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = $"Pass -{parameter}, or as -Uri the whole address that Mage's page of the trigger shows.",
    };
}
