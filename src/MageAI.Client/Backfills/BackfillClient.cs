using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Backfills;

/// <summary>The operations on backfills.</summary>
internal sealed class BackfillClient(MageSession session) : ResourceClient(session)
{
    private const int PageSize = 100;

    private readonly SeenIds _seen = new();
    private readonly LastSeen<int, MageBackfill> _last = new();

    /// <summary>Backfills, newest first.</summary>
    /// <param name="pipeline">Only those of one pipeline; asked for in the query, because the path narrows nothing.</param>
    /// <param name="withRunCount">Whether to tell how many runs there are to be and how they stand; Mage works out all dates for it.</param>
    /// <param name="call">The caller.</param>
    public Listing<MageBackfill> List(string? pipeline, bool withRunCount, MageCall call) => List(pipeline, withRunCount, call, note: true);

    private Listing<MageBackfill> List(string? pipeline, bool withRunCount, MageCall call, bool note) => new(
        (limit, offset, cancellation) =>
        {
            MageRequest request = Get(Subject.ForBackfill(), "backfills");
            if (pipeline is not null)
            {
                request.With("pipeline_uuid", pipeline);
            }

            return ManyAsync(
                WithRunCount(request, withRunCount).With("_limit", Text(limit)).With("_offset", Text(offset)),
                "backfills",
                BackfillJson.Default.MageBackfill,
                call.With(cancellation));
        },
        backfill => note ? Note(backfill) : backfill.Id,
        PageSize);

    public async Task<MageBackfill> ReadAsync(int id, bool withRunCount, MageCall call) => Noted(await OneAsync(
        WithRunCount(Get(Subject.ForBackfill(id), "backfills", Text(id)), withRunCount), "backfill", BackfillJson.Default.MageBackfill, call).ConfigureAwait(false));

    /// <summary>
    /// Makes a backfill. Anybody but an owner may send no more than its name on creation, so the rest goes into a second request
    /// (by experiment on 0.9.79). Should that one fail, the empty backfill is removed again.
    /// </summary>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="fields">What it is made of.</param>
    /// <param name="mayDouble">Whether the pipeline may have one of that name already, as Mage allows.</param>
    /// <param name="call">The caller.</param>
    public async Task<MageBackfill> CreateAsync(string pipeline, BackfillChanges fields, bool mayDouble, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync("backfills of " + pipeline, call).ConfigureAwait(false);
        string name = (string)fields.Fields["name"]!;
        if (!mayDouble)
        {
            await RequireNewNameAsync(pipeline, name, call).ConfigureAwait(false);
        }

        DateTimeOffset begun = Session.Now;
        MageBackfill made = await CreateAsync(
            _seen,
            "pipeline " + pipeline,
            () => List(pipeline, withRunCount: false, call).ToListAsync(call.Cancellation),
            newest => OneAsync(
                Post(Subject.ForPipeline(pipeline), "backfill", fields.Part(atOnce: true).Fields, "pipelines", pipeline, "backfills"),
                "backfill",
                BackfillJson.Default.MageBackfill,
                new WriteIntent<MageBackfill>(
                    $"the creation of backfill '{name}' of pipeline {pipeline}",
                    $"Look at the backfills [list backfills: -Pipeline {pipeline}]",
                    sent => NewAsync(pipeline, name, newest, begun, sent, call)),
                call)).ConfigureAwait(false);
        _seen.See(Noted(made).Id);

        BackfillChanges rest = fields.Part(atOnce: false);
        if (rest.IsEmpty)
        {
            return made;
        }

        try
        {
            return await UpdateAsync(made.Id, rest, call).ConfigureAwait(false);
        }
        catch (MageException failure)
        {
            throw await WithdrawAsync(made, rest, failure, call).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Refuses a name that a backfill of the pipeline has. Mage takes it; but who names one afterwards, to start it, means both, and every date would run
    /// twice.
    /// </summary>
    public async Task RequireNewNameAsync(string pipeline, string name, MageCall call)
    {
        if ((await List(pipeline, withRunCount: false, call, note: false).ToListAsync(call.Cancellation).ConfigureAwait(false)).Find(backfill => backfill.Name == name) is MageBackfill taken)
        {
            throw NameTaken(pipeline, name, taken.Id);
        }
    }

    /// <summary>Says that a name is taken.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="name">The name.</param>
    /// <param name="id">The backfill that has it; null for one that is to be made.</param>
    public static MageException NameTaken(string pipeline, string name, int? id) => new(
        MageErrorId.BackfillExists, id is null ? $"Pipeline {pipeline} would have a backfill '{name}' already; nothing was sent." : $"Pipeline {pipeline} has a backfill '{name}' already, with the id {id}; nothing was sent.")
    {
        Target = name,
        RecommendedAction = $"{(id is null ? string.Empty : $"See it [list backfills: {id}], or choose another name. ")}Pass -AllowDuplicate if two of that name are meant.",
    };

    /// <summary>Changes only the fields given.</summary>
    public async Task<MageBackfill> UpdateAsync(int id, BackfillChanges changes, MageCall call)
    {
        MageBackfill? before = _last.Find(id);
        MageBackfill changed = Noted(await OneAsync(
            Put(Subject.ForBackfill(id), "backfill", changes.Fields, "backfills", Text(id)),
            "backfill",
            BackfillJson.Default.MageBackfill,
            Intent<MageBackfill>(
                $"the change of backfill {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is { } now
                    ? Judge(changes, now, before, now.UpdatedAt, sent, $"backfill {id}")
                    : new Sight<MageBackfill>.Gone(NotFound(Text(id)))),
            call).ConfigureAwait(false));
        changes.RequireApplied(changed, $"backfill {id}");
        return changed;
    }

    /// <summary>
    /// Starts a backfill: Mage makes all of its runs at once, also those that were made before. So this is never sent twice, and a
    /// lost reply is looked up.
    /// </summary>
    /// <param name="backfill">The backfill as it is before.</param>
    /// <param name="hasNewRuns">Whether it has more runs than before: they come before it is marked as started.</param>
    /// <param name="call">The caller.</param>
    public async Task<MageBackfill> StartAsync(MageBackfill backfill, Func<MageCall, Task<bool>> hasNewRuns, MageCall call)
    {
        int id = backfill.Id;
        MageRequest request = new(HttpMethod.Put, "backfills", Text(id))
        {
            Subject = Subject.ForBackfill(id),
            Body = new Dictionary<string, object?> { ["backfill"] = new Dictionary<string, object?> { ["status"] = RunStatus.Initial } },
            Once = true,
        };
        MageBackfill started = await OneAsync(
            request,
            "backfill",
            BackfillJson.Default.MageBackfill,
            Intent<MageBackfill>(
                $"the start of backfill {id}",
                id,
                async _ => await FindAsync(id, call).ConfigureAwait(false) is not { } now ? new Sight<MageBackfill>.Gone(NotFound(Text(id)))
                    : now.StartedAt != backfill.StartedAt ? new Sight<MageBackfill>.Done(now)
                    : await hasNewRuns(call).ConfigureAwait(false) ? new Sight<MageBackfill>.Unclear($"backfill {id} has new runs, and is not marked as started: its start was cut off")
                    : new Sight<MageBackfill>.Undone($"backfill {id} was not started")),
            call).ConfigureAwait(false);
        return started.PipelineScheduleId is not null && started.StartedAt != backfill.StartedAt
            ? started
            : throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success, but made no runs of backfill {started}.")
            {
                Target = started,
                RecommendedAction = "Remove the backfill and make it anew: Mage starts none that it takes for started.",
            };
    }

    /// <summary>Cancels a backfill. Mage only relabels its live runs by that, and lets their blocks go on: end those first.</summary>
    public async Task<MageBackfill> CancelAsync(int id, MageCall call)
    {
        MageBackfill? before = _last.Find(id);
        MageBackfill cancelled = await OneAsync(
            Put(Subject.ForBackfill(id), "backfill", new Dictionary<string, object?> { ["status"] = RunStatus.Cancelled }, "backfills", Text(id)),
            "backfill",
            BackfillJson.Default.MageBackfill,
            Intent<MageBackfill>(
                $"the cancellation of backfill {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is not { } now ? new Sight<MageBackfill>.Gone(NotFound(Text(id)))
                    : now.Status == RunStatus.Cancelled ? new Sight<MageBackfill>.Done(now)
                    : sent.IsAfter(now.UpdatedAt) || (before is not null && before.Status == now.Status && before.UpdatedAt == now.UpdatedAt)
                        ? new Sight<MageBackfill>.Undone($"backfill {id} is {now.Status} as before")
                    : new Sight<MageBackfill>.Unclear($"backfill {id} is {now.Status}, and has changed since")),
            call).ConfigureAwait(false);
        return cancelled.Status == RunStatus.Cancelled
            ? cancelled
            : throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success, but backfill {cancelled} is {cancelled.Status}.")
            {
                Target = cancelled,
                RecommendedAction = "Look at it [list backfills] and try again.",
            };
    }

    /// <summary>Deletes a backfill; its runs and its schedule stay.</summary>
    public Task DeleteAsync(int id, MageCall call)
    {
        MageBackfill? before = _last.Find(id);
        return RemoveAsync(
            Delete(Subject.ForBackfill(id), "backfills", Text(id)),
            "backfill",
            BackfillJson.Default.MageBackfill,
            Intent<Removed>(
                $"the removal of backfill {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is not { } found || (before is not null && before.Name != found.Name && before.CreatedAt != found.CreatedAt)
                    ? new Sight<Removed>.Done(Removed.Yes)
                    : StillThere(before?.CreatedAt, found.CreatedAt, found.UpdatedAt, sent, $"backfill {id}")),
            call);
    }

    private static WriteIntent<T> Intent<T>(string deed, int id, Func<ServerMoment, Task<Sight<T>>> look) =>
        new(deed, $"Look at the backfill [list backfills: {id}]", look);

    private async Task<MageBackfill?> FindAsync(int id, MageCall call)
    {
        try
        {
            return await ReadAsync(id, withRunCount: false, call).ConfigureAwait(false);
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.BackfillNotFound)
        {
            return null;
        }
    }

    public MageException NotFound(string name) => new(MageErrorId.BackfillNotFound, $"Backfill {name} does not exist on {Session.Uri}.")
    {
        Target = name,
        RecommendedAction = "List the backfills [list backfills].",
    };

    private static MageRequest WithRunCount(MageRequest request, bool wanted) => wanted ? request.With("include_run_count", "true") : request;

    /// <summary>Takes a backfill back that could not be given its dates.</summary>
    private async Task<MageException> WithdrawAsync(MageBackfill made, BackfillChanges missing, MageException failure, MageCall call)
    {
        bool isGone = false;
        string became = "was removed again";
        try
        {
            await DeleteAsync(made.Id, call).ConfigureAwait(false);
            isGone = true;
        }
        catch (MageException second)
        {
            // The first failure says what is wrong.
            became = second.ErrorId == MageErrorId.WriteOutcomeUnknown ? "was to be removed again; whether it was cannot be told" : "still exists, and could not be removed";
        }

        // What is gone for certain is gone whatever became of its change.
        MageErrorId id = failure.ErrorId == MageErrorId.WriteOutcomeUnknown && isGone && failure.InnerException is MageException lost ? lost.ErrorId : failure.ErrorId;
        return failure.Retold(
            id,
            $"{Wording.Sentence(failure.Message)} Backfill {made.Id}, which was made {(failure.ErrorId == MageErrorId.WriteOutcomeUnknown ? "before" : $"without its {missing}")}, {became}.",
            isGone ? null : $"Look at the backfill [list backfills: {made.Id}], and remove it [remove backfill: {made.Id}] before you try again.",
            made);
    }

    /// <summary>What appeared since. On SQLite the id of a removed backfill is given out again, so one that was seen before may have it too.</summary>
    private async Task<Sight<MageBackfill>> NewAsync(string pipeline, string name, int newest, DateTimeOffset since, ServerMoment sent, MageCall call) => Made(
        [.. (await List(pipeline, withRunCount: false, call, note: false).ToListAsync(call.Cancellation).ConfigureAwait(false)).Where(backfill => backfill.Name == name && MageSession.IsSince(backfill.CreatedAt, since))],
        backfill => _last.Find(backfill.Id) is { } before ? before.CreatedAt != backfill.CreatedAt : IsNew(backfill.Id, newest, backfill.CreatedAt, sent),
        $"backfill '{name}' of pipeline {pipeline}");

    private int Note(MageBackfill backfill)
    {
        _seen.See(backfill.Id);
        return Noted(backfill).Id;
    }

    private MageBackfill Noted(MageBackfill backfill)
    {
        _last.Note(backfill.Id, backfill);
        return backfill;
    }
}
