using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>
/// The variables of a row that names what to run in one column and means the others for the run. A row of one of our own tables has columns that are no
/// variables, whichever of them are left.
/// </summary>
internal static class RowVariables
{
    /// <summary>What says which thing is meant, on which server, or with which variables.</summary>
    private static readonly string[] s_naming = ["Pipeline", "PipelineUuid", "Schedule", "Trigger", "ScheduleId", "PipelineScheduleId", "Session"];

    private static readonly string[] s_given = ["Variable", "Variables"];

    /// <summary>What only a thing that is there already has.</summary>
    private static readonly string[] s_marks = ["Id", "Uuid", "CreatedAt", "UpdatedAt"];

    private static readonly Lazy<HashSet<string>> s_columns = new(() => new HashSet<string>(
        new MageObject[] { new MagePipeline(), new MageSchedule(), new MagePipelineRun(), new MageBlock(), new MageBackfill() }
            .SelectMany(thing => PSObject.AsPSObject(thing).Properties).Select(property => property.Name)
            .Concat(new[] { typeof(MageRunStatistic), typeof(MageUpcomingRun), typeof(MageBlockRun), typeof(MageLogEntry) }.SelectMany(type => type.GetProperties()).Select(property => property.Name)),
        StringComparer.OrdinalIgnoreCase));

    /// <summary>The variables; null where the row has none, or is one of ours.</summary>
    public static Dictionary<string, object?>? Of(Identity? row)
    {
        if (row is not { Live: null, IsRevived: false, Kind: null, Source: object source } || !PlainValue.IsMap(source)
            || (source is PSObject { TypeNames: { } names } && names.Any(name => name.Contains(nameof(MageAI) + ".")))
            || PlainValue.Of(source) is not Dictionary<string, object?> columns
            || columns.Keys.Any(name => Is(s_given, name) || Is(s_marks, name)))
        {
            return null;
        }

        string[] others = [.. columns.Keys.Where(name => !Is(s_naming, name))];
        return others.All(s_columns.Value.Contains) ? null : others.ToDictionary(name => name, name => columns[name], StringComparer.Ordinal);
    }

    private static bool Is(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
