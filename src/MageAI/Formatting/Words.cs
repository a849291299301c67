using System.ComponentModel;
using System.Management.Automation;

namespace MageAI.Formatting;

/// <summary>
/// A list of words as PowerShell sees it: an array. Where it is written as text without anybody saying how, as Export-Csv does, its words are written,
/// not its type.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Words : PSObject
{
    private Words(string[] words)
        : base(words)
    {
    }

    /// <summary>The words, with commas between them.</summary>
    /// <returns>Such as "core, finance"; empty for none.</returns>
    public override string ToString() => Views.Join((string[])BaseObject);

    internal static Words? Of(string[]? words) => words is null ? null : new(words);
}
