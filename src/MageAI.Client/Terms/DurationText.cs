using System;
using System.Globalization;

namespace MageAI.Terms;

/// <summary>Durations as people write them: <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>, or as a TimeSpan is written, <c>01:30:00</c>.</summary>
internal static class DurationText
{
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
            return TimeSpan.TryParse(text.Trim(), CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
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
