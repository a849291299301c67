using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Runs;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>Reads the runs of what a command names, and emits them.</summary>
/// <param name="scope">The command.</param>
/// <param name="pipelinesOf">Its finder of pipelines.</param>
/// <param name="output">Where the runs go.</param>
/// <param name="filter">What narrows the search.</param>
/// <param name="isLatest">Whether of each pipeline or schedule only the newest run is meant.</param>
internal sealed class RunReading(CommandScope scope, Func<MageSession, PipelineFinder> pipelinesOf, RunOutput output, RunFilter filter, bool isLatest)
{
    /// <summary>Whether one list is the whole output.</summary>
    public bool IsWhole { get; init; }

    public required Action<string> TellVerbose { get; init; }

    /// <summary>All runs of a server, in one list, or the newest of each pipeline.</summary>
    public void OfAll(MageSession session) =>
        Of(session, isLatest ? scope.Await(call => pipelinesOf(session).UuidsAsync(new MagePipelineArgument("*"), call)) : [], null);

    /// <summary>One run that is named by itself, if nothing that narrows the search leaves it out.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>: it is to be chosen among others, and which, nothing says.</exception>
    public void OfOne(MageSession session, MageRunArgument argument)
    {
        if (filter.LastFailed || isLatest)
        {
            throw RunErrors.NotAmongOthers(argument, isLatest ? "Latest" : "LastFailed");
        }

        MagePipelineRun run = scope.Await(call => RunFinder.ReadAsync(session, argument, call));
        if (filter.Narrow(new RunQuery(), session).Matches(run))
        {
            output.EmitOne(session, run);
        }
    }

    public void OfSchedules(MageSession session, MageScheduleArgument argument, MagePipelineArgument[] pipelines)
    {
        string[] uuids = Uuids(session, pipelines);
        if ((pipelines.Length > 0 && uuids.Length == 0) || output.IsFull)
        {
            return;
        }

        Within within = scope.Await(call => Within.ReadAsync(pipelines, pipelinesOf(session), call));
        int[] ids = argument.Id is int id ? [id] : [.. scope.Await(call => new ScheduleFinder(session).FindAsync(argument, within, call)).Select(schedule => schedule.Id)];
        if (ids.Sum(one => Of(session, new RunQuery { ScheduleId = one, Pipelines = uuids })) == 0 && argument is { Id: int asked, Identity: null })
        {
            // No rows is also what an empty project says of a schedule that does not exist.
            scope.Await(call => session.Schedules.ReadAsync(asked, call));
        }
    }

    public void OfPipelines(MageSession session, MagePipelineArgument[] arguments)
    {
        string[] uuids = Uuids(session, arguments);
        HashSet<string?> seen = new(StringComparer.Ordinal);
        if (uuids.Length > 0)
        {
            Of(session, uuids, seen);
        }

        // A pipeline that was deleted may still have runs; one that has none and does not exist was misspelt, or is named by its display name.
        foreach (MagePipelineArgument argument in arguments.Where(argument => !output.IsFull && !Sameness.IsThere(session, argument) && !seen.Contains(argument.Name)))
        {
            scope.Attempt(argument.Name, () =>
            {
                if (scope.Await(call => pipelinesOf(session).OtherThanAsync(argument, seen, call)) is string uuid)
                {
                    Of(session, [uuid], null);
                }
            });
        }
    }

    /// <summary>What one list gives.</summary>
    /// <returns>How many rows it gave.</returns>
    public int Of(MageSession session, RunQuery which, HashSet<string?>? seen = null)
    {
        int rows = output.Emit(scope, session, filter.Narrow(which, session), IsWhole, run => seen?.Add(run.PipelineUuid));
        foreach (string run in filter.TakeUndated())
        {
            TellVerbose($"{run} does not say when it began; it is measured from when it was made.");
        }

        return rows;
    }

    /// <summary>The runs of some pipelines, of all if none are named: in one list, or the newest of each.</summary>
    private void Of(MageSession session, IReadOnlyList<string> pipelines, HashSet<string?>? seen)
    {
        IEnumerable<IReadOnlyCollection<string>> lists = isLatest ? pipelines.Select(uuid => new[] { uuid }) : [pipelines];
        foreach (IReadOnlyCollection<string> list in lists)
        {
            Of(session, new RunQuery { Pipelines = list }, seen);
        }
    }

    private string[] Uuids(MageSession session, IEnumerable<MagePipelineArgument> arguments) =>
        [.. arguments.SelectMany(argument => scope.Await(call => pipelinesOf(session).UuidsAsync(argument, call))).Distinct(StringComparer.Ordinal)];
}
