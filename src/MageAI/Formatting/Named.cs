using System.Collections.Generic;
using System.ComponentModel;
using System.Management.Automation;
using System.Text;
using MageAI.Json;

namespace MageAI.Formatting;

/// <summary>
/// Named values as PowerShell sees them: a dictionary. Where they are written as text without anybody saying how, as Export-Csv does, they are written
/// as JSON, which binds back.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Named : PSObject
{
    private Named(Dictionary<string, object?> values)
        : base(values)
    {
    }

    /// <summary>The values as JSON.</summary>
    /// <returns>Such as {"env":"prod"}; empty for none.</returns>
    public override string ToString() => (Dictionary<string, object?>)BaseObject is { Count: > 0 } values ? Encoding.UTF8.GetString(JsonValue.ToUtf8(values)) : string.Empty;

    internal static Named? Of(Dictionary<string, object?>? values) => values is null ? null : new(values);
}
