using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace MageAI.Emulation.Http;

/// <summary>A query or form as Mage reads it: each name has a list of texts; exactly true and false are booleans, all other texts count as true.</summary>
internal sealed class QueryArguments
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public QueryArguments(string raw)
    {
        foreach (string part in raw.Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=');
            string name = Decode(equals < 0 ? part : part.Substring(0, equals));
            if (!_values.TryGetValue(name, out List<string> list))
            {
                _names.Add(name);
                _values.Add(name, list = []);
            }

            list.Add(equals < 0 ? "" : Decode(part.Substring(equals + 1)).Trim());
        }
    }

    public IReadOnlyList<string> Names => _names;

    public bool Has(string name) => _values.ContainsKey(name);

    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out List<string> list) ? list : [];

    public string? First(string name) => _values.TryGetValue(name, out List<string> list) ? list[0] : null;

    public bool Flag(string name, bool otherwise = false) => First(name) switch
    {
        null => otherwise,
        "false" or "" => false,
        _ => true,
    };

    /// <summary>The comma-joined values of the first occurrence; null when the name was not given.</summary>
    public string[]? Joined(string name) => First(name)?.Split(',').Select(v => v.Trim()).ToArray();

    public static string Decode(string text)
    {
        if (text.IndexOf('%') < 0 && text.IndexOf('+') < 0)
        {
            return text;
        }

        return Unquote(text.Replace('+', ' '));
    }

    /// <summary>Percent-decoding that leaves what is not an escape alone.</summary>
    public static string Unquote(string text)
    {
        if (text.IndexOf('%') < 0)
        {
            return text;
        }

        List<byte> bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Uri.IsHexDigit(text[i + 1]) && Uri.IsHexDigit(text[i + 2]))
            {
                bytes.Add((byte)((Uri.FromHex(text[i + 1]) << 4) | Uri.FromHex(text[i + 2])));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
