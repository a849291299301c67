using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace MageAI.Commands;

/// <summary>
/// Writes under way beside each other, so many at once and no more. What each gave is handed over in the order they were added,
/// on the thread that adds them.
/// </summary>
internal sealed class WriteQueue(int limit)
{
    private readonly Queue<(Task Task, Action Finish)> _pending = new();

    /// <summary>Starts work as soon as there is room; until then, and after, hands over what has ended.</summary>
    public void Add<T>(Func<Task<T>> work, Action<Task<T>> finish)
    {
        Drain(limit - 1);
        Task<T> task = Task.Run(work);
        _pending.Enqueue((task, () => finish(task)));
        Drain(limit);
    }

    /// <summary>Hands over all that has ended, and waits until no more than so many are left.</summary>
    public void Drain(int left)
    {
        while (_pending.Count > 0 && (_pending.Count > left || _pending.Peek().Task.IsCompleted))
        {
            _pending.Dequeue().Finish();
        }
    }
}
