using System;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A name or a wildcard pattern for names that may hold any character: what is written literally is always found.</summary>
internal sealed class NamePattern
{
    private readonly WildcardPattern? _pattern;

    public NamePattern(string text)
    {
        Text = text;
        if (!WildcardPattern.ContainsWildcardCharacters(text))
        {
            return;
        }

        try
        {
            _pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
            _pattern.IsMatch(string.Empty);
        }
        catch (WildcardPatternException)
        {
            // "load [eu" is a fine name and no pattern.
            _pattern = null;
        }
    }

    public string Text { get; }

    public bool IsLiteral => _pattern is null;

    public bool IsMatch(string? name) =>
        name is not null && (string.Equals(name, Text, StringComparison.OrdinalIgnoreCase) || _pattern?.IsMatch(name) == true);
}
