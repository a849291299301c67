using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Scheduling;

/// <summary>The runs that a backfill stands for: their dates, and the variables that Mage gives each.</summary>
internal static class BackfillPlan
{
    /// <summary>One item a run, as the preview shows it and as it goes into the run's variables.</summary>
    /// <exception cref="PythonException">What Mage throws when dates or interval are missing.</exception>
    public static List<(DateTime Date, JsonObject Variables)> Of(Backfill backfill, bool offsets)
    {
        if (backfill.BlockUuid is { Length: > 0 })
        {
            return [];
        }

        List<DateTime> dates = Dates(backfill);
        List<(DateTime, JsonObject)> items = new List<(DateTime, JsonObject)>(dates.Count);
        for (int i = 0; i < dates.Count; i++)
        {
            // The last interval is taken to be as long as the one before; of a single date nothing is known.
            TimeSpan? span = i < dates.Count - 1 ? dates[i + 1] - dates[i] : i > 0 ? dates[i] - dates[i - 1] : (TimeSpan?)null;
            items.Add((dates[i], new JsonObject
            {
                ["ds"] = dates[i].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["execution_date"] = Stamps.Iso(dates[i], offsets),
                ["hr"] = dates[i].ToString("HH", CultureInfo.InvariantCulture),
                ["interval_end_datetime"] = Stamps.Iso(dates[i] + span, offsets),
                ["interval_seconds"] = span is { } length ? Float(length.TotalSeconds) : null,
                ["interval_start_datetime"] = Stamps.Iso(dates[i], offsets),
                ["interval_start_datetime_previous"] = Stamps.Iso(dates[i] - span, offsets),
            }));
        }

        return items;
    }

    private static List<DateTime> Dates(Backfill backfill)
    {
        if (backfill.StartDatetime is not { } date || backfill.EndDatetime is not { } end)
        {
            throw new PythonException($"'<=' not supported between instances of '{TypeOf(backfill.StartDatetime)}' and '{TypeOf(backfill.EndDatetime)}'", "TypeError");
        }

        List<DateTime> dates = new List<DateTime>();
        while (date <= end)
        {
            dates.Add(date);
            date = Next(date, backfill);
        }

        return dates;
    }

    private static DateTime Next(DateTime date, Backfill backfill)
    {
        if (backfill.IntervalType is not { } type)
        {
            throw PythonException.NoneHasNo("value");
        }

        if (backfill.IntervalUnits is not { } units)
        {
            throw new PythonException($"unsupported type for timedelta {type}s component: NoneType", "TypeError");
        }

        if (units < 1)
        {
            // Here the real server never comes back.
            throw new PythonException("date value out of range", "OverflowError");
        }

        try
        {
            return type switch
            {
                "minute" => date.AddMinutes(units),
                "hour" => date.AddHours(units),
                "day" => date.AddDays(units),
                "week" => date.AddDays(7.0 * units),
                "month" => date.AddMonths(units),
                "year" => date.AddYears(units),
                _ => date.AddSeconds(units),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new PythonException("date value out of range", "OverflowError");
        }
    }

    private static string TypeOf(DateTime? moment) => moment is null ? "NoneType" : "datetime.datetime";

    /// <summary>A number as Python writes a float: with a fraction, also where it is zero.</summary>
    private static JsonNode? Float(double number) =>
        JsonNode.Parse(number == Math.Floor(number) ? number.ToString("0.0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture));
}
