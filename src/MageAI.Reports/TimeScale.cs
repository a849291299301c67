using System;
using System.Collections.Generic;
using System.Globalization;

namespace MageAI.Reports;

/// <summary>Where a time stands between two others, and which times to mark on the way.</summary>
internal sealed class TimeScale
{
    private const int MaxTicks = 10;
    private static readonly int[] s_minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2 * 1440, 7 * 1440];
    private static readonly int[] s_months = [1, 2, 3, 6, 12, 24, 60, 120, 600, 1200];
    private static readonly DateTime s_monday = new(2001, 1, 1);

    private readonly DateTime _from;
    private readonly DateTime _to;

    public TimeScale(DateTimeOffset from, DateTimeOffset to)
    {
        _from = from.UtcDateTime;
        _to = to - from < TimeSpan.FromMinutes(1) ? _from.AddMinutes(1) : to.UtcDateTime;
    }

    /// <summary>The place of a time, in percent of the way; times outside stand at the ends.</summary>
    public double At(DateTimeOffset time) => Math.Max(0, Math.Min(100, 100.0 * (time.UtcDateTime - _from).Ticks / (_to - _from).Ticks));

    /// <summary>At most ten round times, each with its place and a short label; a label names the year where that changed.</summary>
    public IReadOnlyList<(double At, string Label)> Ticks()
    {
        List<(double, string)> ticks = [];
        int year = _from.Year;
        foreach ((DateTime time, string format) in Times())
        {
            ticks.Add((At(new DateTimeOffset(time, TimeSpan.Zero)), time.ToString(time.Year != year && format == "MM-dd" ? "yyyy-MM-dd" : format, CultureInfo.InvariantCulture)));
            year = time.Year;
        }

        return ticks;
    }

    private IEnumerable<(DateTime Time, string Format)> Times()
    {
        double minutes = (_to - _from).TotalMinutes;
        int step = Array.Find(s_minutes, one => minutes / one <= MaxTicks);
        if (step > 0)
        {
            TimeSpan span = TimeSpan.FromMinutes(step);
            DateTime time = s_monday + TimeSpan.FromTicks((long)Math.Ceiling((_from - s_monday).Ticks / (double)span.Ticks) * span.Ticks);
            for (; time <= _to; time += span)
            {
                yield return (time, time.TimeOfDay == TimeSpan.Zero ? "MM-dd" : "HH:mm");
            }

            yield break;
        }

        int months = Array.Find(s_months, one => minutes / 1440 / 30 / one <= MaxTicks);
        months = months == 0 ? s_months[s_months.Length - 1] : months;
        int first = (_from.Year * 12) + _from.Month - 1;
        for (int month = (first + months - 1) / months * months; month / 12 <= Math.Min(_to.Year, 9998); month += months)
        {
            DateTime time = new(month / 12, (month % 12) + 1, 1);
            if (time >= _from && time <= _to)
            {
                yield return (time, months % 12 == 0 ? "yyyy" : "yyyy-MM");
            }
        }
    }
}
