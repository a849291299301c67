using System;
using System.Linq;
using Cronos;

namespace MageAI.Terms;

/// <summary>
/// Checks when a schedule runs, before it is sent. Mage takes its six words or what croniter understands: five fields,
/// with seconds as an optional sixth (last, not first) and the year as a seventh; always UTC.
/// </summary>
internal static class ScheduleInterval
{
    private static readonly string[] s_cronWords = ["@yearly", "@annually", "@midnight"];

    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>.</exception>
    public static string Require(string interval)
    {
        string text = interval.Trim();
        if (text.StartsWith("@", StringComparison.Ordinal))
        {
            return Vocabulary.Require("schedule interval", text, [.. Vocabulary.ScheduleIntervals, .. s_cronWords]);
        }

        if (text.Length > 50 || !IsCron(text))
        {
            throw new MageException(MageErrorId.InvalidInput, $"'{interval}' is neither an interval of Mage nor a cron expression; nothing was sent.")
            {
                Target = interval,
                RecommendedAction = "Pass five fields (minute hour day month weekday, in UTC), such as '0 6 * * 1-5', or one of: "
                    + string.Join(", ", Vocabulary.ScheduleIntervals) + ".",
            };
        }

        return text;
    }

    /// <summary>Mage's word for what people write as hourly, Daily, AlwaysOn or 1d; any other text as it is, for <see cref="Require"/> to judge.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>: an interval that Mage has no word for.</exception>
    public static string Spell(string text) => Vocabulary.ScheduleIntervals
        .FirstOrDefault(word => string.Equals(Bare(word), Bare(text.Trim()), StringComparison.OrdinalIgnoreCase))
        ?? (StepText.Interval(text) is BackfillInterval interval ? WordFor(interval, text) : text);

    private static string WordFor(BackfillInterval interval, string text) => interval switch
    {
        { Type: "hour", Units: 1 } or { Type: "minute", Units: 60 } or { Type: "second", Units: 3600 } => "@hourly",
        { Type: "day", Units: 1 } or { Type: "hour", Units: 24 } or { Type: "minute", Units: 1440 } or { Type: "second", Units: 86400 } => "@daily",
        { Type: "week", Units: 1 } or { Type: "day", Units: 7 } or { Type: "hour", Units: 168 } => "@weekly",
        { Type: "month", Units: 1 } => "@monthly",
        { Type: "year", Units: 1 } or { Type: "month", Units: 12 } => "@yearly",
        _ => throw new MageException(MageErrorId.InvalidInput, $"Mage has no interval of {interval}; nothing was sent.")
        {
            Target = text,
            RecommendedAction = interval switch
            {
                { Type: "minute", Units: < 60 } when 60 % interval.Units == 0 => $"Pass the cron expression '*/{interval.Units} * * * *' (in UTC) instead.",
                { Type: "hour", Units: < 24 } when 24 % interval.Units == 0 => $"Pass the cron expression '0 */{interval.Units} * * *' (in UTC) instead.",
                _ => "Pass a cron expression (in UTC) instead.",
            },
        },
    };

    private static string Bare(string word) => word.TrimStart('@').Replace("_", string.Empty).Replace("-", string.Empty);

    private static bool IsCron(string text)
    {
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return fields.Length switch
        {
            5 => Parses(fields, CronFormat.Standard),
            6 => Parses([fields[5], .. fields.Take(5)], CronFormat.IncludeSeconds),
            7 => IsYears(fields[6]) && Parses([fields[5], .. fields.Take(5)], CronFormat.IncludeSeconds),
            _ => false,
        };
    }

    private static bool Parses(string[] fields, CronFormat format) => CronExpression.TryParse(string.Join(" ", fields), format, out _);

    private static bool IsYears(string field) => field.Length > 0 && field.All(c => char.IsDigit(c) || c is '*' or ',' or '-' or '/');
}
