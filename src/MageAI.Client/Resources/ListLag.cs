using System;
using System.Collections.Concurrent;
using System.Threading;

namespace MageAI.Resources;

/// <summary>
/// The pipelines whose blocks a session changed. The list of pipelines goes on showing the blocks of before (by experiment on 0.9.79: for good, until the
/// pipeline itself is written), so for these the session knows better.
/// </summary>
internal sealed class ListLag
{
    private readonly ConcurrentDictionary<string, int> _changes = new(StringComparer.Ordinal);
    private int _last;

    /// <summary>Notes that blocks of a pipeline were changed.</summary>
    public void Note(string pipeline) => _changes[pipeline] = Interlocked.Increment(ref _last);

    /// <summary>Notes that the list shows a pipeline as it is again, or that there is none any more.</summary>
    public void Forget(string pipeline) => _changes.TryRemove(pipeline, out _);

    /// <summary>The number of the last change since which the list is wrong about a pipeline; null where it is not.</summary>
    public int? Of(string pipeline) => _changes.TryGetValue(pipeline, out int change) ? change : null;
}
