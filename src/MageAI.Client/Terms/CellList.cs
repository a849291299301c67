using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace MageAI.Terms;

/// <summary>
/// A list as the text of one cell of a table: words with commas or semicolons between them. A word that holds one of these, or begins or ends with a
/// space, stands in quotes, within which a quote is doubled; so the text means the same list wherever it is read again.
/// </summary>
internal static class CellList
{
    /// <summary>The text of a list.</summary>
    public static string Write(IEnumerable<string> words) => string.Join(", ", words.Select(Quoted));

    /// <summary>The list of a text; empty for a blank one.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: it is the name of a type, which is all that some exports leave of a list.</exception>
    public static string[] Read(string cell)
    {
        if (cell.Trim() is "System.String[]" or "System.Object[]")
        {
            throw new MageException(MageErrorId.InvalidValue, $"A cell holds '{cell.Trim()}' in place of a list: what was in it is lost. Nothing was sent.")
            {
                Target = cell,
                RecommendedAction = "Export the list as text, with commas between its words, as what the Get- cmdlets emit is exported.",
            };
        }

        List<string> words = [];
        int at = 0;
        while (at <= cell.Length)
        {
            if (Next(cell, ref at) is { Length: > 0 } word)
            {
                words.Add(word);
            }
        }

        return [.. words];
    }

    private static string Quoted(string word) =>
        word.Length == 0 || word.IndexOfAny([',', ';', '"']) >= 0 || word != word.Trim() ? $"\"{word.Replace("\"", "\"\"")}\"" : word;

    /// <summary>The word that begins here; afterwards the place is behind the mark that ends it.</summary>
    private static string Next(string cell, ref int at)
    {
        int begin = at;
        while (begin < cell.Length && char.IsWhiteSpace(cell[begin]))
        {
            begin++;
        }

        if (begin < cell.Length && cell[begin] == '"' && InQuotes(cell, begin, out int behind) is string quoted)
        {
            at = behind + 1;
            return quoted;
        }

        int end = cell.IndexOfAny([',', ';'], at);
        end = end < 0 ? cell.Length : end;
        string word = cell.Substring(at, end - at).Trim();
        at = end + 1;
        return word;
    }

    /// <summary>The word in quotes; null where they do not end before a mark or the end, and so are letters like others.</summary>
    private static string? InQuotes(string cell, int begin, out int behind)
    {
        StringBuilder word = new();
        for (behind = begin + 1; behind < cell.Length; behind++)
        {
            if (cell[behind] != '"')
            {
                word.Append(cell[behind]);
            }
            else if (behind + 1 < cell.Length && cell[behind + 1] == '"')
            {
                word.Append(cell[behind++]);
            }
            else
            {
                behind++;
                while (behind < cell.Length && char.IsWhiteSpace(cell[behind]))
                {
                    behind++;
                }

                return behind == cell.Length || cell[behind] is ',' or ';' ? word.ToString() : null;
            }
        }

        return null;
    }
}
