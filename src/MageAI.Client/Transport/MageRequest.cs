using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security;
using System.Text;
using MageAI.Json;

namespace MageAI.Transport;

/// <summary>One request to the API: path segments unescaped, query and body as plain values.</summary>
internal sealed class MageRequest
{
    private readonly List<KeyValuePair<string, string>> _query = [];

    public MageRequest(HttpMethod method, params string[] segments)
    {
        Method = method;
        Path = string.Join("/", segments.Select(Escape));
    }

    public HttpMethod Method { get; }

    /// <summary>The path below <c>/api/</c>, escaped.</summary>
    public string Path { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Query => _query;

    /// <summary>The JSON document to send; nothing when null.</summary>
    public object? Body { get; init; }

    /// <summary>What the request is about, for the words and the name of an error.</summary>
    public Subject Subject { get; init; } = Subject.None;

    /// <summary>Neither key nor token: the request needs none, or must not carry one.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The key but no token: signing in with a token is refused.</summary>
    public bool WithoutToken { get; init; }

    /// <summary>An expired token is not renewed for it: there would be no use in signing out then.</summary>
    public bool WithoutRenewal { get; init; }

    /// <summary>A trigger token, sent as Bearer instead of the session's own.</summary>
    public SecureString? Bearer { get; init; }

    /// <summary>Headers of this request alone; they come before those of the session.</summary>
    public RequestHeaders Headers { get; init; } = RequestHeaders.None;

    /// <summary>Whether doing it twice is not the same as doing it once, although the method says so.</summary>
    public bool Once { get; init; }

    /// <summary>Whether a second try can do no harm, whatever became of the first one.</summary>
    public bool IsRead => Method == HttpMethod.Get;

    /// <summary>Whether it may be sent again once a look has shown that the first one was not carried out.</summary>
    public bool MayFollowLook => Method != HttpMethod.Post && !Once;

    /// <summary>Texts in path or body that must never be shown.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>For paths that a caller wrote as a whole.</summary>
    public static MageRequest Raw(HttpMethod method, string path, object? body, SecureString? bearer = null, RequestHeaders? headers = null) =>
        new(method, path, body) { Bearer = bearer, Anonymous = bearer is not null, Headers = headers ?? RequestHeaders.None };

    private MageRequest(HttpMethod method, string path, object? body)
    {
        Method = method;
        Path = path;
        Body = body;
    }

    public MageRequest With(string name, string value)
    {
        _query.Add(new(name, value));
        return this;
    }

    /// <summary>Path and query; the brackets of Mage's array names stay readable, the server takes both forms.</summary>
    public string Target(string? apiKey = null)
    {
        IEnumerable<KeyValuePair<string, string>> query = apiKey is null ? _query : _query.Append(new("api_key", apiKey));
        StringBuilder target = new(Path);
        char separator = Path.IndexOf('?') < 0 ? '?' : '&';
        foreach (KeyValuePair<string, string> pair in query)
        {
            target.Append(separator)
                .Append(Uri.EscapeDataString(pair.Key).Replace("%5B%5D", "[]"))
                .Append('=')
                .Append(Uri.EscapeDataString(pair.Value));
            separator = '&';
        }

        return target.ToString();
    }

    /// <summary>Refuses what can be no name: it would be sent as another one.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidName"/>.</exception>
    public static void RequireName(string segment) => Escape(segment);

    private static string Escape(string segment)
    {
        // A dot segment would be folded away by every URI parser on the way, and the request would hit something else.
        // Half a surrogate pair has no UTF-8, and would be sent as another name.
        if (segment.Length == 0 || segment.Split('/').Any(part => part is "." or ".." or "") || !JsonValue.IsWellFormed(segment))
        {
            throw new MageException(MageErrorId.InvalidName, $"'{segment}' is no name or id of Mage; nothing was sent.")
            {
                Target = segment,
                RecommendedAction = "Pass a uuid, a name or an id.",
            };
        }

        return Uri.EscapeDataString(segment);
    }
}
