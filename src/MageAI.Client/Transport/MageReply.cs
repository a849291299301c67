using System;
using System.Buffers;

namespace MageAI.Transport;

/// <summary>A whole reply: its status, its bytes and the few headers that mean something here.</summary>
internal sealed class MageReply(MageRequest request, int status, ReadOnlyMemory<byte> body, string? contentType)
{
    public MageRequest Request { get; } = request;

    public int Status { get; } = status;

    public ReadOnlyMemory<byte> Body { get; private set; } = body;

    public string? ContentType { get; } = contentType;

    /// <summary>How long the server asks us to stay away.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where a redirect points.</summary>
    public Uri? Location { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>What the pool lent for the body; null when the body is nobody's but ours.</summary>
    public byte[]? Lent { get; set; }

    /// <summary>
    /// Gives the bytes back for the next reply, when nothing refers to them any more. Pages are large objects to .NET: left to
    /// the garbage collector they pile up.
    /// </summary>
    public void Release()
    {
        if (Lent is byte[] buffer)
        {
            Lent = null;
            Body = default;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
