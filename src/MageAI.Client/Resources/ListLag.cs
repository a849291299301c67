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
    private readonly ConcurrentDictionary<string, Lag> _changes = new(StringComparer.Ordinal);
    private int _last;

    /// <summary>Notes that blocks of a pipeline were changed.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="blocks">Whether those of its list of blocks.</param>
    /// <param name="sides">Whether those in lists of their own.</param>
    public void Note(string pipeline, bool blocks, bool sides)
    {
        int change = Interlocked.Increment(ref _last);
        _changes.AddOrUpdate(pipeline, new Lag(change, blocks, sides), (_, before) => new Lag(change, blocks || before.Blocks, sides || before.Sides));
    }

    /// <summary>Notes that the list shows a pipeline as it is again, or that there is none any more.</summary>
    public void Forget(string pipeline) => _changes.TryRemove(pipeline, out _);

    /// <summary>What the list is wrong about of a pipeline; null where it is not.</summary>
    public Lag? Of(string pipeline) => _changes.TryGetValue(pipeline, out Lag? lag) ? lag : null;

    /// <summary>What the list is wrong about of a pipeline.</summary>
    /// <param name="Change">The number of the last change.</param>
    /// <param name="Blocks">Whether the list of blocks was changed.</param>
    /// <param name="Sides">Whether the blocks in lists of their own were.</param>
    internal sealed record Lag(int Change, bool Blocks, bool Sides);
}
