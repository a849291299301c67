using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Python;

/// <summary>Reads values that are written out in Python code. Anything that would have to be computed is none.</summary>
internal sealed class PythonLiteral
{
    private const int MostNested = 64;

    private static readonly Regex Whole = new("^-?(?:0|[1-9][0-9]*)$", RegexOptions.CultureInvariant);
    private static readonly string[] Nulls = ["None", "np.nan", "numpy.nan", "math.nan", "pd.NA", "pd.NaT", "float('nan')", "float(\"nan\")"];

    private readonly string text;
    private int at;
    private int nested;

    private PythonLiteral(string text) => this.text = text;

    /// <summary>Reads a value that is the whole of a text. None and NaN are null, a tuple is a list, as they are in what Mage shows.</summary>
    public static bool TryRead(string text, out JsonNode? value)
    {
        var reader = new PythonLiteral(text);
        try
        {
            value = reader.Items('\0', out var several) is var items && several ? items : items.Count == 1 ? Taken(items) : throw new FormatException();
            return true;
        }
        catch (FormatException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>Reads a string, or several one after another. What a formatted string would compute stays as it is written.</summary>
    public static bool TryReadText(string text, out string value)
    {
        var reader = new PythonLiteral(text);
        try
        {
            value = reader.String(formatted: true);
            reader.Space();
            return reader.at == text.Length;
        }
        catch (FormatException)
        {
            value = "";
            return false;
        }
    }

    private static JsonNode? Taken(JsonArray items)
    {
        var item = items[0];
        items.Clear();
        return item;
    }

    private void Space()
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '#')
            {
                while (at < text.Length && text[at] != '\n')
                {
                    at++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private bool Skip(char c)
    {
        Space();
        if (at >= text.Length || text[at] != c)
        {
            return false;
        }

        at++;
        return true;
    }

    /// <summary>The values up to a closing bracket, or to the end of the text, and whether a comma made them a list.</summary>
    private JsonArray Items(char close, out bool several)
    {
        var items = new JsonArray();
        several = false;
        while (!Ends(close))
        {
            items.Add(Value());
            if (!Skip(','))
            {
                return Ends(close) ? items : throw new FormatException();
            }

            several = true;
        }

        return items;
    }

    private bool Ends(char close)
    {
        Space();
        return close == '\0' ? at == text.Length : Skip(close);
    }

    private JsonNode? Value()
    {
        Space();
        if (at >= text.Length || nested > MostNested)
        {
            throw new FormatException();
        }

        foreach (var word in Nulls)
        {
            if (Word(word))
            {
                return null;
            }
        }

        if (Word("True"))
        {
            return JsonValue.Create(true);
        }

        if (Word("False"))
        {
            return JsonValue.Create(false);
        }

        switch (text[at])
        {
            case '[' or '(' or '{':
                nested++;
                var inner = Bracket(text[at++]);
                nested--;
                return inner;
            case '+' or '-' or '.' or (>= '0' and <= '9'):
                return Number();
            default:
                return JsonValue.Create(String(formatted: false));
        }
    }

    private JsonNode? Bracket(char open) => open switch
    {
        '{' => Map(),
        '[' => Items(']', out _),
        _ => Items(')', out var several) is var items && (several || items.Count == 0) ? items : Taken(items),
    };

    private bool Word(string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0
            || (at + word.Length < text.Length && (char.IsLetterOrDigit(text[at + word.Length]) || text[at + word.Length] is '_' or '.' or '(')))
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private JsonObject Map()
    {
        var map = new JsonObject();
        while (!Skip('}'))
        {
            var key = Value();
            if (!Skip(':'))
            {
                throw new FormatException();
            }

            map[Show(key)] = Value();
            if (!Skip(','))
            {
                return Skip('}') ? map : throw new FormatException();
            }
        }

        return map;
    }

    private JsonNode? Number()
    {
        var from = at;
        at += text[at] is '+' or '-' ? 1 : 0;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '_' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E')))
        {
            at++;
        }

        var digits = text.Substring(from, at - from).Replace("_", "").TrimStart('+');
        if (Whole.IsMatch(digits))
        {
            // As it is written, because a number of Python can be longer than any of .NET.
            return JsonNode.Parse(digits);
        }

        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsInfinity(number))
        {
            throw new FormatException();
        }

        var shown = number.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(shown.IndexOfAny(['.', 'E']) < 0 ? shown + ".0" : shown);
    }

    private string String(bool formatted)
    {
        var value = new StringBuilder();
        var found = false;
        while (true)
        {
            Space();
            var from = at;
            while (at < text.Length && text[at] is 'r' or 'R' or 'b' or 'B' or 'u' or 'U' or 'f' or 'F')
            {
                at++;
            }

            if (at >= text.Length || text[at] is not ('\'' or '"'))
            {
                at = from;
                return found ? value.ToString() : throw new FormatException();
            }

            var prefix = text.Substring(from, at - from).ToUpperInvariant();
            var end = PythonStatement.EndOfString(text, at);
            var triple = end - at >= 6 && text[at + 1] == text[at] && text[at + 2] == text[at];
            var quotes = triple ? 3 : 1;
            if (end - at < 2 * quotes || text[end - 1] != text[at])
            {
                throw new FormatException();
            }

            var inner = text.Substring(at + quotes, end - at - (2 * quotes));
            at = end;
            found = true;
            if (prefix.IndexOf('F') >= 0)
            {
                var plain = inner.Replace("{{", "").Replace("}}", "");
                if (!formatted && plain.IndexOf('{') >= 0)
                {
                    throw new FormatException();
                }

                inner = inner.Replace("{{", "{").Replace("}}", "}");
            }

            value.Append(prefix.IndexOf('R') >= 0 ? inner : Unescape(inner));
        }
    }

    private static string Unescape(string text)
    {
        if (text.IndexOf('\\') < 0)
        {
            return text;
        }

        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                value.Append(text[i]);
                continue;
            }

            var c = text[++i];
            var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0 && i + digits < text.Length
                && int.TryParse(text.Substring(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code is (>= 0 and < 0xD800) or (> 0xDFFF and <= 0x10FFFF))
            {
                value.Append(char.ConvertFromUtf32(code));
                i += digits;
                continue;
            }

            value.Append(c switch
            {
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                '0' => "\0",
                '\n' => "",
                '\\' or '\'' or '"' => c.ToString(),
                _ => "\\" + c,
            });
        }

        return value.ToString();
    }

    /// <summary>A value as Python's str() writes it.</summary>
    public static string Show(JsonNode? value) => value switch
    {
        null => "None",
        JsonValue when PythonJson.IsString(value, out var text) => text,
        _ => Repr(value),
    };

    /// <summary>A value as Python's repr() writes it.</summary>
    public static string Repr(JsonNode? value) => value switch
    {
        null => "None",
        JsonArray list => "[" + string.Join(", ", list.Select(Repr)) + "]",
        JsonObject map => "{" + string.Join(", ", map.Select(p => Quote(p.Key) + ": " + Repr(p.Value))) + "}",
        _ when PythonJson.IsString(value, out var text) => Quote(text),
        _ => value.ToJsonString() switch { "true" => "True", "false" => "False", var number => number },
    };

    private static string Quote(string text)
    {
        var quote = text.IndexOf('\'') >= 0 && text.IndexOf('"') < 0 ? "\"" : "'";
        return quote + text.Replace("\\", "\\\\").Replace("\n", "\\n").Replace(quote, "\\" + quote) + quote;
    }
}
