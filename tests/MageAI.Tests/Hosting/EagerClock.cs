using System;
using System.Threading;
using Microsoft.Extensions.Time.Testing;

namespace MageAI.Tests.Hosting;

/// <summary>
/// A clock that stands still, and goes on as far as needed whenever somebody waits for it: a pause of an hour is over at once, and
/// whatever else was to happen in that hour (the emulator's scheduler, say) has happened then, each thing at its time. A deadline is
/// no pause: it passes when the time of others has come so far.
/// </summary>
internal sealed class EagerClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>What is due within a step happens at its end.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);

    private readonly object _gate = new();
    private volatile bool _stopped;
    private int _pauses;

    /// <summary>One that begins now.</summary>
    public EagerClock()
        : this(DateTimeOffset.UtcNow)
    {
    }

    /// <summary>How many pauses were made by now.</summary>
    public int Pauses => Volatile.Read(ref _pauses);

    /// <summary>From now on it goes on by <see cref="Advance"/> only.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Lets time pass, also while others wait.</summary>
    public new void Advance(TimeSpan time) => GoTo(GetUtcNow() + time);

    /// <summary>Lets it go on with the machine's clock until disposed: for another process, which has no other and waits for an emulator of ours.</summary>
    public IDisposable Follow()
    {
        TimeSpan step = TimeSpan.FromMilliseconds(20);
        return new Timer(_ => Advance(step), null, step, step);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        DateTimeOffset due = GetUtcNow() + dueTime;
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && period == Timeout.InfiniteTimeSpan && state is not CancellationTokenSource)
        {
            Interlocked.Increment(ref _pauses);
            if (!_stopped)
            {
                ThreadPool.QueueUserWorkItem(_ => GoTo(due));
            }
        }

        return timer;
    }

    private void GoTo(DateTimeOffset due)
    {
        lock (_gate)
        {
            for (DateTimeOffset now = GetUtcNow(); now < due; now = GetUtcNow())
            {
                SetUtcNow(now + s_step < due ? now + s_step : due);
            }
        }
    }
}
