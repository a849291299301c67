using System;
using System.Collections.Generic;
using System.Linq;
using Cronos;

namespace MageAI.Terms;

/// <summary>
/// A cron text as Mage reads it, and the moments it means: in UTC, by Cronos' arithmetic. Mage joins a day of the month and a weekday by
/// "or", and fails where one of them never comes.
/// </summary>
internal sealed record Cron
{
    /// <summary>Stands for the number of a weekday within its month: its last.</summary>
    public const int LastOfMonth = 0;

    /// <summary>The server gives up looking after so many years.</summary>
    private const int MostYears = 50;

    private const int Month = 3;
    private const int Weekday = 4;
    private readonly IReadOnlyList<CronField> _fields;
    private readonly IReadOnlyList<(int Weekday, int Nth)> _nth;

    /// <summary>Each of them has to come, and what comes first counts; a branch is several expressions where Cronos needs them.</summary>
    private readonly (CronExpression[] Parts, bool IsByDay)[] _branches;

    public Cron(IReadOnlyList<CronField> fields, IReadOnlyList<(int Weekday, int Nth)> nth, IReadOnlyList<string> oddities)
    {
        (_fields, _nth, Oddities) = (fields, nth, oddities);
        string[] days = Days.IsAny ? ["*"] : [.. Days.Values.Count > 0 ? [Text(Days)] : Array.Empty<string>(), .. Days.HasLast ? ["L"] : Array.Empty<string>()];
        string[] weekdays = nth.Count > 0
            ? [.. nth.Select(one => one.Nth == LastOfMonth ? Wording.Text($"{one.Weekday}L") : Wording.Text($"{one.Weekday}#{one.Nth}"))]
            : [Text(fields[Weekday])];
        _branches = IsEither
            ? [(Parse(days, nth.Count > 0 ? weekdays : ["*"]), true), (Parse(["*"], weekdays), false)]
            : [(Parse(days, weekdays), !Days.IsAny)];
    }

    /// <summary>How Mage reads it in a way that nobody would expect, as sentences without their full stop.</summary>
    public IReadOnlyList<string> Oddities { get; init; }

    /// <summary>In Mage's order.</summary>
    public IReadOnlyList<CronField> Fields => _fields;

    /// <summary>Whether weekdays are meant by their number within the month.</summary>
    public bool IsByNth => _nth.Count > 0;

    /// <summary>Whether a day that either field names will do.</summary>
    public bool IsEither => !Days.IsAny && !_fields[Weekday].IsAny;

    /// <summary>The years it is limited to; null for all.</summary>
    private IReadOnlyList<int>? Years => _fields.Count < 7 || _fields[6].IsAny ? null : _fields[6].Values;

    private CronField Days => _fields[2];

    private TimeSpan Unit => TimeSpan.FromSeconds(_fields.Count > 5 ? 1 : 60);

    public bool IsSame(Cron other) => _fields.Count == other._fields.Count && _fields.Zip(other._fields, (one, two) => one.IsSame(two)).All(same => same) && _nth.SequenceEqual(other._nth);

    /// <summary>The first moment after another; null where the server finds none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Next(after, asShown: false);

    /// <summary>The last moment before another; null where the server finds none.</summary>
    public DateTimeOffset? Previous(DateTimeOffset before) => Previous(before, asShown: false);

    /// <summary>
    /// The first moment after another as the server works it out, who stumbles over February: from there it goes to a 31st as if there were one,
    /// and leaves the first days of March out. What it shows is such a moment; what it runs is not, since its scheduler looks back.
    /// </summary>
    public DateTimeOffset? ServerNext(DateTimeOffset after) => Next(after, asShown: true);

    /// <summary>The last moment before another as the server works it out, which goes back from March as if each February had 28 days.</summary>
    public DateTimeOffset? ServerPrevious(DateTimeOffset before) => Previous(before, asShown: true);

    /// <summary>What the server shows as the next moment: the first after the last one before now. Null where it fails instead.</summary>
    public DateTimeOffset? Shown(DateTimeOffset now) => ServerPrevious(now) is DateTimeOffset previous ? ServerNext(previous) : null;

    /// <summary>The very last moment it means, from when on the server fails; null where it goes on as long as anybody cares.</summary>
    public DateTimeOffset? End(DateTimeOffset now) =>
        Years is { Count: > 0 } years && years[years.Count - 1] < now.Year + MostYears ? Previous(new DateTimeOffset(years[years.Count - 1] + 1, 1, 1, 0, 0, 0, TimeSpan.Zero)) : null;

    private DateTimeOffset? Next(DateTimeOffset after, bool asShown)
    {
        DateTime from = after.UtcDateTime.AddTicks(-(after.Ticks % TimeSpan.TicksPerSecond));
        DateTime start = from + Unit;
        return Best(
            (parts, isByDay) =>
            {
                DateTime? next = parts.Min(cron => Next(cron, from, inclusive: false));
                return asShown && isByDay && next is DateTime found && LandsInNextMonth(start, found) is DateTime landing
                    ? parts.Min(cron => Next(cron, landing, inclusive: true))
                    : next;
            },
            found => found.Year <= start.Year + MostYears,
            (one, two) => one < two);
    }

    private DateTimeOffset? Previous(DateTimeOffset before, bool asShown)
    {
        DateTime from = before.UtcDateTime.AddTicks((TimeSpan.TicksPerSecond - (before.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);
        DateTime start = from - (from.Second == 0 ? Unit : TimeSpan.FromSeconds(1));
        return Best(
            (parts, isByDay) =>
            {
                DateTime? previous = parts.Max(cron => Previous(cron, from));
                return asShown && isByDay && previous is DateTime found && MissesLeapDay(start, found) ? parts.Max(cron => Previous(cron, found.Date)) : previous;
            },
            found => found.Year >= start.Year - MostYears,
            (one, two) => one > two);
    }

    private DateTimeOffset? Best(Func<CronExpression[], bool, DateTime?> find, Func<DateTime, bool> isNear, Func<DateTime, DateTime, bool> isBetter)
    {
        DateTime? best = null;
        foreach ((CronExpression[] parts, bool isByDay) in _branches)
        {
            if (find(parts, isByDay) is not DateTime found || !isNear(found))
            {
                return null;
            }

            best = best is not DateTime known || isBetter(found, known) ? found : known;
        }

        return best is DateTime moment ? new DateTimeOffset(moment) : null;
    }

    private DateTime? Next(CronExpression cron, DateTime from, bool inclusive)
    {
        DateTime? next = cron.GetNextOccurrence(from, inclusive);
        while (next is DateTime found && Years is { } years && !years.Contains(found.Year))
        {
            next = years.Where(year => year > found.Year).Select(year => (int?)year).FirstOrDefault() is int later
                ? cron.GetNextOccurrence(new DateTime(later, 1, 1, 0, 0, 0, DateTimeKind.Utc), inclusive: true)
                : null;
        }

        return next;
    }

    private DateTime? Previous(CronExpression cron, DateTime from)
    {
        DateTime? previous = Before(cron, from);
        while (previous is DateTime found && Years is { } years && !years.Contains(found.Year))
        {
            previous = years.Where(year => year < found.Year).Select(year => (int?)year).LastOrDefault() is int earlier
                ? Before(cron, new DateTime(earlier + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc))
                : null;
        }

        return previous;
    }

    /// <summary>By looking forward only: on its way back Cronos 0.13 takes a month that is not meant, where the moment is in the first hours of one that is.</summary>
    private static DateTime? Before(CronExpression cron, DateTime before)
    {
        TimeSpan span = TimeSpan.FromMinutes(2);
        DateTime? found = null;
        for (TimeSpan most = TimeSpan.FromDays(366 * (MostYears + 2)); found is null && span < most; span += span)
        {
            found = cron.GetNextOccurrence(before - span) is DateTime next && next < before ? next : null;
        }

        for (DateTime end = before; found is DateTime known && end - known > TimeSpan.FromSeconds(1);)
        {
            DateTime middle = known.AddTicks((end - known).Ticks / 2);
            if (cron.GetNextOccurrence(middle, inclusive: true) is DateTime next && next < before)
            {
                found = next;
            }
            else
            {
                end = middle;
            }
        }

        return found;
    }

    /// <summary>
    /// Where the server goes on looking after it went to a day that the month lacks; null where it does not, or misses nothing by it: in February the
    /// first days of March, in each short month its last day where that is meant too.
    /// </summary>
    private DateTime? LandsInNextMonth(DateTime start, DateTime found)
    {
        int length = DateTime.DaysInMonth(start.Year, start.Month);
        int day = start.Day + (Days.Values.Contains(start.Day) ? 1 : 0);
        if (!IsIn(start.Month) || found.Date == start.Date || day > length || (day == length && Days.HasLast)
            || Days.Values.Any(value => value >= day && value <= length) || Days.Values.FirstOrDefault(value => value > length) is not (> 0 and int lacking))
        {
            return null;
        }

        DateTime landing = new DateTime(start.Year, start.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1).AddDays(lacking - length - 1);
        return found < landing ? landing : null;
    }

    private bool MissesLeapDay(DateTime start, DateTime found)
    {
        int day = start.Day - (Days.Values.Contains(start.Day) ? 1 : 0);
        return found is { Month: 2, Day: 29 } && start.Month == 3 && start.Year == found.Year && day > 0 && !Days.HasLast && IsIn(3)
            && Days.Values.Where(value => value <= 28).DefaultIfEmpty(day).Last() < 28;
    }

    private bool IsIn(int month) => _fields[Month].IsAny || _fields[Month].Values.Contains(month);

    private CronExpression[] Parse(string[] days, string[] weekdays)
    {
        string second = _fields.Count > 5 ? Text(_fields[5]) : "0";
        return [.. from day in days from weekday in weekdays select CronExpression.Parse($"{second} {Text(_fields[0])} {Text(_fields[1])} {day} {Text(_fields[Month])} {weekday}", CronFormat.IncludeSeconds)];
    }

    private static string Text(CronField field) => field.IsAny ? "*" : string.Join(",", field.Values);
}
