using System;

namespace MageAI.Transport;

/// <summary>
/// The server's clock, as far as the Date headers of its replies tell it. A Date knows whole seconds only, and was written at
/// any moment between the sending of a request and the coming of its reply: each gives two bounds, and those of several
/// replies together are tight however long one of them took.
/// </summary>
internal sealed class ServerClock
{
    private readonly object _gate = new();
    private TimeSpan _least;
    private TimeSpan _most;
    private bool _known;

    /// <summary>The server's clock less ours, rather too little than too much; zero before the first reply.</summary>
    public TimeSpan Offset
    {
        get
        {
            lock (_gate)
            {
                return _least;
            }
        }
    }

    /// <summary>The server's clock less ours, as is most likely: zero where the two may agree.</summary>
    public TimeSpan Likely
    {
        get
        {
            lock (_gate)
            {
                return _least <= TimeSpan.Zero && _most >= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks((_least.Ticks + _most.Ticks) / 2);
            }
        }
    }

    /// <summary>A moment of ours by the server's clock. Before the first reply the two are taken for the same.</summary>
    public ServerMoment At(DateTimeOffset ours)
    {
        lock (_gate)
        {
            return new ServerMoment(ours + _least, ours + _most);
        }
    }

    public void Observe(DateTimeOffset date, DateTimeOffset sent, DateTimeOffset received)
    {
        TimeSpan least = date - received;
        TimeSpan most = date.AddSeconds(1) - sent;
        lock (_gate)
        {
            // Bounds that exclude each other: one of the clocks was set meanwhile.
            bool fits = _known && least <= _most && most >= _least;
            _least = fits && _least > least ? _least : least;
            _most = fits && _most < most ? _most : most;
            _known = true;
        }
    }
}
