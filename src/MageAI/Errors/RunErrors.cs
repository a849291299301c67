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
    /// <summary>A text where the id of a run is meant.</summary>
    public static MageException NoId(MageRunArgument argument) => new(MageErrorId.InvalidName, $"'{argument}' is no id of a pipeline run, which is a whole number; nothing was done.")
    {
        Target = argument.Text,
        RecommendedAction = $"If it is a pipeline, pipe its runs in: Get-MagePipelineRun -Pipeline '{argument}' -First 1 emits its newest.",
    };

    /// <summary>What a block raised can be a page; its end says most.</summary>
    private const int MostLines = 5;

    /// <summary>A thing stands for its runs, and the command line says of what else they are to be.</summary>
    /// <param name="thing">The thing, or the parameter for it.</param>
    public static MageException NotBoth(object thing) => new(MageErrorId.InvalidInput, $"Which runs are meant is said twice, by '{thing}' and by a parameter; nothing was read.")
    {
        Target = (thing as MageArgument)?.Target ?? thing,
        RecommendedAction = "Name the runs, or what they are of, by one of the two. A script block says the latter for each thing piped in, such as -Pipeline { $_.PipelineUuid }.",
    };

    /// <summary>A run is named where one of many is to be chosen.</summary>
    public static MageException NotAmongOthers(MageArgument argument, string parameter) => new(
        MageErrorId.InvalidInput, $"-{parameter} chooses among all runs of a pipeline or schedule, and run {argument} was named by itself; nothing was read.")
    {
        Target = argument.Target,
        RecommendedAction = $"Name the pipelines or schedules, such as Get-MagePipelineRun -Pipeline sales -{parameter}, or leave -{parameter} out.",
    };

    public static MageException NotWithMode(string parameter, string mode) => new(
        MageErrorId.InvalidInput, $"-{parameter} has no meaning with -Mode {mode}; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = mode == "New" ? "A new run runs all its blocks: leave -FromBlock out." : "The same run keeps its variables: pass -Mode New to change some.",
    };

    public static MageException ScheduleAmbiguous(string name, MageSchedule[] all) => new(
        MageErrorId.AmbiguousName,
        $"{all.Length} schedules are called '{name}': {string.Join(", ", all.Select(schedule => $"{schedule.Id.ToString(CultureInfo.InvariantCulture)} of {schedule.PipelineUuid}"))}. Nothing was sent.")
    {
        Target = name,
        RecommendedAction = "Pass the id, or -Pipeline too.",
    };

    public static MageException NeedsWait(string parameter, string by) => new(
        MageErrorId.InvalidInput, $"-{parameter} has no meaning without -{by}; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = $"Pass -{by} too, or leave -{parameter} out.",
    };

    /// <summary>A trigger's address starts a run, and tells nothing of it afterwards.</summary>
    public static MageException NeedsSession(string parameter) => new(
        MageErrorId.InvalidInput, $"-{parameter} has no meaning with -Uri: without a session there is no waiting; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = $"Leave -{parameter} out, and wait for the run with Wait-MagePipelineRun in a session; or start it in one, with -Schedule.",
    };

    public static MageException NoExpression(string pattern, Exception cause) => new(
        MageErrorId.InvalidValue, $"'{pattern}' is no regular expression: {cause.Message}", cause)
    {
        Target = pattern,
        RecommendedAction = "Escape what is meant literally: [regex]::Escape('...').",
    };

    /// <summary>A filter by level leaves nothing of why runs failed.</summary>
    public static string HiddenByLevel(IReadOnlyCollection<MagePipelineRun> runs, string[] levels, IEnumerable<string> others) =>
        $"What tells why {Ids([.. runs])} did not complete has, in part or all, another level than {string.Join(" or ", levels)}: pass -Level {string.Join(", ", levels.Concat(others))}.";

    public static MageException BlockNotRun(string block, MagePipelineRun run) => new(
        MageErrorId.BlockNotFound, $"{Wording.Capitalized(run.Words)} has no block '{block}'.")
    {
        Target = block,
        RecommendedAction = $"List its blocks with Get-MageBlockRun {run.Id.ToString(CultureInfo.InvariantCulture)}.",
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
        $"{Wording.Capitalized((known.Source as MagePipelineRun)?.Words ?? $"run {known.Id}")} does not exist any more: its id is that of another run now{(now.PipelineUuid is null ? "" : ", of pipeline " + now.PipelineUuid)}. That one is left alone.")
    {
        Target = known.Target,
        RecommendedAction = "List the runs anew with Get-MagePipelineRun.",
    };

    public static MageException NothingToRun() => new(MageErrorId.EmptyInput, "No pipeline and no schedule was named; nothing was sent.")
    {
        RecommendedAction = "Pass -Pipeline or -Schedule, or pipe in what Get-MagePipeline or Get-MageSchedule emits.",
    };

    public static MageException NothingNamed() => new(MageErrorId.EmptyInput, "Neither a pipeline nor a run was named.")
    {
        RecommendedAction = "Pass -Pipeline or -Run, or pipe in what Get-MagePipeline or Get-MagePipelineRun emits.",
    };

    public static MageException OfAnotherPipeline(MagePipelineRun run, string pipeline) => new(
        MageErrorId.InvalidInput, $"Run {run.Id.ToString(CultureInfo.InvariantCulture)} is one of pipeline {run.PipelineUuid}, not of {pipeline}.")
    {
        Target = run,
        RecommendedAction = $"List the runs with Get-MagePipelineRun -Pipeline {pipeline}, or leave the pipeline out.",
    };

    /// <summary>Of a run whose schedule was deleted Mage tells the status and the block runs, and not the pipeline.</summary>
    public static MageException BlocksUnknown(MagePipelineRun run) => new(
        MageErrorId.NotFound, $"{Wording.Capitalized(run.Words)} has no block runs, and Mage no longer tells its pipeline: its schedule was deleted.")
    {
        Target = run,
        RecommendedAction = "Leave -Run out to see a pipeline as it is now.",
    };

    /// <inheritdoc cref="BlocksUnknown"/>
    public static MageException PipelineUnknown(MagePipelineRun run) => new(
        MageErrorId.NotFound, $"Mage no longer tells of which pipeline {run.Words} is: its schedule was deleted.")
    {
        Target = run,
        RecommendedAction = "Leave the pipeline out: the blocks of the run are known all the same.",
    };

    /// <summary>The time is over. Each names the others too: where the first error ends the script, nothing would be known of them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="waited">How long it was waited for.</param>
    /// <param name="unasked">Why the server could not be asked at last; null if it could.</param>
    /// <param name="others">Those that have not ended either.</param>
    public static MageException WaitTimeout(MagePipelineRun run, TimeSpan waited, MageException? unasked, MagePipelineRun[] others) => new(
        MageErrorId.WaitTimeout,
        unasked is null
            ? $"{Wording.Capitalized(run.Words)} has not ended within {Seconds(waited)}; it is {run.Status ?? "not known yet"} and goes on{(others.Length == 0 ? "" : $", and so {(others.Length == 1 ? "does" : "do")} {Ids(others)}")}."
            : $"{Wording.Capitalized(run.Words)}{(others.Length == 0 ? "" : " and " + Ids(others))} {(others.Length == 0 ? "was" : "were")} not seen to end within {Seconds(waited)}; the server could not be asked at last: {unasked.Message}")
    {
        Target = run,
        RecommendedAction = "Wait on with Wait-MagePipelineRun, or end it with Stop-MagePipelineRun.",
    };

    /// <summary>The command ends before it could emit the runs that it has made.</summary>
    public static MageException MadeBefore(MageException failure, IReadOnlyCollection<MagePipelineRun> made) => failure.Retold(
        failure.ErrorId,
        $"{Wording.Sentence(failure.Message)} Before that, {Ids([.. made])} {(made.Count == 1 ? "was" : "were")} begun; nobody waits for {(made.Count == 1 ? "it" : "them")}.",
        target: made.Count == 1 ? made.First() : made.ToArray());

    /// <summary>The watching of runs ends because their servers cannot be asked any more: one error for all of them, with every id.</summary>
    public static MageException WatchFailed(IReadOnlyList<(MagePipelineRun[] Runs, MageException Cause)> lost)
    {
        // What ends the command stands for the rest.
        MageException cause = lost.OrderByDescending(item => ErrorRecords.EndsTheCommand(item.Cause.ErrorId)).First().Cause;
        MagePipelineRun[] all = [.. lost.SelectMany(item => item.Runs)];
        string said = string.Join(" ", lost.Select(item => item.Runs.Length == 1
            ? $"{Wording.Capitalized(item.Runs[0].Words)} is no longer watched; how it ends is not known. {item.Cause.Message}"
            : $"R{Ids(item.Runs).Substring(1)} are no longer watched; how they end is not known. {item.Cause.Message}"));
        return cause.Retold(cause.ErrorId, said, target: all.Length == 1 ? all[0] : all);
    }

    /// <summary>A run that did not end as completed, with the last lines of what its blocks raised.</summary>
    /// <param name="run">The run.</param>
    /// <param name="others">Others that did not complete either; where the first error ends the script, nothing would be known of them.</param>
    public static MageException Unsuccessful(MagePipelineRun run, MagePipelineRun[] others)
    {
        string beside = others.Length == 0 ? string.Empty : $" Nor did {Ids(others)} complete.";
        if (run.Status == RunStatus.Cancelled)
        {
            string? limit = run.FailureReason is string said ? (run.Session?.Redact(said) ?? said).TrimEnd('.') : null;
            return new(MageErrorId.RunCancelled, $"{Wording.Capitalized(run.Words)} was cancelled{(limit is null ? string.Empty : ": " + limit)}.{beside}")
            {
                Target = run,
                RecommendedAction = limit is null
                    ? "Somebody, or a limit of its schedule or pipeline, ended it; run it again if it is needed."
                    : "Mage ended it for a limit of its schedule, its pipeline or the server; see more with "
                        + $"Get-MageLog -Run {run.Id.ToString(CultureInfo.InvariantCulture)} -FailedOnly, and run it again if it is needed.",
            };
        }

        MageBlockRun[] failed = [.. run.BlockRuns.Where(block => block.Status == BlockRunStatus.Failed)];
        string why = failed.Length == 0 ? LastLines(run.FailureReason ?? string.Empty) : string.Join("; ", failed.Select(Why));
        why = run.Session?.Redact(why) ?? why;
        string id = run.Id.ToString(CultureInfo.InvariantCulture);
        string more = $"See more with Get-MageLog -Run {id}";
        return new MageRunException(
            MageErrorId.RunFailed, $"{Wording.Capitalized(run.Words)} failed{(why.Length == 0 ? string.Empty : ": " + why.TrimEnd('.'))}.{beside}", failed)
        {
            Target = run,
            RecommendedAction = run.PipelineScheduleId is null
                ? $"Its schedule was deleted, so Mage finds no log of it and starts it no more: see its blocks with Get-MageBlockRun {id}, mend the cause, then run the pipeline with Invoke-MagePipelineRun{(run.PipelineUuid is null ? "" : " " + run.PipelineUuid)}."
                : failed.Length > 0 ? $"{more} -FailedOnly; mend the block, then go on with Restart-MagePipelineRun."
                : $"{more}{(why.Length == 0 ? string.Empty : " -FailedOnly")}; mend the cause, then make another run with Restart-MagePipelineRun -Mode New.",
        };
    }

    private static string Why(MageBlockRun block) => block.Error is string error ? $"block {block.BlockUuid}: {Ends(error)}{(block.ErrorPlace is null ? string.Empty : $" ({block.ErrorPlace})")}" : $"block {block.BlockUuid} failed";

    /// <summary>The first line names the type; the last ones say most.</summary>
    private static string Ends(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        return lines.Length <= MostLines ? string.Join("\n", lines) : $"{lines[0]}\n\u2026\n{string.Join("\n", lines.Skip(lines.Length - MostLines + 1))}";
    }

    private static string LastLines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        return string.Join("\n", lines.Skip(Math.Max(0, lines.Length - MostLines))).Trim();
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";

    private static string Ids(MagePipelineRun[] runs)
    {
        string[] ids = [.. runs.Select(run => run.Id.ToString(CultureInfo.InvariantCulture))];
        return ids.Length == 1 ? "run " + ids[0] : $"runs {string.Join(", ", ids.Take(ids.Length - 1))} and {ids[ids.Length - 1]}";
    }
}
