using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Triggers.</summary>
internal sealed class PipelineScheduleResource : Resource
{
    /// <summary>What a user below owner may create with. One other key, and only these are kept, without a word.</summary>
    private static readonly string[] s_openOnCreate = ["description", "name", "schedule_interval", "schedule_type", "start_time", "status", "variables"];

    /// <summary>What a user below owner may update. One other key, and only the status is kept.</summary>
    private static readonly string[] s_openOnUpdate =
    [
        "id", "name", "description", "status", "schedule_type", "schedule_interval", "start_time", "variables", "settings", "sla", "tags",
        "event_matchers", "last_enabled_at", "global_data_product_uuid", "repo_path",
    ];

    private static readonly string[] s_columns =
    [
        "id", "name", "description", "pipeline_uuid", "schedule_type", "schedule_interval", "start_time", "status", "last_enabled_at",
        "variables", "settings", "sla", "token", "repo_path", "global_data_product_uuid", "created_at", "updated_at",
    ];

    public override string Plural => "pipeline_schedules";

    public override string Singular => "pipeline_schedule";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } =
        Access(list: Role.Viewer, detail: Role.Viewer, create: Role.Editor, update: Role.Editor, delete: Role.Editor);

    public override object? LoadParent(Call call, string key) => call.State.FindSchedule(Id(key));

    public override object? LoadMember(Call call, string key)
    {
        Schedule schedule = call.State.FindSchedule(Id(key)) ?? throw call.State.NotFound();
        schedule.ThrowIfPoisoned();
        return schedule;
    }

    public override Listing List(Call call)
    {
        EmulatorState state = call.State;
        Http.QueryArguments query = call.Query;
        IEnumerable<Schedule> found = state.Data.Schedules;
        if (call.Parent is Pipeline pipeline)
        {
            found = found.Where(s => s.PipelineUuid == pipeline.Uuid && s.GlobalDataProductUuid is null).Reverse();
        }

        if (query.Joined("status[]") is { } statuses)
        {
            found = found.Where(s => statuses.Contains(s.Status));
        }

        if (query.Joined("schedule_type[]") is { } types)
        {
            found = found.Where(s => types.Contains(s.Type));
        }

        if (query.Joined("schedule_interval[]") is { } intervals)
        {
            found = found.Where(s => intervals.Contains(s.Interval));
        }

        if (query.Has("tag[]"))
        {
            // This one must be repeated; commas are part of the tag.
            IReadOnlyList<string> tags = query.All("tag[]");
            found = found.Where(s => s.Tags.Any(tags.Contains));
        }

        if (query.First("global_data_product_uuid") is { } product)
        {
            found = found.Where(s => s.GlobalDataProductUuid == product);
        }

        if (call.Parent is null && query.First("order_by") is { } order)
        {
            found = order switch
            {
                "created_at" => found.OrderByDescending(s => s.CreatedAt),
                "name" => found.OrderBy(s => s.Name, StringComparer.Ordinal),
                "pipeline_uuid" => found.OrderBy(s => s.PipelineUuid, StringComparer.Ordinal),
                "status" => found.OrderBy(s => s.Status, StringComparer.Ordinal),
                "schedule_type" => found.OrderBy(s => s.Type, StringComparer.Ordinal),
                _ => found,
            };
        }

        List<Schedule> rows = found.ToList();
        rows.ForEach(s => s.ThrowIfPoisoned());
        rows.ForEach(s => s.ThrowIfNever(state.Now));
        ILookup<int?, PipelineRun> runs = state.Data.Runs.Values.Where(r => r.ScheduleId is not null).ToLookup(r => r.ScheduleId);

        // Mage reads the runs of each to count those that go on.
        foreach (PipelineRun run in rows.SelectMany(s => runs[s.Id]))
        {
            run.ThrowIfPoisoned();
        }

        return Listing.Page(call, rows, s =>
        {
            JsonObject shown = ScheduleShape.Show(state, s);
            List<PipelineRun> own = runs[s.Id].ToList();
            shown["event_matchers"] = s.EventMatchers.DeepClone();
            shown["last_pipeline_run_status"] = own.LastOrDefault()?.Status;
            shown["next_pipeline_run_date"] = ScheduleShape.NextRun(call.State, s);

            // A trigger that never ran has null here, not 0.
            shown["pipeline_in_progress_runs_count"] = own.Count == 0 ? null : own.Count(r => r.InProgress);
            shown["pipeline_runs_count"] = own.Count == 0 ? null : own.Count;
            shown["tags"] = Tags(s);
            return shown;
        });
    }

    public override JsonNode? Detail(Call call, object? member)
    {
        Schedule schedule = (Schedule)member!;
        JsonObject shown = ScheduleShape.Show(call.State, schedule);
        if (call.Format is not null and not "with_runtime_average")
        {
            // A format that Mage does not know has the columns alone, and works no time out.
            return shown;
        }

        schedule.ThrowIfNever(call.State.Now);
        if (call.Format is null)
        {
            return WithDetails(call.State, shown, schedule);
        }

        List<PipelineRun> runs = call.State.RunsOf(schedule).ToList();
        List<double> times = runs.Where(r => r is { Status: "completed", StartedAt: not null, CompletedAt: not null }).Select(r => (r.CompletedAt!.Value - r.StartedAt!.Value).TotalSeconds).ToList();
        shown["next_pipeline_run_date"] = ScheduleShape.NextRun(call.State, schedule);
        shown["pipeline_runs_count"] = runs.Count;
        shown["runtime_average"] = times.Count == 0 ? null : times.Average();
        shown["tags"] = Tags(schedule);
        return shown;
    }

    public override JsonNode? Create(Call call)
    {
        EmulatorState state = call.State;
        if (call.Parent is not Pipeline pipeline)
        {
            throw PythonException.NoneHasNo(call.Privileged ? "uuid" : "pipeline");
        }

        JsonObject payload = call.Payload;
        if (!call.Privileged && payload.Any(p => !s_openOnCreate.Contains(p.Key)))
        {
            payload = Keep(payload, s_openOnCreate);
        }

        Schedule schedule = new Schedule { PipelineUuid = pipeline.Uuid };
        if (PythonJson.IsString(payload["start_time"], out string start))
        {
            schedule.StartTime = Stamps.Parse(start);
        }

        foreach (KeyValuePair<string, JsonNode?> field in payload)
        {
            if (!s_columns.Contains(field.Key))
            {
                throw new PythonException($"'{field.Key}' is an invalid keyword argument for PipelineSchedule", "TypeError");
            }

            if (field.Key is not ("id" or "start_time" or "pipeline_uuid"))
            {
                Set(schedule, field.Key, field.Value);
            }
        }

        if (schedule.Name is not { Length: > 0 })
        {
            throw new ApiException(200, "record_invalid", "Record is invalid.", new JsonObject
            {
                ["error"] = "name cannot be empty.",
                ["metadata"] = new JsonObject { ["key"] = "name", ["value"] = schedule.Name },
            });
        }

        if (schedule.IsActive)
        {
            schedule.LastEnabledAt = call.State.Now;
        }

        state.AddSchedule(schedule);
        return ScheduleShape.Show(state, schedule);
    }

    public override JsonNode? Update(Call call, object? member)
    {
        EmulatorState state = call.State;
        Schedule schedule = (Schedule)member!;
        JsonObject payload = call.Payload;
        if (!call.Privileged && payload.Any(p => !s_openOnUpdate.Contains(p.Key)))
        {
            payload = Keep(payload, ["status"]);
        }

        if (PythonJson.IsString(payload["start_time"], out string start))
        {
            // Mage reads dates before it does anything else.
            Stamps.Parse(start);
        }

        Intervals.Validate(PythonJson.Text(payload["schedule_interval"]));
        if (PythonJson.Text(payload["last_enabled_at"]) is { } text)
        {
            throw new PythonException(
                "(builtins.TypeError) SQLite DateTime type only accepts Python datetime and date objects as input.\n"
                + "[SQL: UPDATE pipeline_schedule SET updated_at=CURRENT_TIMESTAMP, last_enabled_at=? WHERE pipeline_schedule.id = ?]\n"
                + $"[parameters: [{{'last_enabled_at': '{text}', 'pipeline_schedule_id': {schedule.Id.ToString(CultureInfo.InvariantCulture)}}}]]",
                "sqlalchemy.exc.StatementError");
        }

        string before = ScheduleShape.Show(state, schedule, revealToken: true).ToJsonString() + schedule.EventMatchers.ToJsonString();
        if (!schedule.IsActive && PythonJson.Text(payload["status"]) == "active")
        {
            schedule.LastEnabledAt = call.State.Now;
        }

        foreach (KeyValuePair<string, JsonNode?> field in payload)
        {
            switch (field.Key)
            {
                case "id" or "created_at" or "updated_at" or "last_enabled_at":
                    break;
                case "tags" when field.Value is JsonArray tags:
                    schedule.Tags = JsonList.Texts(tags).Distinct().OrderBy(t => t, StringComparer.Ordinal).ToList();
                    JsonList.Texts(tags).Distinct().ToList().ForEach(state.EnsureTag);
                    break;
                case "event_matchers" when field.Value is JsonArray matchers:
                    schedule.EventMatchers = (JsonArray)matchers.DeepClone();
                    break;
                case var column when s_columns.Contains(column):
                    Set(schedule, column, field.Value);
                    break;
            }
        }

        bool rotated = PythonJson.IsTrue(payload["rotate_token"]);
        if (rotated)
        {
            schedule.Token = Guid.NewGuid().ToString("N");
        }

        state.Changed = true;
        schedule.ThrowIfPoisoned();
        if (before != ScheduleShape.Show(state, schedule, revealToken: true).ToJsonString() + schedule.EventMatchers.ToJsonString())
        {
            schedule.UpdatedAt = state.RowNow();
        }

        // The change is stored before Mage looks for the pipeline's trigger file.
        state.Pipeline(schedule.PipelineUuid);
        schedule.ThrowIfNever(state.Now);
        return WithDetails(call.State, ScheduleShape.Show(state, schedule, revealToken: rotated), schedule);
    }

    public override JsonNode? Delete(Call call, object? member)
    {
        Schedule schedule = (Schedule)member!;
        JsonObject shown = ScheduleShape.Show(call.State, schedule);
        foreach (PipelineRun run in call.State.RunsOf(schedule))
        {
            run.ScheduleId = null;
        }

        foreach (Backfill backfill in call.State.Data.Backfills.Where(b => b.ScheduleId == schedule.Id))
        {
            backfill.ScheduleId = null;
        }

        call.State.Data.Schedules.Remove(schedule);
        call.State.Changed = true;
        return shown;
    }

    protected override IReadOnlyCollection<string>? Queryable(ApiAction action) => action == ApiAction.List
        ? ["status[]", "schedule_type[]", "schedule_interval[]", "tag[]", "global_data_product_uuid", "order_by"]
        : null;

    private static JsonObject WithDetails(EmulatorState state, JsonObject shown, Schedule schedule)
    {
        shown["event_matchers"] = schedule.EventMatchers.DeepClone();
        shown["next_pipeline_run_date"] = ScheduleShape.NextRun(state, schedule);
        shown["tags"] = Tags(schedule);
        return shown;
    }

    private static JsonArray Tags(Schedule schedule) => JsonList.Of(schedule.Tags);

    private static JsonObject Keep(JsonObject payload, string[] keys)
    {
        JsonObject kept = new JsonObject();
        foreach (string key in keys.Where(payload.ContainsKey))
        {
            kept[key] = payload[key]?.DeepClone();
        }

        return kept;
    }

    private static void Set(Schedule schedule, string column, JsonNode? value)
    {
        switch (column)
        {
            case "name":
                schedule.Name = PythonJson.Text(value);
                break;
            case "description":
                schedule.Description = PythonJson.Text(value);
                break;
            case "pipeline_uuid":
                schedule.PipelineUuid = PythonJson.Text(value) ?? schedule.PipelineUuid;
                break;
            case "schedule_type":
                schedule.Type = EnumText(value, "API", "EVENT", "TIME");
                break;
            case "schedule_interval":
                Intervals.Validate(PythonJson.Text(value));
                schedule.Interval = PythonJson.Text(value);
                break;
            case "start_time":
                schedule.StartTime = PythonJson.IsString(value, out string start) ? Stamps.Parse(start) : null;
                break;
            case "status":
                schedule.Status = EnumText(value, "ACTIVE", "INACTIVE") ?? "inactive";
                break;
            case "variables":
                schedule.Variables = value?.DeepClone();
                break;
            case "settings":
                schedule.Settings = value?.DeepClone();
                break;
            case "sla":
                schedule.Sla = value?.DeepClone();
                break;
            case "token":
                schedule.Token = PythonJson.Text(value);
                break;
            case "repo_path":
                schedule.RepoPath = PythonJson.Text(value);
                break;
            case "global_data_product_uuid":
                schedule.GlobalDataProductUuid = PythonJson.Text(value);
                break;
        }
    }

    /// <summary>The name of an enum member counts for its value; anything else is stored as it is.</summary>
    private static string? EnumText(JsonNode? value, params string[] members)
    {
        string? text = PythonJson.Text(value);
#pragma warning disable CA1308 // Mage's values are lower case.
        return text is not null && members.Contains(text) ? text.ToLowerInvariant() : text;
#pragma warning restore CA1308
    }
}
