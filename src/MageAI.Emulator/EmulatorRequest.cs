using System;
using System.Collections.Generic;

namespace MageAI.Emulation;

/// <summary>A request that a <see cref="MageEmulator"/> received.</summary>
public sealed class EmulatorRequest
{
    internal EmulatorRequest(string method, string path, string query, string body, IReadOnlyDictionary<string, string> headers)
    {
        Method = method;
        Path = path;
        Query = query;
        Body = body;
        Headers = headers;
        At = DateTimeOffset.UtcNow;
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path as sent, still percent-encoded, without the query.</summary>
    public string Path { get; }

    /// <summary>The query as sent, without the question mark; empty if there was none.</summary>
    public string Query { get; }

    /// <summary>The body read as UTF-8; empty if there was none.</summary>
    public string Body { get; }

    /// <summary>The HTTP status of the reply; 0 as long as there is none, and when the connection was dropped instead.</summary>
    public int Status { get; internal set; }

    /// <summary>The headers; names are compared without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>When the request was received completely.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Whether the client went away before the reply was done.</summary>
    public bool ClientClosed { get; internal set; }

    /// <summary>The method, the path and the status.</summary>
    /// <returns>A line for a log.</returns>
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?" + Query)} {Status}";
}
