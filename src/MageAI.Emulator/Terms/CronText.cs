using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Emulation.Terms;

/// <summary>
/// Cron texts as Mage's copy of croniter reads them: five fields, then the second, then the year. Moments are found by its own steps, fifty years at
/// most: it goes to a day that a month lacks as if there were one, and so leaves out what lies between that and the next month's.
/// </summary>
internal sealed class CronText
{
    private const int MostYears = 50;

    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.Ordinal)
    {
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private static readonly (int Low, int High)[] s_ranges = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6), (0, 59), (1970, 2099)];

    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] s_weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly string[] _texts;
    private readonly HashSet<int>?[] _fields = new HashSet<int>?[7];
    private readonly List<(int Weekday, int Nth)> _nth = [];
    private readonly bool _last;

    private CronText(string text)
    {
        text = text.ToLowerInvariant();
        _texts = (s_aliases.TryGetValue(text, out string alias) ? alias : text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (_texts.Length is < 5 or > 7)
        {
            throw new FormatException(text);
        }

        for (int i = 0; i < _texts.Length; i++)
        {
            _fields[i] = Field(i, _texts[i] == "?" && i is 2 or 4 ? "*" : _texts[i], ref _last);
        }
    }

    private bool ByDay => _fields[2] is not null || _last;

    private bool ByWeekday => _fields[4] is not null;

    public static bool IsValid(string text) => Parse(text) is not null;

    /// <summary>The first occurrence after a moment, as croniter finds it; null where it fails.</summary>
    public static DateTime? Next(string text, DateTime after) => Parse(text)?.Find(after.AddTicks(-(after.Ticks % TimeSpan.TicksPerSecond)), 1);

    /// <summary>The last occurrence at or before a moment, as croniter finds it; null where it fails.</summary>
    public static DateTime? Previous(string text, DateTime before) => Parse(text)?.Find(Ceiling(before.AddTicks(1)), -1);

    /// <summary>The first occurrence after the last one before now; null where croniter fails on the way.</summary>
    public static DateTime? Shown(string text, DateTime now) => Parse(text)?.Shown(now, out _);

    /// <summary>What croniter says where it fails to tell the moment before now, or the one after that; null where it does not.</summary>
    public static string? Failure(string text, DateTime now)
    {
        string? failure = null;
        _ = Parse(text)?.Shown(now, out failure);
        return failure;
    }

    private static CronText? Parse(string text)
    {
        try
        {
            return new CronText(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static DateTime Ceiling(DateTime time) => time.AddTicks((TimeSpan.TicksPerSecond - (time.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);

    private DateTime? Shown(DateTime now, out string? failure)
    {
        DateTime? before = Find(Ceiling(now), -1);
        DateTime? next = before is { } found ? Find(found, 1) : null;
        failure = before is null ? "failed to find prev date" : next is null ? "failed to find next date" : null;
        return next;
    }

    /// <summary>The nearest occurrence in one direction. With days of both kinds either will do, yet each of them has to come.</summary>
    private DateTime? Find(DateTime from, int sign)
    {
        if (!ByDay || !ByWeekday)
        {
            return Calc(from, sign, ByDay, ByWeekday);
        }

        DateTime? one = Calc(from, sign, byDay: true, byWeekday: false);
        DateTime? two = Calc(from, sign, byDay: false, byWeekday: true);
        return one is null || two is null ? null : one < two == sign > 0 ? one : two;
    }

    private DateTime? Calc(DateTime from, int sign, bool byDay, bool byWeekday)
    {
        DateTime d = from.AddSeconds(sign * (_texts.Length > 5 || (sign < 0 && from.Second > 0) ? 1 : 60));
        int year = d.Year;
        while (Math.Abs(d.Year - year) <= MostYears)
        {
            // The largest unit first, and all anew after each move. A move ends at the edge of the units below.
            if (_fields[6] is { } years)
            {
                if ((sign > 0 ? years.Where(y => y >= d.Year).OrderBy(y => y) : years.Where(y => y <= d.Year).OrderByDescending(y => y)).Select(y => (int?)y).FirstOrDefault() is not { } nearest)
                {
                    return null;
                }

                if (nearest != d.Year)
                {
                    d = Edge(new DateTime(nearest, sign > 0 ? 1 : 12, sign > 0 ? 1 : 31, 0, 0, 0, d.Kind), sign);
                    continue;
                }
            }

            if (_fields[3] is { } months && Diff(d.Month, months, false, 12, sign) is not 0 and var month)
            {
                DateTime moved = d.AddDays(1 - d.Day).AddMonths(month);
                d = Edge(sign > 0 ? moved : moved.AddDays(DateTime.DaysInMonth(moved.Year, moved.Month) - 1), sign);
            }
            else if (byDay && OnDay(d, sign) is not 0 and var day)
            {
                d = Edge(d.AddDays(day), sign);
            }
            else if ((_nth.Count > 0 ? OnNth(d, sign) : byWeekday ? Diff((int)d.DayOfWeek, _fields[4]!, false, 7, sign) : 0) is not 0 and var weekday)
            {
                d = Edge(d.AddDays(weekday), sign);
            }
            else if (_fields[1] is { } hours && Diff(d.Hour, hours, false, 24, sign) is not 0 and var hour)
            {
                d = d.Date.AddHours(d.Hour + hour) + (sign > 0 ? TimeSpan.Zero : new TimeSpan(0, 59, 59));
            }
            else if (_fields[0] is { } minutes && Diff(d.Minute, minutes, false, 60, sign) is not 0 and var minute)
            {
                d = d.AddSeconds((sign > 0 ? 0 : 59) - d.Second).AddMinutes(minute);
            }
            else if (_fields[5] is { } seconds && Diff(d.Second, seconds, false, 60, sign) is not 0 and var second)
            {
                d = d.AddSeconds(second);
            }
            else
            {
                return _texts.Length > 5 ? d : d.AddSeconds(-d.Second);
            }
        }

        return null;
    }

    private static DateTime Edge(DateTime day, int sign) => sign > 0 ? day.Date : day.Date.AddDays(1).AddSeconds(-1);

    private int OnDay(DateTime d, int sign)
    {
        int length = DateTime.DaysInMonth(d.Year, d.Month);
        return _last && d.Day == length ? 0 : Diff(d.Day, _fields[2] ?? [], _last, sign > 0 ? length : DateTime.DaysInMonth(1999, d.Month == 1 ? 12 : d.Month - 1), sign);
    }

    private int OnNth(DateTime d, int sign)
    {
        int length = DateTime.DaysInMonth(d.Year, d.Month);
        List<int> days = Enumerable.Range(1, length).Where(day => (sign > 0 ? day >= d.Day : day <= d.Day) && _nth.Exists(n =>
            n.Weekday == (int)d.AddDays(day - d.Day).DayOfWeek && (n.Nth == 0 ? day + 7 > length : (day + 6) / 7 == n.Nth))).ToList();
        return days.Count == 0 ? sign > 0 ? length - d.Day + 1 : -d.Day : (sign > 0 ? days[0] : days[^1]) - d.Day;
    }

    /// <summary>croniter's <c>_get_next_nearest_diff</c> and <c>_get_prev_nearest_diff</c>.</summary>
    private static int Diff(int x, HashSet<int> values, bool last, int range, int sign)
    {
        List<int> sorted = [.. values.OrderBy(v => v)];
        if (sign > 0)
        {
            int at = sorted.FindIndex(v => v >= x);
            return at >= 0 ? sorted[at] - x : last && range >= x ? range - x : (sorted.Count > 0 ? sorted[0] : range) - x + range;
        }

        int before = sorted.FindLastIndex(v => v <= x);
        int within = sorted.FindLastIndex(v => v <= range);
        return before >= 0 ? sorted[before] - x : last ? -x : within >= 0 ? sorted[within] - x - range : -range;
    }

    /// <summary>The values of a field; null for any.</summary>
    private HashSet<int>? Field(int index, string text, ref bool lastDay)
    {
        (int low, int high) = s_ranges[index];
        HashSet<int> values = new HashSet<int>();
        bool any = false;
        foreach (string part in text.Split(','))
        {
            string item = part;
            int? number = null;
            if (index == 4 && Regex.Match(item, @"^(?:(?<day>[a-z0-9_]+|[a-z]{3}-[a-z]{3})#|l)(?<n>\d+)$") is { Success: true } special)
            {
                item = special.Groups["day"].Success ? special.Groups["day"].Value : special.Groups["n"].Value;
                number = special.Groups["day"].Success ? int.Parse(special.Groups["n"].Value, CultureInfo.InvariantCulture) : 0;
                if (number > 5 || (number == 0 && special.Groups["day"].Success))
                {
                    throw new FormatException(text);
                }
            }

            if (item == "*")
            {
                any = true;
                continue;
            }

            if (item == "l" && index == 2)
            {
                lastDay = true;
                continue;
            }

            Match range = Regex.Match(item, @"^(?:(?<all>\*)|(?<from>[a-z0-9]+)(?:-(?<to>[a-z0-9]+))?)(?:/(?<step>\d+))?$");
            if (!range.Success)
            {
                throw new FormatException(text);
            }

            bool all = range.Groups["all"].Success;
            bool stepped = range.Groups["step"].Success;
            int first = all ? low : Number(index, range.Groups["from"].Value);
            bool single = !all && !stepped && !range.Groups["to"].Success;
            int end = single ? first : range.Groups["to"].Success ? Number(index, range.Groups["to"].Value, isEnd: true) : high;
            foreach (int value in single ? [first] : Span(index, first, end, stepped ? int.Parse(range.Groups["step"].Value, CultureInfo.InvariantCulture) : 1))
            {
                if (value < low || value > high)
                {
                    throw new FormatException(text);
                }

                values.Add(value);
                if (number is { } n)
                {
                    _nth.Add((value, n));
                }
            }
        }

        if (index == 4 && _nth.Count > 0 && values.Count + (any ? 1 : 0) != 7 && values.Any(v => _nth.All(n => n.Weekday != v)))
        {
            throw new FormatException(text);
        }

        bool full = values.Count + (any ? 1 : 0) + (index == 2 && lastDay ? 1 : 0) == high - low + 1
            && (index is not (2 or 4) || _texts[6 - index].IndexOf('*') >= 0);
        lastDay = lastDay && !(index == 2 && (any || full));
        return any || full || (index == 2 && lastDay && values.Count == 0) ? null : values;
    }

    /// <summary>A range. One from a value to itself means all of them here, and where it goes over the end its step goes on in a way of its own.</summary>
    private static IEnumerable<int> Span(int index, int first, int end, int step)
    {
        (int low, int high) = s_ranges[index];
        if (step == 0 || Math.Max(first, end) > high)
        {
            throw new FormatException();
        }

        if (first == end)
        {
            return Steps(low, high, step);
        }

        if (first < end)
        {
            return Steps(first, end, step);
        }

        List<int> before = Steps(first, high, step).ToList();
        int left = high - before[^1];
        return before.Concat(Steps(low + (before[^1] - low + step > high - low + 1 && left < step ? step - left : 0), end, step));
    }

    private static IEnumerable<int> Steps(int first, int end, int step)
    {
        for (long value = first; value <= end; value += step)
        {
            yield return (int)value;
        }
    }

    private int Number(int index, string text, bool isEnd = false)
    {
        if (text == "l" && isEnd && index == 2)
        {
            return s_ranges[2].High;
        }

        string[] words = index == 3 ? s_months : index == 4 ? s_weekdays : [];
        int word = Array.IndexOf(words, text);
        int value = word >= 0 ? word + (index == 3 ? 1 : 0) : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return (index, value, _texts.Length) switch
        {
            (4, 7, 5) => 0,
            (2, 0, 6) => 1,
            _ => value,
        };
    }
}
