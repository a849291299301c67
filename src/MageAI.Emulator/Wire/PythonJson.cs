using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Wire;

/// <summary>Python's json: the same texts are refused, with the same words, because clients see these words.</summary>
internal sealed class PythonJson
{
    private readonly string _text;
    private int _at;

    private PythonJson(string text) => this._text = text;

    public static JsonNode? Parse(byte[] utf8)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            byte bad = e.BytesUnknown is { Length: > 0 } ? e.BytesUnknown[0] : (byte)0;
            throw new PythonException(
                $"'utf-8' codec can't decode byte 0x{bad.ToString("x2", CultureInfo.InvariantCulture)} in position {Math.Max(e.Index, 0)}: invalid start byte",
                "UnicodeDecodeError");
        }

        return Parse(text);
    }

    public static JsonNode? Parse(string text)
    {
        if (text.StartsWith("\uFEFF", StringComparison.Ordinal))
        {
            throw new PythonException("Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)", "json.decoder.JSONDecodeError");
        }

        PythonJson parser = new PythonJson(text);
        parser.Space();
        JsonNode? value = parser.Value();
        parser.Space();
        if (parser._at < text.Length)
        {
            throw parser.Error("Extra data", parser._at);
        }

        return value;
    }

    private PythonException Error(string what, int position)
    {
        int line = _text.Take(position).Count(c => c == '\n') + 1;
        int column = position - (position == 0 ? -1 : _text.LastIndexOf('\n', position - 1));
        return new PythonException($"{what}: line {line} column {column} (char {position})", "json.decoder.JSONDecodeError");
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private bool Word(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private JsonNode? Value()
    {
        if (_at >= _text.Length)
        {
            throw Error("Expecting value", _at);
        }

        switch (_text[_at])
        {
            case '{':
                return Object();
            case '[':
                return Array();
            case '"':
                _at++;
                return JsonValue.Create(String());
        }

        if (Word("null") || Word("NaN") || Word("Infinity") || Word("-Infinity"))
        {
            return null;
        }

        if (Word("true"))
        {
            return JsonValue.Create(true);
        }

        if (Word("false"))
        {
            return JsonValue.Create(false);
        }

        return Number();
    }

    private JsonNode? Number()
    {
        int from = _at;
        int i = _at;
        if (i < _text.Length && _text[i] == '-')
        {
            i++;
        }

        int digits = i;
        while (i < _text.Length && _text[i] is >= '0' and <= '9')
        {
            i++;
        }

        if (i == digits)
        {
            throw Error("Expecting value", from);
        }

        if (_text[digits] == '0')
        {
            i = digits + 1;
        }

        if (i + 1 < _text.Length && _text[i] == '.' && _text[i + 1] is >= '0' and <= '9')
        {
            i++;
            while (i < _text.Length && _text[i] is >= '0' and <= '9')
            {
                i++;
            }
        }

        if (i < _text.Length && _text[i] is 'e' or 'E')
        {
            int j = i + 1;
            if (j < _text.Length && _text[j] is '+' or '-')
            {
                j++;
            }

            if (j < _text.Length && _text[j] is >= '0' and <= '9')
            {
                while (j < _text.Length && _text[j] is >= '0' and <= '9')
                {
                    j++;
                }

                i = j;
            }
        }

        _at = i;
        return JsonNode.Parse(_text.Substring(from, i - from));
    }

    private JsonObject Object()
    {
        JsonObject result = new JsonObject();
        _at++;
        Space();
        if (_at < _text.Length && _text[_at] == '}')
        {
            _at++;
            return result;
        }

        while (true)
        {
            if (_at >= _text.Length || _text[_at] != '"')
            {
                throw Error("Expecting property name enclosed in double quotes", _at);
            }

            _at++;
            string name = String();
            Space();
            if (_at >= _text.Length || _text[_at] != ':')
            {
                throw Error("Expecting ':' delimiter", _at);
            }

            _at++;
            Space();
            result[name] = Value();
            Space();
            if (_at < _text.Length && _text[_at] == '}')
            {
                _at++;
                return result;
            }

            if (_at >= _text.Length || _text[_at] != ',')
            {
                throw Error("Expecting ',' delimiter", _at);
            }

            _at++;
            Space();
        }
    }

    private JsonArray Array()
    {
        JsonArray result = new JsonArray();
        _at++;
        Space();
        if (_at < _text.Length && _text[_at] == ']')
        {
            _at++;
            return result;
        }

        while (true)
        {
            result.Add(Value());
            Space();
            if (_at < _text.Length && _text[_at] == ']')
            {
                _at++;
                return result;
            }

            if (_at >= _text.Length || _text[_at] != ',')
            {
                throw Error("Expecting ',' delimiter", _at);
            }

            _at++;
            Space();
        }
    }

    private string String()
    {
        int begin = _at - 1;
        StringBuilder value = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length)
            {
                throw Error("Unterminated string starting at", begin);
            }

            char c = _text[_at];
            if (c == '"')
            {
                _at++;
                return value.ToString();
            }

            if (c < ' ')
            {
                throw Error("Invalid control character at", _at);
            }

            _at++;
            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            if (_at >= _text.Length)
            {
                throw Error("Unterminated string starting at", begin);
            }

            switch (_text[_at++])
            {
                case '"': value.Append('"'); break;
                case '\\': value.Append('\\'); break;
                case '/': value.Append('/'); break;
                case 'b': value.Append('\b'); break;
                case 'f': value.Append('\f'); break;
                case 'n': value.Append('\n'); break;
                case 'r': value.Append('\r'); break;
                case 't': value.Append('\t'); break;
                case 'u':
                    if (_at + 4 > _text.Length || !int.TryParse(_text.Substring(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int unit))
                    {
                        throw Error("Invalid \\uXXXX escape", _at);
                    }

                    value.Append((char)unit);
                    _at += 4;
                    break;
                default:
                    throw Error("Invalid \\escape", _at - 2);
            }
        }
    }

    public static bool IsString(JsonNode? node, out string value)
    {
        if (node is JsonValue v && v.GetValueKind() == JsonValueKind.String)
        {
            value = v.GetValue<string>();
            return true;
        }

        value = "";
        return false;
    }

    /// <summary>The text of a string; null for anything else.</summary>
    public static string? Text(JsonNode? node) => IsString(node, out string value) ? value : null;

    public static bool IsTrue(JsonNode? node) => node switch
    {
        null => false,
        JsonObject o => o.Count > 0,
        JsonArray a => a.Count > 0,
        JsonValue v => v.GetValueKind() switch
        {
            JsonValueKind.False => false,
            JsonValueKind.String => v.GetValue<string>().Length > 0,
            JsonValueKind.Number => Number(v) is not 0,
            _ => true,
        },
        _ => false,
    };

    public static double? Number(JsonNode? node)
    {
        if (node is not JsonValue v)
        {
            return null;
        }

        JsonValueKind kind = v.GetValueKind();
        if (kind is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(kind == JsonValueKind.String ? v.GetValue<string>() : v.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        return null;
    }

    public static int? Integer(JsonNode? node) => Number(node) is { } n && Math.Abs(n) < int.MaxValue ? (int)n : null;

    /// <summary>The Python name of a value's type.</summary>
    public static string TypeName(JsonNode? node) => node switch
    {
        null => "NoneType",
        JsonObject => "dict",
        JsonArray => "list",
        JsonValue v => v.GetValueKind() switch
        {
            JsonValueKind.String => "str",
            JsonValueKind.True or JsonValueKind.False => "bool",
            _ => v.ToJsonString().IndexOfAny(['.', 'e', 'E']) >= 0 ? "float" : "int",
        },
        _ => "object",
    };
}
