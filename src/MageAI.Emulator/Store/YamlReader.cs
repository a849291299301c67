using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>The part of YAML that Mage's files are written in: block maps and lists, plain and quoted scalars, and JSON-like flow values.</summary>
internal sealed class YamlReader
{
    private readonly List<(int Indent, string Text)> _lines = [];
    private int _at;

    public YamlReader(string text)
    {
        foreach (string raw in text.Replace("\r\n", "\n").Split('\n'))
        {
            string trimmed = raw.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#' && trimmed != "---")
            {
                _lines.Add((raw.Length - raw.TrimStart(' ').Length, trimmed));
            }
        }
    }

    public JsonObject Document() => _lines.Count == 0 ? [] : Node(_lines[0].Indent) as JsonObject ?? throw PythonException.NoneHasNo("get");

    private JsonNode? Node(int indent) => _lines[_at].Text.StartsWith("- ", StringComparison.Ordinal) || _lines[_at].Text == "-" ? List(indent) : Map(indent);

    private JsonArray List(int indent)
    {
        JsonArray list = new JsonArray();
        while (_at < _lines.Count && _lines[_at].Indent == indent && (_lines[_at].Text.StartsWith("- ", StringComparison.Ordinal) || _lines[_at].Text == "-"))
        {
            string rest = _lines[_at].Text.Substring(1).TrimStart();
            if (rest.Length > 0 && KeyEnd(rest) >= 0)
            {
                // The item is a map that begins on this line; what follows stands two deeper than the dash.
                _lines[_at] = (indent + (_lines[_at].Text.Length - rest.Length), rest);
                list.Add((JsonNode?)Map(_lines[_at].Indent));
            }
            else
            {
                _at++;
                list.Add(rest.Length > 0 ? Scalar(rest) : _at < _lines.Count && _lines[_at].Indent > indent ? Node(_lines[_at].Indent) : null);
            }
        }

        return list;
    }

    private JsonObject Map(int indent)
    {
        JsonObject map = new JsonObject();
        while (_at < _lines.Count && _lines[_at].Indent == indent && KeyEnd(_lines[_at].Text) is >= 0 and var end)
        {
            string text = _lines[_at].Text;
            string key = PythonJson.Text(Scalar(text.Substring(0, end))) ?? text.Substring(0, end);
            string rest = text.Substring(end + 1).Trim();
            _at++;
            if (rest.Length > 0)
            {
                map[key] = Scalar(rest);
            }
            else if (_at < _lines.Count && (_lines[_at].Indent > indent || (_lines[_at].Indent == indent && _lines[_at].Text.StartsWith("-", StringComparison.Ordinal))))
            {
                map[key] = Node(_lines[_at].Indent);
            }
            else
            {
                map[key] = null;
            }
        }

        return map;
    }

    private static int KeyEnd(string text)
    {
        char quote = text[0] is '\'' or '"' ? text[0] : '\0';
        int from = quote == '\0' ? 0 : text.IndexOf(quote, 1) + 1;
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] == ':' && (i + 1 == text.Length || text[i + 1] == ' '))
            {
                return i;
            }
        }

        return -1;
    }

    private static JsonNode? Scalar(string text)
    {
        switch (text[0])
        {
            case '\'':
                return JsonValue.Create(text.Substring(1, Math.Max(0, text.LastIndexOf('\'') - 1)).Replace("''", "'"));
            case '"' or '{' or '[':
                return PythonJson.Parse(text);
        }

        return text switch
        {
            "null" or "~" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when char.IsDigit(text[0]) || text[0] == '-' => Number(text),
            _ => JsonValue.Create(text),
        };
    }

    private static JsonNode? Number(string text)
    {
        try
        {
            return PythonJson.Parse(text);
        }
        catch (PythonException)
        {
            return JsonValue.Create(text);
        }
    }
}
