using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Security;

namespace MageAI.Transport;

/// <summary>
/// Headers that the caller wants sent along, for what stands before Mage: a gateway that asks for a key, a single sign-on. Their values
/// are secrets, whatever their names say.
/// </summary>
internal sealed class RequestHeaders
{
    /// <summary>Those that say how the request itself is sent, or that have parameters of their own.</summary>
    private static readonly string[] s_taken =
    [
        "Accept", "Accept-Encoding", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "OAUTH-TOKEN", "Proxy-Authorization", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade", "X-API-KEY",
    ];

    private readonly List<KeyValuePair<string, SecureString>> _headers = [];

    public static RequestHeaders None { get; } = new();

    public bool IsEmpty => _headers.Count == 0;

    /// <summary>Every text in them that must not be shown: the values, and what such a value is made of ("Basic …", "name=…; name=…").</summary>
    public IEnumerable<string> Secrets => _headers.Select(header => Secret.Reveal(header.Value)).SelectMany(value =>
        value.Split(' ', ';', ',', '=').Where(part => part.Length >= Redactor.ShortestInOutput).Append(value));

    /// <summary>Reads headers by name.</summary>
    /// <param name="named">Names and values; a value is a text, a SecureString, or a list of them.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/> for what is no header, or one that is set otherwise.</exception>
    public static RequestHeaders Of(IDictionary? named)
    {
        if (named is null || named.Count == 0)
        {
            return None;
        }

        RequestHeaders headers = new();
        foreach (DictionaryEntry entry in named)
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!.Trim();
            if (s_taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Refuse(name, "is set by the connection itself", "Leave it out. The API key and the token have parameters of their own.");
            }

            string value = Text(entry.Value);
            if (name.Length == 0 || !name.All(IsOfName) || value.Length == 0 || value.Any(c => c is < ' ' or '\x7F' or > '\xFF'))
            {
                throw Refuse(name, "cannot be sent", "A name has letters, digits and hyphens; a value is not empty and has no line break.");
            }

            headers._headers.Add(new(name, Secret.Protect(value)));
        }

        return headers;
    }

    /// <summary>Adds them to a request. A cookie of ours stays beside one of theirs; what else the request has already is not replaced.</summary>
    public void AddTo(HttpRequestMessage message)
    {
        foreach (KeyValuePair<string, SecureString> header in _headers)
        {
            string value = Secret.Reveal(header.Value);
            if (!message.Headers.TryGetValues(header.Key, out IEnumerable<string>? own))
            {
                message.Headers.TryAddWithoutValidation(header.Key, value);
            }
            else if (header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            {
                string both = string.Join("; ", own.Append(value));
                message.Headers.Remove(header.Key);
                message.Headers.TryAddWithoutValidation(header.Key, both);
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => string.Empty,
        SecureString secret => Secret.Reveal(secret).Trim(),
        string text => text.Trim(),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim(),
    };

    private static bool IsOfName(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.' or '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '^' or '`' or '|' or '~';

    private static MageException Refuse(string name, string why, string action) => new(MageErrorId.InvalidValue, $"The header '{name}' {why}; nothing was sent.")
    {
        Target = name,
        RecommendedAction = action,
    };
}
