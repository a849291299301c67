using System;
using System.Collections.Generic;
using MageAI.Emulation.Requests;

namespace MageAI.Emulation;

/// <summary>
/// A request that a <see cref="MageEmulator"/> received. Keys, tokens and passwords in it are shown as <c>***</c>, since views,
/// exports and logs show it too; <see cref="WithSecrets"/> gives it as it came.
/// </summary>
public sealed class EmulatorRequest
{
    private readonly EmulatorRequest? _original;
    private int _status;
    private bool _clientClosed;

    internal EmulatorRequest(string method, string path, string query, string body, IReadOnlyDictionary<string, string> headers, DateTimeOffset at)
    {
        Method = method;
        Path = path;
        Query = query;
        Body = body;
        Headers = headers;
        At = at;
    }

    private EmulatorRequest(EmulatorRequest original)
        : this(original.Method, Masking.Path(original.Path), Masking.Query(original.Query), Masking.Body(original.Body), Masking.Headers(original.Headers), original.At) =>
        this._original = original;

    /// <summary>The request as it is shown.</summary>
    internal EmulatorRequest Masked => new(this);

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path as sent, still percent-encoded, without the query; a trigger token in it is masked.</summary>
    public string Path { get; }

    /// <summary>The query as sent, without the question mark; empty if there was none.</summary>
    public string Query { get; }

    /// <summary>The body read as UTF-8; empty if there was none.</summary>
    public string Body { get; }

    /// <summary>The HTTP status of the reply; 0 as long as there is none, and when the connection was dropped instead.</summary>
    public int Status
    {
        get => _original?.Status ?? _status;
        internal set => (_original ?? this)._status = value;
    }

    /// <summary>The headers; names are compared without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>When the request was received completely.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Whether the client went away before the reply was done.</summary>
    public bool ClientClosed
    {
        get => _original?.ClientClosed ?? _clientClosed;
        internal set => (_original ?? this)._clientClosed = value;
    }

    /// <summary>The request as it came, with the key, token and password in it, for tests of what was sent.</summary>
    /// <returns>The request; itself if it is shown whole already.</returns>
    public EmulatorRequest WithSecrets() => _original ?? this;

    /// <summary>The method, the path and the status.</summary>
    /// <returns>A line for a log.</returns>
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?" + Query)} {Status}";
}
