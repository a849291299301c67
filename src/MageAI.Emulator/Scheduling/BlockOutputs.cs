using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Python;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Scheduling;

/// <summary>Mage's view of what a block returned, for values that are written out in its code.</summary>
internal static class BlockOutputs
{
    /// <summary>Mage shows no more rows of a table than these.</summary>
    private const int MostRows = 1000;

    /// <summary>The outputs; null if the value would have to be computed.</summary>
    /// <param name="returned">What stands behind return.</param>
    /// <param name="rows">How many rows a table is to have at least.</param>
    public static JsonArray? Of(string returned, int rows)
    {
        if (Frame(returned) is { } frame)
        {
            return new JsonArray(Table(0, frame.Columns, Repeat(frame.Rows, rows), Math.Max(frame.Rows.Count, frame.Rows.Count == 0 ? 0 : rows)));
        }

        if (!PythonLiteral.TryRead(returned, out JsonNode? value))
        {
            return null;
        }

        // Mage keeps each element of a list as an output of its own.
        return value switch
        {
            null => [],
            JsonArray list => JsonList.Of(list.Select((item, i) => Show(i, item))),
            _ => new JsonArray(Show(0, value)),
        };
    }

    /// <summary>Whether a value is written out, so that nothing that the block read is in it.</summary>
    public static bool IsLiteral(string? returned) => returned is not null && Of(returned, 0) is not null;

    public static JsonObject Text(string text) => Output(0, "text", null, null, text);

    private static JsonObject Show(int index, JsonNode? value) => value is JsonObject map
        ? Table(index, map.Select(p => p.Key).ToList(), [map.Select(p => p.Value).ToList()], 1)
        : Output(index, "text", null, null, PythonLiteral.Show(value));

    private static JsonObject Table(int index, List<string> columns, IEnumerable<List<JsonNode?>> rows, int count) => Output(
        index,
        "table",
        new JsonObject { ["columns"] = JsonList.Of(columns), ["rows"] = JsonList.Of(rows.Take(MostRows).Select(r => JsonList.Of(r.Select(c => c?.DeepClone())))) },
        new JsonArray(count, columns.Count),
        null);

    private static JsonObject Output(int index, string type, JsonNode? sample, JsonNode? shape, string? text) => new()
    {
        ["outputs"] = null,
        ["sample_data"] = sample,
        ["shape"] = shape,
        ["text_data"] = text,
        ["type"] = type,
        ["variable_uuid"] = $"output_{index}",
    };

    private static IEnumerable<List<JsonNode?>> Repeat(List<List<JsonNode?>> rows, int atLeast)
    {
        int shown = Math.Min(MostRows, rows.Count == 0 ? 0 : Math.Max(rows.Count, atLeast));
        return Enumerable.Range(0, shown).Select(i => rows[i % rows.Count]);
    }

    /// <summary>A pandas data frame out of a dict of lists or a list of dicts; null for anything else.</summary>
    private static (List<string> Columns, List<List<JsonNode?>> Rows)? Frame(string returned)
    {
        foreach (string name in new[] { "pd.DataFrame", "pandas.DataFrame", "DataFrame" })
        {
            if (returned.StartsWith(name, StringComparison.Ordinal)
                && PythonArgument.Read(returned.Substring(name.Length).TrimStart(), out string rest) is [var only] && rest.Length == 0
                && PythonLiteral.TryRead(only.Text, out JsonNode? data))
            {
                return (only.Name, data) switch
                {
                    (null or "data", JsonObject columns) => ByColumn(columns),
                    (null or "data", JsonArray rows) => ByRow(rows),
                    ("columns", JsonArray names) => (names.Select(PythonLiteral.Show).ToList(), []),
                    _ => null,
                };
            }
        }

        return null;
    }

    private static (List<string> Columns, List<List<JsonNode?>> Rows)? ByColumn(JsonObject data)
    {
        List<JsonArray?> columns = data.Select(p => p.Value as JsonArray).ToList();
        if (columns.Any(c => c is null || c.Count != columns[0]!.Count))
        {
            return null;
        }

        int count = columns.Count == 0 ? 0 : columns[0]!.Count;
        return (data.Select(p => p.Key).ToList(), Enumerable.Range(0, count).Select(i => columns.Select(c => c![i]).ToList()).ToList());
    }

    private static (List<string> Columns, List<List<JsonNode?>> Rows)? ByRow(JsonArray data)
    {
        if (data.Any(r => r is not JsonObject))
        {
            return null;
        }

        List<JsonObject> rows = data.Cast<JsonObject>().ToList();
        List<string> columns = rows.SelectMany(r => r.Select(p => p.Key)).Distinct().ToList();
        return (columns, rows.Select(r => columns.Select(c => r[c]).ToList()).ToList());
    }
}
