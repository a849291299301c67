using System;
using System.Globalization;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>
/// A moment: a date, or how far from now it is, as in <c>24h</c>. "Now" is the server's, whose clock may be another than this machine's: what
/// ran ten minutes ago there is what was asked for.
/// </summary>
public sealed class MageTimeArgument
{
    private readonly DateTimeOffset _date;
    private readonly TimeSpan? _away;
    private readonly DateTimeOffset? _moment;

    /// <summary>No run is older; and every time after it, up to the other, can be put on the wire with a day to spare.</summary>
    private static readonly DateTimeOffset s_first = new(1970, 1, 3, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_last = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Who says "now" may be a little ahead of a server.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    /// <summary>More than two clocks can be apart, and more than any offset is.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromDays(366);

    /// <summary>A date; one that does not say its zone is local, as everywhere in PowerShell.</summary>
    /// <param name="time">The date.</param>
    public MageTimeArgument(DateTime time)
        : this(MomentText.Of(time, isUtc: false))
    {
    }

    /// <summary>A date with its offset.</summary>
    /// <param name="time">The date.</param>
    public MageTimeArgument(DateTimeOffset time) => _date = time.ToUniversalTime();

    /// <summary>A local date where dates are UTC: its clock, or the moment.</summary>
    internal MageTimeArgument(DateTimeOffset asWritten, DateTimeOffset moment)
    {
        _date = asWritten;
        _moment = moment == asWritten ? null : moment.ToUniversalTime();
    }

    /// <summary>So long ago.</summary>
    /// <param name="ago">How long ago; not negative.</param>
    public MageTimeArgument(TimeSpan ago)
        : this(ago, isAhead: false, ago.ToString())
    {
    }

    /// <summary>So far from now.</summary>
    internal MageTimeArgument(TimeSpan span, bool isAhead, string said)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _away = span < TimeSpan.Zero || span >= (isAhead ? DateTimeOffset.MaxValue - now - s_margin : now - DateTimeOffset.MinValue - s_margin) ? throw Unreadable(said) : isAhead ? span : -span;
    }

    /// <summary>So long ago (<c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>), or a date in ISO form; one without an offset is local.</summary>
    /// <param name="text">The text.</param>
    public MageTimeArgument(string text)
    {
        if (text is null)
        {
            throw new ArgumentNullException(nameof(text));
        }

        if (MomentText.TryRead(text, isUtc: false, out DateTimeOffset time, out string? why))
        {
            _date = time.ToUniversalTime();
        }
        else if (why is null && DurationText.TryParse(text, out TimeSpan ago) && ago < DateTimeOffset.UtcNow - DateTimeOffset.MinValue - s_margin)
        {
            _away = -ago;
        }
        else
        {
            throw why is null ? Unreadable(text) : new ArgumentException(why);
        }
    }

    /// <summary>The moment, in UTC, by this machine's clock.</summary>
    public DateTimeOffset Time => Within(Exact(null));

    /// <summary>The moment, in UTC, by the clock of a session's server or by this machine's; within what runs can have.</summary>
    internal DateTimeOffset At(MageSession? session) => Within(Exact(session));

    /// <summary>Refuses a moment that is still to come, after which nothing can have happened.</summary>
    /// <returns>Itself.</returns>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidTime"/>: it is still to come.</exception>
    internal MageTimeArgument InPast(MageSession? session)
    {
        DateTimeOffset now = session?.Present ?? DateTimeOffset.UtcNow;
        return Exact(session) <= now + s_skew
            ? this
            : throw new MageException(
                MageErrorId.InvalidTime,
                $"{Wording.Moment(Exact(session))} (UTC) is still to come: at the server it is {Wording.Moment(now)}. Nothing can be newer.")
            {
                RecommendedAction = "Pass a time in the past, such as 24h, yesterday or 2026-01-31.",
            };
    }

    /// <summary>Refuses a moment that is not before another: nothing lies between them.</summary>
    /// <returns>Itself.</returns>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidTime"/>: it is not before it.</exception>
    internal MageTimeArgument Before(MageTimeArgument until, MageSession? session) => Exact(session) < until.Exact(session)
        ? this
        : throw new MageException(
            MageErrorId.InvalidTime,
            $"-Since is {Wording.Moment(Exact(session))} (UTC), and -Until {Wording.Moment(until.Exact(session))}: nothing lies between them.")
        {
            RecommendedAction = "Pass the earlier time to -Since, and the later one to -Until.",
        };

    /// <summary>The moment, in UTC, by the clock of a session's server, or by this machine's.</summary>
    internal DateTimeOffset Exact(MageSession? session) => From(session?.Present ?? DateTimeOffset.UtcNow);

    /// <summary>
    /// Which of two readings is meant of a local date where dates are UTC. A day that somebody writes has no time of day, and stays that day. A date that
    /// came with an object is the moment that it is. Any other may be either.
    /// </summary>
    /// <param name="isCopy">Whether it came with an object that is known to hold moments; null where it came with another.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidTime"/>: it may be either.</exception>
    internal MageTimeArgument Settled(bool? isCopy)
    {
        if (_moment is not DateTimeOffset moment || (isCopy != true && _date.TimeOfDay == TimeSpan.Zero))
        {
            return this;
        }

        if (isCopy is not false)
        {
            return new MageTimeArgument(moment);
        }

        string written = _date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        throw new MageException(
            MageErrorId.InvalidTime,
            $"A local date of {Wording.Moment(_date)} is {written} as it is written, and {moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)} as the moment that it is; the dates of a backfill are in UTC. Nothing was sent.")
        {
            RecommendedAction = $"Pass the text '{written}', or the date's ToUniversalTime() where the moment is meant.",
        };
    }

    /// <summary>Whether it is so far from now, and hangs on whose now is meant.</summary>
    internal bool IsAway => _away is not null;

    /// <summary>The moment, in UTC, from a certain now.</summary>
    internal DateTimeOffset From(DateTimeOffset now) => _away is TimeSpan away ? now + away : _date;

    /// <summary>The moment in UTC, in the round-trip form.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Time.ToString("o", CultureInfo.InvariantCulture);

    private static DateTimeOffset Within(DateTimeOffset time) => time < s_first ? s_first : time > s_last ? s_last : time.ToUniversalTime();

    private static ArgumentException Unreadable(string text) =>
        new($"'{text}' is no time. Pass a date such as 2026-01-31 or '2026-01-31 06:00', or how long ago as a number and s, m, h, d or w, such as 24h.");
}
