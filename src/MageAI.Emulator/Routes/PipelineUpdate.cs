using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The plain part of PUT /pipelines/{uuid}: attributes, the order of blocks, contents.</summary>
internal static class PipelineUpdate
{
    public static void Apply(EmulatorState state, Pipeline pipeline, JsonObject payload, bool content)
    {
        if (PythonJson.Text(payload["name"]) is { Length: > 0 } name && name != pipeline.Name)
        {
            Rename(state, pipeline, name);
        }

        (string before, string type) = (Fingerprint(pipeline), pipeline.Type);
        foreach (KeyValuePair<string, JsonNode?> field in payload)
        {
            Set(pipeline, field.Key, field.Value);
        }

        if (payload["blocks"] is JsonArray blocks)
        {
            Reorder(pipeline, blocks);
            if (content)
            {
                foreach (JsonObject item in blocks.OfType<JsonObject>())
                {
                    UpdateBlock(state, pipeline, item);
                }
            }
        }

        // The lists beside the blocks have no order to keep: what is sent of them is changed, and nothing is removed.
        foreach (JsonObject item in content ? Items(payload, "callbacks").Concat(Items(payload, "conditionals")) : [])
        {
            UpdateBlock(state, pipeline, item);
        }

        if (before != Fingerprint(pipeline))
        {
            Touch(state, pipeline);
        }

        if (pipeline.Type == "pyspark" && type != "pyspark")
        {
            // Saved, and the type put back: all else stays.
            pipeline.Type = type;
            throw new PythonException("PySpark kernel is not installed. Please follow the instructions in https://docs.mage.ai/integrations/spark-pyspark to install it.");
        }
    }

    /// <summary>The pipeline's file was written.</summary>
    public static void Touch(EmulatorState state, Pipeline pipeline)
    {
        pipeline.UpdatedAt = state.FileNow();
        state.Changed = true;
    }

    /// <summary>Gives a block another name, and so another uuid and file. Other pipelines with this block keep its old uuid, and no code.</summary>
    public static void RenameBlock(EmulatorState state, Pipeline pipeline, Block block, string name, bool detach)
    {
        string uuid = CleanName.Block(name);
        if (uuid == block.Uuid)
        {
            block.Name = name;
            return;
        }

        if (pipeline.HasBlock(uuid, block.Type, block.ExtensionUuid))
        {
            throw new PythonException($"Block {uuid} already exists in pipeline. Please use a different name.");
        }

        if (uuid.IndexOf('/') >= 0)
        {
            throw new PythonException($"Invalid name '{uuid}.{Block.Extension(block.Language)}'", "ValueError");
        }

        string newPath = Block.PathFor(block.Type, uuid, block.Language);
        if (block.ReplicatedBlock is null && state.Data.Files.ContainsKey(newPath))
        {
            throw new PythonException($"Block {uuid} already exists at {EmulatorState.RepoPath}/{newPath}. Please use a different name.");
        }

        string oldPath = block.FilePath;
        string code = state.Content(block, pipeline);
        foreach (Block other in pipeline.Blocks.Concat(pipeline.Callbacks).Concat(pipeline.Conditionals).Concat(pipeline.ExtensionBlocks))
        {
            int index = other.Upstream.IndexOf(block.Uuid);
            if (index >= 0)
            {
                other.Upstream[index] = uuid;
            }
        }

        block.Uuid = uuid;
        block.Name = name;
        block.Configuration["file_source"] = new JsonObject { ["path"] = newPath };
        block.Configuration["file_path"] = newPath;
        if (block.ReplicatedBlock is null)
        {
            if (!detach)
            {
                state.Data.Files.Remove(oldPath);
            }

            state.WriteFile(newPath, code);
            if (!detach)
            {
                pipeline.StillCounted.Add(oldPath);
                pipeline.NotCounted.Add(newPath);
            }
        }
    }

    private static void Rename(EmulatorState state, Pipeline pipeline, string name)
    {
        string uuid = CleanName.Pipeline(name);
        if (state.FindPipeline(uuid) is not null)
        {
            throw new PythonException($"Pipeline {uuid} already exists. Choose a different name.");
        }

        foreach (Schedule schedule in state.Data.Schedules.Where(s => s.PipelineUuid == pipeline.Uuid))
        {
            schedule.PipelineUuid = uuid;
        }

        foreach (PipelineRun run in state.Data.Runs.Values.Where(r => r.PipelineUuid == pipeline.Uuid))
        {
            run.PipelineUuid = uuid;

            // Its folder of outputs keeps the old name, as that of its logs does; the processes of blocks that run know no other.
            foreach (BlockRun block in run.BlockRuns.Where(b => b.Status is "completed" or "running"))
            {
                block.KeptUnder ??= pipeline.Uuid;
            }
        }

        foreach (Backfill backfill in state.Data.Backfills.Where(b => b.PipelineUuid == pipeline.Uuid))
        {
            backfill.PipelineUuid = uuid;
        }

        pipeline.Uuid = uuid;
        pipeline.Name = name;
        pipeline.NotCounted.Clear();
        Touch(state, pipeline);
    }

    private static void Set(Pipeline pipeline, string name, JsonNode? value)
    {
        switch (name)
        {
            case "description":
                pipeline.Description = PythonJson.Text(value);
                pipeline.NotCounted.Clear();
                break;
            case "type" when PythonJson.Text(value) is { Length: > 0 } type:
                pipeline.Type = type;
                break;
            case "tags":
                pipeline.Tags = value is JsonArray ? JsonList.Texts(value) : throw new PythonException("'NoneType' object is not iterable", "TypeError");
                break;
            case "executor_type":
                pipeline.ExecutorType = PythonJson.Text(value);
                break;
            case "retry_config":
                pipeline.RetryConfig = value?.DeepClone();
                break;
            case "concurrency_config":
                pipeline.ConcurrencyConfig = value?.DeepClone();
                break;
            case "data_integration":
                pipeline.DataIntegration = value?.DeepClone();
                break;
            case "cache_block_output_in_memory":
                pipeline.CacheBlockOutputInMemory = PythonJson.IsTrue(value);
                break;
            case "run_pipeline_in_one_process":
                pipeline.RunInOneProcess = PythonJson.IsTrue(value);
                break;
            case "settings" when value is JsonObject settings:
                pipeline.Triggers = settings["triggers"]?.DeepClone();
                break;
        }
    }

    /// <summary>Mage compares the two orders up to the shorter one, and where they differ rebuilds the pipeline from what was sent: blocks not sent are gone.</summary>
    private static void Reorder(Pipeline pipeline, JsonArray sent)
    {
        List<string> uuids = sent.OfType<JsonObject>().Select(b => PythonJson.Text(b["uuid"]) ?? "").ToList();
        if (!uuids.Zip(pipeline.Blocks, (u, b) => u == b.Uuid).All(same => same))
        {
            pipeline.Blocks = uuids.Select(u => pipeline.Blocks.FirstOrDefault(b => b.Uuid == u)).Where(b => b is not null).Select(b => b!).ToList();
            HashSet<string> left = new HashSet<string>(pipeline.Blocks.Select(b => b.Uuid));
            pipeline.Blocks.ForEach(b => b.Upstream.RemoveAll(u => !left.Contains(u)));
        }
    }

    private static void UpdateBlock(EmulatorState state, Pipeline pipeline, JsonObject item)
    {
        if (pipeline.Find(PythonJson.Text(item["uuid"]) ?? "") is not { } block)
        {
            return;
        }

        string place = block.FilePath.Substring(0, block.FilePath.LastIndexOf('/') + 1);
        string before = block.Uuid;
        if (PythonJson.Text(item["name"]) is { Length: > 0 } name && name != block.Name)
        {
            RenameBlock(state, pipeline, block, name, detach: PythonJson.IsTrue(item["detach"]));
        }

        if (item["color"] is { } color)
        {
            block.Color = PythonJson.Text(color);
        }

        if (item["configuration"] is JsonObject configuration)
        {
            block.Configuration = (JsonObject)configuration.DeepClone();
        }

        if (block.Uuid != before)
        {
            // By experiment on 0.9.79: the folder of the old file is noted, even where the new one was not put there.
            string noted = $"{place}{block.Uuid}.{Block.Extension(block.Language)}";
            block.Configuration = item["configuration"]?.DeepClone() as JsonObject ?? [];
            block.Configuration["file_path"] = noted;
            block.Configuration["file_source"] = new JsonObject { ["path"] = noted };
        }

        if (PythonJson.IsString(item["content"], out string content) && content != state.Content(block, pipeline))
        {
            state.WriteFile(block.FilePath, content);
            block.Status = "updated";
            state.Changed = true;
        }
    }

    private static IEnumerable<JsonObject> Items(JsonObject payload, string key) => (payload[key] as JsonArray ?? []).OfType<JsonObject>();

    private static string Fingerprint(Pipeline pipeline) => JsonSerializer.Serialize(pipeline);
}
