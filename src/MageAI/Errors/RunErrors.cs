using System;
using System.Globalization;
using System.Linq;

namespace MageAI.Errors;

/// <summary>What can be wrong with running and watching, in words.</summary>
internal static class RunErrors
{
    public static MageException ScheduleInactive(MageSchedule schedule) => new(
        MageErrorId.ScheduleInactive,
        $"Schedule {schedule} of pipeline {schedule.PipelineUuid} is inactive: Mage would make the run and never begin it. Nothing was sent.")
    {
        Target = schedule,
        RecommendedAction = "Switch it on with Enable-MageSchedule, or pass -Force to switch it on and run.",
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

    public static MageException NeedsWait(string parameter) => new(
        MageErrorId.InvalidInput, $"-{parameter} has no meaning without -Wait; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = "Pass -Wait too. Without a session there is no waiting: use Wait-MagePipelineRun in one.",
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
        RecommendedAction = cause.RecommendedAction,
        Traceback = cause.Traceback,
    };

    /// <summary>A run that ended as anything but completed, with what its blocks raised; null for one that completed.</summary>
    public static MageException? Unsuccessful(MagePipelineRun run) => run.Status switch
    {
        "completed" => null,
        "cancelled" => new(MageErrorId.RunCancelled, $"{Words(run)} was cancelled.")
        {
            Target = run,
            RecommendedAction = "Somebody, or a limit of its schedule or pipeline, ended it; run it again if it is needed.",
        },
        _ => new(MageErrorId.RunFailed, $"{Words(run)} failed{Why(run)}.")
        {
            Target = run,
            RecommendedAction = "Mend the block, then run again; the logs tell more.",
        },
    };

    private static string Why(MagePipelineRun run)
    {
        string[] failed = [.. run.BlockRuns.Where(block => block.Status == "failed")
            .Select(block => block.Error is string error ? $"block {block.BlockUuid}: {error.Trim()}" : $"block {block.BlockUuid} failed")];
        return failed.Length == 0 ? string.Empty : ": " + string.Join("; ", failed);
    }

    private static string Words(MagePipelineRun run) =>
        $"Run {run.Id.ToString(CultureInfo.InvariantCulture)}{(run.PipelineUuid is null ? "" : " of pipeline " + run.PipelineUuid)}";
}
