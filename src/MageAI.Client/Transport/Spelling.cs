using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Transport;

/// <summary>A way in which a secret may be written, and where it is taken out.</summary>
internal sealed class Spelling
{
    /// <summary>A secret that is short, a word or a number is in many texts that tell nothing of it.</summary>
    private const int ShortestOwn = 6;
    private const int LongestWord = 20;

    private readonly Regex? _asValue;

    public Spelling(string text)
    {
        Text = text;
        if (!IsWord(text))
        {
            return;
        }

        // The text as a whole, in quotes, or behind a word that says that a secret follows.
        string value = Regex.Escape(text);
        _asValue = new Regex(
            $@"^{value}$|(?<=(?<quote>[""'`])){value}(?=\k<quote>)|(?<=\\""){value}(?=\\"")"
            + $@"|(?<=(?i:token|password|passwd|pwd|secret|api[_-]?key|credentials?|bearer|basic)[""'\\]*\s*(?:(?i:is|was)\b|=>|[=:])?\s*[""'\\]*){value}(?![\w-])",
            RegexOptions.CultureInvariant);
    }

    public string Text { get; }

    /// <summary>Whether a secret is a word that other texts have too: such a one is taken out only where it stands as a value.</summary>
    public static bool IsWord(string secret) => secret.Length < ShortestOwn
        || (secret.Length < LongestWord && (secret.All(c => char.IsLetter(c) || c is '_' or '-' or '.' or ' ') || secret.All(char.IsDigit)));

    /// <summary>The text without it.</summary>
    public string Out(string text) => text.IndexOf(Text, StringComparison.Ordinal) < 0 ? text
        : _asValue is null ? text.Replace(Text, Redactor.Mask) : _asValue.Replace(text, Redactor.Mask);
}
