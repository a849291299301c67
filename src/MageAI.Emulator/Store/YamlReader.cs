using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>The part of YAML that Mage's files are written in: block maps and lists, plain and quoted scalars, and JSON-like flow values.</summary>
internal sealed class YamlReader
{
    private readonly List<(int Indent, string Text)> lines = [];
    private int at;

    public YamlReader(string text)
    {
        foreach (var raw in text.Replace("\r\n", "\n").Split('\n'))
        {
            var trimmed = raw.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#' && trimmed != "---")
            {
                lines.Add((raw.Length - raw.TrimStart(' ').Length, trimmed));
            }
        }
    }

    public JsonObject Document() => lines.Count == 0 ? [] : Node(lines[0].Indent) as JsonObject ?? throw PythonException.NoneHasNo("get");

    private JsonNode? Node(int indent) => lines[at].Text.StartsWith("- ", StringComparison.Ordinal) || lines[at].Text == "-" ? List(indent) : Map(indent);

    private JsonArray List(int indent)
    {
        var list = new JsonArray();
        while (at < lines.Count && lines[at].Indent == indent && (lines[at].Text.StartsWith("- ", StringComparison.Ordinal) || lines[at].Text == "-"))
        {
            var rest = lines[at].Text.Substring(1).TrimStart();
            if (rest.Length > 0 && KeyEnd(rest) >= 0)
            {
                // The item is a map that begins on this line; what follows stands two deeper than the dash.
                lines[at] = (indent + (lines[at].Text.Length - rest.Length), rest);
                list.Add((JsonNode?)Map(lines[at].Indent));
            }
            else
            {
                at++;
                list.Add(rest.Length > 0 ? Scalar(rest) : at < lines.Count && lines[at].Indent > indent ? Node(lines[at].Indent) : null);
            }
        }

        return list;
    }

    private JsonObject Map(int indent)
    {
        var map = new JsonObject();
        while (at < lines.Count && lines[at].Indent == indent && KeyEnd(lines[at].Text) is >= 0 and var end)
        {
            var text = lines[at].Text;
            var key = PythonJson.Text(Scalar(text.Substring(0, end))) ?? text.Substring(0, end);
            var rest = text.Substring(end + 1).Trim();
            at++;
            if (rest.Length > 0)
            {
                map[key] = Scalar(rest);
            }
            else if (at < lines.Count && (lines[at].Indent > indent || (lines[at].Indent == indent && lines[at].Text.StartsWith("-", StringComparison.Ordinal))))
            {
                map[key] = Node(lines[at].Indent);
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
        var quote = text[0] is '\'' or '"' ? text[0] : '\0';
        var from = quote == '\0' ? 0 : text.IndexOf(quote, 1) + 1;
        for (var i = from; i < text.Length; i++)
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
