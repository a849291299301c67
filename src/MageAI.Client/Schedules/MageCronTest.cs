using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI;

/// <summary>What an interval of a schedule means to Mage, and when it comes.</summary>
public sealed class MageCronTest
{
    private MageCronTest(string expression) => Expression = expression;

    /// <summary>What was asked about.</summary>
    public string Expression { get; }

    /// <summary>What Mage stores, which is always in UTC: another text where the times are those of a place. Null where it is not valid.</summary>
    public string? UtcExpression { get; private set; }

    /// <summary>Whether Mage takes it and can work its times out.</summary>
    public bool Valid => Error is null;

    /// <summary>Why it is not valid; null where it is.</summary>
    public string? Error { get; private set; }

    /// <summary>The next times, in UTC, as Mage works them out. Empty for <c>@once</c> and <c>@always_on</c>, which have none.</summary>
    public DateTimeOffset[] Next { get; private set; } = [];

    /// <summary>The place whose times are meant; null for UTC.</summary>
    public string? TimeZone { get; private set; }

    /// <summary>The next times at that place; empty without one.</summary>
    public DateTimeOffset[] LocalNext { get; private set; } = [];

    /// <summary>How Mage reads it in a way that nobody would expect, where a change of the clocks breaks what it promises, and when it comes to an end.</summary>
    public string[] Warnings { get; private set; } = [];

    /// <summary>Finds out.</summary>
    /// <param name="expression">A cron expression, or one of Mage's words.</param>
    /// <param name="zone">The place whose times are meant; null for UTC.</param>
    /// <param name="from">The moment after which the next times are looked for.</param>
    /// <param name="count">How many of them.</param>
    internal static MageCronTest Of(string expression, TimeZoneInfo? zone, DateTimeOffset from, int count)
    {
        MageCronTest test = new(expression) { TimeZone = zone?.Id };
        string text = ScheduleInterval.Spell(expression.Trim());
        List<string> warnings = [];
        try
        {
            bool isWord = Vocabulary.ScheduleIntervals.Contains(text, StringComparer.Ordinal);
            if (zone is not null && isWord)
            {
                if (text is "@daily" or "@weekly" or "@monthly")
                {
                    warnings.Add($"Mage's own {text} is at midnight of UTC, wherever the server or its users are; pass a cron expression for another midnight");
                }
            }
            else if (zone is not null)
            {
                ZonedCron zoned = new(text, zone, from);
                text = zoned.Utc;
                warnings.AddRange(zoned.Warnings());
            }

            if (!isWord)
            {
                Cron cron = CronReader.Read(text);
                warnings.AddRange(cron.Oddities);
                if (ScheduleInterval.Unstorable(cron, from) is string why)
                {
                    test.Error = $"'{text}' {why}: Mage would take it, and then fail at every list of schedules, for everybody.";
                }
                else if (ScheduleInterval.Ending(text, from) is string end)
                {
                    warnings.Add(end.TrimEnd('.'));
                }

                if (cron.IsEither)
                {
                    warnings.Add("it fires on each day that the day of the month or the weekday names, not only where both do");
                }
            }

            if (test.Valid)
            {
                test.UtcExpression = text;
                test.Find(new IntervalTimes(text), from, count, warnings);
            }
        }
        catch (FormatException refused)
        {
            test.Error = refused.Message;
        }

        test.Warnings = [.. warnings];
        test.LocalNext = zone is null ? [] : [.. test.Next.Select(time => TimeZoneInfo.ConvertTime(time, zone))];
        return test;
    }

    private void Find(IntervalTimes times, DateTimeOffset from, int count, List<string> warnings)
    {
        List<DateTimeOffset> next = [];
        DateTimeOffset last = from;
        while (next.Count < count && times.ShownAfter(last) is DateTimeOffset found)
        {
            if (times.After(last) is DateTimeOffset missed && missed < found)
            {
                warnings.Add($"Mage leaves {Wording.Moment(missed)} out of what it shows, and fires then all the same");
            }

            next.Add(found);
            last = found;
        }

        Next = [.. next];
    }
}
