using System;
using System.Collections.Generic;
using System.Text;

namespace MageAI.Emulation.Http;

/// <summary>A request as it came over the wire.</summary>
internal sealed class HttpRequest(string method, string target, string version, Dictionary<string, string> headers)
{
    public string Method => method;

    /// <summary>The path, still percent-encoded.</summary>
    public string Path { get; } = target.IndexOf('?') is >= 0 and var mark ? target.Substring(0, mark) : target;

    public string RawQuery { get; } = target.IndexOf('?') is >= 0 and var mark ? target.Substring(mark + 1) : "";

    public IReadOnlyDictionary<string, string> Headers => headers;

    public byte[] Body { get; set; } = [];

    public bool KeepAlive => Header("Connection") is { } connection
        ? connection.IndexOf("close", StringComparison.OrdinalIgnoreCase) < 0
        : version != "HTTP/1.0";

    public string? Header(string name) => headers.TryGetValue(name, out string value) ? value : null;

    public string BodyText() => Encoding.UTF8.GetString(Body);
}
