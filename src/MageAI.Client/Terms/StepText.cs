using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Terms;

/// <summary>The one grammar of a number and its unit, for durations and for intervals: <c>90s</c>, <c>30 min</c>, <c>6h</c>, <c>2 days</c>, <c>1w</c>, <c>1mo</c>, <c>1y</c>.</summary>
internal static class StepText
{
    private static readonly Regex s_form = new(
        @"^\s*(?<count>[0-9]{1,9}(\.[0-9]{1,6})?)\s*((?<second>s|secs?|seconds?)|(?<minute>m|mins?|minutes?)|(?<hour>h|hrs?|hours?)|(?<day>d|days?)|(?<week>w|weeks?)|(?<month>mo|months?)|(?<year>y|years?))?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    private static readonly (string Type, long Ticks)[] s_fixed =
    [
        ("week", 7 * TimeSpan.TicksPerDay), ("day", TimeSpan.TicksPerDay), ("hour", TimeSpan.TicksPerHour), ("minute", TimeSpan.TicksPerMinute), ("second", TimeSpan.TicksPerSecond),
    ];

    private static readonly (string Word, string Type)[] s_words =
    [
        ("hourly", "hour"), ("daily", "day"), ("weekly", "week"), ("monthly", "month"), ("yearly", "year"), ("annually", "year"),
    ];

    /// <summary>Reads a number and its unit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">The number.</param>
    /// <param name="unit">Mage's word for the unit; null where there is none.</param>
    public static bool TryRead(string text, out double count, out string? unit)
    {
        Match match = s_form.Match(text);
        count = match.Success ? double.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;
        unit = Vocabulary.BackfillIntervals.FirstOrDefault(word => match.Groups[word].Success);
        return match.Success;
    }

    /// <summary>Reads an interval: a whole number and its unit, a word such as daily, or a TimeSpan as it is written.</summary>
    /// <returns>The interval; null for what is none.</returns>
    public static BackfillInterval? Interval(string text)
    {
        string trimmed = text.Trim();
        if (s_words.FirstOrDefault(pair => string.Equals(pair.Word, trimmed.TrimStart('@'), StringComparison.OrdinalIgnoreCase)).Type is string each)
        {
            return new BackfillInterval(each, 1);
        }

        if (trimmed.IndexOf(':') > 0)
        {
            return DurationText.TryReadClock(trimmed, out TimeSpan span) ? Interval(span) : null;
        }

        return TryRead(trimmed, out double count, out string? unit) && unit is not null && count >= 1 && count % 1 == 0 ? new BackfillInterval(unit, (int)count) : null;
    }

    /// <summary>A duration of whole seconds as an interval, in its largest unit.</summary>
    /// <returns>The interval; null for what is none.</returns>
    public static BackfillInterval? Interval(TimeSpan span)
    {
        (string type, long ticks) = Array.Find(s_fixed, unit => span.Ticks > 0 && span.Ticks % unit.Ticks == 0 && span.Ticks / unit.Ticks <= int.MaxValue);
        return ticks > 0 ? new BackfillInterval(type, (int)(span.Ticks / ticks)) : null;
    }
}
