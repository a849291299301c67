using System;
using System.Threading.Tasks;

namespace MageAI.Transport;

/// <summary>A turn to write that somebody looks forward to who has looked already.</summary>
/// <param name="enter">Waits for the turn.</param>
/// <param name="isOver">Whether another's turn is over since the look.</param>
internal sealed class WriteTurn(Func<MageCall, Task<IDisposable>> enter, Func<bool> isOver)
{
    /// <summary>Whether what was seen may have been changed by this session since. True for certain in the turn only.</summary>
    public bool IsStale => isOver();

    public Task<IDisposable> EnterAsync(MageCall call) => enter(call);
}
