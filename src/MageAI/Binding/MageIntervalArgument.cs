using System;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>A step between two dates: a number and a unit, as in <c>1d</c>, <c>6h</c> or <c>1mo</c>, or a word such as <c>daily</c>.</summary>
public sealed class MageIntervalArgument
{
    /// <summary>A number and <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c>, <c>w</c>, <c>mo</c> or <c>y</c>; or hourly, daily, weekly, monthly or yearly.</summary>
    /// <param name="text">The text.</param>
    public MageIntervalArgument(string text) => Interval = StepText.Interval(text ?? throw new ArgumentNullException(nameof(text))) ?? throw Unreadable(text);

    /// <summary>A duration of whole seconds.</summary>
    /// <param name="span">The duration.</param>
    public MageIntervalArgument(TimeSpan span) => Interval = StepText.Interval(span) ?? throw Unreadable(span.ToString());

    internal BackfillInterval Interval { get; }

    /// <summary>Such as "6 hours".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Interval.ToString();

    private static ArgumentException Unreadable(string text) =>
        new($"'{text}' is no interval. Pass a whole number and s, m, h, d, w, mo or y: 1d is every day, 15m every quarter of an hour, 1mo every month; or daily and the like.");
}
