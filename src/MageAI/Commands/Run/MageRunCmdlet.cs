using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>A cmdlet about runs: what a schedule or a run means that was named in one of several ways.</summary>
public abstract class MageRunCmdlet : MageSessionCmdlet
{
    /// <summary>The schedules an argument means, within some pipelines if any are given. A name may mean several.</summary>
    /// <exception cref="MageException">A literal that does not exist.</exception>
    private protected MageSchedule[] FindSchedules(MageScheduleArgument argument, IReadOnlyList<MagePipelineArgument> within, MageSession session)
    {
        string? narrowed = within.Count == 0 ? null : string.Join(", ", within);
        MageSchedule[] found;
        if (argument.Id is int id)
        {
            found = [Await(call => session.Schedules.ReadAsync(id, call))];
        }
        else
        {
            string? only = within.Count == 1 && !within[0].IsPattern ? within[0].Uuid : null;
            NamePattern pattern = new(argument.Name!);
            found =
            [
                .. Stream(call => only is null ? session.Schedules.List(new ScheduleQuery(), call) : session.Schedules.ListFor(only, call))
                    .Where(schedule => schedule.Name is not null && pattern.IsMatch(schedule.Name)),
            ];
        }

        found = [.. found.Where(schedule => within.Count == 0 || within.Any(pipeline => Means(pipeline, schedule.PipelineUuid)))];
        return found.Length > 0 || argument.IsPattern ? found : throw RunErrors.ScheduleNotFound(argument.ToString(), narrowed, session);
    }

    /// <summary>The backfills an argument means, of some pipelines if any are given, as the server has them now. A name may mean several, or none.</summary>
    /// <exception cref="MageException">An id that does not exist, or that is now another's.</exception>
    private protected MageBackfill[] FindBackfills(MageBackfillArgument argument, IReadOnlyList<MagePipelineArgument> within, MageSession session, bool withRunCount = false)
    {
        if (argument.Id is int id)
        {
            MageBackfill read = Await(call => session.Backfills.ReadAsync(id, withRunCount, call));

            // On SQLite the id of a deleted backfill is given out again.
            bool isSame = argument.Source is not MageBackfill known || (known.CreatedAt == read.CreatedAt && known.Name == read.Name);
            return isSame && (argument.Source is not null || within.Count == 0 || within.Any(pipeline => Means(pipeline, read.PipelineUuid)))
                ? [read]
                : throw session.Backfills.NotFound(isSame ? $"{id} of pipeline {string.Join(", ", within)}" : argument.Source!.ToString()!);
        }

        NamePattern name = new(argument.Name!);
        string? only = within.Count == 1 && !within[0].IsPattern ? within[0].Uuid : null;
        return [.. List(session, only, withRunCount).Where(backfill => name.IsMatch(backfill.Name) && (within.Count == 0 || within.Any(pipeline => Means(pipeline, backfill.PipelineUuid))))];
    }

    /// <summary>Deals with each backfill that is meant, as it is now; an argument that names none and an object of another kind are reported.</summary>
    private protected void ForEachBackfill(IEnumerable<MageBackfillArgument> arguments, IReadOnlyList<MagePipelineArgument> within, Action<MageSession, MageBackfill> act)
    {
        foreach (MageBackfillArgument argument in arguments)
        {
            MageSession session = Resolve(argument.Session);
            if (!IsMeant<MageBackfill>(argument.Source, "backfill"))
            {
                continue;
            }

            Attempt(argument.ToString(), () =>
            {
                MageBackfill[] found = FindBackfills(argument, within, session);
                if (found.Length == 0 && new NamePattern(argument.Name!).IsLiteral)
                {
                    throw session.Backfills.NotFound(argument.Name!);
                }

                Array.ForEach(found, backfill => Attempt(backfill, () => act(session, backfill)));
            });
        }
    }

    /// <summary>The backfills of the project or of one pipeline, as the pages arrive.</summary>
    private protected IEnumerable<MageBackfill> List(MageSession session, string? pipeline, bool withRunCount) =>
        Stream(call => session.Backfills.List(pipeline, withRunCount, call));

    /// <summary>The id of the run that is meant; otherwise the error is reported.</summary>
    private protected bool TryRunId(MageRunArgument argument, out int id)
    {
        id = argument.Id ?? 0;
        if (argument.Id is null)
        {
            Report(ErrorRecords.WrongObject("pipeline run", argument.Source!));
        }

        return argument.Id is not null;
    }

    /// <summary>A run with its block runs, as they are now: what an object says of it may be old.</summary>
    /// <exception cref="MageException">It does not exist, or no longer.</exception>
    private protected MagePipelineRun ReadRun(MageSession session, MageRunArgument argument, int id)
    {
        MagePipelineRun run = Await(call => ReadRunAsync(session, id, argument.Source as MagePipelineRun, call));
        run.PipelineUuid ??= (argument.Source as MageBlockRun)?.PipelineUuid;
        return run;
    }

    /// <summary>A run as it is now, where an object may say what it was.</summary>
    /// <exception cref="MageException">It does not exist, or another run has its id since.</exception>
    private protected static async Task<MagePipelineRun> ReadRunAsync(MageSession session, int id, MagePipelineRun? known, MageCall call)
    {
        MagePipelineRun run = await session.Runs.ReadAsync(id, call).ConfigureAwait(false);
        if (known is not null && !run.IsSameAs(known))
        {
            throw RunErrors.Replaced(known, run);
        }

        run.PipelineUuid ??= known?.PipelineUuid;
        return run;
    }

    /// <summary>Which blocks are meant: by patterns, or by a block run that was piped in; null for all.</summary>
    private protected static NamePattern[]? BlockPatterns(string[]? names, MageRunArgument argument) =>
        argument.Source is MageBlockRun { BlockUuid: string uuid } && names is null
            ? [NamePattern.Literal(uuid)]
            : names is null ? null : [.. names.Select(name => new NamePattern(name))];

    /// <summary>Whether one of the patterns means a block run: by its own name, or by that of the block it is a child or replica of.</summary>
    private protected static bool Means(NamePattern[]? patterns, string? blockUuid) =>
        patterns is null || patterns.Any(pattern => pattern.IsMatch(blockUuid) || pattern.IsMatch(blockUuid?.Split(':')[0]));

    /// <summary>The block runs that are meant. A literal that means none is an error.</summary>
    private protected MageBlockRun[] Choose(MagePipelineRun run, IReadOnlyCollection<MageBlockRun> blocks, NamePattern[]? patterns)
    {
        foreach (NamePattern pattern in patterns ?? [])
        {
            if (pattern.IsLiteral && !blocks.Any(block => Means([pattern], block.BlockUuid)))
            {
                Report(RunErrors.BlockNotRun(pattern.Text, run));
            }
        }

        return [.. blocks.Where(block => Means(patterns, block.BlockUuid))];
    }

    /// <summary>Whether a pipeline of this uuid is meant.</summary>
    private protected static bool Means(MagePipelineArgument argument, string? uuid) => uuid is not null
        && (argument.IsPattern
            ? new NamePattern(argument.Name).IsMatch(uuid)
            : string.Equals(argument.Uuid, uuid, StringComparison.Ordinal));
}
