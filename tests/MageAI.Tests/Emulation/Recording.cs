using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace MageAI.Tests.Emulation;

/// <summary>An exchange recorded from a real Mage.</summary>
internal sealed class Recording
{
    private Recording(string name, JsonObject document)
    {
        Name = name;
        JsonObject request = document["request"]!.AsObject();
        JsonObject response = document["response"]!.AsObject();
        Method = (string)request["method"]!;
        Target = (string)request["target"]!;
        RequestHeaders = request["headers"]!.AsObject().ToDictionary(h => h.Key, h => (string)h.Value!, StringComparer.OrdinalIgnoreCase);
        RequestJson = request["json"];
        RequestBody = request["json"] is { } json ? json.ToJsonString() : (string?)request["text"];
        Status = (int?)response["status"] ?? 0;
        ContentType = response["headers"]!.AsObject().FirstOrDefault(h => string.Equals(h.Key, "Content-Type", StringComparison.OrdinalIgnoreCase)).Value is { } type ? (string?)type : null;
        Json = response["json"];
        Text = (string?)response["text"];
        Authenticated = ((string)document["server"]!).Contains("authentication on", StringComparison.Ordinal);
    }

    public string Name { get; }

    public string Method { get; }

    public string Target { get; }

    public string Path => Target.Split('?')[0];

    public IReadOnlyDictionary<string, string> RequestHeaders { get; }

    public JsonNode? RequestJson { get; }

    public string? RequestBody { get; }

    public int Status { get; }

    public string? ContentType { get; }

    public JsonNode? Json { get; }

    public string? Text { get; }

    public bool Authenticated { get; }

    /// <summary>The text of an uncaught exception in the reply; null if there is none.</summary>
    public string? Exception => (string?)(Json as JsonObject)?["error"]?["exception"];

    public static string? Folder => Environment.GetEnvironmentVariable("MAGE_TRAFFIC") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    public static IEnumerable<string> Names() => Folder is { } folder
        ? Directory.EnumerateFiles(folder, "*.json").Concat(Directory.Exists(System.IO.Path.Combine(folder, "experiments")) ? Directory.EnumerateFiles(System.IO.Path.Combine(folder, "experiments"), "*.json") : [])
            .Select(f => System.IO.Path.GetRelativePath(folder, f).Replace('\\', '/').Replace(".json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : ["(none: MAGE_TRAFFIC is not set)"];

    public static Recording Load(string name) => new(name, JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Folder!, name + ".json")))!.AsObject());
}
