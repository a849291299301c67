using System;
using System.Collections;
using System.Collections.Generic;

namespace MageAI.Shell;

/// <summary>The words behind a script's name, read as PowerShell's own -File does: -Name value, -Switch, -Name:value, value.</summary>
/// <param name="Named">Values by parameter name; true for switches.</param>
/// <param name="Values">The values without a name, in their order.</param>
internal sealed record ScriptArguments(Hashtable Named, object[] Values)
{
    public static ScriptArguments Read(IReadOnlyList<string> words)
    {
        Hashtable named = new(StringComparer.OrdinalIgnoreCase);
        List<object> values = [];
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            if (!IsName(word))
            {
                values.Add(word);
            }
            else if (colon > 0)
            {
                named[word[1..colon]] = Value(word[(colon + 1)..]);
            }
            else if (i + 1 < words.Count && !IsName(words[i + 1]))
            {
                named[word[1..]] = words[++i];
            }
            else
            {
                named[word[1..]] = true;
            }
        }

        return new ScriptArguments(named, [.. values]);
    }

    private static bool IsName(string word) => word.Length > 1 && word[0] == '-' && (char.IsLetter(word[1]) || word[1] == '_');

    private static object Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };
}
