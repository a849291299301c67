using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>A pipeline's metadata.yaml: written as Mage does, read as far as the emulator writes it.</summary>
internal static class MetadataYaml
{
    public static string Write(Pipeline pipeline) => Text(Document(pipeline));

    /// <summary>The file of a template that was made of a pipeline.</summary>
    public static string WriteTemplate(Pipeline pipeline, string? name, string? description) => Text(new JsonObject
    {
        ["description"] = description,
        ["name"] = name,
        ["pipeline"] = Document(pipeline),
        ["tags"] = new JsonArray(),
        ["user"] = new JsonObject(),
    });

    private static string Text(JsonObject document)
    {
        StringBuilder text = new StringBuilder();
        Append(text, document, 0);
        return text.ToString();
    }

    private static JsonObject Document(Pipeline pipeline)
    {
        JsonObject document = new JsonObject
        {
            ["blocks"] = JsonList.Of(pipeline.Blocks.Select(b => Show(pipeline, b))),
            ["cache_block_output_in_memory"] = pipeline.CacheBlockOutputInMemory,
            ["callbacks"] = JsonList.Of(pipeline.Callbacks.Select(b => Show(pipeline, b))),
            ["concurrency_config"] = pipeline.ConcurrencyConfig?.DeepClone(),
            ["conditionals"] = JsonList.Of(pipeline.Conditionals.Select(b => Show(pipeline, b))),
            ["created_at"] = pipeline.CreatedAt,
            ["data_integration"] = pipeline.DataIntegration?.DeepClone(),
            ["description"] = pipeline.Description,
            ["executor_config"] = new JsonObject(),
            ["executor_count"] = 1,
            ["executor_type"] = pipeline.ExecutorType,
            ["extensions"] = pipeline.ShowExtensions(b => Show(pipeline, b)),
            ["name"] = pipeline.Name,
            ["notification_config"] = pipeline.NotificationConfig?.DeepClone(),
            ["remote_variables_dir"] = null,
            ["retry_config"] = pipeline.RetryConfig?.DeepClone(),
            ["run_pipeline_in_one_process"] = pipeline.RunInOneProcess,
            ["settings"] = new JsonObject { ["triggers"] = pipeline.Triggers?.DeepClone() },
            ["spark_config"] = new JsonObject(),
            ["tags"] = JsonList.Of(pipeline.Tags),
            ["type"] = pipeline.Type,
            ["uuid"] = pipeline.Uuid,
        };
        if (pipeline.Variables is { Count: > 0 } variables)
        {
            document["variables"] = variables.DeepClone();
        }

        document["variables_dir"] = EmulatorState.VariablesDir;
        document["widgets"] = JsonList.Of(pipeline.Widgets.Select(b => Show(pipeline, b)));
        return document;
    }

    public static void Read(string text, Pipeline pipeline)
    {
        JsonObject document = new YamlReader(text).Document();
        pipeline.Name = PythonJson.Text(document["name"]) ?? pipeline.Name;
        pipeline.Type = PythonJson.Text(document["type"]) ?? pipeline.Type;
        pipeline.Description = PythonJson.Text(document["description"]);
        pipeline.CreatedAt = PythonJson.Text(document["created_at"]) ?? pipeline.CreatedAt;
        pipeline.ExecutorType = PythonJson.Text(document["executor_type"]);
        pipeline.Tags = JsonList.Texts(document["tags"]);
        pipeline.ConcurrencyConfig = document["concurrency_config"]?.DeepClone();
        pipeline.RetryConfig = document["retry_config"]?.DeepClone();
        pipeline.Variables = document["variables"]?.DeepClone() as JsonObject;
        pipeline.Triggers = (document["settings"] as JsonObject)?["triggers"]?.DeepClone();
        pipeline.Blocks = (document["blocks"] as JsonArray ?? []).OfType<JsonObject>().Select(Block).ToList();
    }

    private static Block Block(JsonObject node) => new()
    {
        Uuid = PythonJson.Text(node["uuid"]) ?? "",
        Name = PythonJson.Text(node["name"]),
        Type = PythonJson.Text(node["type"]) ?? "",
        Language = PythonJson.Text(node["language"]) ?? "python",
        Status = PythonJson.Text(node["status"]),
        Color = PythonJson.Text(node["color"]),
        Configuration = node["configuration"]?.DeepClone() as JsonObject ?? [],
        Upstream = JsonList.Texts(node["upstream_blocks"]),
        ExecutorType = PythonJson.Text(node["executor_type"]),
        HasCallback = PythonJson.IsTrue(node["has_callback"]),
        RetryConfig = node["retry_config"]?.DeepClone(),
        Timeout = node["timeout"]?.DeepClone(),
        ReplicatedBlock = PythonJson.Text(node["replicated_block"]),
    };

    private static JsonObject Show(Pipeline pipeline, Block block)
    {
        JsonObject shown = Fields(pipeline, block);
        if (block.ReplicatedBlock is not null)
        {
            shown["replicated_block"] = block.ReplicatedBlock;
        }

        return shown;
    }

    private static JsonObject Fields(Pipeline pipeline, Block block) => new()
    {
        ["all_upstream_blocks_executed"] = block.Upstream.Count == 0,
        ["color"] = block.Color,
        ["configuration"] = block.Configuration.DeepClone(),
        ["downstream_blocks"] = JsonList.Of(pipeline.DownstreamOf(block.Uuid)),
        ["executor_config"] = null,
        ["executor_type"] = block.ExecutorType,
        ["has_callback"] = block.HasCallback,
        ["language"] = block.Language,
        ["name"] = block.Name,
        ["retry_config"] = block.RetryConfig?.DeepClone(),
        ["status"] = block.Status,
        ["timeout"] = block.Timeout?.DeepClone(),
        ["type"] = block.Type,
        ["upstream_blocks"] = JsonList.Of(block.Upstream),
        ["uuid"] = block.Uuid,
    };

    private static void Append(StringBuilder text, JsonObject map, int indent)
    {
        bool first = true;
        foreach (System.Collections.Generic.KeyValuePair<string, JsonNode?> pair in map)
        {
            // The first key of a list's item stands behind its dash.
            if (!(first && indent > 0 && text.Length > 0 && text[text.Length - 1] == ' '))
            {
                text.Append(' ', indent);
            }

            first = false;
            text.Append(Scalar(pair.Key)).Append(':');
            Append(text, pair.Value, indent);
        }
    }

    private static void Append(StringBuilder text, JsonNode? node, int indent)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Append(text, map, indent + 2);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (JsonNode? item in list)
                {
                    text.Append(' ', indent).Append("- ");
                    if (item is JsonObject { Count: > 0 } inner)
                    {
                        Append(text, inner, indent + 2);
                    }
                    else
                    {
                        text.Append(Flat(item)).Append('\n');
                    }
                }

                break;
            default:
                text.Append(' ').Append(Flat(node)).Append('\n');
                break;
        }
    }

    private static string Flat(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject or JsonArray => node.ToJsonString(),
        JsonValue v when v.GetValueKind() == JsonValueKind.String => Scalar(v.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string Scalar(string value)
    {
        bool plain = value.Length > 0
            && value.All(c => char.IsLetterOrDigit(c) || c is '_' or '/' or '.' or ' ' or '-')
            && char.IsLetter(value[0]) is var letter && (letter || value[0] is '_' or '/')
            && value[value.Length - 1] != ' '
            && value is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "True" or "False" or "Null" or "y" or "n");
        if (plain)
        {
            return value;
        }

        return value.IndexOf('\n') >= 0 || value.Any(char.IsControl)
            ? JsonValue.Create(value).ToJsonString()
            : "'" + value.Replace("'", "''") + "'";
    }
}
