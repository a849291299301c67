using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace MageAI.Tests.Hosting;

/// <summary>
/// A clock that stands still, and goes on as far as needed whenever somebody waits for it: a pause of an hour is over at once, and
/// whatever else was to happen in that hour (the emulator's scheduler, say) has happened then, each thing at its time. A deadline is
/// no pause: it passes when the time of others has come so far.
/// </summary>
internal sealed class EagerClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly object _gate = new();
    private readonly PriorityQueue<Due, DateTimeOffset> _due = new();
    private volatile bool _stopped;
    private int _pauses;

    /// <summary>
    /// One that begins about now, and always in the middle of a second, a minute or more before schedules are due that run every five minutes, every hour or
    /// every day: what a test finds is then the same whenever it runs.
    /// </summary>
    public EagerClock()
        : this(Quiet(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddSeconds(-0.5)))
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
        Due timer = new(this, base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        if (dueTime > TimeSpan.Zero && period == Timeout.InfiniteTimeSpan && state is not CancellationTokenSource)
        {
            Interlocked.Increment(ref _pauses);
            if (!_stopped)
            {
                DateTimeOffset due = timer.At;
                ThreadPool.QueueUserWorkItem(_ => GoTo(due));
            }
        }

        return timer;
    }

    private static DateTimeOffset Quiet(DateTimeOffset now) => now.Minute % 5 == 4 ? now.AddMinutes(-1) : now;

    /// <summary>From one time that something is due to the next.</summary>
    private void GoTo(DateTimeOffset due)
    {
        lock (_gate)
        {
            for (DateTimeOffset now = GetUtcNow(); now < due; now = GetUtcNow())
            {
                SetUtcNow(Next(now) is { } next && next < due ? next : due);
            }
        }
    }

    private DateTimeOffset? Next(DateTimeOffset now)
    {
        lock (_due)
        {
            while (_due.TryPeek(out Due? timer, out DateTimeOffset at))
            {
                if (at > now)
                {
                    return at;
                }

                _due.Dequeue();
                timer.Again(at);
            }

            return null;
        }
    }

    /// <summary>A timer whose next time is known.</summary>
    private sealed class Due(EagerClock clock, ITimer timer) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Enqueue(clock.GetUtcNow() + dueTime);
            }

            return timer.Change(dueTime, period);
        }

        /// <summary>It was due; if it is a periodic one, it will be again.</summary>
        public void Again(DateTimeOffset at)
        {
            if (_period > TimeSpan.Zero)
            {
                Enqueue(at + _period);
            }
        }

        public void Dispose()
        {
            _period = Timeout.InfiniteTimeSpan;
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _period = Timeout.InfiniteTimeSpan;
            return timer.DisposeAsync();
        }

        private void Enqueue(DateTimeOffset at)
        {
            At = at;
            lock (clock._due)
            {
                clock._due.Enqueue(this, at);
            }
        }
    }
}
