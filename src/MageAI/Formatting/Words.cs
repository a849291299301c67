using System;
using System.ComponentModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Terms;

namespace MageAI.Formatting;

/// <summary>
/// A list as PowerShell sees it: an array. Where it is written as text without anybody saying how, as Export-Csv does, its words are written,
/// not its type.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Words : PSObject
{
    private Words(Array list)
        : base(list)
    {
    }

    /// <summary>The words, with commas between them, in the form that a list is read in where a row is piped in.</summary>
    /// <returns>Such as "core, finance"; empty for none.</returns>
    public override string ToString() => CellList.Write(((Array)BaseObject).Cast<object>().Select(item => item is IFormattable number ? number.ToString(number is DateTimeOffset ? "o" : null, CultureInfo.InvariantCulture) : item.ToString() ?? string.Empty));

    internal static Words? Of(Array? list) => list is null ? null : new(list);
}
