using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Terms;

/// <summary>
/// Reads cron texts as Mage 0.9.79 does, by its changed copy of croniter (<c>mage_ai/shared/croniter.py</c>): five fields, the seconds as a
/// sixth, the year as a seventh. It follows that code where it surprises too, and notes what nobody would expect.
/// </summary>
internal sealed class CronReader
{
    private const int Day = 2;
    private const int Weekday = 4;

    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private static readonly Regex s_range = new(@"^([^-]+)-([^-/]+)(/([0-9]+))?$", RegexOptions.CultureInvariant);
    private static readonly Regex s_step = new(@"^(.+)/(.+)$", RegexOptions.CultureInvariant);
    private static readonly Regex s_number = new("^[0-9]+$", RegexOptions.CultureInvariant);
    private static readonly Regex s_drawn = new(@"^([hr])(\([0-9]+-[0-9]+\))?(/[0-9]+)?$", RegexOptions.CultureInvariant);

    /// <summary>The weekdays of a month: 5#2 and mon-fri#1 by their number, l5 the last.</summary>
    private static readonly Regex s_weekdayOfMonth = new(
        @"^((?<day>(?:sun|mon|tue|wed|thu|fri|sat)(?:-(?:sun|mon|tue|wed|thu|fri|sat))?|[a-z0-9_]+)#|l)(?<number>[0-9]+)$", RegexOptions.CultureInvariant);

    private readonly string[] _texts;
    private readonly List<string> _oddities = [];
    private readonly HashSet<(int Weekday, int Nth)> _nth = [];

    private CronReader(string[] texts) => _texts = texts;

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">Mage would refuse it; the message is a sentence that says why.</exception>
    public static Cron Read(string text)
    {
        string[] fields = Fields(text);
        if (fields.Any(field => field.Any(c => c > '~')))
        {
            throw new FormatException($"'{text}' holds a character that no cron expression has.");
        }

        if (fields.Length is < 5 or > 7)
        {
            throw new FormatException(
                $"'{text}' has {Wording.Count(fields.Length, "field")}; a cron expression has five (minute, hour, day of the month, month, weekday), and may have the second as a sixth and the year as a seventh.");
        }

        Cron? other = fields.Length > 5 ? SecondsFirst(fields) : null;
        Cron cron;
        try
        {
            cron = new CronReader(fields).Read();
        }
        catch (FormatException refused) when (other is not null)
        {
            throw new FormatException(refused.Message + " Mage reads the seconds last.", refused);
        }

        return other is null || cron.IsSame(other) ? cron : cron with { Oddities = [.. cron.Oddities, TwoReadings(fields)] };
    }

    /// <summary>The fields of a text, or of the expression that a word such as @daily stands for.</summary>
    public static string[] Fields(string text)
    {
        string lower = text.Trim().ToLowerInvariant();
        return (s_words.TryGetValue(lower, out string? meant) ? meant : lower).Split([' ', '\t', '\r', '\n', '\f', '\v'], StringSplitOptions.RemoveEmptyEntries);
    }

    private Cron Read()
    {
        CronField[] fields = [.. _texts.Select((text, index) => Field(index, text))];
        CronField weekday = fields[Weekday];
        if (_nth.Count > 0)
        {
            if (weekday.Values.Any(value => _nth.All(nth => nth.Weekday != value)) && weekday.Values.Count + (weekday.IsAny ? 1 : 0) != CronFieldKind.All[Weekday].Count)
            {
                throw new FormatException($"'{_texts[Weekday]}' in the weekday field mixes weekdays with weekdays of the month, such as 5#2 or L5.");
            }

            if (!fields[Day].IsAny)
            {
                _oddities.Add(
                    $"Mage does not take '{_texts[Day]}' (day of the month) or '{_texts[Weekday]}' (weekday), as with plain weekdays: it fails where they never meet, and leaves the day of the month out where they do");
            }
            else if (_texts[Weekday].Contains("*"))
            {
                _oddities.Add($"Mage leaves the '*' in '{_texts[Weekday]}' (weekday) out");
            }
        }

        return new Cron(fields, [.. _nth.OrderBy(nth => nth)], _oddities);
    }

    private CronField Field(int index, string text)
    {
        CronFieldKind kind = CronFieldKind.All[index];
        if (s_drawn.IsMatch(text))
        {
            throw new FormatException(text[0] == 'h'
                ? $"'{text}' in the {kind.Name} field stands for a value by a key, and Mage has none."
                : $"'{text}' in the {kind.Name} field stands for a random value, which Mage draws anew each time it looks.");
        }

        if (text.Contains("?"))
        {
            text = text == "?" && index is Day or Weekday
                ? "*"
                : throw new FormatException($"'{text}' in the {kind.Name} field: a question mark stands alone, for the day of the month or the weekday.");
        }

        SortedSet<int> values = [];
        bool star = false;
        bool last = false;
        foreach (string item in text.Split(','))
        {
            (string days, int? nth) = index == Weekday ? WeekdayOfMonth(item) : (item, null);
            if (Range(days, index) is Match range)
            {
                foreach (int value in Values(range, item, index))
                {
                    Add(value, nth);
                }
            }
            else if (days == "*")
            {
                star = true;
            }
            else if (days == "l" && index == Day)
            {
                last = true;
            }
            else
            {
                int value = Alias(Number(days, index, item), index, item);
                Add(value, nth);
            }
        }

        // A field that names all its values is as good as a star, but not where that would make Mage forget the other field of days.
        bool isFull = values.Count + (star ? 1 : 0) + (last ? 1 : 0) == kind.Count
            && !((index == Day && !_texts[Weekday].Contains("*")) || (index == Weekday && !_texts[Day].Contains("*")));
        return new CronField(isFull ? [] : [.. values], star || isFull, last && !isFull);

        void Add(int value, int? nth)
        {
            Require(value >= kind.First && value <= kind.Last, value, index, text);
            values.Add(value);
            if (nth is int number)
            {
                _nth.Add((value, number));
            }
        }
    }

    private static (string Days, int? Nth) WeekdayOfMonth(string item)
    {
        Match match = s_weekdayOfMonth.Match(item);
        if (!match.Success)
        {
            return (item, null);
        }

        int number = Number(match.Groups["number"].Value);
        if (!match.Groups["day"].Success)
        {
            return (match.Groups["number"].Value, Cron.LastOfMonth);
        }

        return number is >= 1 and <= 5
            ? (match.Groups["day"].Value, number)
            : throw new FormatException($"'{item}' in the weekday field: a month has at most five of a weekday.");
    }

    /// <summary>An item that means several values: a range, or a step with or without one.</summary>
    private static Match? Range(string item, int index)
    {
        CronFieldKind kind = CronFieldKind.All[index];
        string whole = item.StartsWith("*/", StringComparison.Ordinal) && item.Length > 2 ? Wording.Text($"{kind.First}-{kind.Last}{item.Substring(1)}") : item;
        Match match = s_range.Match(whole);
        if (!match.Success)
        {
            match = s_range.Match(s_step.Replace(item, Wording.Text($"$1-{kind.Last}/$2")));
        }

        return match.Success ? match : null;
    }

    private int[] Values(Match range, string item, int index)
    {
        CronFieldKind kind = CronFieldKind.All[index];
        string end = range.Groups[2].Value;
        int first = Number(range.Groups[1].Value, index, item);
        int last = index == Day && end == "l" ? kind.Last : Number(end, index, item);
        int step = range.Groups[4].Success ? Number(range.Groups[4].Value) : 1;
        bool isWeek = index == Weekday && first == 0 && last == 7;
        (first, last) = (Alias(first, index, item), Alias(last, index, item));
        Require(Math.Max(first, last) <= kind.Last, Math.Max(first, last), index, item);
        if (step == 0)
        {
            throw new FormatException($"'{item}' in the {kind.Name} field has a step of nothing.");
        }

        int[] values = first < last ? Steps(first, last, step) : first == last ? Steps(kind.First, kind.Last, step) : Around(first, last, step, kind);
        int[] expected = first < last || isWeek ? values : [.. Steps(first, first == last ? first : last + kind.Count, step).Select(value => kind.First + ((value - kind.First) % kind.Count)).OrderBy(value => value)];
        if (!values.SequenceEqual(expected))
        {
            _oddities.Add($"Mage reads '{item}' in the {kind.Name} field as {Listed(values, kind)}, not as {Listed(expected, kind)}");
        }
        else if (step > kind.Count)
        {
            _oddities.Add(Wording.Text($"the step of '{item}' goes beyond the {kind.Name} field: Mage begins anew with each {Next(index)}, so it means {Listed(values, kind)}"));
        }

        return values;
    }

    private static int[] Steps(int first, int last, int step)
    {
        List<int> values = [];
        for (long value = first; value <= last; value += step)
        {
            values.Add((int)value);
        }

        return [.. values];
    }

    /// <summary>A range that goes over the end of its field, with the server's own idea of where a step goes on.</summary>
    private static int[] Around(int first, int last, int step, CronFieldKind kind)
    {
        int[] before = Steps(first, kind.Last, step);
        int reached = before[before.Length - 1];
        int left = kind.Last - reached;
        int skipped = reached - kind.First + step > kind.Count && left < step ? step - left : 0;
        return [.. before.Concat(Steps(kind.First + skipped, last, step)).Distinct().OrderBy(value => value)];
    }

    private static int Number(string text, int index, string item) =>
        s_number.IsMatch(text) ? Number(text)
        : CronFieldKind.All[index].Words.TryGetValue(text, out int value) ? value
        : throw new FormatException($"'{item}' in the {CronFieldKind.All[index].Name} field is nothing that Mage understands.");

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    /// <summary>Sunday is 7 too where there are five fields, and the first of the month 0 where there are six.</summary>
    private int Alias(int value, int index, string item)
    {
        if (index == Weekday && value == 7 && _texts.Length == 5)
        {
            return 0;
        }

        if (index == Day && value == 0 && _texts.Length == 6)
        {
            _oddities.Add($"Mage reads day 0 in '{item}' as the first of the month");
            return 1;
        }

        return value;
    }

    private static void Require(bool isInRange, int value, int index, string item)
    {
        if (!isInRange)
        {
            CronFieldKind kind = CronFieldKind.All[index];
            throw new FormatException(Wording.Text($"'{item}' in the {kind.Name} field is out of range: {(value == int.MaxValue ? "its number" : value)} is not between {kind.First} and {kind.Last}."));
        }
    }

    private static string Next(int index) => index switch
    {
        0 => "hour",
        1 => "day",
        2 => "month",
        3 => "year",
        4 => "week",
        5 => "minute",
        _ => "century",
    };

    private static string Listed(int[] values, CronFieldKind kind) =>
        values.Length == kind.Count ? "every value" : string.Join(", ", values.Take(8).Select(value => value.ToString(CultureInfo.InvariantCulture))) + (values.Length > 8 ? "…" : string.Empty);

    private static Cron? SecondsFirst(string[] fields)
    {
        try
        {
            return new CronReader([.. fields.Skip(1).Take(5), fields[0], .. fields.Skip(6)]).Read();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string TwoReadings(string[] fields) =>
        $"Mage reads the seconds last ('{fields[0]}' the minute, '{fields[1]}' the hour, '{fields[2]}' the day of the month, '{fields[5]}' the second), and others read them first ('{fields[0]}' the second, '{fields[1]}' the minute, '{fields[2]}' the hour)";
}
