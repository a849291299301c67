using System;
using MageAI.Terms;

namespace MageAI.Schedules;

/// <summary>What to tell whoever sets a start time that will not do what it looks like.</summary>
internal static class StartAdvice
{
    /// <summary>A moment that is over by less was meant as now.</summary>
    private static readonly TimeSpan s_now = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The words; null where the start time does what it looks like. Mage's words for intervals mean fixed times of UTC, and the start time only from when on
    /// they count (except for landing times); and a single run that was due before is not missed but made.
    /// </summary>
    public static string? For(MageSchedule schedule, DateTimeOffset now)
    {
        if (schedule.StartTime is not DateTimeOffset start)
        {
            return null;
        }

        ScheduleTiming timing = new(schedule);
        if (timing.IsOnce)
        {
            return start < now - s_now
                ? $"The single run of schedule {schedule} was due at {Wording.Moment(start)} UTC, which is over: it begins as soon as the schedule is on."
                : null;
        }

        DateTime at = start.UtcDateTime;
        (string Times, string Cron)? instead = schedule.ScheduleInterval switch
        {
            "@hourly" => ("at minute 0 of each hour", Wording.Text($"{at.Minute} * * * *")),
            "@daily" => ("at 00:00 UTC", Wording.Text($"{at.Minute} {at.Hour} * * *")),
            "@weekly" => ("on Mondays at 00:00 UTC", Wording.Text($"{at.Minute} {at.Hour} * * {(int)at.DayOfWeek}")),
            "@monthly" => ("on the first of the month at 00:00 UTC", Wording.Text($"{at.Minute} {at.Hour} {at.Day} * *")),
            "@yearly" or "@annually" => ("on the first of January at 00:00 UTC", Wording.Text($"{at.Minute} {at.Hour} {at.Day} {at.Month} *")),
            "@midnight" => ("at 00:00 UTC", Wording.Text($"{at.Minute} {at.Hour} * * *")),
            _ => null,
        };
        return instead is not (string times, string cron) || timing.IsLanding || new IntervalTimes(schedule.ScheduleInterval!).At(start) == start
            ? null
            : $"Schedule {schedule} runs {times}, whatever its start time: that says only from when on, here {Wording.Moment(start)} UTC. For runs at that time, set the cron expression '{cron}' (UTC) instead of the interval.";
    }
}
