using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;

namespace MageAI.Transport;

/// <summary>
/// Takes from addresses, names and secrets what came along when they were copied or stored: white space, line breaks and marks that nobody sees. Where
/// something could be lost by that it is left, and said when it was in vain.
/// </summary>
internal static class StrayCharacters
{
    /// <summary>The mark at the beginning of files, and characters without width; they count as no white space.</summary>
    private static readonly char[] s_invisible = ['\uFEFF', '\u200B', '\u200C', '\u200D', '\u2060'];

    /// <summary>Quotes, brackets and marks in which, and before which, an address stands in a text.</summary>
    private const string Before = "<('\"`\u2018\u201A\u201C\u201E\u00AB";

    private const string Behind = ">)'\"`\u2018\u2019\u201C\u201D\u00BB,;.!";

    /// <summary>A text without what is stray around it, and without the quotes it stands in.</summary>
    /// <returns>The text; null where nothing is left.</returns>
    public static string? Around(string? text)
    {
        string bare = Trim(text ?? string.Empty);
        if (bare.Length > 1 && bare[0] is '"' or '\'' && bare[bare.Length - 1] == bare[0])
        {
            bare = Trim(bare.Substring(1, bare.Length - 2));
        }

        return bare.Length == 0 ? null : bare;
    }

    /// <summary>An address without what is stray around it, and without the marks of the sentence that it stood in.</summary>
    /// <returns>The address; null where nothing is left.</returns>
    public static string? OfAddress(string? text)
    {
        string bare = text ?? string.Empty;
        int start = 0;
        int end = bare.Length;
        while (start < end && (IsStray(bare[start]) || Before.Contains(bare[start])))
        {
            start++;
        }

        while (end > start && (IsStray(bare[end - 1]) || Behind.Contains(bare[end - 1])))
        {
            end--;
        }

        return end == start ? null : bare.Substring(start, end - start);
    }

    /// <summary>A token or key: it has no white space at all, so a line break inside it was made by whatever showed it.</summary>
    /// <param name="secret">What was given.</param>
    /// <param name="what">What it is, as in "token".</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: nothing is left of it, or it holds what no header can carry.</exception>
    public static SecureString OfToken(SecureString secret, string what)
    {
        string given = Secret.Reveal(secret);
        string bare = Around(new string([.. given.Where(c => !IsStray(c))])) ?? throw new MageException(MageErrorId.InvalidValue, $"The {what} is empty.")
        {
            RecommendedAction = "Check the variable it comes from.",
        };
        return bare.FirstOrDefault(c => c is < '!' or > '~') is char other and not '\0'
            ? throw new MageException(MageErrorId.InvalidValue, $"The {what} holds the character U+{((int)other).ToString("X4", CultureInfo.InvariantCulture)}, which none has.")
            {
                RecommendedAction = "Copy it again from where it was made.",
            }
            : bare == given ? secret : Secret.Protect(bare);
    }

    /// <summary>A password without the line break at its end, which nobody can type, and without the mark of a file at its beginning.</summary>
    /// <returns>The password; null where nothing is left.</returns>
    public static SecureString? OfPassword(SecureString? password)
    {
        if (password is null)
        {
            return null;
        }

        string given = Secret.Reveal(password);
        string bare = given.TrimStart('\uFEFF').TrimEnd('\r', '\n');
        return bare.Length == 0 ? null : bare.Length == given.Length ? password : Secret.Protect(bare);
    }

    /// <summary>What is odd about a password that was refused, in sentences; null for nothing.</summary>
    public static string? DoubtOf(SecureString password)
    {
        string given = Secret.Reveal(password);
        string bare = given.TrimStart('\uFEFF').TrimEnd('\r', '\n');
        List<string> doubts = [];
        if (bare.Length < given.Length)
        {
            doubts.Add("A line break at the end of the password was left out.");
        }

        if (bare.Length > 0 && Trim(bare).Length < bare.Length)
        {
            doubts.Add($"The password {(IsStray(bare[0]) ? "begins" : "ends")} with white space, which counts.");
        }
        else if (bare.Length > 1 && bare[0] is '"' or '\'' && bare[bare.Length - 1] == bare[0])
        {
            doubts.Add("The password stands in quotes, which count.");
        }

        return doubts.Count == 0 ? null : string.Join(" ", doubts);
    }

    private static bool IsStray(char c) => char.IsWhiteSpace(c) || s_invisible.Contains(c);

    /// <summary>A text without what is stray around it.</summary>
    public static string Trim(string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsStray(text[start]))
        {
            start++;
        }

        while (end > start && IsStray(text[end - 1]))
        {
            end--;
        }

        return text.Substring(start, end - start);
    }
}
