using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Xml;

namespace MageAI.Reports.Diagrams;

/// <summary>What the renderers share about text: which characters may be shown, and how much room they take.</summary>
internal static class DiagramText
{
    private const string Ellipsis = "\u2026";

    /// <summary>
    /// The text on one line, without what XML forbids, a terminal obeys (escape sequences), or that turns the reading direction of
    /// its neighbours.
    /// </summary>
    public static string Plain(string? text)
    {
        StringBuilder plain = new();
        for (int i = 0; i < (text ?? string.Empty).Length; i++)
        {
            char c = text![i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                plain.Append(c).Append(text[++i]);
            }
            else
            {
                plain.Append(c is '\n' or '\r' or '\t' ? ' ' : IsShown(c) ? c : '\uFFFD');
            }
        }

        return plain.ToString();
    }

    /// <summary>How many columns of a terminal the text takes.</summary>
    public static int Columns(string text)
    {
        int columns = 0;
        foreach (string element in Elements(text))
        {
            columns += IsWide(element) ? 2 : 1;
        }

        return columns;
    }

    /// <summary>About how wide the text is in a sans-serif font, as a multiple of the font's size; rather more than less.</summary>
    public static double Ems(string text)
    {
        double ems = 0;
        foreach (string element in Elements(text))
        {
            ems += Ems(element[0], element);
        }

        return ems;
    }

    /// <summary>The text with its end left out, if it takes more columns than there are.</summary>
    public static string CutEnd(string text, int columns)
    {
        if (Columns(text) <= columns)
        {
            return text;
        }

        StringBuilder kept = new();
        int used = 1;
        foreach (string element in Elements(text))
        {
            used += IsWide(element) ? 2 : 1;
            if (used > columns)
            {
                break;
            }

            kept.Append(element);
        }

        return kept.ToString().TrimEnd() + Ellipsis;
    }

    /// <summary>The text with its middle left out, if it is wider than allowed: names differ at their ends.</summary>
    public static string CutMiddle(string text, double ems)
    {
        if (Ems(text) <= ems)
        {
            return text;
        }

        List<string> elements = [.. Elements(text)];
        int head = 0;
        int tail = elements.Count;
        double left = ems - Ems(Ellipsis);
        while (head < tail)
        {
            bool front = head <= elements.Count - tail;
            string next = front ? elements[head] : elements[tail - 1];
            left -= Ems(next[0], next);
            if (left < 0)
            {
                break;
            }

            _ = front ? head++ : tail--;
        }

        return string.Concat(elements.GetRange(0, head)) + Ellipsis + string.Concat(elements.GetRange(tail, elements.Count - tail));
    }

    private static bool IsShown(char c) =>
        XmlConvert.IsXmlChar(c) && !char.IsControl(c)
        && c is not ('\u2028' or '\u2029' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    private static IEnumerable<string> Elements(string text)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    /// <summary>East Asian letters and pictographs, which take two columns.</summary>
    private static bool IsWide(string element) => char.IsHighSurrogate(element[0])
        || element[0] is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3')
            or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6');

    private static double Ems(char c, string element) => c switch
    {
        _ when IsWide(element) => 1.1,
        'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' => 0.32,
        'f' or 't' or 'r' or 'I' or '(' or ')' or '[' or ']' or '/' or '-' or ' ' => 0.4,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '\u2026' => 0.95,
        >= 'A' and <= 'Z' => 0.72,
        _ => 0.6,
    };
}
