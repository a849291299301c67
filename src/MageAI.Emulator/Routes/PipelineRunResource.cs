using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

internal sealed class PipelineRunResource : Resource
{
    public override string Plural => "pipeline_runs";

    public override string Singular => "pipeline_run";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } =
        Access(list: Role.Viewer, detail: Role.Viewer, create: Role.Editor, update: Role.Editor, delete: Role.Editor);

    public override object? LoadParent(Call call, string key) => Id(key) is { } id ? call.State.FindRun(id) : null;

    public override object? LoadMember(Call call, string key) => LoadParent(call, key) ?? throw call.State.NotFound();

    public override Listing List(Call call)
    {
        if (call.Parent is Pipeline)
        {
            throw new PythonException("'Pipeline' object has no attribute 'id'", "AttributeError");
        }

        EmulatorState state = call.State;
        QueryArguments query = call.Query;
        List<PipelineRun> rows = Filter(call);
        int limit = call.Limit ?? 40;
        int offset = call.Offset;
        List<PipelineRun> page;
        JsonObject metadata;
        if (query.First("pipeline_type") is { } type)
        {
            rows = rows.Where(r => state.FindPipeline(r.PipelineUuid)?.Type == type).ToList();
            page = rows.Skip(offset).Take(Math.Max(0, limit)).ToList();
            metadata = Listing.Count(rows.Count, false);
        }
        else
        {
            // One more than asked for, to know whether there is a next page.
            page = limit < 0 ? [] : rows.Skip(offset).Take(limit + 1).ToList();
            if (rows.Count > 0 && (query.Has("pipeline_uuid") || call.Parent is Schedule) && !query.Flag("disable_retries_grouping"))
            {
                page = Group(rows, page);
            }

            bool next = page.Count > limit;
            if (next && page.Count > 0)
            {
                page.RemoveAt(page.Count - 1);
            }

            metadata = Listing.Count(rows.Count, next);
        }

        if (query.Flag("include_pipeline_uuids"))
        {
            metadata["pipeline_uuids"] = JsonList.Of(state.Data.Pipelines.Select(p => p.Uuid));
        }

        return new Listing(JsonList.Of(page.Select(r => Row(state, r, query))), metadata);
    }

    public override JsonNode? Detail(Call call, object? member)
    {
        PipelineRun run = (PipelineRun)member!;
        EmulatorState state = call.State;
        if (call.Format == "with_basic_details")
        {
            return new JsonObject { ["execution_date"] = Stamps.Space(run.ExecutionDate, state.Offsets), ["id"] = run.Id, ["status"] = run.Status };
        }

        Schedule? schedule = state.FindSchedule(run.ScheduleId);
        if (schedule is null && run.BlockRuns.Count > 0)
        {
            throw PythonException.NoneHasNo("id");
        }

        JsonObject shown = RunShape.Show(state, run);
        shown["block_runs"] = JsonList.Of(run.BlockRuns.OrderBy(b => b.CreatedAt).Select(b =>
        {
            JsonObject inner = RunShape.Inner(state, run, b);
            inner["pipeline_schedule_id"] = schedule!.Id;
            inner["pipeline_schedule_name"] = schedule.Name;
            return inner;
        }));
        return shown;
    }

    public override JsonNode? Create(Call call)
    {
        EmulatorState state = call.State;
        if (call.Parent is not Schedule schedule)
        {
            throw PythonException.NoneHasNo("pipeline_uuid");
        }

        state.Pipeline(schedule.PipelineUuid);
        JsonObject payload = call.Payload;
        PipelineRun run = RunFactory.Create(call.State, schedule, payload);
        run.EventVariables = payload["event_variables"]?.DeepClone();
        run.BackfillId = PythonJson.Integer(payload["backfill_id"]);
        if (PythonJson.Text(payload["status"]) is { } status)
        {
            run.Status = status;
        }

        state.AddRun(run);
        if (schedule is { Type: "time", Interval: "@once", IsActive: false })
        {
            schedule.Status = "active";
            schedule.UpdatedAt = state.RowNow();
        }

        return RunShape.Show(state, run);
    }

    public override JsonNode? Update(Call call, object? member)
    {
        PipelineRun run = (PipelineRun)member!;
        JsonObject payload = call.Payload;
        if (PythonJson.Text(payload["pipeline_run_action"]) == "retry_blocks")
        {
            RetryBlocks(call.State, run, PythonJson.Text(payload["from_block_uuid"]));
        }
        else if (PythonJson.Text(payload["status"]) == "cancelled")
        {
            call.State.CancelRun(run);
        }

        return RunShape.Show(call.State, run);
    }

    public override JsonNode? Delete(Call call, object? member)
    {
        PipelineRun run = (PipelineRun)member!;
        call.State.RemoveRun(run);
        return RunShape.Show(call.State, run);
    }

    protected override IReadOnlyCollection<string>? Queryable(ApiAction action) => action == ApiAction.List
        ?
        [
            "backfill_id", "disable_retries_grouping", "end_timestamp", "global_data_product_uuid", "include_all_pipeline_schedules",
            "include_pipeline_tags", "include_pipeline_type", "include_pipeline_uuids", "order_by[]", "pipeline_tag[]", "pipeline_type",
            "pipeline_uuid", "pipeline_uuid[]", "start_timestamp", "status", "status[]",
        ]
        : null;

    protected override IReadOnlyCollection<string>? Writable(ApiAction action) => action == ApiAction.Create
        ? ["backfill_id", "event_variables", "execution_date", "pipeline_schedule_id", "pipeline_uuid", "variables"]
        : ["from_block_uuid", "pipeline_run_action", "status"];

    private static List<PipelineRun> Filter(Call call)
    {
        EmulatorState state = call.State;
        QueryArguments query = call.Query;
        IEnumerable<PipelineRun> found = state.Data.Runs.Values;

        // Runs whose trigger is gone are never listed.
        HashSet<int> known = new HashSet<int>(state.Data.Schedules.Where(s => s.GlobalDataProductUuid == query.First("global_data_product_uuid")).Select(s => s.Id));
        if (call.Parent is Schedule schedule)
        {
            found = found.Where(r => r.ScheduleId == schedule.Id);
        }
        else
        {
            found = found.Where(r => r.ScheduleId is { } id && known.Contains(id));
        }

        if (query.First("pipeline_uuid") is { } pipeline)
        {
            found = found.Where(r => r.PipelineUuid == pipeline);
        }

        if (query.First("pipeline_uuid[]") is { Length: > 0 } && query.Joined("pipeline_uuid[]") is { } pipelines)
        {
            found = found.Where(r => pipelines.Contains(r.PipelineUuid));
        }

        if (query.First("pipeline_tag[]") is { Length: > 0 } && query.Joined("pipeline_tag[]") is { } tags)
        {
            // A tag that no pipeline has filters nothing.
            HashSet<string> tagged = new HashSet<string>(state.Data.Pipelines.Where(p => p.Tags.Any(tags.Contains)).Select(p => p.Uuid));
            found = tagged.Count == 0 ? found : found.Where(r => tagged.Contains(r.PipelineUuid));
        }

        if (query.First("backfill_id") is { } backfill)
        {
            int id = Call.Integer(backfill);
            found = found.Where(r => r.BackfillId == id);
        }

        if (call.Moment("start_timestamp") is { } from)
        {
            found = found.Where(r => r.CreatedAt >= from);
        }

        if (call.Moment("end_timestamp") is { } to)
        {
            found = found.Where(r => r.CreatedAt <= to);
        }

        if (query.First("status") is { } status)
        {
            found = status == "last_run_failed" ? LastFailed(state, found) : found.Where(r => r.Status == status);
        }

        if (query.First("status[]") is { Length: > 0 } && query.Joined("status[]") is { } statuses)
        {
            found = found.Where(r => statuses.Contains(r.Status));
        }

        return Order(found, query);
    }

    /// <summary>The failed ones among the last attempts: runs of one trigger with one execution date are attempts at the same.</summary>
    private static IEnumerable<PipelineRun> LastFailed(EmulatorState state, IEnumerable<PipelineRun> found)
    {
        HashSet<int> last = new HashSet<int>(state.Data.Runs.Values.GroupBy(r => (r.PipelineUuid, r.ScheduleId, r.ExecutionDate)).Select(g => g.Last().Id));
        return found.Where(r => r.Status == "failed" && last.Contains(r.Id));
    }

    private static List<PipelineRun> Order(IEnumerable<PipelineRun> runs, QueryArguments query)
    {
        if (query.First("order_by[]") is not { Length: > 0 } order)
        {
            return runs.OrderByDescending(r => r.ExecutionDate).ThenByDescending(r => r.Id).ToList();
        }

        IOrderedEnumerable<PipelineRun>? ordered = null;
        foreach (string part in order.Split(','))
        {
            string[] words = part.Trim().Split(' ');
            Func<PipelineRun, object?> by = words[0] switch
            {
                "id" => r => r.Id,
                "created_at" => r => r.CreatedAt,
                "updated_at" => r => r.UpdatedAt,
                "started_at" => r => r.StartedAt,
                "completed_at" => r => r.CompletedAt,
                "execution_date" => r => r.ExecutionDate,
                "status" => r => r.Status,
                "pipeline_uuid" => r => r.PipelineUuid,
                "pipeline_schedule_id" => r => r.ScheduleId,
                "backfill_id" => r => r.BackfillId,
                _ => throw new PythonException($"type object 'PipelineRun' has no attribute '{words[0]}'", "AttributeError"),
            };
            bool down = words.Length > 1 && string.Equals(words[1], "desc", StringComparison.OrdinalIgnoreCase);
            ordered = (ordered, down) switch
            {
                (null, true) => runs.OrderByDescending(by),
                (null, false) => runs.OrderBy(by),
                (_, true) => ordered.ThenByDescending(by),
                (_, false) => ordered.ThenBy(by),
            };
        }

        return ordered!.ToList();
    }

    /// <summary>Mage's regrouping of retries: runs with the execution date of the page's last row come in whole, and one too many goes out at the end.</summary>
    private static List<PipelineRun> Group(List<PipelineRun> all, List<PipelineRun> page)
    {
        if (page.Count == 0)
        {
            throw new PythonException("list index out of range", "IndexError");
        }

        List<DateTime?> dates = new List<DateTime?> { page[page.Count - 1].ExecutionDate };
        if (all.First(r => r.ExecutionDate == page[0].ExecutionDate) != page[0])
        {
            dates.Add(page[0].ExecutionDate);
        }

        return page.Where(r => !dates.Contains(r.ExecutionDate)).Concat(all.Where(r => r.ExecutionDate == dates[0])).ToList();
    }

    private static JsonObject Row(EmulatorState state, PipelineRun run, QueryArguments query)
    {
        Schedule? schedule = state.FindSchedule(run.ScheduleId);
        Pipeline? pipeline = state.FindPipeline(run.PipelineUuid);
        JsonObject shown = RunShape.Show(state, run);
        shown["block_runs"] = JsonList.Of(run.BlockRuns.Select(b => RunShape.Inner(state, run, b)));
        shown["block_runs_count"] = run.BlockRuns.Count;
        shown["completed_block_runs_count"] = run.BlockRuns.Count(b => b.Status == "completed");
        shown["pipeline_schedule_name"] = schedule?.Name;
        shown["pipeline_schedule_token"] = state.Options.HideTriggerTokens ? ScheduleShape.HiddenToken : schedule?.Token;
        shown["pipeline_schedule_type"] = schedule?.Type;
        shown["pipeline_tags"] = query.Flag("include_pipeline_tags") ? JsonList.Of(pipeline?.Tags ?? []) : null;
        if (query.Flag("include_pipeline_type") && pipeline is null)
        {
            throw new PythonException($"Pipeline {run.PipelineUuid} does not exist.");
        }

        shown["pipeline_type"] = query.Flag("include_pipeline_type") ? pipeline!.Type : null;
        shown["repo_path"] = schedule is null ? EmulatorState.RepoPath : schedule.RepoPath;
        return shown;
    }

    private static void RetryBlocks(EmulatorState state, PipelineRun run, string? from)
    {
        Pipeline pipeline = state.Pipeline(run.PipelineUuid);
        List<BlockRun> reset = new List<BlockRun>();
        if (from is null)
        {
            // Of a completed run nothing is reset, yet it goes to running.
            reset.AddRange(run.BlockRuns.Where(b => b.Status != "completed" && run.Status != "completed"));
        }
        else if (pipeline.Find(Root(from)) is { } block)
        {
            HashSet<string> after = pipeline.DescendantsOf(block.Uuid);
            foreach (BlockRun candidate in run.BlockRuns)
            {
                string uuid = (pipeline.Find(Root(candidate.BlockUuid)) ?? throw PythonException.NoneHasNo("uuid")).Uuid;
                if (uuid == block.Uuid || after.Contains(uuid))
                {
                    reset.Add(candidate);
                }
            }
        }

        // Nothing else changes: not when the run started, and not when it was completed before.
        run.Status = "running";
        run.ProcessStartedAt = null;
        run.UpdatedAt = state.RowNow();
        reset.ForEach(b => b.Leave("initial", run.UpdatedAt));
        state.Changed = true;

        // Blocks of one run that share their code have its name before a colon.
        static string Root(string uuid) => uuid.Split(':')[0];
    }
}
