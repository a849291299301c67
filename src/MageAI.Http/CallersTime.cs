using System;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Http;

/// <summary>
/// Lets the pauses between attempts pass as the caller lets them pass. Callers have a TimeProvider too, but in another load context,
/// where the name may mean another type.
/// </summary>
internal sealed class CallersTime(Func<TimeSpan, CancellationToken, Task> wait) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(callback, state, wait);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires once: nobody here asks for more.</summary>
    private sealed class Timer(TimerCallback callback, object? state, Func<TimeSpan, CancellationToken, Task> wait) : ITimer
    {
        private readonly object _gate = new();
        private CancellationTokenSource _pending = new();
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _pending.Cancel();
                if (_isDisposed)
                {
                    return false;
                }

                _pending = new CancellationTokenSource();
                _ = FireAsync(dueTime, _pending.Token);
                return true;
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isDisposed = true;
                _pending.Cancel();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private async Task FireAsync(TimeSpan dueTime, CancellationToken cancellation)
        {
            try
            {
                await wait(dueTime, cancellation).ConfigureAwait(false);
                callback(state);
            }
            catch (OperationCanceledException)
            {
                // Nobody waits any more.
            }
        }
    }
}
