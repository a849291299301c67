using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

internal sealed class BlockResource : Resource
{
    private static readonly string[] s_types =
    [
        "callback", "conditional", "chart", "custom", "data_exporter", "data_loader", "dbt", "extension", "global_data_product",
        "hook", "markdown", "scratchpad", "sensor", "transformer", "group", "pipeline",
    ];

    private static readonly string[] s_languages = ["markdown", "python", "r", "sql", "yaml"];

    public override string Plural => "blocks";

    public override string Singular => "block";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } =
        Access(list: Role.Viewer, detail: Role.Viewer, create: Role.Editor, update: Role.Editor, delete: Role.Editor);

    public override object? LoadMember(Call call, string key)
    {
        string name = QueryArguments.Unquote(key);
        if (call.Parent is Pipeline pipeline)
        {
            // Callbacks and conditionals are found by their type only, and blocks of extensions by their extension, whatever the type.
            string? extension = call.Query.First("extension_uuid") is { Length: > 0 } named ? named : null;
            List<Block> among = extension is not null ? pipeline.ExtensionBlocks : call.Query.First("block_type") switch
            {
                "callback" => pipeline.Callbacks,
                "conditional" => pipeline.Conditionals,
                _ => [.. pipeline.Blocks, .. pipeline.Widgets],
            };
            return among.Find(b => b.Uuid == name && b.ExtensionUuid == extension)
                ?? throw ApiException.Invalid($"Block {name} does not exist in pipeline {pipeline.Uuid}{(extension is null ? "" : $" for extension {extension}")}.");
        }

        string[] parts = name.Split(['/'], 2);
        string uuid = parts.Length == 2 ? parts[1] : "";
        string path = call.State.Data.Files.Keys.FirstOrDefault(f => f == $"{parts[0]}s/{uuid}" || f == $"{parts[0]}s/{uuid}.py");
        if (path is null || !s_types.Contains(parts[0]))
        {
            throw call.State.NotFound();
        }

        string stem = path.Substring(parts[0].Length + 2);
        stem = stem.Substring(0, stem.LastIndexOf('.'));
        return new Block { Uuid = stem, Name = stem, Type = parts[0] };
    }

    public override Listing List(Call call)
    {
        IEnumerable<Block> blocks;
        Pipeline? pipeline = call.Parent as Pipeline;
        BlockParts parts = BlockParts.None;
        if (call.Parent is PipelineRun run)
        {
            pipeline = call.State.Pipeline(run.PipelineUuid);
            List<string> ran = run.BlockRuns.Select(b => b.BlockUuid).ToList();
            blocks = pipeline.Blocks.Where(b => ran.Contains(b.Uuid));
            parts = BlockParts.Tags;
        }
        else
        {
            blocks = pipeline?.Blocks ?? [];
        }

        if (call.Query.Joined("block_uuid[]") is { } wanted)
        {
            blocks = blocks.Where(b => wanted.Contains(b.Uuid));
        }

        List<Block> rows = blocks.ToList();
        int total = rows.Count;
        int limit = call.Limit ?? 0;
        if (limit > 0)
        {
            rows = rows.Skip(call.Offset).Take(limit).ToList();
        }

        return new Listing(
            JsonList.Of(rows.Select(b => PipelineShape.Show(call.State, pipeline, b, parts))),
            Listing.Count(total, limit > 0 && call.Offset + limit < total));
    }

    public override JsonNode? Detail(Call call, object? member)
    {
        if (call.Format == "with_settings")
        {
            return new JsonObject { ["pipelines"] = JsonList.Of(UsersOf(call.State, (Block)member!)) };
        }

        BlockParts parts = BlockParts.Content;
        if (call.Query.Flag("include_outputs", true))
        {
            parts |= BlockParts.Outputs;
        }

        if (call.Query.Flag("include_block_metadata"))
        {
            parts |= BlockParts.Metadata;
        }

        return PipelineShape.Show(call.State, call.Parent as Pipeline, (Block)member!, parts);
    }

    public override JsonNode? Create(Call call)
    {
        EmulatorState state = call.State;
        JsonObject payload = call.Payload;
        Pipeline? pipeline = call.Parent as Pipeline;
        string name = PythonJson.Text(payload["name"]) ?? PythonJson.Text(payload["uuid"]) ?? throw PythonException.NoneHasNo("replace");
        string uuid = CleanName.Block(name);
        string type = PythonJson.Text(payload["type"]) ?? "None";
        string language = PythonJson.Text(payload["language"]) ?? "python";
        if (!s_languages.Contains(language))
        {
            throw new PythonException($"'{language}'", "KeyError");
        }

        if (!s_types.Contains(type))
        {
            throw new PythonException("'NoneType' object is not callable", "TypeError");
        }


        JsonObject configuration = payload["configuration"] is JsonObject c ? (JsonObject)c.DeepClone() : [];
        if (type == "dbt" && language == "sql" && configuration["file_path"] is null && (configuration["file_source"] as JsonObject)?["path"] is null)
        {
            throw new PythonException("expected str, bytes or os.PathLike object, not NoneType", "TypeError");
        }

        // An empty content counts as none, so the template stands there then.
        bool hasContent = PythonJson.IsString(payload["content"], out string content) && content.Length > 0;
        Block block = new Block
        {
            Uuid = uuid,
            Name = name,
            Type = type,
            Language = language,
            Color = PythonJson.Text(payload["color"]),
            Configuration = configuration,
            ReplicatedBlock = PythonJson.Text(payload["replicated_block"]),
            ExtensionUuid = type == "extension" ? PythonJson.Text(payload["extension_uuid"]) ?? "null" : null,
            Status = hasContent ? "updated" : "not_executed",
        };
        if (type == "dbt" && language == "yaml")
        {
            configuration["file_source"] ??= new JsonObject { ["path"] = block.FilePath };
        }

        bool taken = state.Data.Files.ContainsKey(block.FilePath);
        if (taken && (pipeline?.HasBlock(uuid, type, block.ExtensionUuid) == true || PythonJson.IsTrue(payload["require_unique_name"])))
        {
            throw new PythonException($"[ERR_BLOCK_EXISTS] Block {uuid} already exists.                                         Please use a different name.");
        }

        if (pipeline?.Blocks.Concat(pipeline.Callbacks).Concat(pipeline.Conditionals).Concat(pipeline.Widgets).Any(b => b.Uuid == uuid) == true)
        {
            // The file is there by now, and stays.
            if (block.ReplicatedBlock is null && !taken)
            {
                state.WriteFile(block.FilePath, BlockTemplates.For(type, language));
            }

            throw new PythonException($"Block with uuid {uuid} already exists in pipeline {pipeline.Uuid}");
        }

        if (block.ReplicatedBlock is null && (hasContent || !taken))
        {
            state.WriteFile(block.FilePath, hasContent ? content : BlockTemplates.For(type, language));
        }

        state.Changed = true;
        if (pipeline is not null)
        {
            pipeline.Listed ??= PipelineShape.Blocks(state, pipeline);
            Insert(pipeline, block, payload);
            Recount(pipeline, block);
            PipelineUpdate.Touch(state, pipeline);
        }

        return PipelineShape.Show(state, pipeline, block, BlockParts.Content);
    }

    public override JsonNode? Update(Call call, object? member)
    {
        EmulatorState state = call.State;
        JsonObject payload = call.Payload;
        Block block = (Block)member!;
        if (call.Parent is not Pipeline pipeline)
        {
            return PipelineShape.Show(state, null, block, BlockParts.Content);
        }

        pipeline.Listed ??= PipelineShape.Blocks(state, pipeline);
        List<string> above = block.Upstream;
        if (PythonJson.Text(payload["name"]) is { Length: > 0 } name && name != block.Name)
        {
            RenameWithFile(state, pipeline, block, name);
        }

        if (PythonJson.Text(payload["type"]) is { Length: > 0 } type && block.Type == "scratchpad" && s_types.Contains(type))
        {
            string code = state.Content(block, pipeline);
            state.Data.Files.Remove(block.FilePath);
            block.Type = type;
            state.WriteFile(block.FilePath, code);
        }

        if (payload["upstream_blocks"] is JsonArray upstream)
        {
            Link(pipeline, block, JsonList.Texts(upstream));
        }

        if (payload["downstream_blocks"] is JsonArray downstream)
        {
            List<string> wanted = JsonList.Texts(downstream);
            foreach (Block other in pipeline.Blocks.Where(b => b != block))
            {
                other.Upstream.Remove(block.Uuid);
                if (wanted.Contains(other.Uuid))
                {
                    other.Upstream.Add(block.Uuid);
                }
            }
        }

        Block before = block.Copy();
        foreach (KeyValuePair<string, JsonNode?> field in payload)
        {
            switch (field.Key)
            {
                case "color":
                    block.Color = PythonJson.Text(field.Value);
                    break;
                case "configuration" when field.Value is JsonObject configuration:
                    block.Configuration = (JsonObject)configuration.DeepClone();
                    break;
                case "configuration" when field.Value is null:
                    block.Configuration = [];
                    throw PythonException.NoneHasNo("get");
                case "executor_type":
                    block.ExecutorType = PythonJson.Text(field.Value);
                    break;
                case "has_callback":
                    block.HasCallback = PythonJson.IsTrue(field.Value);
                    break;
                case "retry_config":
                    block.RetryConfig = field.Value?.DeepClone();
                    break;
                case "timeout":
                    block.Timeout = field.Value?.DeepClone();
                    break;
            }
        }

        PipelineUpdate.Touch(state, pipeline);
        JsonObject shown = PipelineShape.Show(state, pipeline, block, BlockParts.Content);
        if (block.ExtensionUuid is not null)
        {
            // Mage writes the pipeline without these, if with others. The color comes before the links, and is written with them.
            bool written = !new HashSet<string>(above).SetEquals(block.Upstream);
            block.Color = written ? block.Color : before.Color;
            (block.Configuration, block.ExecutorType, block.HasCallback, block.RetryConfig, block.Timeout) =
                (before.Configuration, before.ExecutorType, before.HasCallback, before.RetryConfig, before.Timeout);
        }

        return shown;
    }

    public override JsonNode? Delete(Call call, object? member)
    {
        EmulatorState state = call.State;
        Block block = (Block)member!;
        if (call.Parent is not Pipeline pipeline)
        {
            throw PythonException.NoneHasNo("delete_block");
        }

        List<Block> dependents = block.ExtensionUuid is not null ? [] : pipeline.Blocks.Where(b => b.Upstream.Contains(block.Uuid)).ToList();
        if (dependents.Count > 0 && !call.Query.Flag("force") && pipeline.Type != "integration")
        {
            string names = string.Join(", ", dependents.Select(b => $"'{b.Uuid}'"));
            throw new PythonException($"Block(s) [{names}] are depending on block {block.Uuid}. Please remove the downstream blocks first.");
        }

        pipeline.Listed ??= PipelineShape.Blocks(state, pipeline);
        foreach (Block dependent in dependents)
        {
            dependent.Upstream.Remove(block.Uuid);
            dependent.Upstream.AddRange(block.Upstream.Where(u => !dependent.Upstream.Contains(u)));
        }

        JsonObject shown = PipelineShape.Show(state, pipeline, block);
        pipeline.Blocks.RemoveAll(b => b == block || b.ReplicatedBlock == block.Uuid);
        pipeline.Callbacks.Remove(block);
        pipeline.Conditionals.Remove(block);
        pipeline.ExtensionBlocks.Remove(block);
        pipeline.Widgets.Remove(block);
        Recount(pipeline, block);
        if (block.Type is "scratchpad" or "markdown" && state.Data.Pipelines.All(p => p.Find(block.Uuid) is null))
        {
            state.Data.Files.Remove(block.FilePath);
        }

        PipelineUpdate.Touch(state, pipeline);
        return shown;
    }

    protected override IReadOnlyCollection<string>? Queryable(ApiAction action) => action switch
    {
        ApiAction.List => ["block_uuid[]", "exclude_dbt"],
        ApiAction.Detail =>
        [
            "block_type", "extension_uuid", "include_block_metadata", "include_block_catalog", "include_documentation", "data_integration_type",
            "data_integration_uuid", "file_path", "destination_table", "state_stream",
        ],
        ApiAction.Update => ["extension_uuid", "update_state", "block_language", "block_type", "include_block_catalog"],
        _ => null,
    };

    private static void Insert(Pipeline pipeline, Block block, JsonObject payload)
    {
        if (block.Type is "callback" or "conditional" or "chart" or "extension")
        {
            block.Upstream = JsonList.Texts(payload["upstream_blocks"]).Where(u => pipeline.Find(u) is not null).ToList();
            if (block.ExtensionUuid is { } extension && !pipeline.ExtensionUuids.Contains(extension))
            {
                pipeline.ExtensionUuids.Add(extension);
            }

            pipeline.ListOf(block.Type).Add(block);
            return;
        }

        // Mage leaves out upstream blocks that it does not know, without a word.
        block.Upstream = JsonList.Texts(payload["upstream_blocks"]).Where(u => pipeline.Find(u) is not null).ToList();
        int at = PythonJson.Integer(payload["priority"]) is { } priority ? Math.Min(Math.Max(priority, 0), pipeline.Blocks.Count) : pipeline.Blocks.Count;
        pipeline.Blocks.Insert(at, block);
        List<string> downstream = JsonList.Texts(payload["downstream_blocks"]);
        foreach (Block other in pipeline.Blocks.Where(b => downstream.Contains(b.Uuid)))
        {
            other.Upstream.Add(block.Uuid);
        }

        if (pipeline.CycleThrough(block.Uuid) is { } cycle)
        {
            pipeline.Blocks.Remove(block);
            pipeline.Blocks.ForEach(b => b.Upstream.Remove(block.Uuid));
            throw new PythonException($"A cycle was formed while adding a block: {string.Join(" --> ", cycle)}");
        }
    }

    private static void Link(Pipeline pipeline, Block block, List<string> upstream)
    {
        List<string> before = block.Upstream;
        block.Upstream = upstream.Where(u => pipeline.Find(u) is not null).ToList();
        if (pipeline.CycleThrough(block.Uuid) is { } cycle)
        {
            block.Upstream = before;
            throw new PythonException($"A cycle was formed while updating a block: {string.Join(" --> ", cycle)}");
        }
    }

    private static void RenameWithFile(EmulatorState state, Pipeline pipeline, Block block, string name) =>
        PipelineUpdate.RenameBlock(state, pipeline, block, name, detach: false);

    /// <summary>Making and removing a block tells the cache of who uses its file.</summary>
    private static void Recount(Pipeline pipeline, Block block)
    {
        pipeline.StillCounted.Remove(block.FilePath);
        pipeline.NotCounted.Remove(block.FilePath);
    }

    /// <summary>Every pipeline that Mage counts among the users of a block's file, this one too. It reads its count from the blocks alone when it starts, so callbacks and conditionals have none.</summary>
    private static IEnumerable<JsonNode?> UsersOf(EmulatorState state, Block block) => state.Data.Pipelines
        .Where(pipeline => pipeline.StillCounted.Contains(block.FilePath)
            || (!pipeline.NotCounted.Contains(block.FilePath)
                && pipeline.Blocks.Any(other => other.Uuid == block.Uuid && other.Type == block.Type && other.Language == block.Language)))
        .Select(pipeline => new JsonObject
        {
            ["added_at"] = AddedAt(state, pipeline),
            ["pipeline"] = new JsonObject
            {
                ["created_at"] = pipeline.CreatedAt,
                ["description"] = pipeline.Description,
                ["name"] = pipeline.Name,
                ["tags"] = JsonList.Of(pipeline.Tags),
                ["type"] = pipeline.Type,
                ["uuid"] = pipeline.Uuid,
                ["repo_path"] = EmulatorState.RepoName,
            },
            ["updated_at"] = AddedAt(state, pipeline),
        });

    private static double AddedAt(EmulatorState state, Pipeline pipeline) => Stamps.Epoch(pipeline.CreatedAt is { } made ? Stamps.Parse(made) : state.Now);
}
