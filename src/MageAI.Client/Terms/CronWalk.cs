using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Terms;

/// <summary>
/// Goes from a moment to the nearest one that a cron text means, step by step as the server does (<c>_calc</c> of <c>mage_ai/shared/croniter.py</c>),
/// since it stumbles: going forward it takes a day that a month lacks for one that is still to come, goes past the month's end to it, and leaves out
/// what lies between, a month's last day included; going back it reckons with 28 days in each February.
/// </summary>
/// <param name="fields">The fields, in Mage's order.</param>
/// <param name="nth">The weekdays that are meant by their number within the month.</param>
/// <param name="anyDay">Whether the day of the month is left aside.</param>
/// <param name="anyWeekday">Whether the weekday is left aside.</param>
internal sealed class CronWalk(IReadOnlyList<CronField> fields, IReadOnlyList<(int Weekday, int Nth)> nth, bool anyDay, bool anyWeekday)
{
    /// <summary>The server gives up looking after so many years.</summary>
    public const int MostYears = 50;

    private const int Years = 6;
    private static readonly TimeSpan s_untilMidnight = new(23, 59, 59);

    private bool HasSeconds => fields.Count > 5;

    /// <summary>The first moment after another of a whole second; null where the server finds none.</summary>
    public DateTime? Next(DateTime after) => Walk(after.AddSeconds(HasSeconds ? 1 : 60), isBack: false);

    /// <summary>The last moment before another of a whole second; null where the server finds none.</summary>
    public DateTime? Previous(DateTime before) => Walk(before.AddSeconds(HasSeconds || before.Second > 0 ? -1 : -60), isBack: true);

    private DateTime? Walk(DateTime start, bool isBack)
    {
        DateTime at = start;
        while (at.Year is > MostYears and < 9999 - MostYears && Math.Abs(at.Year - start.Year) <= MostYears)
        {
            DateTime from = at;
            if (!TryYear(ref at, isBack))
            {
                return null;
            }

            if (at == from && !Moves(ref at, isBack))
            {
                return HasSeconds ? at : at.AddSeconds(-at.Second);
            }
        }

        return null;
    }

    /// <summary>Whether it had to go on: each field sends it as far as it can, and then they are asked anew.</summary>
    private bool Moves(ref DateTime at, bool isBack) =>
        MovesMonth(ref at, isBack) || MovesDay(ref at, isBack) || (nth.Count > 0 ? MovesNth(ref at, isBack) : MovesWeekday(ref at, isBack))
        || MovesTime(ref at, isBack);

    /// <summary>Whether there are years left.</summary>
    private bool TryYear(ref DateTime at, bool isBack)
    {
        if (fields.Count <= Years || fields[Years].IsAny)
        {
            return true;
        }

        int year = at.Year;
        int? found = isBack ? Last(fields[Years].Values, value => value <= year) : First(fields[Years].Values, value => value >= year);
        if (found is int other && other != year)
        {
            at = isBack ? new DateTime(other, 12, 31, 23, 59, 59, DateTimeKind.Utc) : new DateTime(other, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        }

        return found is not null;
    }

    private bool MovesMonth(ref DateTime at, bool isBack)
    {
        if (fields[3].IsAny || Away(at.Month, fields[3], 12, isBack) is not (not 0 and int months))
        {
            return false;
        }

        DateTime first = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(months);
        at = isBack ? first.AddMonths(1).AddSeconds(-1) : first;
        return true;
    }

    private bool MovesDay(ref DateTime at, bool isBack)
    {
        int length = DateTime.DaysInMonth(at.Year, at.Month);
        if (anyDay || fields[2].IsAny || (fields[2].HasLast && at.Day == length))
        {
            return false;
        }

        // Of a year without a leap day, whichever it is.
        int before = DateTime.DaysInMonth(2001, ((at.Month + 10) % 12) + 1);
        return Goes(ref at, Away(at.Day, fields[2], isBack ? before : length, isBack), isBack);
    }

    private bool MovesWeekday(ref DateTime at, bool isBack) =>
        !anyWeekday && !fields[4].IsAny && Goes(ref at, Away((int)at.DayOfWeek, fields[4], 7, isBack), isBack);

    private bool MovesNth(ref DateTime at, bool isBack)
    {
        (int year, int month, int day) = (at.Year, at.Month, at.Day);
        int length = DateTime.DaysInMonth(year, month);
        int[] days = [.. nth.Select(one => Day(one.Weekday, one.Nth)).Where(found => found > 0 && (isBack ? found <= day : found >= day)).OrderBy(found => found)];
        return Goes(ref at, days.Length == 0 ? isBack ? -day : length - day + 1 : (isBack ? days[days.Length - 1] : days[0]) - day, isBack);

        int Day(int weekday, int number)
        {
            int first = 1 + ((weekday - (int)new DateTime(year, month, 1).DayOfWeek + 7) % 7);
            int found = first + (7 * (number == Cron.LastOfMonth ? (length - first) / 7 : number - 1));
            return found <= length ? found : 0;
        }
    }

    private bool MovesTime(ref DateTime at, bool isBack)
    {
        if (!fields[1].IsAny && Away(at.Hour, fields[1], 24, isBack) is not 0 and int hours)
        {
            at = at.Date.AddHours(at.Hour + hours).AddSeconds(isBack ? 3599 : 0);
            return true;
        }

        if (!fields[0].IsAny && Away(at.Minute, fields[0], 60, isBack) is not 0 and int minutes)
        {
            at = at.AddSeconds((isBack ? 59 : 0) - at.Second).AddMinutes(minutes);
            return true;
        }

        if (HasSeconds && !fields[5].IsAny && Away(at.Second, fields[5], 60, isBack) is not 0 and int seconds)
        {
            at = at.AddSeconds(seconds);
            return true;
        }

        return false;
    }

    private static bool Goes(ref DateTime at, int days, bool isBack)
    {
        if (days == 0)
        {
            return false;
        }

        at = at.Date.AddDays(days) + (isBack ? s_untilMidnight : TimeSpan.Zero);
        return true;
    }

    /// <summary>How far it is to the nearest value of a field that has so many of them, or the month before has.</summary>
    private static int Away(int from, CronField field, int range, bool isBack)
    {
        if (isBack)
        {
            return Last(field.Values, value => value <= from) is int earlier ? earlier - from
                : field.HasLast ? -from
                : Last(field.Values, value => value <= range) is int inRange ? inRange - from - range
                : -range;
        }

        return First(field.Values, value => value >= from) is int later ? later - from
            : field.HasLast && range >= from ? range - from
            : (field.Values.Count > 0 ? field.Values[0] : range) - from + range;
    }

    private static int? First(IReadOnlyList<int> values, Func<int, bool> fits) => values.Where(fits).Select(value => (int?)value).FirstOrDefault();

    private static int? Last(IReadOnlyList<int> values, Func<int, bool> fits) => values.Where(fits).Select(value => (int?)value).LastOrDefault();
}
