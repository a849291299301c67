using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace MageAI.Transport;

/// <summary>
/// One caller's thread through the client: its token, and what it has to tell about the requests made for it. A session
/// is shared by many callers, so nothing of this may live there.
/// </summary>
internal sealed class MageCall(CancellationToken cancellation = default)
{
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Attempts made, in order of their end; safe to show.</summary>
    public ConcurrentQueue<RequestLogEntry> Log { get; private init; } = new();

    /// <summary>Things the caller should know although the work went on.</summary>
    public ConcurrentQueue<string> Warnings { get; private init; } = new();

    /// <summary>The pipelines whose turn to write this caller has.</summary>
    public HashSet<string> Turns { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>The same caller with another token, for work that may be given up by itself.</summary>
    public MageCall With(CancellationToken other) => new(other) { Log = Log, Warnings = Warnings, Turns = Turns };
}
