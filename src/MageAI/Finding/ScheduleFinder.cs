using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
            return [known];
        }

        if (argument.Identity is { Noun: Noun.Pipeline } of)
        {
            return of is { IsPipeline: true, Pipeline: string pipeline }
                ? [.. (await session.Schedules.ListFor(pipeline, call).ToListAsync(call.Cancellation).ConfigureAwait(false)).Where(schedule => within.Has(schedule.PipelineUuid))]
                : throw ErrorRecords.WrongObject("schedule", argument);
        }

        if (argument.Id is int id)
        {
            return [await ReadAsync(id, argument, within, call).ConfigureAwait(false)];
        }

        NamePattern name = new(argument.Text ?? throw session.Schedules.NotFound(argument.ToString()));
        MageSchedule[] found = [.. (await ListAsync(within, new ScheduleQuery(), call).ConfigureAwait(false)).Where(schedule => name.IsMatch(schedule.Name))];
        return found.Length == 0 && name.IsLiteral ? throw NotFound(name.Text, within) : found;
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

    /// <summary>What no schedule is called may be the id of one.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.ScheduleNotFound"/>: it is not.</exception>
    public Task<MageSchedule> NumberedAsync(string name, Within within, MageCall call) =>
        int.TryParse(name, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int id) ? ReadAsync(id, null, within, call) : throw session.Schedules.NotFound(name);

    /// <summary>The schedule that an object or a row is, or belongs to, as it is now.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.ScheduleNotFound"/>; <see cref="MageErrorId.WrongServer"/>.</exception>
    public async Task<MageSchedule> OfAsync(Identity of, MageCall call)
    {
        if (of.Live?.Session is MageSession home && home.Uri != session.Uri)
        {
            throw ErrorRecords.FromAnotherServer(of.Live is MageSchedule ? new MageScheduleArgument(of.Live) : new MageRunArgument(of.Live), home, session);
        }

        if (of.ScheduleId is not int id)
        {
            throw session.Schedules.NotFound(of.Noun == Noun.Run ? $"of run {of.Id}" : of.Noun == Noun.Backfill ? $"of backfill {of.Name ?? of.Id?.ToString(CultureInfo.InvariantCulture)}" : "of that row");
        }

        MageSchedule schedule = await session.Schedules.ReadAsync(id, call).ConfigureAwait(false);
        return of.Noun != Noun.Schedule || Sameness.Is(of, schedule.CreatedAt, schedule.PipelineUuid) ? schedule : throw session.Schedules.NotFound($"{of.Live ?? (object)id}");
    }

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
