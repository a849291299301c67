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

    private static readonly Regex s_whole = new("^-?(?:0|[1-9][0-9]*)$", RegexOptions.CultureInvariant);
    private static readonly string[] s_nulls = ["None", "np.nan", "numpy.nan", "math.nan", "pd.NA", "pd.NaT", "float('nan')", "float(\"nan\")"];

    private readonly string _text;
    private int _at;
    private int _nested;

    private PythonLiteral(string text) => this._text = text;

    /// <summary>Reads a value that is the whole of a text. None and NaN are null, a tuple is a list, as they are in what Mage shows.</summary>
    public static bool TryRead(string text, out JsonNode? value)
    {
        PythonLiteral reader = new PythonLiteral(text);
        try
        {
            value = reader.Items('\0', out bool several) is var items && several ? items : items.Count == 1 ? Taken(items) : throw new FormatException();
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
        PythonLiteral reader = new PythonLiteral(text);
        try
        {
            value = reader.String(formatted: true);
            reader.Space();
            return reader._at == text.Length;
        }
        catch (FormatException)
        {
            value = "";
            return false;
        }
    }

    private static JsonNode? Taken(JsonArray items)
    {
        JsonNode? item = items[0];
        items.Clear();
        return item;
    }

    private void Space()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\\')
            {
                _at++;
            }
            else if (_text[_at] == '#')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                {
                    _at++;
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
        if (_at >= _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The values up to a closing bracket, or to the end of the text, and whether a comma made them a list.</summary>
    private JsonArray Items(char close, out bool several)
    {
        JsonArray items = new JsonArray();
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
        return close == '\0' ? _at == _text.Length : Skip(close);
    }

    private JsonNode? Value()
    {
        Space();
        if (_at >= _text.Length || _nested > MostNested)
        {
            throw new FormatException();
        }

        foreach (string word in s_nulls)
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

        switch (_text[_at])
        {
            case '[' or '(' or '{':
                _nested++;
                JsonNode? inner = Bracket(_text[_at++]);
                _nested--;
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
        _ => Items(')', out bool several) is var items && (several || items.Count == 0) ? items : Taken(items),
    };

    private bool Word(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0
            || (_at + word.Length < _text.Length && (char.IsLetterOrDigit(_text[_at + word.Length]) || _text[_at + word.Length] is '_' or '.' or '(')))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private JsonObject Map()
    {
        JsonObject map = new JsonObject();
        while (!Skip('}'))
        {
            JsonNode? key = Value();
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
        int from = _at;
        _at += _text[_at] is '+' or '-' ? 1 : 0;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        string digits = _text.Substring(from, _at - from).Replace("_", "").TrimStart('+');
        if (s_whole.IsMatch(digits))
        {
            // As it is written, because a number of Python can be longer than any of .NET.
            return JsonNode.Parse(digits);
        }

        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || double.IsInfinity(number))
        {
            throw new FormatException();
        }

        string shown = number.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(shown.IndexOfAny(['.', 'E']) < 0 ? shown + ".0" : shown);
    }

    private string String(bool formatted)
    {
        StringBuilder value = new StringBuilder();
        bool found = false;
        while (true)
        {
            Space();
            int from = _at;
            while (_at < _text.Length && _text[_at] is 'r' or 'R' or 'b' or 'B' or 'u' or 'U' or 'f' or 'F')
            {
                _at++;
            }

            if (_at >= _text.Length || _text[_at] is not ('\'' or '"'))
            {
                _at = from;
                return found ? value.ToString() : throw new FormatException();
            }

            string prefix = _text.Substring(from, _at - from).ToUpperInvariant();
            int end = PythonStatement.EndOfString(_text, _at);
            bool triple = end - _at >= 6 && _text[_at + 1] == _text[_at] && _text[_at + 2] == _text[_at];
            int quotes = triple ? 3 : 1;
            if (end - _at < 2 * quotes || _text[end - 1] != _text[_at])
            {
                throw new FormatException();
            }

            string inner = _text.Substring(_at + quotes, end - _at - (2 * quotes));
            _at = end;
            found = true;
            if (prefix.IndexOf('F') >= 0)
            {
                string plain = inner.Replace("{{", "").Replace("}}", "");
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

        StringBuilder value = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                value.Append(text[i]);
                continue;
            }

            char c = text[++i];
            int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0 && i + digits < text.Length
                && int.TryParse(text.Substring(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
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
        JsonValue when PythonJson.IsString(value, out string text) => text,
        _ => Repr(value),
    };

    /// <summary>A value as Python's repr() writes it.</summary>
    public static string Repr(JsonNode? value) => value switch
    {
        null => "None",
        JsonArray list => "[" + string.Join(", ", list.Select(Repr)) + "]",
        JsonObject map => "{" + string.Join(", ", map.Select(p => Quote(p.Key) + ": " + Repr(p.Value))) + "}",
        _ when PythonJson.IsString(value, out string text) => Quote(text),
        _ => value.ToJsonString() switch { "true" => "True", "false" => "False", var number => number },
    };

    private static string Quote(string text)
    {
        string quote = text.IndexOf('\'') >= 0 && text.IndexOf('"') < 0 ? "\"" : "'";
        return quote + text.Replace("\\", "\\\\").Replace("\n", "\\n").Replace(quote, "\\" + quote) + quote;
    }
}
