using System;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Scheduling;

/// <summary>The moments at which a trigger's interval falls. All in UTC.</summary>
internal static class Intervals
{
    /// <summary>Throws what Mage throws for an interval that it cannot read.</summary>
    public static void Validate(string? interval)
    {
        if (interval is null or "@once" or "@always_on" or "" || CronText.IsValid(interval))
        {
            return;
        }

        throw new PythonException("Cron expression is invalid.", "ValueError");
    }

    /// <summary>The next moment after now; null for intervals without one.</summary>
    public static DateTime? Next(string? interval, DateTime now) => interval switch
    {
        null or "" or "@once" or "@always_on" => null,
        "@hourly" => Hour(now).AddHours(1),
        "@daily" => now.Date.AddDays(1),
        "@weekly" => Monday(now).AddDays(7),
        "@monthly" => Month(now).AddMonths(1),

        // The one after that before now, so that a moment that has just come is the next still.
        _ => CronText.Shown(interval, now),
    };

    /// <summary>The moment that the present belongs to: the last one not after now.</summary>
    public static DateTime? Current(string? interval, DateTime now) => interval switch
    {
        null or "" or "@once" or "@always_on" => null,
        "@hourly" => Hour(now),
        "@daily" => now.Date,
        "@weekly" => Monday(now),
        "@monthly" => Month(now),
        _ => CronText.Previous(interval, now),
    };

    private static DateTime Hour(DateTime now) => now.Date.AddHours(now.Hour);

    // Mage's weeks begin on Monday.
    private static DateTime Monday(DateTime now) => now.Date.AddDays(-(((int)now.DayOfWeek + 6) % 7));

    private static DateTime Month(DateTime now) => new(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
}
