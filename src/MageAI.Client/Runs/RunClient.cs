using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Runs;

/// <summary>The operations on pipeline runs.</summary>
internal sealed class RunClient(MageSession session) : ResourceClient(session)
{
    /// <summary>A row carries its block runs with their errors, so pages stay moderate.</summary>
    private const int PageSize = 100;

    private readonly SeenIds _seen = new();
    private readonly LastSeen<int, MagePipelineRun> _last = new();

    /// <summary>
    /// The runs that a query means, each checked here, newest first: in the order of their ids, which nothing but a deletion disturbs. From a time
    /// on, in the order in which they were made, so that the list ends there: where servers were merged, or rows were restored, ids are in another.
    /// </summary>
    public Listing<MagePipelineRun> List(RunQuery query, MageCall call) => new(
        (limit, offset, cancellation) => PageAsync(query, limit, offset, call.With(cancellation)), run => run.Id, PageSize)
    {
        Falling = query.Since is null ? run => run.Id : null,
        Matches = query.IsNarrowing ? query.Matches : null,
        EndsAt = query.Since is null ? null : query.EndsAt,
        IsNarrowed = query.IsNarrowedThere,
    };

    public async Task<Page<MagePipelineRun>> PageAsync(RunQuery query, int limit, int offset, MageCall call)
    {
        Page<MagePipelineRun> page = await UnnotedPageAsync(query, limit, offset, call).ConfigureAwait(false);
        page.Items.ForEach(run => _seen.See(Noted(run).Id));
        return page;
    }

    private async Task<Page<MagePipelineRun>> UnnotedPageAsync(RunQuery query, int limit, int offset, MageCall call)
    {
        MageRequest request = query.ScheduleId is int schedule
            ? Get(Subject.ForSchedule(schedule), "pipeline_schedules", Text(schedule), "pipeline_runs")
            : Get(Subject.ForRun(), "pipeline_runs");
        if (query.Pipelines.Count == 1)
        {
            request.With("pipeline_uuid", query.Pipelines.First());
        }
        else if (query.Pipelines.Count > 1)
        {
            request.With("pipeline_uuid[]", string.Join(",", query.Pipelines));
        }

        if (query.LastFailed)
        {
            // Mage adds to this word's runs those of other statuses asked for beside it; they are left to the check of each row.
            request.With("status", "last_run_failed");
        }
        else if (query.Statuses.Count == 1)
        {
            request.With("status", query.Statuses.First());
        }
        else if (query.Statuses.Count > 1)
        {
            request.With("status[]", string.Join(",", query.Statuses));
        }

        if (query.BackfillId is int backfill)
        {
            request.With("backfill_id", Text(backfill));
        }

        if (query.Since is DateTimeOffset since)
        {
            request.With("start_timestamp", Epoch(since.AddDays(-1)));
        }

        if (query.Until is DateTimeOffset until)
        {
            request.With("end_timestamp", Epoch(until.AddDays(1)));
        }

        // Grouped, pages have any length, rows repeat and an offset past the end is an IndexError.
        request.With("disable_retries_grouping", "true").With("order_by[]", query.Since is null ? "id desc" : "created_at desc,id desc").With("_limit", Text(limit)).With("_offset", Text(offset));
        Page<MagePipelineRun> page = await ManyAsync(request, "pipeline_runs", RunJson.Default.MagePipelineRun, call).ConfigureAwait(false);

        // Under a schedule that does not exist Mage lists the runs of the whole project.
        if (query.ScheduleId is int asked && page.Items.Exists(run => run.PipelineScheduleId != asked))
        {
            throw new MageException(MageErrorId.ScheduleNotFound, $"Schedule {asked} does not exist on {Session.Uri}.")
            {
                Target = asked,
                RecommendedAction = "List the schedules [list schedules].",
            };
        }

        return page;
    }

    /// <summary>Reads one run with its block runs; once its schedule is deleted Mage tells no more than status and execution date.</summary>
    public async Task<MagePipelineRun> ReadAsync(int id, MageCall call)
    {
        MageRequest Request() => Get(Subject.ForRun(id), "pipeline_runs", Text(id));
        try
        {
            MagePipelineRun run = Noted(await OneAsync(Request(), "pipeline_run", RunJson.Default.MagePipelineRun, call).ConfigureAwait(false));

            // Here the run itself does not say it.
            run.PipelineScheduleName ??= run.BlockRuns.Select(block => block.GetField("pipeline_schedule_name")).OfType<string>().FirstOrDefault();
            return run;
        }
        catch (MageException orphaned) when (orphaned.ErrorId == MageErrorId.ServerError
            && orphaned.Message.StartsWith("'NoneType' object has no attribute 'id'", StringComparison.Ordinal))
        {
            return Noted(await OneAsync(
                Request().With("_format", "with_basic_details"), "pipeline_run", RunJson.Default.MagePipelineRun, call).ConfigureAwait(false));
        }
    }

    /// <summary>
    /// The blocks of a run as a graph: children of dynamic blocks and replicas each by itself, their uuids those of the block runs. Blocks
    /// that have left the pipeline since are missing; so are, above a hundred, some of the children.
    /// </summary>
    public async Task<List<MageBlock>> BlocksAsync(MagePipelineRun run, MageCall call)
    {
        Page<MageBlock> page = await ManyAsync(
            Get(Subject.ForRun(run.Id), "pipeline_runs", Text(run.Id), "blocks"), "blocks", BlockJson.Default.MageBlock, call).ConfigureAwait(false);
        page.Items.ForEach(block => block.PipelineUuid = run.PipelineUuid ?? string.Empty);
        return page.Items;
    }

    /// <summary>
    /// The state of several runs now, for about one request: the list down to the oldest of them. One that no list shows (its
    /// schedule was deleted) is read by itself; one that is gone is not in the result.
    /// </summary>
    /// <param name="runs">The runs to look at, as known before.</param>
    /// <param name="call">The caller.</param>
    public async Task<Dictionary<int, MagePipelineRun>> SnapshotAsync(IReadOnlyCollection<MagePipelineRun> runs, MageCall call)
    {
        Dictionary<int, MagePipelineRun> found = [];
        HashSet<int> wanted = [.. runs.Select(run => run.Id)];
        if (wanted.Count > 1)
        {
            int oldest = wanted.Min();
            string?[] pipelines = [.. runs.Select(run => run.PipelineUuid).Distinct(StringComparer.Ordinal)];

            // A run known by its id only may be of any pipeline.
            RunQuery query = new() { Pipelines = pipelines.Length <= 20 && !pipelines.Contains(null) ? [.. pipelines.OfType<string>()] : [] };

            // Deeper down than this, reading the rest one by one is cheaper.
            int pages = 0;
            for (int offset = 0; found.Count < wanted.Count && pages++ < wanted.Count;)
            {
                Page<MagePipelineRun> page = await PageAsync(query, PageSize, offset, call).ConfigureAwait(false);
                foreach (MagePipelineRun run in page.Items.Where(run => wanted.Contains(run.Id)))
                {
                    found[run.Id] = run;
                }

                offset += page.Items.Count;
                if (page.Items.Count == 0 || page.Next is not true || page.Items.Min(run => run.Id) <= oldest)
                {
                    break;
                }
            }
        }

        foreach (int id in wanted.Where(id => !found.ContainsKey(id)))
        {
            try
            {
                found[id] = await ReadAsync(id, call).ConfigureAwait(false);
            }
            catch (MageException e) when (e.ErrorId == MageErrorId.PipelineRunNotFound)
            {
                // Somebody deleted it; the caller sees that it is missing.
            }
        }

        return found;
    }

    /// <summary>How many runs there are of a kind, for the price of a request without rows.</summary>
    public async Task<int?> CountAsync(RunQuery query, MageCall call) => (await PageAsync(query, 0, 0, call).ConfigureAwait(false)).Count;

    /// <summary>The block runs of one run, also of one whose schedule was deleted; without what the blocks raised.</summary>
    public async Task<List<MageBlockRun>> BlockRunsAsync(int id, MageCall call)
    {
        Page<MageBlockRun> page = await ManyAsync(
            Get(Subject.ForRun(id), "pipeline_runs", Text(id), "block_runs").With("_limit", "1000"), "block_runs", RunJson.Default.MageBlockRun, call).ConfigureAwait(false);

        // Under a run that does not exist Mage lists the block runs of the whole project.
        return page.Items.FindAll(block => block.PipelineRunId == id);
    }

    /// <summary>What a block returned in a run: the first rows of tables, or texts.</summary>
    public async Task<List<MageBlockOutput>> OutputsAsync(MageBlockRun block, MageCall call)
    {
        // Without sample_count: Mage fails on it.
        Page<MageBlockOutput> page = await ManyAsync(
            Get(Subject.ForRun(block.PipelineRunId), "block_runs", Text(block.Id), "outputs"), "outputs", RunJson.Default.MageBlockOutput, call).ConfigureAwait(false);
        foreach (MageBlockOutput output in page.Items)
        {
            output.TextData = Session.Mask(output.TextData) as string;
            output.BlockUuid = block.BlockUuid;
            output.BlockRunId = block.Id;
            output.PipelineRunId = block.PipelineRunId;
        }

        return page.Items;
    }

    /// <summary>Makes a run of a schedule; the schedule's status stays as it is, and an inactive one never starts it.</summary>
    public async Task<MagePipelineRun> CreateAsync(int scheduleId, RunFields fields, MageCall call)
    {
        // One after another, so that what appears after a lost reply cannot be another caller's of this session.
        using IDisposable turn = await Session.Writes.EnterAsync("runs of schedule " + Text(scheduleId), call).ConfigureAwait(false);
        DateTimeOffset begun = Session.Now;
        MagePipelineRun made = await CreateAsync(
            _seen,
            "schedule " + Text(scheduleId),
            () => PageAsync(new RunQuery { ScheduleId = scheduleId }, PageSize, 0, call),
            newest => OneAsync(
                Post(Subject.ForSchedule(scheduleId), "pipeline_run", fields.Fields, "pipeline_schedules", Text(scheduleId), "pipeline_runs"),
                "pipeline_run",
                RunJson.Default.MagePipelineRun,
                new WriteIntent<MagePipelineRun>(
                    $"the creation of a run of schedule {scheduleId}",
                    $"Look at the schedule's runs [list pipeline runs: -Schedule {scheduleId}]",
                    sent => OnlyNewAsync(scheduleId, fields.Variables, newest, begun, sent, call)),
                call)).ConfigureAwait(false);
        _seen.See(Noted(made).Id);
        fields.RequireApplied(made, $"run {made.Id}");
        return made;
    }

    /// <summary>
    /// Triggers a schedule of type api by its token; needs no sign-in. An inactive schedule is switched on by it. A lost reply
    /// cannot be looked up without a session, and is told as such.
    /// </summary>
    public async Task<MagePipelineRun> TriggerAsync(int scheduleId, SecureString token, TriggerTokenPlacement placement, IDictionary? variables, MageCall call)
    {
        Dictionary<string, object?> fields = [];
        if (variables is not null)
        {
            fields["variables"] = variables;
        }

        token = StrayCharacters.OfToken(token, "trigger token");
        Subject subject = Subject.ForSchedule(scheduleId);
        Dictionary<string, object?> body = new() { ["pipeline_run"] = fields };
        try
        {
            if (placement == TriggerTokenPlacement.Header)
            {
                MageRequest request = new(HttpMethod.Post, "pipeline_schedules", Text(scheduleId), "api_trigger")
                {
                    Subject = subject,
                    Anonymous = true,
                    Bearer = token,
                    Body = body,
                };
                try
                {
                    return await OneAsync(request, "pipeline_run", RunJson.Default.MagePipelineRun, call).ConfigureAwait(false);
                }
                catch (MageException e) when (e is { IsRefusal: true, ErrorId: MageErrorId.NotSupported or MageErrorId.InvalidApiKey or MageErrorId.InvalidToken or MageErrorId.NotMageServer })
                {
                    // Before 0.9.35 there is only the form with the token in the path. This one has no route there, or falls to
                    // the route of any resource, which asks for a key and takes the token for a user's.
                }
            }

            string text = Secret.Reveal(token);
            MageRequest inPath = new(HttpMethod.Post, "pipeline_schedules", Text(scheduleId), "pipeline_runs", text) { Subject = subject, Anonymous = true, Body = body };
            inPath.Secrets.Add(text);
            return await OneAsync(inPath, "pipeline_run", RunJson.Default.MagePipelineRun, call).ConfigureAwait(false);
        }
        catch (MageException lost) when (lost.LeavesDoubt)
        {
            throw new MageException(MageErrorId.WriteOutcomeUnknown, $"{Wording.Sentence(lost.Message)} Whether the run was made cannot be told without a session.", lost)
            {
                Method = lost.Method,
                Path = lost.Path,
                Target = scheduleId,
                RecommendedAction = "Look at the schedule's runs before you trigger it again.",
            };
        }
    }

    /// <summary>Cancels a run that is initial or running; one that has ended stays as it is.</summary>
    public Task<MagePipelineRun> CancelAsync(int id, MageCall call)
    {
        MagePipelineRun? before = _last.Find(id);
        return OneAsync(
            Put(Subject.ForRun(id), "pipeline_run", new Dictionary<string, object?> { ["status"] = RunStatus.Cancelled }, "pipeline_runs", Text(id)),
            "pipeline_run",
            RunJson.Default.MagePipelineRun,
            Intent<MagePipelineRun>(
                $"the cancellation of run {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is not { } now ? new Sight<MagePipelineRun>.Gone(NotFound(id))
                    : IsOther(now, before) ? new Sight<MagePipelineRun>.Gone(NotFound(id))
                    : now.HasEnded ? new Sight<MagePipelineRun>.Done(now)
                    : IsUntouched(now, before, sent) ? new Sight<MagePipelineRun>.Undone($"run {id} is {now.Status}")
                    : new Sight<MagePipelineRun>.Unclear($"run {id} is {now.Status}, and has changed since")),
            call);
    }

    /// <summary>
    /// Lets an ended run go on: all its blocks that are not completed, or one block and all below it. Ask
    /// <c>RestartCheck</c> first. Sent once only, since a second time would also put back what runs by then.
    /// </summary>
    public Task<MagePipelineRun> RestartAsync(MagePipelineRun run, string? fromBlock, MageCall call)
    {
        Dictionary<string, object?> fields = new() { ["pipeline_run_action"] = "retry_blocks" };
        if (fromBlock is not null)
        {
            fields["from_block_uuid"] = fromBlock;
        }

        MageRequest request = new(HttpMethod.Put, "pipeline_runs", Text(run.Id))
        {
            Subject = Subject.ForRun(run.Id),
            Once = true,
            Body = new Dictionary<string, object?> { ["pipeline_run"] = fields },
        };
        return OneAsync(
            request,
            "pipeline_run",
            RunJson.Default.MagePipelineRun,
            Intent<MagePipelineRun>(
                $"the restart of run {run.Id}",
                run.Id,
                async _ => await FindAsync(run.Id, call).ConfigureAwait(false) is not { } now || IsOther(now, run) ? new Sight<MagePipelineRun>.Gone(NotFound(run.Id))
                    : !now.HasEnded || now.UpdatedAt != run.UpdatedAt ? new Sight<MagePipelineRun>.Done(now)
                    : new Sight<MagePipelineRun>.Undone($"run {run.Id} is {now.Status} as before")),
            call);
    }

    /// <summary>Deletes a run with its block runs; a process that works for it goes on, so cancel it first.</summary>
    public Task DeleteAsync(int id, MageCall call)
    {
        MagePipelineRun? before = _last.Find(id);
        return RemoveAsync(
            Delete(Subject.ForRun(id), "pipeline_runs", Text(id)),
            "pipeline_run",
            RunJson.Default.MagePipelineRun,
            Intent<Removed>(
                $"the removal of run {id}",
                id,
                async sent => await FindAsync(id, call).ConfigureAwait(false) is not { } found || IsOther(found, before) ? new Sight<Removed>.Done(Removed.Yes)
                    : before is not null || sent.IsAfter(found.CreatedAt) ? new Sight<Removed>.Undone($"run {id} is still there")
                    : new Sight<Removed>.Unclear($"run {id} is there, and may have been made anew")),
            call);
    }

    private MageException NotFound(int id) => new(MageErrorId.PipelineRunNotFound, $"Pipeline run {id} does not exist on {Session.Uri}.")
    {
        Target = id,
        RecommendedAction = "List the runs [list pipeline runs].",
    };

    private static WriteIntent<T> Intent<T>(string deed, int id, Func<ServerMoment, Task<Sight<T>>> look) =>
        new(deed, $"Look at the run [list pipeline runs: {id}]", look);

    private static bool IsOther(MagePipelineRun now, MagePipelineRun? before) => before is not null && !now.IsSameAs(before);

    private static bool IsUntouched(MagePipelineRun now, MagePipelineRun? before, ServerMoment sent) =>
        sent.IsAfter(now.UpdatedAt) || (before is not null && before.Status == now.Status && before.UpdatedAt == now.UpdatedAt);

    private async Task<MagePipelineRun?> FindAsync(int id, MageCall call)
    {
        try
        {
            return await ReadAsync(id, call).ConfigureAwait(false);
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.PipelineRunNotFound)
        {
            return null;
        }
    }

    /// <summary>Keeps of a run what tells it from another of its id, and whether it has changed; not all that it says.</summary>
    private MagePipelineRun Noted(MagePipelineRun run)
    {
        _last.Note(run.Id, new MagePipelineRun
        {
            Id = run.Id,
            PipelineUuid = run.PipelineUuid,
            Status = run.Status,
            CreatedAt = run.CreatedAt,
            ExecutionDate = run.ExecutionDate,
            UpdatedAt = run.UpdatedAt,
        });
        return run;
    }

    /// <summary>The one run of the schedule that appeared since, with the same variables; several cannot be told apart.</summary>
    private async Task<Sight<MagePipelineRun>> OnlyNewAsync(int scheduleId, IDictionary? variables, int newest, DateTimeOffset since, ServerMoment sent, MageCall call)
    {
        Page<MagePipelineRun> page = await UnnotedPageAsync(new RunQuery { ScheduleId = scheduleId }, PageSize, 0, call).ConfigureAwait(false);
        return Made(
            page.Items.FindAll(run => MageSession.IsSince(run.CreatedAt, since) && Carries(run, variables)),
            run => _last.Find(run.Id) is { } before ? before.ExecutionDate != run.ExecutionDate || before.CreatedAt != run.CreatedAt : IsNew(run.Id, newest, run.CreatedAt, sent),
            $"run of schedule {scheduleId}");
    }

    private static bool Carries(MagePipelineRun run, IDictionary? variables)
    {
        if (variables is null || variables.Count == 0)
        {
            return true;
        }

        Dictionary<string, object?> sent = (Dictionary<string, object?>)JsonValue.Normalize(variables)!;
        return run.Variables is { } kept && sent.All(pair => kept.TryGetValue(pair.Key, out object? value) && JsonValue.Same(pair.Value, value));
    }

    private static string Epoch(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
