using System.ComponentModel;
using System.Management.Automation;
using System.Text;
using MageAI.Json;

namespace MageAI.Formatting;

/// <summary>
/// Rows of values as PowerShell sees them: an array of arrays. Where they are written as text without anybody saying how, as Export-Csv does, they are
/// written as JSON.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Grid : PSObject
{
    private Grid(object?[][] rows)
        : base(rows)
    {
    }

    /// <summary>The rows as JSON.</summary>
    /// <returns>Such as [[1,"a"],[2,"b"]]; empty for none.</returns>
    public override string ToString() => (object?[][])BaseObject is { Length: > 0 } rows ? Encoding.UTF8.GetString(JsonValue.ToUtf8(rows)) : string.Empty;

    internal static Grid? Of(object?[][]? rows) => rows is null ? null : new(rows);
}
