using System.Collections;
using System.Collections.Generic;

namespace MageAI.Completion;

/// <summary>Offers nothing, where only the person knows what to write. Without it PowerShell would offer the files of the folder.</summary>
public sealed class NoCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => [];
}
