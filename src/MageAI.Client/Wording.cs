using System;
using System.Globalization;
using System.Linq;

namespace MageAI;

/// <summary>How values are put into words, wherever people see them.</summary>
internal static class Wording
{
    /// <summary>A duration in its two largest units, such as "1m 12s"; null for null.</summary>
    public static string? Duration(TimeSpan? duration) => duration switch
    {
        null => null,
        { Ticks: < 0 } => "0 ms",
        { TotalSeconds: < 1 } span => Text($"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } span => Text($"{Math.Floor(span.TotalSeconds * 10) / 10:0.0}s"),
        { TotalMinutes: < 60 } span => Text($"{span.Minutes}m {span.Seconds:00}s"),
        { TotalHours: < 24 } span => Text($"{span.Hours}h {span.Minutes:00}m"),
        { } span => Text($"{span.Days}d {span.Hours:00}h"),
    };

    /// <summary>The first line of a text that is not blank; null for null.</summary>
    public static string? FirstLine(string? text) =>
        text?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
