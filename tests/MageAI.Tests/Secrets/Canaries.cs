using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace MageAI.Tests.Secrets;

/// <summary>Secrets that can be told apart from everything else, and the forms in which one of them might get out.</summary>
internal sealed class Canaries
{
    private readonly Dictionary<string, string> _forms = new(StringComparer.OrdinalIgnoreCase);
    private SearchValues<string>? _any;

    public static string Password => "Cnry1-p\u00e4$$ w\"rd&<x>";

    public static string ApiKey => "Cnry2-key+a/b=cdefgh";

    public static string Trigger => "0c4a3e1f9b7d4c2e8a6f5d3b1c0e9f8a";

    /// <summary>The password, the key and the trigger token; tokens of users are added as they are made.</summary>
    public Canaries()
    {
        Add("password", Password);
        Add("API key", ApiKey);
        Add("trigger token", Trigger);
    }

    public void Add(string name, string secret)
    {
        _any = null;
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        string json = System.Text.Json.JsonSerializer.Serialize(secret)[1..^1];
        string[] forms =
        [
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret), json,
            secret.Replace("\"", "\\\"", StringComparison.Ordinal), Convert.ToHexString(bytes), Convert.ToHexString(Encoding.Unicode.GetBytes(secret)),
            .. Enumerable.Range(0, 3).SelectMany(shift => new[] { Inside(bytes, shift), Inside(Encoding.Unicode.GetBytes(secret), shift) }),
        ];
        foreach (string form in forms)
        {
            _forms[form] = name;
            _forms[form.Replace('+', '-').Replace('/', '_')] = name;
        }
    }

    /// <summary>Which secrets a text holds.</summary>
    public IEnumerable<string> In(string text) => !text.AsSpan().ContainsAny(_any ??= SearchValues.Create([.. _forms.Keys], StringComparison.OrdinalIgnoreCase))
        ? []
        : _forms.Where(form => text.Contains(form.Key, StringComparison.OrdinalIgnoreCase)).Select(form => form.Value).Distinct();

    /// <summary>What base64 makes of bytes that stand somewhere in others, without the letters that depend on those.</summary>
    private static string Inside(byte[] bytes, int shift)
    {
        string text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
        return text[(shift == 0 ? 0 : shift + 1)..(text.TrimEnd('=').Length - 2)];
    }
}
