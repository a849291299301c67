using System;
using System.Globalization;
using System.Linq;

namespace MageAI.Terms;

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

    /// <summary>A share from 0 to 1 in percent, such as "97.5 %"; null for null. Never rounded up: what is not all is not "100 %".</summary>
    public static string? Percent(double? share) => share switch
    {
        null => null,
        1 => "100 %",
        { } part => Text($"{Math.Floor(Math.Round(part * 1000, 6)) / 10:0.0} %"),
    };

    /// <summary>A time to the minute, in UTC, such as "2026-11-24 03:11"; null for null.</summary>
    public static string? Moment(DateTimeOffset? time) => time is DateTimeOffset moment ? Text($"{moment.UtcDateTime:yyyy-MM-dd HH:mm}") : null;

    /// <summary>A day, such as "2026-11-24".</summary>
    public static string Day(DateTime day) => Text($"{day:yyyy-MM-dd}");

    /// <summary>A number and its noun, such as "1 run" or "2,000 runs".</summary>
    public static string Count(int number, string noun) => Text($"{number:#,0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>A text that another sentence can follow.</summary>
    public static string Sentence(string text) => text.Length > 0 && text[text.Length - 1] is '.' or '!' or '?' ? text : text + ".";

    /// <summary>The first line of a text that is not blank; null for null.</summary>
    public static string? FirstLine(string? text) =>
        text?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);

    /// <summary>Words as a sentence begins with them.</summary>
    public static string Capitalized(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words.Substring(1);

    /// <summary>A text with its values in the form of no culture.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
