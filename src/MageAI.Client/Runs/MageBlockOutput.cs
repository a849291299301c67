using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace MageAI;

/// <summary>
/// One thing a block returned in a run: a table's first rows, or a text. A block that returned a list has one for each element, one
/// that returned nothing has none.
/// </summary>
public sealed class MageBlockOutput : MageObject
{
    private Dictionary<string, object?>? _sample;

    /// <summary>The variable Mage keeps it in: <c>output_0</c>, <c>output_1</c> and so on.</summary>
    [JsonInclude]
    public string? VariableUuid { get; internal set; }

    /// <summary><c>table</c> or <c>text</c>, and what else Mage may have in future.</summary>
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary>The text of an output that is no table; null for a table.</summary>
    [JsonInclude]
    public string? TextData { get; internal set; }

    /// <summary>The block. Not on the wire: known from the block run it was read with.</summary>
    [JsonIgnore]
    public string? BlockUuid { get; internal set; }

    /// <summary>The block run. Not on the wire.</summary>
    [JsonIgnore]
    public int BlockRunId { get; internal set; }

    /// <summary>The pipeline run. Not on the wire.</summary>
    [JsonIgnore]
    public int? PipelineRunId { get; internal set; }

    /// <summary>How many rows and columns the whole table has; empty for a text.</summary>
    [JsonIgnore]
    public int[] Shape => GetField("shape") is List<object?> shape ? [.. shape.OfType<int>()] : [];

    /// <summary>The names of the table's columns; empty for a text.</summary>
    [JsonIgnore]
    public string[] Columns => Sample.TryGetValue("columns", out object? columns) && columns is List<object?> names
        ? [.. names.Select(name => System.Convert.ToString(name, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty)]
        : [];

    /// <summary>The first rows, a thousand at most, each with a value a column; empty for a text.</summary>
    [JsonIgnore]
    public object?[][] Rows => Sample.TryGetValue("rows", out object? rows) && rows is List<object?> items
        ? [.. items.OfType<List<object?>>().Select(row => row.ToArray())]
        : [];

    private Dictionary<string, object?> Sample => Written("sample_data", ref _sample) ?? [];

    /// <summary>Block, variable and shape, or the text.</summary>
    /// <returns>Such as "load output_0 (15 x 3)".</returns>
    public override string ToString() => $"{BlockUuid} {VariableUuid} ({(Shape.Length == 0 ? TextData : string.Join(" x ", Shape))})";
}
