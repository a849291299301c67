using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Terms;

/// <summary>
/// Moments as people write them, the same in every culture: a date in ISO form, with or without a time of day and an offset, a time of day alone,
/// which is today's, or the word today or yesterday. Any other form is refused with what to write, and one that countries read differently with each of its readings.
/// </summary>
internal static class MomentText
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const string Offset = @"\s?(?<offset>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)";

    private static readonly Regex[] s_forms =
    [
        new(@"^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})([Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})([.,](?<fraction>[0-9]{1,9}))?)?(" + Offset + ")?)?$", Options),
        new(@"^(?<year>[0-9]{4})(?<month>[0-9]{2})(?<day>[0-9]{2})([Tt](?<hour>[0-9]{2})(?<minute>[0-9]{2})((?<second>[0-9]{2})([.,](?<fraction>[0-9]{1,9}))?)?(" + Offset + ")?)?$", Options),
        new(@"^(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2}))?$", Options),
    ];

    /// <summary>Each a day before the other.</summary>
    private static readonly string[] s_days = ["today", "yesterday"];

    private static readonly Regex s_numbers = new(@"^(?<one>[0-9]{1,4})(?<mark>[./-])(?<two>[0-9]{1,2})\k<mark>(?<three>[0-9]{1,4})\.?([T ,]\s*(?<time>[0-9].*))?$", Options);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isUtc">Whether what says no offset is UTC; else it is local time.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="why">Why it is none, in sentences; null where nothing can be made of it.</param>
    public static bool TryRead(string text, bool isUtc, out DateTimeOffset moment, out string? why)
    {
        string trimmed = text.Trim();
        moment = default;
        why = null;
        if (Array.FindIndex(s_days, day => string.Equals(day, trimmed, StringComparison.OrdinalIgnoreCase)) is int ago && ago >= 0)
        {
            moment = Of((isUtc ? DateTime.UtcNow : DateTime.Now).Date.AddDays(-ago), isUtc);
            return true;
        }

        if (s_forms.Select(form => form.Match(trimmed)).FirstOrDefault(match => match.Success) is Match match)
        {
            return TryMake(match, trimmed, isUtc, out moment, out why);
        }

        string[] readings = [.. Readings(trimmed).Distinct(StringComparer.Ordinal)];
        why = readings.Length switch
        {
            0 => null,
            1 => $"'{trimmed}' is not in ISO form. Write {readings[0]}.",
            _ => $"'{trimmed}' is {string.Join(" or ", readings)}, as countries differ. Write the one that is meant.",
        };
        return false;
    }

    /// <summary>Whether a text is a time of day alone.</summary>
    public static bool IsClock(string text) => s_forms[2].IsMatch(text.Trim());

    /// <summary>A date as PowerShell has it. One that says no offset is local time, or UTC: a local date says none either where people see it.</summary>
    public static DateTimeOffset Of(DateTime time, bool isUtc)
    {
        bool isPlain = isUtc || time.Kind == DateTimeKind.Utc || time.Year is 1 or 9999;
        return isPlain ? new DateTimeOffset(time.Ticks, TimeSpan.Zero) : new DateTimeOffset(time);
    }

    private static bool TryMake(Match match, string text, bool isUtc, out DateTimeOffset moment, out string? why)
    {
        why = null;
        DateTime today = isUtc ? DateTime.UtcNow : DateTime.Now;
        (int year, int month, int day) = (Number("year") ?? today.Year, Number("month") ?? today.Month, Number("day") ?? today.Day);
        (int hour, int minute, int second) = (Number("hour") ?? 0, Number("minute") ?? 0, Number("second") ?? 0);
        moment = default;
        if (hour > 23 && !match.Groups["year"].Success)
        {
            why = $"'{text}' is no time of day. Write a duration with its unit, such as {hour.ToString(CultureInfo.InvariantCulture)}h, or a date and a time.";
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        string fraction = match.Groups["fraction"].Value.PadRight(7, '0').Substring(0, 7);
        DateTime time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(long.Parse(fraction, CultureInfo.InvariantCulture));
        string offset = match.Groups["offset"].Value.ToUpperInvariant().Replace(":", string.Empty);
        if (offset.Length < 3)
        {
            // A day alone is one, wherever in it the clocks change.
            why = isUtc || offset == "Z" || !match.Groups["hour"].Success ? null : Doubt(text, time);
            moment = Of(time, isUtc || offset == "Z");
            return why is null;
        }

        int minutes = (int.Parse(offset.Substring(1, 2), CultureInfo.InvariantCulture) * 60) + (offset.Length > 3 ? int.Parse(offset.Substring(3), CultureInfo.InvariantCulture) : 0);
        TimeSpan span = TimeSpan.FromMinutes(offset[0] == '-' ? -minutes : minutes);
        if (minutes > 14 * 60 || time.Ticks < span.Ticks || time.Ticks - span.Ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        moment = new DateTimeOffset(time, span);
        return true;

        int? Number(string group) => match.Groups[group] is { Success: true, Value: string digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Why a time of this place is no moment: the clocks leave it out, or show it twice. Null where it is one.</summary>
    private static string? Doubt(string text, DateTime time)
    {
        TimeZoneInfo here = TimeZoneInfo.Local;
        bool isMissing = here.IsInvalidTime(time);
        if ((!isMissing && !here.IsAmbiguousTime(time)) || time.Year is 1 or 9999)
        {
            return null;
        }

        string form = time.Second == 0 && time.Millisecond == 0 ? "yyyy-MM-dd HH:mmzzz" : "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz";
        string[] readings = [.. new[] { here.GetUtcOffset(time.AddDays(-1)), here.GetUtcOffset(time.AddDays(1)) }
            .Select(offset => $"'{new DateTimeOffset(time, offset).ToString(form, CultureInfo.InvariantCulture)}'")];
        return $"'{text}' {(isMissing ? "does not exist in" : "comes twice in")} {here.Id}, where the clocks change. Write {string.Join(" or ", readings)}, or another time.";
    }

    /// <summary>What a text that is in no ISO form may mean, in ISO form: the order of numbers as any country has it, and words as this culture and English have them.</summary>
    private static IEnumerable<string> Readings(string text)
    {
        Match numbers = s_numbers.Match(text);
        if (numbers.Success)
        {
            (string one, string two, string three) = (numbers.Groups["one"].Value, numbers.Groups["two"].Value, numbers.Groups["three"].Value);
            string[][] orders = one.Length > 2 ? [[one, two, three]]
                : three.Length > 2 ? [[three, two, one], [three, one, two]]
                : [[three, two, one], [three, one, two], [one, two, three]];
            return orders.Select(order => Reading(order, numbers.Groups["time"].Value)).OfType<string>();
        }

        return new[] { CultureInfo.CurrentCulture, CultureInfo.InvariantCulture }.Select(culture => Reading(text, culture)).OfType<string>();
    }

    private static string? Reading(string[] order, string time)
    {
        int year = int.Parse(order[0], CultureInfo.InvariantCulture) + (order[0].Length <= 2 ? 2000 : 0);
        (int month, int day) = (int.Parse(order[1], CultureInfo.InvariantCulture), int.Parse(order[2], CultureInfo.InvariantCulture));
        return year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            ? null
            : Reading(FormattableString.Invariant($"{year:0000}-{month:00}-{day:00} {time}"), CultureInfo.InvariantCulture);
    }

    /// <summary>In the calendar of the world, whatever that of the culture is.</summary>
    private static string? Reading(string text, CultureInfo culture)
    {
        if (!DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out DateTime time))
        {
            return null;
        }

        bool hasOffset = time.Kind != DateTimeKind.Unspecified && DateTimeOffset.TryParse(text, culture, DateTimeStyles.None, out _);
        string form = time.TimeOfDay == TimeSpan.Zero && !hasOffset ? "yyyy-MM-dd" : time.Second == 0 && !hasOffset ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss";
        string written = hasOffset
            ? DateTimeOffset.Parse(text, culture).ToString(form + "zzz", CultureInfo.InvariantCulture)
            : time.ToString(form, CultureInfo.InvariantCulture);
        return written.Length > 10 ? $"'{written}'" : written;
    }
}
