using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>The columns of a row of a pipeline that no parameter is for. Who edits one is told that nothing comes of it, once for each column.</summary>
internal sealed class UnsetColumns
{
    private static readonly MapAttribute s_map = new();

    private static readonly (string Column, Func<MagePipeline, object?> Now)[] s_columns =
    [
        ("Variables", pipeline => pipeline.Variables), ("Settings", pipeline => pipeline.Settings),
        ("ExecutorCount", pipeline => pipeline.ExecutorCount), ("CacheBlockOutputInMemory", pipeline => pipeline.CacheBlockOutputInMemory),
    ];

    private readonly HashSet<string> _told = [];

    /// <summary>Whether a row has anything under their headers.</summary>
    public static bool AreIn(MageArgument row) => Array.Exists(s_columns, column => row.Cell(column.Column) is not null);

    /// <summary>Those whose cells say something else than the pipeline does, and that were not told of yet.</summary>
    public string[] Edited(MageArgument row, MagePipeline pipeline) =>
        [.. s_columns.Where(column => row.Cell(column.Column) is object cell && !IsSame(cell, column.Now(pipeline)) && _told.Add(column.Column)).Select(column => column.Column)];

    private static bool IsSame(object cell, object? now)
    {
        try
        {
            return now is int or bool or null && Plain.Of(cell) is string or bool or int or long
                ? string.Equals(Convert.ToString(Plain.Of(cell), CultureInfo.InvariantCulture)?.Trim(), Convert.ToString(now, CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase)
                : s_map.Transform(null!, cell) is not Dictionary<string, object?> map
                    || PlainValue.IsSame(CellValue.Of(string.Empty, map, now), now ?? new Dictionary<string, object?>());
        }
        catch (Exception e) when (e is MageException or ArgumentTransformationMetadataException)
        {
            // What a way of saving the table left of it tells nothing of an edit.
            return true;
        }
    }
}
