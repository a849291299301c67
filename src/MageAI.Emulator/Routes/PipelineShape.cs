using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>What Mage shows of pipelines and blocks.</summary>
internal static class PipelineShape
{
    public static JsonObject Show(EmulatorState state, Pipeline pipeline, bool extensions = false, bool deleted = false, BlockParts parts = BlockParts.None, JsonArray? schedules = null, bool listed = false)
    {
        JsonObject shown = new JsonObject
        {
            ["cache_block_output_in_memory"] = pipeline.CacheBlockOutputInMemory,
            ["concurrency_config"] = pipeline.ConcurrencyConfig?.DeepClone(),
            ["created_at"] = pipeline.CreatedAt,
            ["data_integration"] = pipeline.DataIntegration?.DeepClone(),
            ["description"] = pipeline.Description,
            ["executor_config"] = new JsonObject(),
            ["executor_count"] = 1,
            ["executor_type"] = pipeline.ExecutorType,
            ["name"] = pipeline.Name,
            ["notification_config"] = pipeline.NotificationConfig?.DeepClone(),
            ["remote_variables_dir"] = null,
            ["retry_config"] = pipeline.RetryConfig?.DeepClone(),
            ["run_pipeline_in_one_process"] = pipeline.RunInOneProcess,
            ["settings"] = new JsonObject { ["triggers"] = pipeline.Triggers?.DeepClone() },
            ["tags"] = JsonList.Of(pipeline.Tags),
            ["type"] = pipeline.Type,
            ["uuid"] = pipeline.Uuid,
            ["variables_dir"] = EmulatorState.VariablesDir,
        };
        if (listed)
        {
            // The list is made of a cache that keeps none of these.
            (shown["cache_block_output_in_memory"], shown["run_pipeline_in_one_process"], shown["executor_type"]) = (false, false, null);
            (shown["concurrency_config"], shown["retry_config"]) = (new JsonObject(), new JsonObject());
        }

        if (pipeline.Variables is { Count: > 0 } variables)
        {
            shown["variables"] = variables.DeepClone();
        }

        shown["spark_config"] = new JsonObject();
        foreach (System.Collections.Generic.KeyValuePair<string, JsonNode?> list in listed && pipeline.Listed is not null ? (JsonObject)pipeline.Listed.DeepClone() : Blocks(state, pipeline, parts))
        {
            shown[list.Key] = list.Value?.DeepClone();
        }

        if (extensions)
        {
            shown["extensions"] = pipeline.ShowExtensions(b => Show(state, pipeline, b, parts));
        }

        if (schedules is not null)
        {
            shown["schedules"] = schedules;
        }

        shown["updated_at"] = deleted ? null : Stamps.Iso(pipeline.UpdatedAt, true);
        return shown;
    }

    /// <summary>All lists of blocks of a pipeline.</summary>
    public static JsonObject Blocks(EmulatorState state, Pipeline pipeline, BlockParts parts = BlockParts.None) => new()
    {
        ["blocks"] = JsonList.Of(pipeline.Blocks.Select(b => Show(state, pipeline, b, parts))),
        ["callbacks"] = JsonList.Of(pipeline.Callbacks.Select(b => Show(state, pipeline, b, parts))),
        ["conditionals"] = JsonList.Of(pipeline.Conditionals.Select(b => Show(state, pipeline, b, parts))),
        ["widgets"] = JsonList.Of(pipeline.Widgets.Select(b => Show(state, pipeline, b, parts))),
    };

    public static JsonObject Show(EmulatorState state, Pipeline? pipeline, Block block, BlockParts parts = BlockParts.None)
    {
        JsonObject shown = new JsonObject
        {
            ["all_upstream_blocks_executed"] = block.Upstream.All(u => pipeline?.Find(u)?.Status == "executed"),
            ["color"] = block.Color,
            ["configuration"] = block.Configuration.DeepClone(),
            ["downstream_blocks"] = JsonList.Of(pipeline?.DownstreamOf(block.Uuid) ?? []),
            ["executor_config"] = null,
            ["executor_type"] = block.ExecutorType,
            ["has_callback"] = block.HasCallback,
            ["name"] = block.Name,
            ["language"] = block.Language,
            ["retry_config"] = block.RetryConfig?.DeepClone(),
            ["status"] = block.Status,
            ["timeout"] = block.Timeout?.DeepClone(),
            ["type"] = block.Type,
            ["upstream_blocks"] = JsonList.Of(block.Upstream),
            ["uuid"] = block.Uuid,
        };
        if (block.ReplicatedBlock is { } replicated)
        {
            shown["replicated_block"] = replicated;
        }

        if (parts.HasFlag(BlockParts.Links))
        {
            shown["callback_blocks"] = new JsonArray();
            shown["conditional_blocks"] = new JsonArray();
        }

        if (parts.HasFlag(BlockParts.Content))
        {
            shown["content"] = state.Content(block, pipeline);
        }

        if (parts.HasFlag(BlockParts.Outputs))
        {
            shown["outputs"] = new JsonArray();
        }

        if (parts.HasFlag(BlockParts.Metadata))
        {
            shown["metadata"] = new JsonObject();
        }

        if (parts.HasFlag(BlockParts.Tags))
        {
            shown["tags"] = new JsonArray();
        }

        return shown;
    }
}
