using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>
/// A name or a wildcard pattern for names that may hold any character, the same in every culture: what is written literally is always found, and
/// so is what stands behind a bracket that is not closed.
/// </summary>
internal sealed class NamePattern
{
    private readonly WildcardPattern? _pattern;
    private readonly string _literal;

    public NamePattern(string text)
    {
        Text = text;
        _literal = text;
        if (!WildcardPattern.ContainsWildcardCharacters(text))
        {
            _literal = WildcardPattern.Unescape(text);
            return;
        }

        try
        {
            _pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            _pattern.IsMatch(string.Empty);
        }
        catch (WildcardPatternException)
        {
            // "load [eu" is a fine name and no pattern.
            _pattern = null;
        }
    }

    private NamePattern(string literal, WildcardPattern? pattern)
    {
        Text = literal;
        _literal = literal;
        _pattern = pattern;
    }

    public string Text { get; }

    public bool IsLiteral => _pattern is null;

    /// <summary>The name that a literal means, without the characters that escape others.</summary>
    public string Meant => _literal;

    /// <summary>A name that is meant as it stands, whatever characters it has.</summary>
    public static NamePattern Literal(string name) => new(name, null);

    /// <summary>Whether a text is a pattern.</summary>
    public static bool IsPattern(string text) => !new NamePattern(text).IsLiteral;

    /// <summary>What may follow a text that is being typed.</summary>
    public static NamePattern Beginning(string typed)
    {
        NamePattern begun = new(typed);
        return begun.IsLiteral ? new NamePattern(WildcardPattern.Escape(begun._literal) + "*") : new NamePattern(typed + "*");
    }

    /// <summary>
    /// Of all things those that are meant: what is called so exactly, by the first of its names that anything is, whatever characters the text has; only where
    /// nothing is, what the pattern matches.
    /// </summary>
    public IReadOnlyList<T> Among<T>(IReadOnlyCollection<T> all, params Func<T, string?>[] names)
    {
        foreach (Func<T, string?> name in names)
        {
            T[] exact = [.. all.Where(thing => string.Equals(name(thing), _literal, StringComparison.Ordinal))];
            if (exact.Length > 0)
            {
                return exact;
            }
        }

        return [.. all.Where(thing => names.Any(name => IsMatch(name(thing))))];
    }

    public bool IsMatch(string? name) => name is not null
        && (string.Equals(name, _literal, StringComparison.OrdinalIgnoreCase) || string.Equals(name, Text, StringComparison.OrdinalIgnoreCase) || _pattern?.IsMatch(name) == true);
}
