using System;
using System.Collections.Generic;
using MageAI.Terms;

namespace MageAI.Schedules;

/// <summary>
/// When a schedule makes its runs, as Mage 0.9.79 works it out (<c>orchestration/db/models/schedules.py</c>): by its interval whatever its type, not
/// before its start time. With the setting <c>landing_time_enabled</c> the start time is when runs are to be done by, and they begin before it.
/// </summary>
internal sealed class ScheduleTiming
{
    private readonly IntervalTimes? _times;
    private readonly string _interval;
    private readonly DateTimeOffset? _start;

    /// <summary>Reads a schedule's times.</summary>
    public ScheduleTiming(MageSchedule schedule)
        : this(schedule.ScheduleInterval, schedule.ScheduleType, schedule.StartTime, schedule.Settings is { } settings && settings.TryGetValue("landing_time_enabled", out object? lands) && lands is true or 1)
    {
    }

    /// <summary>Reads some times.</summary>
    public ScheduleTiming(string? interval, string? type, DateTimeOffset? start, bool lands)
    {
        _interval = interval ?? string.Empty;
        _start = start;
        try
        {
            _times = _interval.Length == 0 ? null : new IntervalTimes(_interval);
        }
        catch (FormatException)
        {
            // Stored by other means, or by another Mage: nothing can be said of it.
        }

        IsLanding = lands && type == "time" && start is not null && _interval is "@hourly" or "@daily" or "@weekly" or "@monthly";
    }

    /// <summary>Whether its runs come again and again at set times.</summary>
    public bool IsPeriodic => _times?.IsPeriodic == true;

    /// <summary>Whether it makes one single run.</summary>
    public bool IsOnce => _interval == "@once";

    /// <summary>Whether it makes one run after another.</summary>
    public bool IsAlways => _interval == "@always_on";

    /// <summary>Not before this.</summary>
    public DateTimeOffset? Start => _start;

    /// <summary>Whether its times are those by which runs are to be done.</summary>
    public bool IsLanding { get; }

    /// <summary>What the server shows as the time of the next run, also of a schedule that is switched off; it takes no account of a start that is still to come.</summary>
    public DateTimeOffset? Shown(DateTimeOffset now)
    {
        if (!IsPeriodic || _times!.ShownBefore(now) is not DateTimeOffset boundary)
        {
            return null;
        }

        if (!IsLanding)
        {
            return _times.ShownAfter(boundary);
        }

        DateTimeOffset current = Date(boundary);
        DateTimeOffset later = current.AddDays(32);
        return _interval switch
        {
            "@hourly" => current.AddHours(1),
            "@daily" => current.AddDays(1),
            "@weekly" => current.AddDays(7),
            _ => later.AddDays(1 - later.Day),
        };
    }

    /// <summary>The date of the run that the present belongs to; null where there is none.</summary>
    public DateTimeOffset? Current(DateTimeOffset now) => IsPeriodic && _times!.At(now) is DateTimeOffset boundary ? IsLanding ? Date(boundary) : boundary : null;

    /// <summary>The runs that begin after a moment and not after another, in order.</summary>
    /// <param name="from">The moment.</param>
    /// <param name="until">The other.</param>
    /// <param name="lead">How long before a landing time the scheduler begins; null where nothing is known of earlier runs, and it begins as soon as it may.</param>
    public IEnumerable<DueRun> Between(DateTimeOffset from, DateTimeOffset until, TimeSpan? lead)
    {
        if (!IsPeriodic)
        {
            yield break;
        }

        DateTimeOffset? boundary = IsLanding ? _times!.At(from) : _times!.After(from);
        while (boundary is DateTimeOffset now && now <= until)
        {
            DateTimeOffset? next = _times.After(now);
            DateTimeOffset date = IsLanding ? Date(now) : now;
            DateTimeOffset begins = !IsLanding || lead is not TimeSpan before || date - before < now ? now : date - before;

            // Where it would begin after the next date has come, as on the 31st of a short month, it never does.
            if (begins > from && begins <= until && (next is null || begins < next) && (_start is null || date >= _start))
            {
                yield return new DueRun(begins, date);
            }

            boundary = next;
        }
    }

    /// <summary>The date of the run that belongs to the time from a boundary of the interval to the next.</summary>
    private DateTimeOffset Date(DateTimeOffset boundary)
    {
        DateTime start = _start!.Value.UtcDateTime;
        TimeSpan clock = start.TimeOfDay - TimeSpan.FromTicks(start.Ticks % TimeSpan.TicksPerSecond);
        return _interval switch
        {
            "@hourly" => boundary + new TimeSpan(0, start.Minute, start.Second),
            "@daily" => boundary + clock,
            "@weekly" => boundary.AddDays(((int)start.DayOfWeek + 6) % 7) + clock,
            _ => boundary.AddDays(start.Day - 1) + clock,
        };
    }
}
