using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MageAI.Terms;

/// <summary>Durations as people write them: <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>, or as a TimeSpan is written, <c>01:30:00</c>.</summary>
internal static class DurationText
{
    private static readonly Regex s_clock = new(
        @"^((?<days>[0-9]{1,6})[.:](?=[0-9]{1,2}:[0-9]{1,2}:))?(?<hours>[0-9]{1,6}):(?<minutes>[0-9]{1,2})(:(?<seconds>[0-9]{1,2})([.](?<fraction>[0-9]{1,7}))?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>
    /// Reads what is written as a TimeSpan is: <c>01:30:00</c>, <c>1.02:00:00</c>. Hours may be more than those of a day, <c>48:00:00</c>, which .NET
    /// takes for days; not without the seconds, where they may be minutes.
    /// </summary>
    public static bool TryReadClock(string text, out TimeSpan duration)
    {
        duration = default;
        if (s_clock.Match(text.Trim()) is not { Success: true } match)
        {
            return false;
        }

        (int days, int hours, int minutes, int seconds) = (Number("days"), Number("hours"), Number("minutes"), Number("seconds"));
        if (minutes > 59 || seconds > 59 || (hours > 23 && (days > 0 || !match.Groups["seconds"].Success)) || days > 365_000)
        {
            return false;
        }

        duration = new TimeSpan(days, hours, minutes, seconds) + TimeSpan.FromTicks(long.Parse(match.Groups["fraction"].Value.PadRight(7, '0'), CultureInfo.InvariantCulture));
        return true;

        int Number(string group) => match.Groups[group] is { Success: true, Value: string digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Reads one of less than a thousand years.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => TryParse(text, null, out duration);

    /// <summary>Reads one of less than a thousand years.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unit">What a number without a unit counts; null where it needs one.</param>
    /// <param name="duration">The duration.</param>
    public static bool TryParse(string text, TimeSpan? unit, out TimeSpan duration)
    {
        duration = default;
        if (text.IndexOf(':') > 0)
        {
            return TryReadClock(text, out duration);
        }

        if (!StepText.TryRead(text, out double count, out string? word) || (word ?? "") is "month" or "year")
        {
            return false;
        }

        TimeSpan? one = word switch
        {
            null => unit,
            "second" => TimeSpan.FromSeconds(1),
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => TimeSpan.FromDays(7),
        };
        double seconds = count * one.GetValueOrDefault().TotalSeconds;
        if (one is null || seconds >= TimeSpan.FromDays(365_000).TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
