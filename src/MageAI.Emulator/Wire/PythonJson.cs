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
    private readonly string text;
    private int at;

    private PythonJson(string text) => this.text = text;

    public static JsonNode? Parse(byte[] utf8)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            var bad = e.BytesUnknown is { Length: > 0 } ? e.BytesUnknown[0] : (byte)0;
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

        var parser = new PythonJson(text);
        parser.Space();
        var value = parser.Value();
        parser.Space();
        if (parser.at < text.Length)
        {
            throw parser.Error("Extra data", parser.at);
        }

        return value;
    }

    private PythonException Error(string what, int position)
    {
        var line = text.Take(position).Count(c => c == '\n') + 1;
        var column = position - (position == 0 ? -1 : text.LastIndexOf('\n', position - 1));
        return new PythonException($"{what}: line {line} column {column} (char {position})", "json.decoder.JSONDecodeError");
    }

    private void Space()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\r')
        {
            at++;
        }
    }

    private bool Word(string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private JsonNode? Value()
    {
        if (at >= text.Length)
        {
            throw Error("Expecting value", at);
        }

        switch (text[at])
        {
            case '{':
                return Object();
            case '[':
                return Array();
            case '"':
                at++;
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
        var from = at;
        var i = at;
        if (i < text.Length && text[i] == '-')
        {
            i++;
        }

        var digits = i;
        while (i < text.Length && text[i] is >= '0' and <= '9')
        {
            i++;
        }

        if (i == digits)
        {
            throw Error("Expecting value", from);
        }

        if (text[digits] == '0')
        {
            i = digits + 1;
        }

        if (i + 1 < text.Length && text[i] == '.' && text[i + 1] is >= '0' and <= '9')
        {
            i++;
            while (i < text.Length && text[i] is >= '0' and <= '9')
            {
                i++;
            }
        }

        if (i < text.Length && text[i] is 'e' or 'E')
        {
            var j = i + 1;
            if (j < text.Length && text[j] is '+' or '-')
            {
                j++;
            }

            if (j < text.Length && text[j] is >= '0' and <= '9')
            {
                while (j < text.Length && text[j] is >= '0' and <= '9')
                {
                    j++;
                }

                i = j;
            }
        }

        at = i;
        return JsonNode.Parse(text.Substring(from, i - from));
    }

    private JsonObject Object()
    {
        var result = new JsonObject();
        at++;
        Space();
        if (at < text.Length && text[at] == '}')
        {
            at++;
            return result;
        }

        while (true)
        {
            if (at >= text.Length || text[at] != '"')
            {
                throw Error("Expecting property name enclosed in double quotes", at);
            }

            at++;
            var name = String();
            Space();
            if (at >= text.Length || text[at] != ':')
            {
                throw Error("Expecting ':' delimiter", at);
            }

            at++;
            Space();
            result[name] = Value();
            Space();
            if (at < text.Length && text[at] == '}')
            {
                at++;
                return result;
            }

            if (at >= text.Length || text[at] != ',')
            {
                throw Error("Expecting ',' delimiter", at);
            }

            at++;
            Space();
        }
    }

    private JsonArray Array()
    {
        var result = new JsonArray();
        at++;
        Space();
        if (at < text.Length && text[at] == ']')
        {
            at++;
            return result;
        }

        while (true)
        {
            result.Add(Value());
            Space();
            if (at < text.Length && text[at] == ']')
            {
                at++;
                return result;
            }

            if (at >= text.Length || text[at] != ',')
            {
                throw Error("Expecting ',' delimiter", at);
            }

            at++;
            Space();
        }
    }

    private string String()
    {
        var begin = at - 1;
        var value = new StringBuilder();
        while (true)
        {
            if (at >= text.Length)
            {
                throw Error("Unterminated string starting at", begin);
            }

            var c = text[at];
            if (c == '"')
            {
                at++;
                return value.ToString();
            }

            if (c < ' ')
            {
                throw Error("Invalid control character at", at);
            }

            at++;
            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            if (at >= text.Length)
            {
                throw Error("Unterminated string starting at", begin);
            }

            switch (text[at++])
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
                    if (at + 4 > text.Length || !int.TryParse(text.Substring(at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
                    {
                        throw Error("Invalid \\uXXXX escape", at);
                    }

                    value.Append((char)unit);
                    at += 4;
                    break;
                default:
                    throw Error("Invalid \\escape", at - 2);
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
    public static string? Text(JsonNode? node) => IsString(node, out var value) ? value : null;

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

        var kind = v.GetValueKind();
        if (kind is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(kind == JsonValueKind.String ? v.GetValue<string>() : v.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
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
