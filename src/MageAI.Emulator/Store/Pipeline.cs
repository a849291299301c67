using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>A pipeline with what Mage keeps of it in metadata.yaml.</summary>
internal sealed class Pipeline
{
    public string Uuid { get; set; } = "";

    public string? Name { get; set; }

    public string Type { get; set; } = "python";

    public string? Description { get; set; }

    public List<string> Tags { get; set; } = [];

    public string? CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    public List<Block> Blocks { get; set; } = [];

    public List<Block> Callbacks { get; set; } = [];

    public List<Block> Conditionals { get; set; } = [];

    public List<Block> Widgets { get; set; } = [];

    public bool CacheBlockOutputInMemory { get; set; }

    public bool RunInOneProcess { get; set; }

    public string? ExecutorType { get; set; }

    public JsonNode? ConcurrencyConfig { get; set; } = new JsonObject();

    public JsonNode? RetryConfig { get; set; } = new JsonObject();

    public JsonNode? NotificationConfig { get; set; } = new JsonObject();

    public JsonNode? DataIntegration { get; set; }

    /// <summary>The extensions that had a block once, in that order.</summary>
    public List<string> ExtensionUuids { get; set; } = [];

    public List<Block> ExtensionBlocks { get; set; } = [];

    public JsonNode? Triggers { get; set; }

    public JsonObject? Variables { get; set; }

    /// <summary>
    /// The lists of blocks as the list of pipelines shows them, where that is not as they are: the routes of blocks do not refresh what it is served from, a
    /// PUT of the pipeline does. Null where they are true.
    /// </summary>
    [JsonIgnore]
    public JsonObject? Listed { get; set; }

    /// <summary>
    /// Files of blocks that Mage counts this pipeline among the users of, although it is none: its cache of that is not told of a block's new name, nor of what is
    /// written into the pipeline's file.
    /// </summary>
    [JsonIgnore]
    public HashSet<string> StillCounted { get; } = [];

    /// <summary>Files that it uses, and of which Mage does not know that, for the same reason.</summary>
    [JsonIgnore]
    public HashSet<string> NotCounted { get; } = [];

    public Block? Find(string uuid) => Blocks.Concat(Callbacks).Concat(Conditionals).Concat(Widgets).FirstOrDefault(b => b.Uuid == uuid);

    /// <summary>The list of a block of a type; for those of extensions that of all of them.</summary>
    public List<Block> ListOf(string? type) => type switch
    {
        "callback" => Callbacks,
        "conditional" => Conditionals,
        "chart" => Widgets,
        "extension" => ExtensionBlocks,
        _ => Blocks,
    };

    /// <summary>Whether the list of a type has a block, of extensions that of one of them.</summary>
    public bool HasBlock(string uuid, string? type, string? extension) => ListOf(type).Exists(b => b.Uuid == uuid && b.ExtensionUuid == extension);

    /// <summary>The extensions with their blocks.</summary>
    public JsonObject ShowExtensions(Func<Block, JsonNode?> show)
    {
        JsonObject shown = [];
        foreach (string extension in ExtensionUuids)
        {
            shown[extension] = new JsonObject { ["blocks"] = JsonList.Of(ExtensionBlocks.Where(b => b.ExtensionUuid == extension).Select(show)) };
        }

        return shown;
    }

    public IEnumerable<string> DownstreamOf(string uuid) => Blocks.Where(b => b.Upstream.Contains(uuid)).Select(b => b.Uuid);

    /// <summary>All that comes after a block, itself not included.</summary>
    public HashSet<string> DescendantsOf(string uuid)
    {
        HashSet<string> found = new HashSet<string>();
        Queue<string> open = new Queue<string>();
        open.Enqueue(uuid);
        while (open.Count > 0)
        {
            foreach (string next in DownstreamOf(open.Dequeue()))
            {
                if (found.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return found;
    }

    /// <summary>The blocks of a cycle that goes through a block, first and last being that block; null if there is none.</summary>
    public List<string>? CycleThrough(string uuid)
    {
        List<string> path = new List<string> { uuid };
        return Walk(uuid) ? path : null;

        bool Walk(string from)
        {
            foreach (string next in DownstreamOf(from))
            {
                if (next == uuid)
                {
                    path.Add(next);
                    return true;
                }

                if (path.Contains(next))
                {
                    continue;
                }

                path.Add(next);
                if (Walk(next))
                {
                    return true;
                }

                path.RemoveAt(path.Count - 1);
            }

            return false;
        }
    }
}
