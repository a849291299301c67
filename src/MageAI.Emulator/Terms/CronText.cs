using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Emulation.Terms;

/// <summary>
/// Cron texts as Mage's copy of croniter reads them: five fields, then the second, then the year. Moments are found by going from day to day,
/// fifty years at most, which is where croniter gives up too.
/// </summary>
internal sealed class CronText
{
    private const int MostDays = 50 * 366;

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
    private readonly List<TimeSpan> _times;
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

        List<int> seconds = _texts.Length > 5 ? Values(5) : [0];
        _times = (from h in Values(1) from m in Values(0) from s in seconds select new TimeSpan(h, m, s)).ToList();
    }

    private bool ByDay => _fields[2] is not null || _last;

    private bool ByWeekday => _fields[4] is not null;

    public static bool IsValid(string text) => Parse(text) is not null;

    /// <summary>The first occurrence after a moment; null if there is none.</summary>
    public static DateTime? Next(string text, DateTime after) => Parse(text)?.Find(after.AddTicks(-(after.Ticks % TimeSpan.TicksPerSecond)), 1);

    /// <summary>The last occurrence at or before a moment; null if there is none.</summary>
    public static DateTime? Previous(string text, DateTime before) => Parse(text)?.Find(before.AddTicks(1), -1);

    /// <summary>Whether croniter fails to tell the moment before now, or the one after that: it never comes, or not any more.</summary>
    public static bool Fails(string text, DateTime now) => Parse(text) is { } cron && (cron.Find(now, -1) is not { } before || cron.Find(before, 1) is null);

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

    /// <summary>The nearest occurrence in one direction. With days of both kinds either will do, yet each of them has to come.</summary>
    private DateTime? Find(DateTime from, int step)
    {
        if (!ByDay || !ByWeekday)
        {
            return Find(from, step, d => OnDay(d) && OnWeekday(d));
        }

        DateTime? one = Find(from, step, d => OnDay(d) && (_nth.Count == 0 || OnWeekday(d)));
        DateTime? two = Find(from, step, OnWeekday);
        return one is null || two is null ? null : one < two == step > 0 ? one : two;
    }

    private DateTime? Find(DateTime from, int step, Func<DateTime, bool> matches)
    {
        DateTime day = from.Date;
        for (int i = 0; i < MostDays; i++, day = day.AddDays(step))
        {
            if ((_fields[6] is { } years && !years.Contains(day.Year)) || (_fields[3] is { } months && !months.Contains(day.Month)) || !matches(day))
            {
                continue;
            }

            IEnumerable<TimeSpan> found = step > 0 ? _times.Where(t => day + t > from) : _times.Where(t => day + t < from).Reverse();
            if (found.Any())
            {
                return day + found.First();
            }
        }

        return null;
    }

    private bool OnDay(DateTime day) => !ByDay || _fields[2]?.Contains(day.Day) == true || (_last && day.Day == DateTime.DaysInMonth(day.Year, day.Month));

    private bool OnWeekday(DateTime day) => _nth.Count > 0
        ? _nth.Exists(n => n.Weekday == (int)day.DayOfWeek && (n.Nth == 0 ? day.Day + 7 > DateTime.DaysInMonth(day.Year, day.Month) : (day.Day + 6) / 7 == n.Nth))
        : _fields[4]?.Contains((int)day.DayOfWeek) != false;

    private List<int> Values(int index) => [.. (_fields[index] ?? Enumerable.Range(s_ranges[index].Low, s_ranges[index].High - s_ranges[index].Low + 1)).OrderBy(v => v)];

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
