using System;
using System.Collections.Generic;
using System.ComponentModel;
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
    public override string ToString() => CellList.Write(((IEnumerable<object>)BaseObject).Select(item => item.ToString() ?? string.Empty));

    internal static Words? Of(string[]? words) => words is null ? null : new(words);

    internal static Words? Of(MageObject[]? things) => things is null ? null : new(things);
}
