using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

internal sealed class PipelineResource : Resource
{
    private static readonly string[] s_kernels = ["integration", "databricks", "python", "pyspark", "streaming"];

    public override string Plural => "pipelines";

    public override string Singular => "pipeline";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } =
        Access(list: Role.Viewer, detail: Role.Viewer, create: Role.Editor, update: Role.Editor, delete: Role.Editor);

    public override object? LoadParent(Call call, string key) => call.State.Pipeline(QueryArguments.Unquote(key));

    public override object? LoadMember(Call call, string key)
    {
        Pipeline pipeline = call.State.Pipeline(key);
        if (call.Action is ApiAction.Detail or ApiAction.Update)
        {
            SwitchKernel(call.State, pipeline.Type);
        }

        return pipeline;
    }

    public override Listing List(Call call)
    {
        EmulatorState state = call.State;
        QueryArguments query = call.Query;
        IEnumerable<Pipeline> found = state.Data.Pipelines.OrderBy(p => p.Uuid, StringComparer.Ordinal);
        if (query.First("search") is { Length: > 0 } search)
        {
            found = found.Where(p => p.Uuid.IndexOf(search, StringComparison.OrdinalIgnoreCase) >= 0);
        }

        if (query.Has("tag[]"))
        {
            List<string> tags = query.All("tag[]").SelectMany(t => t.Split(',')).ToList();
            found = found.Where(p => p.Tags.Any(tags.Contains) || (p.Tags.Count == 0 && tags.Contains("no_tags")));
        }

        if (query.Has("type[]"))
        {
            List<string> types = query.All("type[]").SelectMany(t => t.Split(',')).ToList();
            found = found.Where(p => types.Contains(p.Type));
        }

        bool withSchedules = query.Flag("include_schedules");
        if (withSchedules)
        {
            state.Data.Schedules.ForEach(s => s.ThrowIfPoisoned());
            if (query.Has("status[]"))
            {
                List<string> wanted = query.All("status[]").SelectMany(t => t.Split(',')).ToList();
                found = found.Where(p => wanted.Any(w => HasStatus(state, p, w)));
            }
        }

        List<Pipeline> rows = Order(state, found, query.All("_order_by[]")).ToList();
        int total = rows.Count;
        JsonNode? next = null;
        if (call.Limit is { } limit)
        {
            next = limit == 0 ? JsonValue.Create(0) : JsonValue.Create(limit < 0 || call.Offset + limit < total);
            rows = limit == 0 ? rows : limit < 0 ? [] : rows.Skip(call.Offset).Take(limit).ToList();
        }

        ILookup<string, Schedule>? bySchedule = withSchedules ? state.Data.Schedules.ToLookup(s => s.PipelineUuid) : null;
        JsonArray items = JsonList.Of(rows.Select(p => PipelineShape.Show(
            state, p, schedules: bySchedule is null ? null : JsonList.Of(bySchedule[p.Uuid].Select(s => ShowSchedule(state, s))), listed: true)));
        return new Listing(items, new JsonObject { ["count"] = total, ["results"] = rows.Count, ["next"] = next });
    }

    public override JsonNode? Detail(Call call, object? member)
    {
        QueryArguments query = call.Query;
        BlockParts parts = BlockParts.None;
        if (query.Flag("includes_block_metadata", true))
        {
            parts |= BlockParts.Metadata;
        }

        if (query.Flag("includes_content", true))
        {
            parts |= BlockParts.Content;
        }

        if (query.Flag("includes_outputs", true))
        {
            parts |= BlockParts.Outputs;
        }

        if (parts != BlockParts.None)
        {
            parts |= BlockParts.Links | BlockParts.Tags;
        }

        Pipeline pipeline = (Pipeline)member!;
        JsonArray? schedules = query.Flag("include_schedules")
            ? JsonList.Of(call.State.Data.Schedules.Where(s => s.PipelineUuid == pipeline.Uuid).Select(s => ShowSchedule(call.State, s)))
            : null;
        return PipelineShape.Show(call.State, pipeline, extensions: query.Flag("includes_extensions", true), parts: parts, schedules: schedules);
    }

    public override JsonNode? Create(Call call)
    {
        EmulatorState state = call.State;
        JsonObject payload = call.Payload;
        if (PythonJson.Text(payload["clone_pipeline_uuid"]) is { Length: > 0 } source)
        {
            return PipelineShape.Show(state, Clone(state, source, PythonJson.Text(payload["name"])));
        }

        if (payload["name"] is null)
        {
            throw PythonException.NoneHasNo("replace");
        }

        string name = PythonJson.Text(payload["name"])
            ?? throw new PythonException($"'{PythonJson.TypeName(payload["name"])}' object has no attribute 'replace'", "AttributeError");
        string uuid = CleanName.Pipeline(name);
        if (uuid.Length == 0 || state.FindPipeline(uuid) is not null)
        {
            throw new PythonException($"Pipeline {name} already exists.");
        }

        DateTime now = state.FileNow();
        Pipeline pipeline = new Pipeline
        {
            Uuid = uuid,
            Name = name,
            Type = PythonJson.Text(payload["type"]) is { Length: > 0 } type ? type : "python",
            Description = PythonJson.Text(payload["description"]),
            Tags = JsonList.Texts(payload["tags"]),
            CreatedAt = Stamps.Space(now, true),
            UpdatedAt = state.FileNow(),
        };
        state.Data.Pipelines.Add(pipeline);
        state.Changed = true;
        return PipelineShape.Show(state, pipeline);
    }

    public override JsonNode? Update(Call call, object? member)
    {
        EmulatorState state = call.State;
        Pipeline pipeline = (Pipeline)member!;
        pipeline.Listed = null;
        PipelineUpdate.Apply(state, pipeline, call.Payload, call.Query.Flag("update_content"));
        PipelineCommands.Apply(state, pipeline, call.Payload);
        return PipelineShape.Show(state, pipeline, extensions: true);
    }

    public override JsonNode? Delete(Call call, object? member)
    {
        Pipeline pipeline = (Pipeline)member!;
        call.State.Data.Pipelines.Remove(pipeline);
        call.State.Changed = true;
        return PipelineShape.Show(call.State, pipeline, deleted: true);
    }

    protected override IReadOnlyCollection<string>? Queryable(ApiAction action) => action switch
    {
        ApiAction.List => ["include_schedules", "search", "tag[]", "type[]", "status[]", "from_history_days", "repo_path"],
        ApiAction.Detail =>
        [
            "includes_outputs", "includes_content", "includes_block_metadata", "includes_extensions", "includes_outputs_spark",
            "include_block_pipelines", "include_schedules", "max_results_for_block_outputs",
        ],
        ApiAction.Update => ["update_content"],
        _ => [],
    };

    protected override IReadOnlyCollection<string>? Writable(ApiAction action) => action == ApiAction.Create
        ? ["name", "type", "description", "tags", "clone_pipeline_uuid", "custom_template_uuid", "llm", "extensions"]
        : null;

    /// <summary>Reading a pipeline switches everybody's kernel to its type.</summary>
    private static void SwitchKernel(EmulatorState state, string type)
    {
        if (!s_kernels.Contains(type))
        {
            throw new PythonException($"'{type}'", "KeyError");
        }

        if (type == "pyspark")
        {
            state.KernelAlive = false;
            throw new PythonException("PySpark kernel is not installed. Please follow the instructions in https://docs.mage.ai/integrations/spark-pyspark to install it.");
        }

        state.KernelAlive = true;
    }

    private static bool HasStatus(EmulatorState state, Pipeline pipeline, string status)
    {
        List<Schedule> schedules = state.Data.Schedules.Where(s => s.PipelineUuid == pipeline.Uuid).ToList();
        return status switch
        {
            "active" => schedules.Any(s => s.IsActive),
            "inactive" => schedules.Count > 0 && schedules.All(s => !s.IsActive),
            "no_schedules" => schedules.Count == 0,
            _ => false,
        };
    }

    private static IEnumerable<Pipeline> Order(EmulatorState state, IEnumerable<Pipeline> pipelines, IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
        {
            return pipelines;
        }

        IOrderedEnumerable<Pipeline>? ordered = null;
        foreach (string key in keys.Select(k => k.TrimStart('-')))
        {
            Func<Pipeline, string> by = key switch
            {
                "name" => p => p.Name ?? "",
                "type" => p => p.Type,
                "description" => p => p.Description ?? "",
                "created_at" => p => p.CreatedAt ?? "",
                "updated_at" => p => Stamps.Iso(p.UpdatedAt),
                "blocks" => p => p.Blocks.Count.ToString("D6", System.Globalization.CultureInfo.InvariantCulture),
                "triggers" => p => state.Data.Schedules.Count(s => s.PipelineUuid == p.Uuid).ToString("D6", System.Globalization.CultureInfo.InvariantCulture),
                "status" => p => state.Data.Schedules.Any(s => s.PipelineUuid == p.Uuid && s.IsActive) ? "active" : "inactive",
                _ => p => p.Uuid,
            };
            ordered = ordered is null ? pipelines.OrderBy(by, StringComparer.Ordinal) : ordered.ThenBy(by, StringComparer.Ordinal);
        }

        return keys[0].StartsWith("-", StringComparison.Ordinal) ? ordered!.Reverse() : ordered!;
    }

    private static Pipeline Clone(EmulatorState state, string sourceUuid, string? name)
    {
        if (state.FindPipeline(sourceUuid) is not { } source)
        {
            throw new PythonException($"Pipeline {sourceUuid} does not exist in repo_path {EmulatorState.RepoPath}.");
        }

        // Mage looks the copy up under the name as given, but stores it under the cleaned one.
        string uuid = name is { Length: > 0 } ? name : $"{sourceUuid}_copy";
        if (state.FindPipeline(uuid) is not null)
        {
            int number = state.Data.Pipelines.Count + 1;
            while (state.FindPipeline(uuid = $"{sourceUuid}_copy_{number}") is not null)
            {
                number++;
            }
        }

        Pipeline copy = new Pipeline
        {
            Uuid = CleanName.Pipeline(uuid),
            Name = uuid,
            Type = source.Type,
            Description = source.Description,
            Tags = [.. source.Tags],
            CreatedAt = source.CreatedAt,
            UpdatedAt = state.FileNow(),
            Blocks = source.Blocks.Select(b => b.Copy()).ToList(),
            Callbacks = source.Callbacks.Select(b => b.Copy()).ToList(),
            Conditionals = source.Conditionals.Select(b => b.Copy()).ToList(),
            Widgets = source.Widgets.Select(b => b.Copy()).ToList(),
            ExecutorType = source.ExecutorType,
            ConcurrencyConfig = source.ConcurrencyConfig?.DeepClone(),
            RetryConfig = source.RetryConfig?.DeepClone(),
            Variables = (JsonObject?)source.Variables?.DeepClone(),
        };
        state.Changed = true;
        if (state.FindPipeline(copy.Uuid) is null)
        {
            state.Data.Pipelines.Add(copy);
        }

        return copy.Uuid == uuid ? copy : throw new PythonException($"Pipeline {uuid} does not exist in repo_path {EmulatorState.RepoPath}.");
    }

    private static JsonObject ShowSchedule(EmulatorState state, Schedule schedule) => new()
    {
        ["created_at"] = Stamps.Iso(schedule.CreatedAt, state.Offsets),
        ["id"] = schedule.Id,
        ["name"] = schedule.Name,
        ["pipeline_uuid"] = schedule.PipelineUuid,
        ["schedule_interval"] = schedule.Interval,
        ["schedule_type"] = schedule.Type,
        ["start_time"] = Stamps.Iso(schedule.StartTime, state.Offsets),
        ["status"] = schedule.Status,
        ["updated_at"] = Stamps.Iso(schedule.UpdatedAt, state.Offsets),
    };
}
