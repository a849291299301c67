using System;
using System.Collections.Concurrent;
using System.Threading;
using MageAI.Transport;

namespace MageAI;

/// <summary>
/// A connection to a Mage server: where, as whom, until when. Safe to use from several threads and runspaces at once.
/// Its properties hold no secret.
/// </summary>
public sealed class MageSession : IDisposable
{
    private readonly ConcurrentDictionary<Type, object> _clients = new();
    private int _closed;

    internal MageSession(ConnectionSettings settings)
    {
        Settings = settings;
        Uri = settings.Uri;
        Name = settings.Name ?? settings.DefaultName;
        ConnectedAt = settings.Clock.GetUtcNow();
        Transport = new MageTransport(settings);
    }

    /// <summary>The name to call it by in <c>-Session</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>The server's root.</summary>
    public Uri Uri { get; }

    /// <summary>The signed-in user, or null.</summary>
    public string? User { get; internal set; }

    /// <summary>The user's role as the server names it, where it does.</summary>
    public string? Role { get; internal set; }

    /// <summary><c>None</c>, <c>Credential</c> or <c>Token</c>.</summary>
    public string Authentication { get; internal set; } = "None";

    /// <summary>Mage's version, or null where the server does not tell it.</summary>
    public string? ServerVersion { get; internal set; }

    /// <summary>When the token ends, in UTC; null without one, or where that is unknown.</summary>
    public DateTimeOffset? Expires { get; internal set; }

    /// <summary>When the connection was made, in UTC.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary><c>Open</c> or <c>Closed</c>.</summary>
    public string State => Volatile.Read(ref _closed) == 0 ? "Open" : "Closed";

    internal ConnectionSettings Settings { get; }

    internal TimeProvider Clock => Settings.Clock;

    internal MageTransport Transport { get; }

    /// <summary>Writes to one pipeline go one after another: Mage loses them otherwise.</summary>
    internal WriteGates Writes { get; } = new();

    /// <summary>The server's time, as far as its replies let us know it.</summary>
    internal DateTimeOffset Now => Clock.GetUtcNow() + Transport.ClockOffset;

    /// <summary>Now by the server's clock, as is most likely: for ages, durations and filters.</summary>
    internal DateTimeOffset Present => Clock.GetUtcNow() + Transport.ServerClock.Likely;

    /// <summary>Now, by the server's clock, as exactly as its replies let us know it.</summary>
    internal ServerMoment Moment => Transport.ServerClock.At(Clock.GetUtcNow());

    /// <summary>
    /// Whether something was made after a moment of <see cref="Now"/>. The Date header knows whole seconds only, and so do
    /// some of Mage's times.
    /// </summary>
    internal static bool IsSince(DateTimeOffset? made, DateTimeOffset moment) => made >= moment - TimeSpan.FromSeconds(3);

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>Closes the connections. Does not sign out: <c>Disconnect-Mage</c> does.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Transport.Dispose();
        }
    }

    /// <summary>
    /// Nobody is known to use it any more, as when another one took its place: it keeps no connection open but for the request that needs it.
    /// </summary>
    internal void Rest() => Transport.Rest();

    /// <summary>Takes secrets out of a text that others will read: those of this session, and what looks like one.</summary>
    internal string Redact(string text) => Redactor.Text(text, Transport.Secrets());

    /// <summary>Takes the secrets of this session out of a value that a user's program wrote.</summary>
    internal object? Mask(object? output) => Redactor.Inside(output, Redactor.AllSpellings(Transport.Secrets(), Redactor.ShortestInOutput));

    /// <summary>The session's one client of a kind. It is made when it is first asked for; what it has seen of the server is kept with it.</summary>
    internal T Client<T>(Func<MageSession, T> make)
        where T : class =>
        (T)(_clients.TryGetValue(typeof(T), out object? client) ? client : _clients.GetOrAdd(typeof(T), _ => make(this)));
}
