using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace MageAI.Terms;

/// <summary>
/// What a row of a table says, held against what the thing has now. Ways of saving a table lose something: an encoding its letters, a JSON text that is not
/// deep enough its lists. What can be told to be the present value is taken for it, and what was lost is refused: nobody meant to write it.
/// </summary>
internal static class CellValue
{
    private const char Replacement = '\uFFFD';
    private const string AsUtf8 = "Save the table again with -Encoding utf8, and read it with the same.";

    /// <summary>Texts that stand for objects: names of .NET's types, and what is made of an object with properties.</summary>
    private static readonly Regex s_ofObject = new(
        @"^\s*(?:(?:Deserialized\.)?(?:System\.(?:Collections\.[\w.`+]+(?:\[.*\])?|(?:\w+\.)*\w+\[\]|Object|Management\.Automation\.PS\w*Object)|MageAI\.[\w.]+(?:\[\])?)|@\{.*\})\s*$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>The text that a cell means.</summary>
    /// <param name="what">What it is the text of, for the error.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="now">What the thing has now; null for nothing.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: it was damaged.</exception>
    public static string? Text(string what, string? cell, string? now)
    {
        if (cell is null || cell == now)
        {
            return cell;
        }

        if (s_ofObject.IsMatch(cell))
        {
            throw Refuse(what, cell, "which stands for a value that was not saved", "Save the table again: as JSON with a greater -Depth, or as CSV straight from the Get- command.");
        }

        if (cell.IndexOf(Replacement) >= 0)
        {
            throw Refuse(what, cell, "which holds a character that could not be read", AsUtf8);
        }

        return now is not null && IsMangled(cell, now)
            ? throw Refuse(what, cell, $"where it is '{Short(now)}': characters were lost", AsUtf8)
            : cell;
    }

    /// <summary>The words that a cell means.</summary>
    /// <param name="what">What it is the list of, for the error.</param>
    /// <param name="words">The words that were read in it.</param>
    /// <param name="cell">Its text; null where it was a list.</param>
    /// <param name="now">The words that the thing has now.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: it was damaged.</exception>
    public static string[] List(string what, string[] words, string? cell, IReadOnlyCollection<string> now)
    {
        if (cell is not null && now.Count > 1 && IsJoined(cell.Trim(), [.. now]))
        {
            return [.. now];
        }

        foreach (string word in words.Where(word => !now.Contains(word)))
        {
            Text(what, word, now.FirstOrDefault(other => !words.Contains(other) && IsMangled(word, other)));
        }

        return words;
    }

    /// <summary>The value that a cell means, which may have others in it.</summary>
    /// <param name="what">What it is the value of, for the error.</param>
    /// <param name="cell">The cell, as it was read.</param>
    /// <param name="now">What the thing has now; null for nothing.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: it was damaged.</exception>
    public static object? Of(string what, object? cell, object? now)
    {
        switch (cell)
        {
            case string text when now is List<object?> list && text == Joined(list):
                return now;
            case string text:
                Text(what, text, now as string);
                return now is ICollection ? throw Refuse(what, text, $"in place of {(now is List<object?> ? "a list" : "named values")}", "Save the table again with a greater -Depth, or pass the value on the command line.") : text;
            case IDictionary map:
                return Map(what, map, now as Dictionary<string, object?>);
            case IList items:
                List<object?>? old = now is List<object?> kept && kept.Count == items.Count ? kept : null;
                return items.Cast<object?>().Select((item, i) => Of($"{what}[{i.ToString(CultureInfo.InvariantCulture)}]", item, old?[i])).ToList();
            default:
                return cell;
        }
    }

    /// <summary>As <see cref="Of"/>, of named values.</summary>
    public static Dictionary<string, object?> Map(string what, IDictionary cell, Dictionary<string, object?>? now)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        string[] gone = [.. (now ?? []).Keys.Where(key => !cell.Contains(key))];
        foreach (DictionaryEntry entry in cell)
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            object? old = null;
            if (now?.TryGetValue(key, out old) != true)
            {
                Text($"a name in {what}", key, Array.Find(gone, other => IsMangled(key, other)));
            }

            map[key] = Of($"{what}.{key}", entry.Value, old);
        }

        return map;
    }

    /// <summary>Whether a text is another whose letters beyond ASCII were lost: each is a question mark, or what its bytes are when they are read as those of another encoding.</summary>
    private static bool IsMangled(string cell, string now)
    {
        if (now.All(letter => letter < 0x80))
        {
            return false;
        }

        (cell, now) = (cell.Replace("\r\n", "\n"), now.Replace("\r\n", "\n"));
        return IsQuestioned(cell, now) || IsMisread(cell, now);
    }

    private static bool IsQuestioned(string cell, string now)
    {
        int at = 0;
        for (int i = 0; i < now.Length; i++)
        {
            if (at < cell.Length && cell[at] == now[i])
            {
                at++;
                continue;
            }

            if (now[i] < 0x80 || at == cell.Length || cell[at] != '?')
            {
                return false;
            }

            at++;
            if (char.IsHighSurrogate(now[i]))
            {
                // One mark for both halves, or one for each.
                i++;
                at += at < cell.Length && cell[at] == '?' && !(i + 1 < now.Length && now[i + 1] == '?') ? 1 : 0;
            }
        }

        return at == cell.Length;
    }

    /// <summary>UTF-8 that was read as Latin 1, or as a code page of Windows, which has letters where that has controls.</summary>
    private static bool IsMisread(string cell, string now)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(now);
        return cell.Length == bytes.Length && cell.Zip(bytes, (letter, part) => letter == part || (part is >= 0x80 and < 0xA0 && letter >= 0x80)).All(same => same);
    }

    /// <summary>What PowerShell makes of a list where a text is asked for; null where nothing tells it from what it makes of another.</summary>
    private static string? Joined(List<object?> list) => list.Exists(item => item is ICollection) ? null
        : string.Join(" ", list.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)));

    /// <summary>Whether a text is these words with blanks between them, in any order: tags come in another each time.</summary>
    private static bool IsJoined(string text, IReadOnlyList<string> words) => words.Count == 1
        ? text == words[0]
        : Enumerable.Range(0, words.Count).Any(i => text.StartsWith(words[i] + " ", StringComparison.Ordinal) && IsJoined(text.Substring(words[i].Length + 1), [.. words.Where((_, other) => other != i)]));

    private static string Short(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";

    private static MageException Refuse(string what, string cell, string why, string action) => new(MageErrorId.InvalidValue, $"The row says '{Short(cell)}' for {what}, {why}; nothing was sent.")
    {
        Target = cell,
        RecommendedAction = action,
    };
}
