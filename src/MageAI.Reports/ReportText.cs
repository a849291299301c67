using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Xml;

namespace MageAI.Reports;

/// <summary>Makes what a server sent fit to stand on a page: no character that a page cannot hold, none that acts, and not too much.</summary>
internal static class ReportText
{
    private const int TailLines = 12;
    private const int TailLength = 1500;

    /// <summary>More of an error than this is not even looked at.</summary>
    private const int Reach = 20_000;

    /// <summary>The text without control characters, except tabs and line ends, and without halves of characters.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], c))
            {
                clean.Append(c).Append(text[++i]);
            }
            else if (c is '\n' or '\t' || (XmlConvert.IsXmlChar(c) && !char.IsControl(c) && !TurnsText(c)))
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    /// <summary>The last lines of an error, which say what went wrong; what stands before them is left out.</summary>
    public static string Tail(string text, MageSession? session)
    {
        string near = text.Length > Reach ? text.Substring(text.Length - Reach) : text;

        // Before anything else is cut off, so that no secret is cut in two and missed.
        string[] lines = Clean(session?.Redact(near) ?? Transport.Redactor.Text(near, [])).Trim('\n').Split('\n');
        List<string> last = [];
        int left = TailLength;
        for (int i = lines.Length - 1; i >= 0 && last.Count < TailLines && left > 0; i--)
        {
            string line = lines[i].TrimEnd();
            last.Insert(0, line.Length > left ? "\u2026" + LastOf(line, left) : line);
            left -= line.Length + 1;
        }

        bool isWhole = last.Count == lines.Length && near.Length == text.Length;
        if (!isWhole && !last[0].StartsWith("\u2026", StringComparison.Ordinal))
        {
            last.Insert(0, "\u2026");
        }

        return string.Join("\n", last);
    }

    /// <summary>The last characters of a text, never beginning with the second half of one.</summary>
    private static string LastOf(string text, int length)
    {
        int from = text.Length - length;
        return text.Substring(char.IsLowSurrogate(text[from]) ? from + 1 : from);
    }

    /// <summary>Marks that turn the direction of what stands beside them, and could make one name look like another.</summary>
    private static bool TurnsText(char c) =>
        char.GetUnicodeCategory(c) == UnicodeCategory.Format && c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
