using System;
using System.Linq;

namespace MageAI.Terms;

/// <summary>
/// Checks when a schedule runs, before it is sent. Mage takes its six words, or a cron expression as <see cref="CronReader"/> reads it; always UTC.
/// </summary>
internal static class ScheduleInterval
{
    /// <summary>The column's width, where the database keeps to it.</summary>
    private const int MostLetters = 50;

    private static readonly string s_advice = "Pass five fields (minute hour day month weekday, in UTC), such as '0 6 * * 1-5', or one of: "
        + string.Join(", ", Vocabulary.ScheduleIntervals) + ".";

    /// <summary>Mage goes to the day that a month lacks as if it were still to come, and past the last one.</summary>
    private const string Beyond = "names days that its months lack beside their last one, which Mage goes past without finding a time";

    private static readonly string[] s_cronWords = ["@yearly", "@annually", "@midnight"];

    /// <summary>
    /// Refuses what Mage refuses, what it reads in a way that nobody would expect, and what it takes and then fails at: one schedule that never
    /// fires, and no list of schedules can be read by anybody.
    /// </summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidCron"/>.</exception>
    public static string Require(string interval)
    {
        string text = interval.Trim();
        if (text.StartsWith("@", StringComparison.Ordinal))
        {
            string[] words = [.. Vocabulary.ScheduleIntervals, .. s_cronWords];
            return words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) ?? throw Refuse(interval, $"'{text}' is no schedule interval of Mage", $"Use one of: {string.Join(", ", words)}.");
        }

        if (text.Length > MostLetters)
        {
            throw Refuse(interval, $"'{interval}' is longer than the {MostLetters} letters that Mage keeps", s_advice);
        }

        Cron cron;
        try
        {
            cron = CronReader.Read(text);
        }
        catch (FormatException refused)
        {
            throw Refuse(interval, $"'{interval}' is neither an interval of Mage nor a cron expression: {refused.Message.TrimEnd('.')}", s_advice);
        }

        if (Unstorable(cron, DateTimeOffset.UtcNow) is string why)
        {
            throw Refuse(interval, $"'{interval}' {why}: Mage would take it, and then fail at every list of schedules, for everybody", "Correct the day, the month or the year.");
        }

        return cron.Oddities.Count == 0
            ? text
            : throw Refuse(interval, $"'{interval}' is not read as it looks: {string.Join("; ", cron.Oddities)}", Instead(text));
    }

    /// <summary>Why the server cannot say when a stored interval runs, and fails with it; null where it can.</summary>
    public static string? Unshowable(string? interval, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(interval) || Vocabulary.ScheduleIntervals.Contains(interval, StringComparer.Ordinal))
        {
            return null;
        }

        try
        {
            return Unshowable(CronReader.Read(interval!), now);
        }
        catch (FormatException)
        {
            return "is no cron expression";
        }
    }

    /// <summary>Why the server cannot say when it runs, or could not for long; null where it can.</summary>
    public static string? Unstorable(Cron cron, DateTimeOffset now) => Unshowable(cron, now) ?? (cron.IsBeyondServer(now) ? Beyond : null);

    private static string? Unshowable(Cron cron, DateTimeOffset now) =>
        cron.Shown(now) is not null ? null
        : cron.Previous(now) is null && cron.Next(now) is null ? "never fires"
        : cron.Previous(now) is null ? "has not fired yet, and a time before now is what Mage looks for"
        : cron.Next(now) is null ? "does not fire any more"
        : Beyond;

    /// <summary>What to tell whoever stores an interval that comes to an end; null where it goes on.</summary>
    public static string? Ending(string? interval, DateTimeOffset now) =>
        interval is not null && !interval.StartsWith("@", StringComparison.Ordinal) && CronReader.Read(interval).End(now) is DateTimeOffset end
            ? $"'{interval}' fires for the last time at {Wording.Moment(end)}. From then on Mage fails at every list of schedules, for everybody: remove the schedule, or give it another interval, before."
            : null;

    /// <summary>Mage's word for what people write as hourly, Daily, AlwaysOn or 1d; any other text as it is, for <see cref="Require"/> to judge.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInterval"/>: an interval that Mage has no word for.</exception>
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
        _ => throw new MageException(MageErrorId.InvalidInterval, $"Mage has no interval of {interval}; nothing was sent.")
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

    /// <summary>Both readings with five fields, where the seconds are in doubt.</summary>
    private static string Instead(string text)
    {
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5
            ? "Write what is meant: the values one by one, and days of the month and weekdays of the month as two schedules."
            : $"Leave the seconds out: pass '{string.Join(" ", fields.Take(5))}' or '{string.Join(" ", fields.Skip(1).Take(5))}', whichever is meant.";
    }

    private static MageException Refuse(string interval, string what, string action) => new(MageErrorId.InvalidCron, $"{what}; nothing was sent.")
    {
        Target = interval,
        RecommendedAction = action,
    };
}
