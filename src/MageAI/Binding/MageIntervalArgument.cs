using System;
using System.Globalization;
using System.Text.RegularExpressions;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>A step between two dates: a number and a unit, as in <c>1d</c>, <c>6h</c> or <c>1mo</c>.</summary>
public sealed class MageIntervalArgument
{
    private static readonly Regex s_step = new(
        @"^\s*(?<units>\d{1,9})\s*(?:(?<second>s|sec|seconds?)|(?<minute>m|min|minutes?)|(?<hour>h|hours?)|(?<day>d|days?)|(?<week>w|weeks?)|(?<month>mo|months?)|(?<year>y|years?))\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    private static readonly (string Type, long Ticks)[] s_fixed =
    [
        ("week", 7 * TimeSpan.TicksPerDay), ("day", TimeSpan.TicksPerDay), ("hour", TimeSpan.TicksPerHour), ("minute", TimeSpan.TicksPerMinute), ("second", TimeSpan.TicksPerSecond),
    ];

    /// <summary>A number and <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c>, <c>w</c>, <c>mo</c> or <c>y</c>.</summary>
    /// <param name="text">The text.</param>
    public MageIntervalArgument(string text)
    {
        Match step = s_step.Match(text ?? throw new ArgumentNullException(nameof(text)));
        int units = step.Success ? int.Parse(step.Groups["units"].Value, CultureInfo.InvariantCulture) : 0;
        Interval = units > 0 ? new BackfillInterval(UnitOf(step), units) : throw Unreadable(text);
    }

    /// <summary>A duration of whole seconds.</summary>
    /// <param name="span">The duration.</param>
    public MageIntervalArgument(TimeSpan span)
    {
        (string type, long ticks) = Array.Find(s_fixed, unit => span.Ticks > 0 && span.Ticks % unit.Ticks == 0 && span.Ticks / unit.Ticks <= int.MaxValue);
        Interval = ticks > 0 ? new BackfillInterval(type, (int)(span.Ticks / ticks)) : throw Unreadable(span.ToString());
    }

    internal BackfillInterval Interval { get; }

    /// <summary>Such as "6 hours".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Interval.ToString();

    private static string UnitOf(Match step) => Array.Find(Terms.Vocabulary.BackfillIntervals, unit => step.Groups[unit].Success);

    private static ArgumentException Unreadable(string text) =>
        new($"'{text}' is no interval. Pass a whole number and s, m, h, d, w, mo or y: 1d is every day, 15m every quarter of an hour, 1mo every month.");
}
