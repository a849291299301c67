using System;
using System.Globalization;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>A moment: a date, or how long ago it was, as in <c>24h</c>. "Now" is when the argument is read.</summary>
public sealed class MageTimeArgument
{
    /// <summary>No run is older; and every time after it, up to the other, can be put on the wire with a day to spare.</summary>
    private static readonly DateTimeOffset s_first = new(1970, 1, 3, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_last = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A date; one that does not say its zone is local, as everywhere in PowerShell.</summary>
    /// <param name="time">The date.</param>
    public MageTimeArgument(DateTime time)
        : this(MomentText.Of(time, isUtc: false))
    {
    }

    /// <summary>A date with its offset.</summary>
    /// <param name="time">The date.</param>
    public MageTimeArgument(DateTimeOffset time) => Time = Within(time);

    /// <summary>So long ago.</summary>
    /// <param name="ago">How long ago; not negative.</param>
    public MageTimeArgument(TimeSpan ago) => Time = Ago(ago, ago.ToString());

    /// <summary>So long ago (<c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>), or a date in ISO form; one without an offset is local.</summary>
    /// <param name="text">The text.</param>
    public MageTimeArgument(string text)
    {
        if (text is null)
        {
            throw new ArgumentNullException(nameof(text));
        }

        Time = MomentText.TryRead(text, isUtc: false, out DateTimeOffset time, out string? why) ? Within(time)
            : DurationText.TryParse(text, out TimeSpan ago) ? Ago(ago, text)
            : throw (why is null ? Unreadable(text) : new ArgumentException(why));
    }

    /// <summary>The moment, in UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The moment in UTC, in the round-trip form.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Time.ToString("o", CultureInfo.InvariantCulture);

    private static DateTimeOffset Ago(TimeSpan ago, string said)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return ago >= TimeSpan.Zero && ago < now - DateTimeOffset.MinValue ? Within(now - ago) : throw Unreadable(said);
    }

    private static DateTimeOffset Within(DateTimeOffset time) => time < s_first ? s_first : time > s_last ? s_last : time.ToUniversalTime();

    private static ArgumentException Unreadable(string text) =>
        new($"'{text}' is no time. Pass a date such as 2026-01-31 or '2026-01-31 06:00', or how long ago as a number and s, m, h, d or w, such as 24h.");
}
