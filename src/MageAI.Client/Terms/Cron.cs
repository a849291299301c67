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

    private const int MostYears = CronWalk.MostYears;

    private const int Month = 3;
    private const int Weekday = 4;
    private readonly IReadOnlyList<CronField> _fields;
    private readonly IReadOnlyList<(int Weekday, int Nth)> _nth;

    /// <summary>Each of them has to come, and what comes first counts; a branch is several expressions where Cronos needs them.</summary>
    private readonly CronExpression[][] _branches;

    /// <summary>The same, as the server goes about it.</summary>
    private readonly CronWalk[] _walks;

    public Cron(IReadOnlyList<CronField> fields, IReadOnlyList<(int Weekday, int Nth)> nth, IReadOnlyList<string> oddities)
    {
        (_fields, _nth, Oddities) = (fields, nth, oddities);
        string[] days = Days.IsAny ? ["*"] : [.. Days.Values.Count > 0 ? [Text(Days)] : Array.Empty<string>(), .. Days.HasLast ? ["L"] : Array.Empty<string>()];
        string[] weekdays = nth.Count > 0
            ? [.. nth.Select(one => one.Nth == LastOfMonth ? Wording.Text($"{one.Weekday}L") : Wording.Text($"{one.Weekday}#{one.Nth}"))]
            : [Text(fields[Weekday])];
        _branches = IsEither
            ? [Parse(days, nth.Count > 0 ? weekdays : ["*"]), Parse(["*"], weekdays)]
            : [Parse(days, weekdays)];
        _walks = IsEither
            ? [new CronWalk(fields, nth, anyDay: false, anyWeekday: true), new CronWalk(fields, nth, anyDay: true, anyWeekday: false)]
            : [new CronWalk(fields, nth, anyDay: false, anyWeekday: false)];
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

    /// <summary>The first moment after another that it means; null where one of its days never comes.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTime from = Floor(after);
        return Best(parts => parts.Min(cron => Next(cron, from)), found => found.Year <= (from + Unit).Year + MostYears, (one, two) => one < two);
    }

    /// <summary>The last moment before another that it means; null where one of its days never came.</summary>
    public DateTimeOffset? Previous(DateTimeOffset before)
    {
        DateTime from = Ceiling(before);
        DateTime start = from - (from.Second == 0 ? Unit : TimeSpan.FromSeconds(1));
        return Best(parts => parts.Max(cron => Previous(cron, from)), found => found.Year >= start.Year - MostYears, (one, two) => one > two);
    }

    /// <summary>
    /// The first moment after another as the server works it out, which leaves some out: the first days of March and a month's last day where a day is
    /// named that the month lacks. What it shows is such a moment; what it runs is not, since its scheduler looks back.
    /// </summary>
    public DateTimeOffset? ServerNext(DateTimeOffset after) => Best(_walks, walk => walk.Next(Floor(after)), (one, two) => one < two);

    /// <summary>The last moment before another as the server works it out, which goes back from March as if each February had 28 days.</summary>
    public DateTimeOffset? ServerPrevious(DateTimeOffset before) => Best(_walks, walk => walk.Previous(Ceiling(before)), (one, two) => one > two);

    /// <summary>What the server shows as the next moment: the first after the last one before now. Null where it fails instead.</summary>
    public DateTimeOffset? Shown(DateTimeOffset now) => ServerPrevious(now) is DateTimeOffset previous ? ServerNext(previous) : null;

    /// <summary>The very last moment it means, from when on the server fails; null where it goes on as long as anybody cares.</summary>
    public DateTimeOffset? End(DateTimeOffset now) =>
        Years is { Count: > 0 } years && years[years.Count - 1] < now.Year + MostYears ? Previous(new DateTimeOffset(years[years.Count - 1] + 1, 1, 1, 0, 0, 0, TimeSpan.Zero)) : null;

    /// <summary>
    /// Whether it means moments that the server does not come to: from the last of them that it finds on it fails, though nothing has come to an end.
    /// </summary>
    public bool IsBeyondServer(DateTimeOffset now)
    {
        DateTimeOffset month = new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return ServerNext(month.AddMonths(1)) is null && Next(month.AddMonths(1)) is not null;
    }

    private static DateTime Floor(DateTimeOffset time) => time.UtcDateTime.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private static DateTime Ceiling(DateTimeOffset time) => time.UtcDateTime.AddTicks((TimeSpan.TicksPerSecond - (time.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);

    private DateTimeOffset? Best(Func<CronExpression[], DateTime?> find, Func<DateTime, bool> isNear, Func<DateTime, DateTime, bool> isBetter) =>
        Best(_branches, parts => find(parts) is DateTime found && isNear(found) ? found : null, isBetter);

    /// <summary>What comes first of the branches; null where one of them never comes.</summary>
    private static DateTimeOffset? Best<T>(T[] branches, Func<T, DateTime?> find, Func<DateTime, DateTime, bool> isBetter)
    {
        DateTime? best = null;
        foreach (T branch in branches)
        {
            if (find(branch) is not DateTime found)
            {
                return null;
            }

            best = best is not DateTime known || isBetter(found, known) ? found : known;
        }

        return best is DateTime moment ? new DateTimeOffset(moment) : null;
    }

    private DateTime? Next(CronExpression cron, DateTime from)
    {
        DateTime? next = cron.GetNextOccurrence(from);
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

    private CronExpression[] Parse(string[] days, string[] weekdays)
    {
        string second = _fields.Count > 5 ? Text(_fields[5]) : "0";
        return [.. from day in days from weekday in weekdays select CronExpression.Parse($"{second} {Text(_fields[0])} {Text(_fields[1])} {day} {Text(_fields[Month])} {weekday}", CronFormat.IncludeSeconds)];
    }

    private static string Text(CronField field) => field.IsAny ? "*" : string.Join(",", field.Values);
}
