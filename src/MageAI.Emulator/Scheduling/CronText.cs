using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Cronos;

namespace MageAI.Emulation;

/// <summary>Cron texts as croniter, which Mage uses, reads them.</summary>
internal static class CronText
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private static readonly ConcurrentDictionary<string, bool> Never = new(StringComparer.Ordinal);

    public static bool IsValid(string text) => Parse(text) is not null;

    /// <summary>The first occurrence after a moment; null if there is none.</summary>
    public static DateTime? Next(string text, DateTime after) =>
        Parse(text)?.Select(e => e.GetNextOccurrence(after)).Where(n => n is not null).Min();

    /// <summary>The last occurrence at or before a moment; null if there is none within the last five years.</summary>
    public static DateTime? Previous(string text, DateTime before)
    {
        foreach (var days in new[] { 1, 32, 366, 5 * 366 })
        {
            var from = DateTime.SpecifyKind(before.AddDays(-days), DateTimeKind.Utc);
            var found = Parse(text)?.SelectMany(e => e.GetOccurrences(from, before, toInclusive: true)).DefaultIfEmpty().Max();
            if (found is { } last && last != default)
            {
                return last;
            }
        }

        return null;
    }

    /// <summary>Whether it can be read and no moment ever matches it, as in <c>0 0 31 2 *</c>. The longest wait is that for a leap day over the turn of a century.</summary>
    public static bool NeverFires(string text) => Never.GetOrAdd(text, cron => Parse(cron) is { } parsed && parsed.TrueForAll(e => e.GetNextOccurrence(new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is null));

    private static List<CronExpression>? Parse(string text)
    {
        if (Aliases.TryGetValue(text.Trim(), out var alias))
        {
            text = alias;
        }

        var fields = Regex.Split(text.Trim(), @"\s+");
        if (fields.Length is < 5 or > 7)
        {
            return null;
        }

        // Of Cronos' nearest weekday, day before the last and last weekday croniter knows the last only, and writes it L5.
        if (Regex.IsMatch(fields[2], "W|L-", RegexOptions.IgnoreCase) || Regex.IsMatch(fields[4], @"\dL", RegexOptions.IgnoreCase))
        {
            return null;
        }

        fields[4] = Regex.Replace(fields[4], @"\bL(\d)", "$1L", RegexOptions.IgnoreCase);

        // croniter has seconds in sixth place (and the year in seventh), Cronos has them first.
        var seconds = fields.Length > 5 ? fields[5] : "0";
        try
        {
            // With a day of the month and a day of the week croniter takes both, Cronos only where they meet.
            if (IsOpen(fields[2]) || IsOpen(fields[4]))
            {
                return [One(seconds, fields, fields[2], fields[4])];
            }

            return [One(seconds, fields, fields[2], "*"), One(seconds, fields, "*", fields[4])];
        }
        catch (CronFormatException)
        {
            return null;
        }
    }

    private static bool IsOpen(string field) => field is "*" or "?";

    private static CronExpression One(string seconds, string[] fields, string day, string weekday) =>
        CronExpression.Parse($"{seconds} {fields[0]} {fields[1]} {day} {fields[3]} {weekday}", CronFormat.IncludeSeconds);
}
