using System;
using System.Linq;

namespace MageAI.Terms;

/// <summary>The moments that an interval of a schedule means, in UTC: one of Mage's words, or a cron text.</summary>
internal sealed class IntervalTimes
{
    private readonly string _word;
    private readonly Cron? _cron;

    /// <summary>Reads an interval.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public IntervalTimes(string interval)
    {
        _word = interval;
        _cron = Vocabulary.ScheduleIntervals.Contains(interval, StringComparer.Ordinal) ? null : CronReader.Read(interval);
    }

    /// <summary>Whether it comes again and again at set moments: not once, and not always.</summary>
    public bool IsPeriodic => _word is not ("@once" or "@always_on");

    /// <summary>The last moment at or before another; null where there is none.</summary>
    public DateTimeOffset? At(DateTimeOffset moment)
    {
        DateTimeOffset day = new(moment.UtcDateTime.Date, TimeSpan.Zero);
        return _word switch
        {
            "@once" or "@always_on" => null,
            "@hourly" => day.AddHours(moment.UtcDateTime.Hour),
            "@daily" => day,

            // Mage's weeks begin on Monday, and those of cron on Sunday.
            "@weekly" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            "@monthly" => day.AddDays(1 - day.Day),
            _ => _cron!.Previous(moment.AddTicks(1)),
        };
    }

    /// <summary>The first moment after another; null where there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset moment) => _cron is not null ? _cron.Next(moment) : Step(At(moment));

    /// <summary>The first moment after another as the server shows it; for cron texts see <see cref="Cron.ServerNext"/>.</summary>
    public DateTimeOffset? ShownAfter(DateTimeOffset moment) => _cron is not null ? _cron.ServerNext(moment) : Step(At(moment));

    /// <summary>The last moment before now as the server shows it; for cron texts see <see cref="Cron.ServerPrevious"/>.</summary>
    public DateTimeOffset? ShownBefore(DateTimeOffset now) => _cron is not null ? _cron.ServerPrevious(now) : At(now);

    private DateTimeOffset? Step(DateTimeOffset? moment) => _word switch
    {
        "@hourly" => moment?.AddHours(1),
        "@daily" => moment?.AddDays(1),
        "@weekly" => moment?.AddDays(7),
        "@monthly" => moment?.AddMonths(1),
        _ => null,
    };
}
