using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Wire;

/// <summary>JSON as Python writes it: ASCII only, a space after commas and colons.</summary>
internal static class PythonText
{
    public static string Dump(JsonNode? node)
    {
        StringBuilder text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject map:
                text.Append('{');
                bool first = true;
                foreach (System.Collections.Generic.KeyValuePair<string, JsonNode?> pair in map)
                {
                    text.Append(first ? "" : ", ");
                    first = false;
                    Append(text, pair.Key);
                    text.Append(": ");
                    Append(text, pair.Value);
                }

                text.Append('}');
                break;
            case JsonArray list:
                text.Append('[');
                for (int i = 0; i < list.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Append(text, list[i]);
                }

                text.Append(']');
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String)
                {
                    Append(text, node.GetValue<string>());
                }
                else
                {
                    text.Append(node.ToJsonString());
                }

                break;
        }
    }

    private static void Append(StringBuilder text, string value)
    {
        text.Append('"');
        int written = 0;
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] is >= ' ' and <= '~' and not ('"' or '\\'))
            {
                continue;
            }

            // Nearly all of a text goes as it is, and so in one piece.
            text.Append(value, written, i - written).Append(Escaped(value[i]));
            written = i + 1;
        }

        text.Append(value, written, value.Length - written).Append('"');
    }

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
    };
}
