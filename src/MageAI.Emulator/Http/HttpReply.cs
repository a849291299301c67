using System.Collections.Generic;
using System.Text;

namespace MageAI.Emulation.Http;

/// <summary>A reply before it is written.</summary>
internal sealed class HttpReply(int status, string? contentType, byte[] body)
{
    public int Status => status;

    public string? ContentType => contentType;

    public byte[] Body => body;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public static HttpReply Text(int status, string? contentType, string body) => new(status, contentType, Encoding.UTF8.GetBytes(body));

    public static HttpReply Json(int status, string body) => Text(status, "application/json", body);

    public static HttpReply Html(int status, string reason) =>
        Text(status, "text/html; charset=UTF-8", $"<html><title>{status}: {reason}</title><body>{status}: {reason}</body></html>");
}
