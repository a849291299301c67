using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Backfills: runs of a pipeline for dates in the past.</summary>
internal sealed class BackfillResource : Resource
{
    /// <summary>What is taken over; anything else is left out without a word.</summary>
    private static readonly string[] s_fields =
        ["block_uuid", "end_datetime", "interval_type", "interval_units", "name", "settings", "start_datetime", "variables"];

    public override string Plural => "backfills";

    public override string Singular => "backfill";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } =
        Access(list: Role.Viewer, detail: Role.Viewer, create: Role.Editor, update: Role.Editor, delete: Role.Editor);

    public override object? LoadParent(Call call, string key) => Id(key) is { } id ? call.State.FindBackfill(id) : null;

    public override object? LoadMember(Call call, string key)
    {
        Backfill backfill = (Backfill?)LoadParent(call, key) ?? throw call.State.NotFound();
        backfill.ThrowIfPoisoned();
        return backfill;
    }

    /// <summary>The pipeline that the path goes through narrows nothing; the query does.</summary>
    public override Listing List(Call call)
    {
        string? pipeline = call.Query.First("pipeline_uuid");
        List<Backfill> rows = call.State.Data.Backfills.Where(b => pipeline is not { Length: > 0 } || b.PipelineUuid == pipeline).OrderByDescending(b => b.CreatedAt).ToList();
        rows.ForEach(b => b.ThrowIfPoisoned());
        return Listing.Page(call, rows, b => ShowWithRuns(call, b));
    }

    public override JsonNode? Detail(Call call, object? member) => ShowWithRuns(call, (Backfill)member!);

    public override JsonNode? Create(Call call)
    {
        ReadDates(call.Payload);
        if (call.Parent is not Pipeline pipeline)
        {
            throw PythonException.NoneHasNo("uuid");
        }

        Backfill backfill = call.State.AddBackfill(new Backfill { PipelineUuid = pipeline.Uuid });
        Take(call.State, backfill, call.Payload);
        return Show(call.State, backfill);
    }

    public override JsonNode? Update(Call call, object? member)
    {
        EmulatorState state = call.State;
        Backfill backfill = (Backfill)member!;
        ReadDates(call.Payload);

        // With one of these two nothing else of the payload is looked at.
        switch (PythonJson.Text(call.Payload["status"]))
        {
            case "initial" when backfill.Status != "initial":
                Start(state, backfill);
                break;
            case "cancelled" when backfill.Status != "cancelled":
                Cancel(state, backfill);
                break;
            default:
                Take(state, backfill, call.Payload);
                break;
        }

        return Show(state, backfill);
    }

    /// <summary>The runs and the trigger stay.</summary>
    public override JsonNode? Delete(Call call, object? member)
    {
        Backfill backfill = (Backfill)member!;
        foreach (PipelineRun run in RunsOf(call.State, backfill))
        {
            run.BackfillId = null;
        }

        call.State.Data.Backfills.Remove(backfill);
        call.State.Changed = true;
        return Show(call.State, backfill);
    }

    protected override IReadOnlyCollection<string>? Queryable(ApiAction action) => action switch
    {
        ApiAction.Detail => ["include_preview_runs", "include_run_count"],
        ApiAction.List => ["include_run_count", "pipeline_uuid"],
        _ => null,
    };

    protected override IReadOnlyCollection<string>? Writable(ApiAction action) => action == ApiAction.Create ? ["name"] : [.. s_fields, "status"];

    private static IEnumerable<PipelineRun> RunsOf(EmulatorState state, Backfill backfill) => state.Data.Runs.Values.Where(r => r.BackfillId == backfill.Id);

    /// <summary>Mage reads dates before it does anything else.</summary>
    private static void ReadDates(JsonObject payload)
    {
        foreach (string key in new[] { "start_datetime", "end_datetime" })
        {
            if (PythonJson.IsString(payload[key], out string text))
            {
                Stamps.Parse(text);
            }
        }
    }

    private static void Take(EmulatorState state, Backfill backfill, JsonObject payload)
    {
        string before = Row(state, backfill).ToJsonString();
        foreach (KeyValuePair<string, JsonNode?> field in payload.Where(p => s_fields.Contains(p.Key)))
        {
            Set(backfill, field.Key, field.Value);
        }

        if (Row(state, backfill).ToJsonString() != before)
        {
            backfill.UpdatedAt = state.RowNow();
            state.Changed = true;
        }
    }

    private static void Set(Backfill backfill, string column, JsonNode? value)
    {
        switch (column)
        {
            case "name":
                backfill.Name = PythonJson.Text(value);
                break;
            case "block_uuid":
                backfill.BlockUuid = PythonJson.Text(value);
                break;
            case "interval_type":
                backfill.IntervalType = PythonJson.Text(value);
                break;
            case "interval_units":
                backfill.IntervalUnits = PythonJson.Integer(value);
                break;
            case "start_datetime":
                backfill.StartDatetime = PythonJson.IsString(value, out string start) ? Stamps.Parse(start) : null;
                break;
            case "end_datetime":
                backfill.EndDatetime = PythonJson.IsString(value, out string end) ? Stamps.Parse(end) : null;
                break;
            case "variables":
                backfill.Variables = value?.DeepClone();
                break;
            case "settings":
                backfill.Settings = value?.DeepClone();
                break;
        }
    }

    /// <summary>Makes all of its runs, whether or not it was started before. Without a date to run for it is marked as started and nothing comes of it.</summary>
    private static void Start(EmulatorState state, Backfill backfill)
    {
        List<(DateTime Date, JsonObject Variables)> plan = BackfillPlan.Of(backfill, state.Offsets);
        if (plan.Count > 0)
        {
            Schedule schedule = state.FindSchedule(backfill.ScheduleId) ?? AddSchedule(state, backfill);
            foreach ((DateTime date, JsonObject? variables) in plan)
            {
                PipelineRun run = state.AddRun(new PipelineRun
                {
                    BackfillId = backfill.Id,
                    ScheduleId = schedule.Id,
                    PipelineUuid = backfill.PipelineUuid,
                    ExecutionDate = date,
                    Variables = Merge(backfill.Variables, variables),
                });
                state.AddBlockRuns(run, state.Pipeline(backfill.PipelineUuid));
            }

            backfill.ScheduleId = schedule.Id;
            schedule.Status = "active";
        }

        backfill.StartedAt = state.Now;
        SetStatus(state, backfill, "initial");
    }

    private static Schedule AddSchedule(EmulatorState state, Backfill backfill)
    {
        Schedule schedule = state.AddSchedule(new Schedule
        {
            Name = $"Backfill {backfill.Name ?? "None"}",
            PipelineUuid = backfill.PipelineUuid,
            Interval = "@once",
            StartTime = state.Now,
            Variables = backfill.Variables?.DeepClone(),
            Settings = backfill.Settings?.DeepClone(),
        });

        // Of no type, and of no project.
        schedule.RepoPath = null;
        return schedule;
    }

    private static JsonObject Merge(JsonNode? own, JsonObject planned)
    {
        JsonObject merged = own is JsonObject given ? (JsonObject)given.DeepClone() : [];
        foreach (KeyValuePair<string, JsonNode?> field in planned)
        {
            merged[field.Key] = field.Value?.DeepClone();
        }

        return merged;
    }

    /// <summary>Relabels the runs. Their blocks are left running, which is Mage's mistake and not ours; what was to come after them stays initial for ever.</summary>
    private static void Cancel(EmulatorState state, Backfill backfill)
    {
        foreach (PipelineRun run in RunsOf(state, backfill).Where(r => r.InProgress))
        {
            run.Status = "cancelled";
            run.UpdatedAt = state.RowNow();
        }

        SetStatus(state, backfill, "cancelled");

        // One that was never started has no trigger, and has been cancelled before Mage stumbles over that.
        Schedule schedule = state.FindSchedule(backfill.ScheduleId) ?? throw PythonException.NoneHasNo("update");
        schedule.Status = "inactive";
        schedule.UpdatedAt = state.RowNow();
    }

    private static void SetStatus(EmulatorState state, Backfill backfill, string status)
    {
        backfill.Status = status;
        backfill.UpdatedAt = state.RowNow();
        state.Changed = true;
    }

    private static JsonObject ShowWithRuns(Call call, Backfill backfill)
    {
        EmulatorState state = call.State;
        JsonObject shown = Show(state, backfill);
        bool previews = call.Query.First("include_preview_runs") is { Length: > 0 };
        bool counts = call.Query.First("include_run_count") is { Length: > 0 };
        if ((!previews && !counts) || backfill is not { StartDatetime: not null, EndDatetime: not null, IntervalType: not null, IntervalUnits: not null })
        {
            return shown;
        }

        List<(DateTime Date, JsonObject Variables)> plan = BackfillPlan.Of(backfill, state.Offsets);
        shown["total_run_count"] = plan.Count;
        shown["run_status_counts"] = StatusCounts(state, backfill);
        if (previews)
        {
            // One more than asked for.
            shown["pipeline_run_dates"] = JsonList.Of(plan.Skip(call.Offset).Take((call.Limit ?? 40) + 1).Select(p => p.Variables));
        }

        return shown;
    }

    /// <summary>Of each execution date only the newest run counts.</summary>
    private static JsonObject StatusCounts(EmulatorState state, Backfill backfill)
    {
        JsonObject counts = new JsonObject();
        foreach (IGrouping<DateTime?, PipelineRun> date in RunsOf(state, backfill).GroupBy(r => r.ExecutionDate).OrderByDescending(g => g.Key))
        {
            string status = date.Last().Status;
            counts[status] = (PythonJson.Integer(counts[status]) ?? 0) + 1;
        }

        return counts;
    }

    private static JsonObject Show(EmulatorState state, Backfill backfill)
    {
        backfill.ThrowIfPoisoned();
        return Row(state, backfill);
    }

    private static JsonObject Row(EmulatorState state, Backfill backfill) => new()
    {
        ["id"] = backfill.Id,
        ["block_uuid"] = backfill.BlockUuid,
        ["completed_at"] = Stamps.Space(backfill.CompletedAt, state.Offsets),
        ["created_at"] = Stamps.Space(backfill.CreatedAt, state.Offsets),
        ["end_datetime"] = Stamps.Space(backfill.EndDatetime, state.Offsets),
        ["failed_at"] = null,
        ["interval_type"] = backfill.IntervalType,
        ["interval_units"] = backfill.IntervalUnits,
        ["metrics"] = null,
        ["name"] = backfill.Name,
        ["pipeline_schedule_id"] = backfill.ScheduleId,
        ["pipeline_uuid"] = backfill.PipelineUuid,
        ["settings"] = backfill.Settings?.DeepClone(),
        ["start_datetime"] = Stamps.Space(backfill.StartDatetime, state.Offsets),
        ["started_at"] = Stamps.Space(backfill.StartedAt, state.Offsets),
        ["status"] = backfill.Status,
        ["updated_at"] = Stamps.Space(backfill.UpdatedAt, state.Offsets),
        ["variables"] = backfill.Variables?.DeepClone(),
    };
}
