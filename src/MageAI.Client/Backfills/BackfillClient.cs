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

    /// <summary>Backfills, newest first.</summary>
    /// <param name="pipeline">Only those of one pipeline; asked for in the query, because the path narrows nothing.</param>
    /// <param name="withRunCount">Whether to tell how many runs there are to be and how they stand; Mage works out all dates for it.</param>
    /// <param name="call">The caller.</param>
    public Listing<MageBackfill> List(string? pipeline, bool withRunCount, MageCall call) => new(
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
        backfill => Note(backfill),
        PageSize);

    public Task<MageBackfill> ReadAsync(int id, bool withRunCount, MageCall call) => OneAsync(
        WithRunCount(Get(Subject.ForBackfill(id), "backfills", Text(id)), withRunCount), "backfill", BackfillJson.Default.MageBackfill, call);

    /// <summary>
    /// Makes a backfill. Anybody but an owner may send no more than its name on creation, so the rest goes into a second request
    /// (by experiment on 0.9.79). Should that one fail, the empty backfill is removed again.
    /// </summary>
    public async Task<MageBackfill> CreateAsync(string pipeline, BackfillChanges fields, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync("backfills of " + pipeline, call).ConfigureAwait(false);
        string name = (string)fields.Fields["name"]!;
        DateTimeOffset begun = Session.Now;
        MageBackfill made = await CreateAsync(
            _seen,
            "pipeline " + pipeline,
            () => NewestAsync(pipeline, name, int.MaxValue, begun, call),
            () => OneAsync(
                Post(Subject.ForPipeline(pipeline), "backfill", fields.Part(atOnce: true).Fields, "pipelines", pipeline, "backfills"),
                "backfill",
                BackfillJson.Default.MageBackfill,
                call),
            newest => NewestAsync(pipeline, name, newest, begun, call),
            $"backfill '{name}' of pipeline {pipeline}",
            call).ConfigureAwait(false);
        _seen.See(made.Id);

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

    /// <summary>Changes only the fields given.</summary>
    public async Task<MageBackfill> UpdateAsync(int id, BackfillChanges changes, MageCall call)
    {
        MageBackfill changed = await OneAsync(
            Put(Subject.ForBackfill(id), "backfill", changes.Fields, "backfills", Text(id)), "backfill", BackfillJson.Default.MageBackfill, call).ConfigureAwait(false);
        changes.RequireApplied(changed, $"backfill {id}");
        return changed;
    }

    /// <summary>
    /// Starts a backfill: Mage makes all of its runs at once, also those that were made before. So this is never sent twice, and a
    /// lost reply is looked up.
    /// </summary>
    /// <param name="backfill">The backfill as it is before.</param>
    /// <param name="call">The caller.</param>
    public async Task<MageBackfill> StartAsync(MageBackfill backfill, MageCall call)
    {
        int id = backfill.Id;
        MageRequest request = new(HttpMethod.Put, "backfills", Text(id))
        {
            Subject = Subject.ForBackfill(id),
            Body = new Dictionary<string, object?> { ["backfill"] = new Dictionary<string, object?> { ["status"] = RunStatus.Initial } },
            Once = true,
        };
        MageBackfill started = await CreateAsync(
            () => OneAsync(request, "backfill", BackfillJson.Default.MageBackfill, call),
            async () => await ReadAsync(id, withRunCount: false, call).ConfigureAwait(false) is { } now && now.StartedAt != backfill.StartedAt ? now : null,
            $"the batch of runs of backfill {id}",
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
        MageBackfill cancelled = await OneAsync(
            Put(Subject.ForBackfill(id), "backfill", new Dictionary<string, object?> { ["status"] = RunStatus.Cancelled }, "backfills", Text(id)),
            "backfill",
            BackfillJson.Default.MageBackfill,
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
    public Task DeleteAsync(int id, MageCall call) =>
        RemoveAsync(Delete(Subject.ForBackfill(id), "backfills", Text(id)), "backfill", BackfillJson.Default.MageBackfill, call);

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
        try
        {
            await DeleteAsync(made.Id, call).ConfigureAwait(false);
            isGone = true;
        }
        catch (MageException)
        {
            // The first failure says what is wrong.
        }

        return new MageException(
            failure.ErrorId,
            $"{failure.Message.TrimEnd('.')}. Backfill {made.Id}, which was made without its {missing}, {(isGone ? "was removed again" : "still exists, and could not be removed")}.",
            failure)
        {
            Method = failure.Method,
            Path = failure.Path,
            StatusCode = failure.StatusCode,
            Advice = isGone ? failure.Advice : $"Remove it [remove backfill: {made.Id}] before you try again.",
            Target = made,
            Traceback = failure.Traceback,
        };
    }

    private async Task<MageBackfill?> NewestAsync(string pipeline, string name, int newest, DateTimeOffset since, MageCall call) =>
        (await List(pipeline, withRunCount: false, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Where(backfill => backfill.Name == name && backfill.Id > newest && MageSession.IsSince(backfill.CreatedAt, since))
            .OrderByDescending(backfill => backfill.Id)
            .FirstOrDefault();

    private int Note(MageBackfill backfill)
    {
        _seen.See(backfill.Id);
        return backfill.Id;
    }
}
