using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Wire;

/// <summary>Arrays of JSON, and what is in them.</summary>
internal static class JsonList
{
    public static JsonArray Of(IEnumerable<JsonNode?> nodes) => [.. nodes];

    public static JsonArray Of(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    /// <summary>The texts of an array; none of anything else.</summary>
    public static List<string> Texts(JsonNode? list) => list is JsonArray array ? array.Select(text => PythonJson.Text(text) ?? "").ToList() : [];
}
