using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Schedules;

/// <summary>The operations on schedules.</summary>
internal sealed class ScheduleClient(MageSession session) : ResourceClient(session)
{
    /// <summary>Schedules are small, and Mage goes through all of them for each page (by experiment on 0.9.79: 1,002 as one page in 1.1 s, as three in 4 s).</summary>
    private const int PageSize = 2000;

    private readonly SeenIds _seen = new();
    private readonly LastSeen<int, MageSchedule> _last = new();
    private readonly ConcurrentDictionary<int, bool> _removed = new();
    private readonly UnreadableSchedules _unreadable = new(session);

    /// <summary>All schedules of the project, those of deleted pipelines included.</summary>
    public Listing<MageSchedule> List(ScheduleQuery query, MageCall call) => new(
        (limit, offset, cancellation) =>
        {
            MageRequest request = Get(Subject.ForSchedule(), "pipeline_schedules");
            WithList(request, "status[]", query.Statuses);
            WithList(request, "schedule_type[]", query.Types);

            // Without an order the pages are in none, and rows are lost between them.
            request.With("order_by", "name").With("_limit", Text(limit)).With("_offset", Text(offset));
            return ListAsync(request, call.With(cancellation));
        },
        schedule => Note(schedule),
        PageSize);

    /// <summary>The schedules of one pipeline, newest first.</summary>
    public Listing<MageSchedule> ListFor(string pipeline, MageCall call) => ListFor(pipeline, call, note: true);

    private Listing<MageSchedule> ListFor(string pipeline, MageCall call, bool note) => new(
        (limit, offset, cancellation) => ListAsync(
            Get(Subject.ForPipeline(pipeline), "pipelines", pipeline, "pipeline_schedules").With("_limit", Text(limit)).With("_offset", Text(offset)),
            call.With(cancellation)),
        schedule => note ? Note(schedule) : schedule.Id,
        PageSize);

    /// <summary>A schedule. Of one that Mage cannot say the next time of, and fails at, its columns are read, and the caller is warned.</summary>
    public async Task<MageSchedule> ReadAsync(int id, MageCall call)
    {
        try
        {
            return Noted(await OneAsync(Get(Subject.ForSchedule(id), "pipeline_schedules", Text(id)), "pipeline_schedule", ScheduleJson.Default.MageSchedule, call).ConfigureAwait(false));
        }
        catch (MageException failure) when (UnreadableSchedules.IsWhy(failure))
        {
            MageSchedule schedule = await _unreadable.ReadAsync(id, call).ConfigureAwait(false);
            call.Warnings.Enqueue(UnreadableSchedules.Words(schedule, Session.Now));
            return schedule;
        }
    }

    /// <summary>
    /// Refuses a name that a schedule of the pipeline has. Mage takes it; but a setup that is run again would let the pipeline run twice, and who names
    /// one afterwards means both.
    /// </summary>
    public async Task RequireNewNameAsync(string pipeline, string name, MageCall call)
    {
        if ((await ListFor(pipeline, call).ToListAsync(call.Cancellation).ConfigureAwait(false)).Find(schedule => schedule.Name == name) is MageSchedule taken)
        {
            throw NameTaken(pipeline, name, taken.Id);
        }
    }

    /// <summary>Says that a name is taken.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="name">The name.</param>
    /// <param name="id">The schedule that has it; null for one that is to be made.</param>
    public static MageException NameTaken(string pipeline, string name, int? id) => new(
        MageErrorId.ScheduleExists, id is null ? $"Pipeline {pipeline} would have a schedule '{name}' already; nothing was sent." : $"Pipeline {pipeline} has a schedule '{name}' already, with the id {id}; nothing was sent.")
    {
        Target = name,
        RecommendedAction = $"{(id is null ? string.Empty : $"Change it [change schedule: {id}], or choose another name. ")}Pass -AllowDuplicate if two of that name are meant.",
    };

    /// <summary>
    /// Makes a schedule. Tags fail on creation, and for anybody but an owner settings and SLA are dropped there without a
    /// word; both are set by a second request (by experiment on 0.9.79).
    /// </summary>
    public Task<MageSchedule> CreateAsync(string pipeline, ScheduleChanges fields, MageCall call) => CreateAsync(pipeline, fields, mayDouble: true, call);

    /// <inheritdoc cref="CreateAsync(string, ScheduleChanges, MageCall)"/>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="fields">What it is made of.</param>
    /// <param name="mayDouble">Whether the pipeline may have one of that name already, as Mage allows.</param>
    /// <param name="call">The caller.</param>
    public async Task<MageSchedule> CreateAsync(string pipeline, ScheduleChanges fields, bool mayDouble, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call).ConfigureAwait(false);
        if (!mayDouble)
        {
            await RequireNewNameAsync(pipeline, (string)fields.Fields["name"]!, call).ConfigureAwait(false);
        }

        string name = (string)fields.Fields["name"]!;
        ScheduleChanges atOnce = fields.Only(field => field != "tags");
        DateTimeOffset begun = Session.Now;
        WarnOfEnd(fields, call);
        MageSchedule made = await CreateAsync(
            _seen,
            "pipeline " + pipeline,
            () => ListFor(pipeline, call).ToListAsync(call.Cancellation),
            newest => OneAsync(
                Post(Subject.ForPipeline(pipeline), "pipeline_schedule", atOnce.Fields, "pipelines", pipeline, "pipeline_schedules"),
                "pipeline_schedule",
                ScheduleJson.Default.MageSchedule,
                new WriteIntent<MageSchedule>(
                    $"the creation of schedule '{name}' of pipeline {pipeline}",
                    $"Look at the schedules of the pipeline [list schedules: -Pipeline {pipeline}]",
                    sent => NewAsync(pipeline, name, newest, begun, sent, call)),
                call)).ConfigureAwait(false);
        _seen.See(Noted(made).Id);

        ScheduleChanges afterwards = fields.Only(field => field == "tags" || (field is "settings" or "sla" && made.GetField(field) is null && fields.Fields[field] is not null));
        if (!afterwards.IsEmpty)
        {
            try
            {
                made = await SendChangesAsync(made.Id, afterwards, call).ConfigureAwait(false);
            }
            catch (MageException failure)
            {
                string missing = failure.ErrorId == MageErrorId.WriteOutcomeUnknown ? $"whether with its {afterwards} is not known" : $"but without its {afterwards}";
                throw failure.Retold(
                    failure.ErrorId,
                    $"{Wording.Sentence(failure.Message)} Schedule {made.Id} was made, {missing}.",
                    $"Look at it [list schedules: -Id {made.Id}] and set what is missing [change schedule: {made.Id}], or remove it before you try again.",
                    made);
            }
        }

        fields.RequireApplied(made, $"schedule {made.Id}");
        WarnOfStart(fields, made, call);

        // The reply to a creation leaves out what every look at it shows.
        made.NextPipelineRunDate ??= new ScheduleTiming(made).Shown(Session.Present);
        return made;
    }

    /// <summary>Changes only the fields given. What is edited is read in the write's own turn, so that no other edit of this session is lost.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="pipeline">Its pipeline, whose file the change may be written to.</param>
    /// <param name="changes">The fields.</param>
    /// <param name="call">The caller.</param>
    /// <param name="known">The schedule as it was seen, which is read anew where it shows that it is as it is to be: then nothing is sent. Null to send in any case.</param>
    public async Task<MageSchedule> UpdateAsync(int id, string? pipeline, ScheduleChanges changes, MageCall call, MageSchedule? known = null)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline ?? "schedule " + Text(id), call).ConfigureAwait(false);
        WarnOfEnd(changes, call);
        long begun = Session.Clock.GetTimestamp();
        bool looks = changes.HasEdits || (known is not null && changes.AreSo(known));
        if (looks && await ReadAsync(id, call).ConfigureAwait(false) is MageSchedule current)
        {
            foreach (string name in changes.Missing(current))
            {
                call.Warnings.Enqueue($"Schedule {current} has no variable '{name}' to take away.");
            }

            if (!changes.Differ(current))
            {
                return current;
            }
        }

        MageSchedule changed;
        try
        {
            changed = await SendChangesAsync(id, changes, call).ConfigureAwait(false);
        }
        catch (MageException failure) when (UnreadableSchedules.IsWhy(failure))
        {
            // Mage saves first and works the next time out afterwards.
            changed = await SavedAsync(id, failure, call).ConfigureAwait(false);
        }
        catch (MageException orphan) when (orphan.ErrorId == MageErrorId.PipelineNotFound)
        {
            // Mage saves first and looks for the pipeline's files afterwards, so only the schedule itself tells what happened.
            changed = await SavedAsync(id, orphan, call).ConfigureAwait(false);
            call.Warnings.Enqueue($"Schedule {id} belongs to a pipeline that does not exist any more: {orphan.Message}");
        }

        changes.RequireApplied(changed, $"schedule {id}");
        if (changes.HasEdits && await SecondLook.LaterAsync(Session, begun, () => ReadAsync(id, call), $"the change of schedule {id}", call).ConfigureAwait(false) is MageSchedule now)
        {
            changes.RequireKept(now, $"schedule {id}");
        }

        WarnOfStart(changes, changed, call);
        return changed;
    }

    /// <summary>
    /// Gives a schedule another trigger token. Mage drops that without a word for anybody but an owner (by experiment on 0.9.79), so the tokens are
    /// compared; where the server hides them, those of two changes.
    /// </summary>
    /// <returns>The schedule, with its new token.</returns>
    /// <exception cref="MageException"><see cref="MageErrorId.WriteNotApplied"/>: the token is the old one.</exception>
    public async Task<MageSchedule> RotateTokenAsync(MageSchedule schedule, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(schedule.PipelineUuid ?? "schedule " + Text(schedule.Id), call).ConfigureAwait(false);
        string? before = (await ReadAsync(schedule.Id, call).ConfigureAwait(false)).GetToken();
        MageSchedule changed = await RotateAsync(schedule.Id, before, call).ConfigureAwait(false);
        if (before is null && changed.GetToken() is string first)
        {
            (before, changed) = (first, await RotateAgainAsync(schedule, first, call).ConfigureAwait(false));
        }

        return changed.GetToken() is string now && now != before
            ? changed
            : throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success but did not change the trigger token of schedule {schedule}.")
            {
                Target = schedule,
                RecommendedAction = $"Only an owner may change it{(Session.Role is string role ? $", and the role of the signed-in user is {role}" : string.Empty)}: sign in as an owner [connect].",
            };
    }

    public MageException NotFound(string name) => Missing(name, $"Schedule {name} does not exist on {Session.Uri}.");

    /// <summary>Says that a schedule is not one of the pipelines that were named.</summary>
    public static MageException NotOf(MageSchedule schedule, string pipelines) => Missing(schedule, $"Schedule {schedule} is one of pipeline {schedule.PipelineUuid}, not of {pipelines}.");

    private static MageException Missing(object target, string message) => new(MageErrorId.ScheduleNotFound, message)
    {
        Target = target,
        RecommendedAction = "List the schedules [list schedules]; those of a pipeline are named by -Pipeline.",
    };

    /// <summary>Deletes a schedule; its runs stay but no list shows them any more.</summary>
    public async Task DeleteAsync(int id, string? pipeline, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline ?? "schedule " + Text(id), call).ConfigureAwait(false);
        MageSchedule? before = _last.Find(id);
        _removed[id] = true;
        await RemoveAsync(
            Delete(Subject.ForSchedule(id), "pipeline_schedules", Text(id)),
            "pipeline_schedule",
            ScheduleJson.Default.MageSchedule,
            Intent<Removed>(
                $"the removal of schedule {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is not { } found ? new Sight<Removed>.Done(Removed.Yes)
                    : before?.GetToken() is string token && token != found.GetToken() && before.CreatedAt == found.CreatedAt
                        ? new Sight<Removed>.Unclear($"schedule {id} is there, and may have been made anew")
                    : StillThere(before?.CreatedAt, found.CreatedAt, found.UpdatedAt, sent, $"schedule {id}")),
            call).ConfigureAwait(false);
    }

    /// <summary>Whether this session removed a schedule of this id; on SQLite the id is given out again.</summary>
    public bool WasRemoved(int id) => _removed.ContainsKey(id);

    /// <summary>Changes a token once more, where the one that was there before the first change is not known.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.WriteOutcomeUnknown"/>: what became of the first change cannot be told then either.</exception>
    private async Task<MageSchedule> RotateAgainAsync(MageSchedule schedule, string first, MageCall call)
    {
        try
        {
            return await RotateAsync(schedule.Id, first, call).ConfigureAwait(false);
        }
        catch (MageException failure)
        {
            throw failure.Retold(
                MageErrorId.WriteOutcomeUnknown,
                $"{Wording.Sentence(failure.Message)} Mage answered a first change of the trigger token of schedule {schedule} with success. The server hides the token that was there, so whether it is another one now cannot be told.",
                $"Look at the schedule [list schedules: -Id {schedule.Id}] before you try again.",
                schedule);
        }
    }

    private Task<MageSchedule> RotateAsync(int id, string? before, MageCall call) => OneAsync(
        Put(Subject.ForSchedule(id), "pipeline_schedule", new Dictionary<string, object?> { ["rotate_token"] = true }, "pipeline_schedules", Text(id)),
        "pipeline_schedule",
        ScheduleJson.Default.MageSchedule,
        Intent<MageSchedule>(
            $"the new trigger token of schedule {id}",
            id,
            async _ => await FindAsync(id, call).ConfigureAwait(false) is not { } now ? new Sight<MageSchedule>.Gone(NotFound(Text(id)))
                : before is null || now.GetToken() is not string token ? new Sight<MageSchedule>.Unclear($"schedule {id} is there, and the server hides its token")
                : token != before ? new Sight<MageSchedule>.Done(now)
                : new Sight<MageSchedule>.Undone($"schedule {id} has its old token")),
        call);

    /// <summary>The schedule after a failure behind which it was saved.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.WriteOutcomeUnknown"/>: it cannot be looked at.</exception>
    private async Task<MageSchedule> SavedAsync(int id, MageException failure, MageCall call)
    {
        try
        {
            return await ReadAsync(id, call).ConfigureAwait(false);
        }
        catch (MageException blind) when (blind.ErrorId != MageErrorId.ScheduleNotFound)
        {
            throw failure.Retold(
                MageErrorId.WriteOutcomeUnknown,
                $"{Wording.Sentence(failure.Message)} Whether the change of schedule {id} was done cannot be told: {blind.Message}",
                $"Look at the schedule [list schedules: -Id {id}] before you try again.");
        }
    }

    private async Task<MageSchedule> SendChangesAsync(int id, ScheduleChanges changes, MageCall call)
    {
        MageSchedule? before = _last.Find(id);
        return Noted(await OneAsync(
            Put(Subject.ForSchedule(id), "pipeline_schedule", changes.Fields, "pipeline_schedules", Text(id)),
            "pipeline_schedule",
            ScheduleJson.Default.MageSchedule,
            Intent<MageSchedule>(
                $"the change of schedule {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is { } now
                    ? Judge(changes, now, before, now.UpdatedAt, sent, $"schedule {id}")
                    : new Sight<MageSchedule>.Gone(NotFound(Text(id)))),
            call).ConfigureAwait(false));
    }

    private static WriteIntent<T> Intent<T>(string deed, int id, Func<ServerMoment, Task<Sight<T>>> look) =>
        new(deed, $"Look at the schedule [list schedules: -Id {id}]", look);

    /// <summary>The schedule of this id; null for none.</summary>
    public async Task<MageSchedule?> FindAsync(int id, MageCall call)
    {
        try
        {
            return await ReadAsync(id, call).ConfigureAwait(false);
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
        {
            return null;
        }
    }

    /// <summary>A page of a list; where Mage cannot give it, its error and which schedule is to blame.</summary>
    private async Task<Page<MageSchedule>> ListAsync(MageRequest request, MageCall call)
    {
        try
        {
            return await ManyAsync(request, "pipeline_schedules", ScheduleJson.Default.MageSchedule, call).ConfigureAwait(false);
        }
        catch (MageException failure) when (UnreadableSchedules.IsWhy(failure))
        {
            throw await _unreadable.ExplainAsync(failure, call).ConfigureAwait(false);
        }
    }

    private void WarnOfEnd(ScheduleChanges changes, MageCall call)
    {
        if (changes.Fields.TryGetValue("schedule_interval", out object? interval) && ScheduleInterval.Ending(interval as string, Session.Now) is string warning)
        {
            call.Warnings.Enqueue(warning);
        }
    }

    private void WarnOfStart(ScheduleChanges changes, MageSchedule schedule, MageCall call)
    {
        if ((changes.Fields.ContainsKey("start_time") || changes.Fields.ContainsKey("schedule_interval")) && StartAdvice.For(schedule, Session.Present) is string warning)
        {
            call.Warnings.Enqueue(warning);
        }
    }

    private int Note(MageSchedule schedule)
    {
        _seen.See(schedule.Id);
        return Noted(schedule).Id;
    }

    private MageSchedule Noted(MageSchedule schedule)
    {
        _last.Note(schedule.Id, schedule);
        return schedule;
    }

    /// <summary>What appeared since. On SQLite the id of a removed schedule is given out again, so one that was seen before may have it too.</summary>
    private async Task<Sight<MageSchedule>> NewAsync(string pipeline, string name, int newest, DateTimeOffset since, ServerMoment sent, MageCall call) => Made(
        [.. (await ListFor(pipeline, call, note: false).ToListAsync(call.Cancellation).ConfigureAwait(false)).Where(schedule => schedule.Name == name && MageSession.IsSince(schedule.CreatedAt, since))],
        schedule => _last.Find(schedule.Id) is { } before
            ? before.CreatedAt != schedule.CreatedAt || before.GetToken() != schedule.GetToken()
            : IsNew(schedule.Id, newest, schedule.CreatedAt, sent),
        $"schedule '{name}' of pipeline {pipeline}");

    private static void WithList(MageRequest request, string name, IReadOnlyCollection<string> values)
    {
        if (values.Count > 0)
        {
            request.With(name, string.Join(",", values));
        }
    }
}
