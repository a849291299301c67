using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>What a list answers with: the items and its metadata.</summary>
internal sealed class Listing(JsonArray items, JsonObject metadata)
{
    public JsonArray Items => items;

    public JsonObject Metadata => metadata;

    public static Listing All(IEnumerable<JsonNode?> nodes) => new(JsonList.Of(nodes), []);

    /// <summary>A page of database rows: forty unless told otherwise, none for zero or less.</summary>
    public static Listing Page<T>(Call call, IReadOnlyList<T> rows, System.Func<T, JsonNode?> show)
    {
        int limit = call.Limit ?? 40;
        List<T> page = limit <= 0 ? [] : rows.Skip(call.Offset).Take(limit).ToList();
        return new Listing(JsonList.Of(page.Select(show)), Count(rows.Count, limit < 0 || call.Offset + limit < rows.Count));
    }

    public static JsonObject Count(int count, bool next) => new() { ["count"] = count, ["next"] = next };
}
