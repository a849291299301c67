using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>Which schedules of a server are meant: by id, by object, by exact name or by pattern. Names need not be unique, so one may mean several.</summary>
internal sealed class ScheduleFinder(MageSession session)
{
    /// <summary>The schedules that are meant, within some pipelines. An object read just now is taken as it is.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.ScheduleNotFound"/> for an id or a literal name that none has, or that is another's by now.</exception>
    /// <param name="argument">What was said of them.</param>
    /// <param name="within">The pipelines that narrow it.</param>
    /// <param name="call">The caller.</param>
    /// <param name="isFresh">Whether the state of each is needed as it is now, also of an object.</param>
    public async Task<IReadOnlyList<MageSchedule>> FindAsync(MageScheduleArgument argument, Within within, MageCall call, bool isFresh = false)
    {
        if (!isFresh && argument.Source is MageSchedule known && Sameness.IsFresh(known) && !session.Schedules.WasRemoved(known.Id))
        {
            return within.Has(known.PipelineUuid) ? [known] : throw ScheduleClient.NotOf(known, $"{within}");
        }

        if (argument.Identity is { Noun: Noun.Pipeline } of)
        {
            if (!of.IsPipeline)
            {
                throw ErrorRecords.WrongObject("schedule", argument);
            }

            string pipeline = (await new PipelineFinder(session).UuidsAsync(MagePipelineArgument.Of(of), call).ConfigureAwait(false))[0];
            return (await session.Schedules.ListFor(pipeline, call).ToListAsync(call.Cancellation).ConfigureAwait(false)).FindAll(schedule => within.Has(schedule.PipelineUuid));
        }

        // A text of digits is an id, and only where it is that of none a name.
        bool mayBeName = argument is { Text: not null, Identity: null };
        if (argument.Id is int id && (mayBeName ? await NumberedAsync(id, within, call).ConfigureAwait(false) : await ReadAsync(id, argument, within, call).ConfigureAwait(false)) is MageSchedule read)
        {
            return [read];
        }

        NamePattern name = argument.Text is null ? throw session.Schedules.NotFound(argument.ToString()) : argument.Pattern;
        IReadOnlyList<MageSchedule> found = name.Among(await ListAsync(within, new ScheduleQuery(), call).ConfigureAwait(false), schedule => schedule.Name);
        return found.Count == 0 && name.IsLiteral ? throw NotFound(name.Text, within) : found;
    }

    /// <summary>One schedule by its id, as it is now.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.ScheduleNotFound"/>.</exception>
    public async Task<MageSchedule> ReadAsync(int id, MageScheduleArgument? argument, Within within, MageCall call)
    {
        if (argument is not null)
        {
            Sameness.RequireHome(session, argument);
        }

        MageSchedule schedule = await session.Schedules.ReadAsync(id, call).ConfigureAwait(false);
        bool isSame = argument?.Identity is not { Noun: Noun.Schedule } identity || Sameness.Is(identity, schedule.CreatedAt, schedule.PipelineUuid);
        return isSame && within.Has(schedule.PipelineUuid)
            ? schedule
            : throw (isSame ? NotFound(id.ToString(CultureInfo.InvariantCulture), within) : session.Schedules.NotFound(argument!.ToString()));
    }

    /// <summary>The schedule that a text of digits is the id of; null if it is of none.</summary>
    public Task<MageSchedule?> NumberedAsync(string text, Within within, MageCall call) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int id) ? NumberedAsync(id, within, call) : Task.FromResult<MageSchedule?>(null);

    /// <summary>The schedule of an id; null if there is none.</summary>
    public async Task<MageSchedule?> NumberedAsync(int id, Within within, MageCall call)
    {
        try
        {
            return await ReadAsync(id, null, within, call).ConfigureAwait(false);
        }
        catch (MageException failure) when (failure.ErrorId == MageErrorId.ScheduleNotFound)
        {
            return null;
        }
    }

    /// <summary>The schedules that an object or a row is, or belongs to, as they are now: one, but for a row that has no more than a name.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.ScheduleNotFound"/>; <see cref="MageErrorId.WrongServer"/>.</exception>
    public async Task<IReadOnlyList<MageSchedule>> OfAsync(Identity of, MageCall call)
    {
        if (of.ScheduleId is int id)
        {
            MageSchedule schedule = await session.Schedules.ReadAsync(id, call).ConfigureAwait(false);
            return of.Noun != Noun.Schedule || Sameness.Is(of, schedule.CreatedAt, schedule.PipelineUuid) ? [schedule] : throw session.Schedules.NotFound($"{of.Live ?? (object)id}");
        }

        if (of is { Live: null, Noun: Noun.Run, RunId: not null })
        {
            MagePipelineRun run = await RunFinder.ReadAsync(session, new MageRunArgument(of), call).ConfigureAwait(false);
            return run.PipelineScheduleId is int its ? [await session.Schedules.ReadAsync(its, call).ConfigureAwait(false)] : throw NoneOf(of);
        }

        if (of is { Schedule: string name })
        {
            Within within = of.Pipeline is null ? Within.Everything : await Within.ReadAsync([MagePipelineArgument.Of(of)], new PipelineFinder(session), call).ConfigureAwait(false);
            return await FindAsync(new MageScheduleArgument(name) { IsLiteral = true }, within, call).ConfigureAwait(false);
        }

        throw NoneOf(of);
    }

    private MageException NoneOf(Identity of) => session.Schedules.NotFound(
        of.Noun == Noun.Run && of.Id is int run ? $"of run {run}" : of.Noun == Noun.Backfill ? $"of backfill {of.Name ?? of.Id?.ToString(CultureInfo.InvariantCulture)}" : of.Schedule ?? "of that row");

    /// <summary>All schedules within some pipelines: of those that are named each by itself, else one walk through the list.</summary>
    public async Task<IReadOnlyList<MageSchedule>> ListAsync(Within within, ScheduleQuery query, MageCall call)
    {
        if (!within.IsNamed)
        {
            List<MageSchedule> all = await session.Schedules.List(query, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
            return within.IsEverything ? all : all.FindAll(schedule => within.Has(schedule.PipelineUuid));
        }

        List<MageSchedule> some = [];
        foreach (string uuid in within.Uuids)
        {
            some.AddRange(await session.Schedules.ListFor(uuid, call).ToListAsync(call.Cancellation).ConfigureAwait(false));
        }

        return some;
    }

    private MageException NotFound(string name, Within within) => session.Schedules.NotFound(within.IsEverything ? name : $"{name} of pipeline {within}");
}
