using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace MageAI.Terms;

/// <summary>
/// A cron text whose times are those of a place. Mage knows UTC only, so it is turned into one of UTC by the place's offset at a moment; when
/// the clocks change there, Mage's do not.
/// </summary>
internal sealed class ZonedCron
{
    private const int MinutesPerDay = 24 * 60;

    /// <summary>Weekdays and leap years come in the same order again after so many.</summary>
    private const int Cycle = 28;
    private static readonly DateTimeOffset s_cycleStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string[] _texts;
    private readonly Cron _cron;
    private readonly TimeZoneInfo _zone;
    private readonly DateTimeOffset _from;
    private readonly TimeSpan _offset;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The times of the place.</param>
    /// <param name="zone">The place.</param>
    /// <param name="from">When the offset is taken.</param>
    /// <exception cref="FormatException">Mage would refuse it, or there is no such text for UTC; the message says why.</exception>
    public ZonedCron(string text, TimeZoneInfo zone, DateTimeOffset from)
    {
        _texts = CronReader.Fields(text);
        _cron = CronReader.Read(text);
        (_zone, _from) = (zone, from);
        _offset = zone.GetUtcOffset(from);
        Utc = ToUtc(_offset);
    }

    /// <summary>The text for UTC.</summary>
    public string Utc { get; }

    /// <summary>What the change of the clocks makes of it, within a year, as sentences without their full stop and the "It" before them.</summary>
    public IReadOnlyList<string> Warnings()
    {
        List<string> warnings = [];
        (DateTimeOffset At, TimeSpan Before, TimeSpan After)[] changes = [.. Changes()];
        bool isOff = false;
        for (int i = 0; i < changes.Length; i++)
        {
            (DateTimeOffset at, TimeSpan before, TimeSpan after) = changes[i];
            DateTimeOffset until = i + 1 < changes.Length ? changes[i + 1].At : _from.AddYears(1);
            bool wasOff = isOff;
            isOff = after != _offset && TryToUtc(after) != Utc && CronReader.Read(Utc).Next(at.AddSeconds(-1)) < until;
            if (!isOff && !wasOff)
            {
                continue;
            }

            DateTime day = at.ToOffset(after > before ? before : after).Date;
            string date = Wording.Day(day);
            warnings.Add(after == _offset
                ? $"is at its own time again from {date} on"
                : $"shifts by {Words(after - _offset)} on {date}{Moved(after - _offset)}");
            string[] lost = [.. Times().Where(time => IsOn(day) && day + time >= at.ToOffset(before).DateTime && day + time < at.ToOffset(after).DateTime).Select(Clock)];
            if (lost.Length > 0)
            {
                warnings.Add($"does not fire at {string.Join(", ", lost)} on {date}, which the clocks leave out");
            }

            string[] twice = [.. Times().Where(time => IsOn(day) && day + time >= at.ToOffset(after).DateTime && day + time < at.ToOffset(before).DateTime).Select(Clock)];
            if (twice.Length > 0)
            {
                warnings.Add($"fires once at {string.Join(", ", twice)} on {date}, though the clocks show that twice");
            }
        }

        return warnings;
    }

    private string? TryToUtc(TimeSpan offset)
    {
        try
        {
            return ToUtc(offset);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private string ToUtc(TimeSpan offset)
    {
        int shift = (int)offset.TotalMinutes;
        int[] times = [.. Times().Select(time => (int)time.TotalMinutes - shift)];
        int[] minutes = [.. times.Select(time => Within(time, 60)).Distinct().OrderBy(minute => minute)];
        int[] hours = [.. times.Select(time => Within(time, MinutesPerDay) / 60).Distinct().OrderBy(hour => hour)];
        if (minutes.Length * hours.Length != times.Length)
        {
            throw Inexpressible(offset, "its minutes fall into other hours than its hours do");
        }

        bool isEachDay = _cron.Fields.Skip(2).Take(3).All(field => field.IsAny) && !_cron.IsByNth;
        int[] days = isEachDay ? [0] : [.. times.Select(time => (time - Within(time, MinutesPerDay)) / MinutesPerDay).Distinct()];
        if (days.Length > 1)
        {
            throw Inexpressible(offset, "some of its hours fall on another day there");
        }

        string[] utc = [.. _texts];
        utc[0] = Text(minutes, 0);
        utc[1] = Text(hours, 1);
        if (days[0] != 0)
        {
            string[] shifted = Days(days[0]) ?? throw Inexpressible(offset, "its days cannot be told a day off");
            shifted.CopyTo(utc, 2);
        }

        return string.Join(" ", utc);
    }

    /// <summary>The day of the month, month and weekday of the days before or after those that are meant; null where no text means just these.</summary>
    private string[]? Days(int shift)
    {
        if (_cron.IsByNth || (_cron.Fields.Count > 6 && !_cron.Fields[6].IsAny))
        {
            return null;
        }

        CronField day = _cron.Fields[2];
        CronField month = _cron.Fields[3];
        CronField weekday = _cron.Fields[4];
        HashSet<DateTime> wanted = [.. Dates(_texts[2], _texts[3], _texts[4]).Select(date => date.AddDays(shift)).Where(IsInside)];
        string weekdays = weekday.IsAny ? _texts[4] : Text([.. weekday.Values.Select(value => Within(value + shift, 7)).OrderBy(value => value)], 4);
        string own = day.IsAny ? _texts[2] : string.Join(",",
        [
            .. day.Values.Select(value => value + shift).Concat(shift > 0 && day.HasLast ? [1] : Array.Empty<int>()).Where(value => value is >= 1 and <= 31)
                .OrderBy(value => value).Select(value => value.ToString(CultureInfo.InvariantCulture)),
            .. shift < 0 && day.Values.Contains(1) ? ["l"] : Array.Empty<string>(),
        ]);
        string seen = day.IsAny ? _texts[2] : Text([.. wanted.Select(date => date.Day).Distinct().OrderBy(value => value)], 2);
        string months = month.IsAny ? "*" : Text([.. month.Values.Select(value => Within(value - 1 + shift, 12) + 1).OrderBy(value => value)], 3);
        string seenMonths = Text([.. wanted.Select(date => date.Month).Distinct().OrderBy(value => value)], 3);
        return (from days in new[] { own, seen, "l" }
                from candidate in new[] { _texts[3], months, seenMonths }
                where days.Length > 0 && wanted.SetEquals(Dates(days, candidate, weekdays).Where(date => IsInside(date.AddDays(-shift))))
                select new[] { days, candidate, weekdays }).FirstOrDefault();
    }

    private static IEnumerable<DateTime> Dates(string days, string months, string weekdays)
    {
        Cron each = CronReader.Read($"0 0 {days} {months} {weekdays}");
        DateTimeOffset? date = s_cycleStart.AddDays(-2);
        while ((date = each.Next(date.Value)) is DateTimeOffset found && found < s_cycleStart.AddYears(Cycle).AddDays(2))
        {
            yield return found.UtcDateTime;
        }
    }

    private static bool IsInside(DateTime date) => date > s_cycleStart.UtcDateTime.AddDays(-2) && date < s_cycleStart.UtcDateTime.AddYears(Cycle).AddDays(2);

    private bool IsOn(DateTime day)
    {
        DateTimeOffset midnight = new(day, TimeSpan.Zero);
        return CronReader.Read($"0 0 {_texts[2]} {_texts[3]} {_texts[4]}").Next(midnight.AddSeconds(-1)) == midnight;
    }

    private IEnumerable<(DateTimeOffset At, TimeSpan Before, TimeSpan After)> Changes()
    {
        DateTimeOffset end = _from.AddYears(1);
        for (DateTimeOffset day = _from; day < end; day = day.AddDays(1))
        {
            (TimeSpan before, TimeSpan after) = (_zone.GetUtcOffset(day), _zone.GetUtcOffset(day.AddDays(1)));
            if (before == after)
            {
                continue;
            }

            DateTimeOffset early = day;
            for (DateTimeOffset late = day.AddDays(1); late - early > TimeSpan.FromSeconds(1);)
            {
                DateTimeOffset middle = early.AddTicks((late - early).Ticks / 2);
                (early, late) = _zone.GetUtcOffset(middle) == before ? (middle, late) : (early, middle);
            }

            // To the minute: no clock changes within one.
            yield return (new DateTimeOffset((early.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero), before, after);
        }
    }

    private IEnumerable<TimeSpan> Times() =>
        from hour in _cron.Fields[1].Of(CronFieldKind.All[1])
        from minute in _cron.Fields[0].Of(CronFieldKind.All[0])
        select new TimeSpan(hour, minute, 0);

    /// <summary>The new time, where there is one a day only.</summary>
    private string Moved(TimeSpan by) => Times().Take(2).ToArray() is [TimeSpan only]
        ? $", from {Clock(only)} to {Clock(TimeSpan.FromMinutes(Within((int)(only + by).TotalMinutes, MinutesPerDay)))}"
        : string.Empty;

    /// <summary>The text of the field as it was where it means the same, else its values as short as they can be told.</summary>
    private string Text(int[] values, int index)
    {
        CronFieldKind kind = CronFieldKind.All[index];
        if (values.SequenceEqual(_cron.Fields[index].Of(kind)))
        {
            return _texts[index];
        }

        if (values.Length == kind.Count)
        {
            return "*";
        }

        int step = values.Length > 2 ? values[1] - values[0] : 0;
        if (step > 1 && values.Zip(values.Skip(1), (one, two) => two - one).All(gap => gap == step))
        {
            int last = values[values.Length - 1];
            return values[0] == kind.First && last + step > kind.Last ? Wording.Text($"*/{step}") : Wording.Text($"{values[0]}-{last}/{step}");
        }

        List<string> parts = [];
        for (int first = 0, next; first < values.Length; first = next)
        {
            for (next = first + 1; next < values.Length && values[next] == values[next - 1] + 1; next++)
            {
            }

            parts.Add(next - first > 2
                ? Wording.Text($"{values[first]}-{values[next - 1]}")
                : string.Join(",", values.Skip(first).Take(next - first).Select(value => value.ToString(CultureInfo.InvariantCulture))));
        }

        return string.Join(",", parts);
    }

    private FormatException Inexpressible(TimeSpan offset, string why) => new(
        $"'{string.Join(" ", _texts)}' in {_zone.Id} (UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset:hh\\:mm}) is no one cron expression of UTC: {why}.");

    private static int Within(int value, int count) => ((value % count) + count) % count;

    private static string Clock(TimeSpan time) => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    private static string Words(TimeSpan by) => Math.Abs(by.TotalMinutes) == 60 ? "one hour" : Wording.Text($"{Math.Abs(by.TotalMinutes)} minutes");
}
