using System;

namespace MageAI.Transport;

/// <summary>A whole reply: its status, its bytes and the few headers that mean something here.</summary>
internal sealed class MageReply(MageRequest request, int status, byte[] body, string? contentType)
{
    public MageRequest Request { get; } = request;

    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    public string? ContentType { get; } = contentType;

    /// <summary>How long the server asks us to stay away.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where a redirect points.</summary>
    public Uri? Location { get; init; }

    /// <summary>Whether an earlier try may have reached the server and got no reply.</summary>
    public bool AfterLostReply { get; init; }

    public TimeSpan Elapsed { get; init; }
}
