using System.Collections.Generic;
using System.Globalization;
using System.IO;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MageAI.Http;

/// <summary>YAML as plain .NET values: null, bool, long, double, string, List&lt;object?&gt; and Dictionary&lt;string, object?&gt;.</summary>
internal static class YamlText
{
    /// <summary>Reads the first document of a text.</summary>
    /// <exception cref="System.FormatException">It is no YAML.</exception>
    public static object? Parse(string text)
    {
        try
        {
            YamlStream stream = new();
            using StringReader reader = new(text);
            stream.Load(reader);
            return stream.Documents.Count == 0 ? null : Value(stream.Documents[0].RootNode);
        }
        catch (YamlException e)
        {
            throw new System.FormatException(e.Message, e);
        }
    }

    private static object? Value(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                Dictionary<string, object?> map = [];
                foreach (KeyValuePair<YamlNode, YamlNode> entry in mapping.Children)
                {
                    map[(entry.Key as YamlScalarNode)?.Value ?? entry.Key.ToString()] = Value(entry.Value);
                }

                return map;
            case YamlSequenceNode sequence:
                List<object?> list = [];
                foreach (YamlNode child in sequence.Children)
                {
                    list.Add(Value(child));
                }

                return list;
            case YamlScalarNode { Style: ScalarStyle.Plain } plain:
                return Plain(plain.Value ?? string.Empty);
            default:
                return (node as YamlScalarNode)?.Value;
        }
    }

    /// <summary>What a text without quotes means.</summary>
    private static object? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number) => number,
        _ => text,
    };
}
