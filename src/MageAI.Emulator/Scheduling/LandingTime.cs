using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Scheduling;

/// <summary>The setting <c>landing_time_enabled</c>: the start time of a trigger is when its runs are to be done by, each hour, day, week or month.</summary>
internal static class LandingTime
{
    /// <summary>Mage looks at so many completed runs to guess how long the next one takes.</summary>
    private const int Sample = 7;

    public static bool IsOn(Schedule schedule) => schedule is { Type: "time", Interval: "@hourly" or "@daily" or "@weekly" or "@monthly", StartTime: not null }
        && PythonJson.IsTrue(schedule.Setting("landing_time_enabled"));

    /// <summary>The date of the run that belongs to the hour, day, week or month that begins at a boundary.</summary>
    public static DateTime Date(Schedule schedule, DateTime boundary)
    {
        DateTime start = schedule.StartTime!.Value;
        TimeSpan clock = new TimeSpan(start.Hour, start.Minute, start.Second);
        return schedule.Interval switch
        {
            "@hourly" => boundary + new TimeSpan(0, start.Minute, start.Second),
            "@daily" => boundary + clock,
            "@weekly" => boundary.AddDays(((int)start.DayOfWeek + 6) % 7) + clock,
            _ => boundary.AddDays(start.Day - 1) + clock,
        };
    }

    /// <summary>The date after that, as the list shows it. Of a month Mage keeps the time of the day alone.</summary>
    public static DateTime Next(Schedule schedule, DateTime boundary)
    {
        DateTime date = Date(schedule, boundary);
        return schedule.Interval switch
        {
            "@hourly" => date.AddHours(1),
            "@daily" => date.AddDays(1),
            "@weekly" => date.AddDays(7),
            _ => date.AddDays(32).AddDays(1 - date.AddDays(32).Day),
        };
    }

    /// <summary>Whether it is time to begin: as long before as the last runs took, and half of how far they differ; at once where there are none.</summary>
    public static bool IsDue(IEnumerable<PipelineRun> runs, DateTime date, DateTime now)
    {
        List<double> times = runs.Where(r => r is { Status: "completed", CompletedAt: not null }).OrderByDescending(r => r.ExecutionDate).Take(Sample)
            .Select(r => (r.CompletedAt!.Value - r.CreatedAt).TotalSeconds).ToList();
        if (times.Count == 0)
        {
            return true;
        }

        double mean = times.Average();
        double spread = times.Count < 2 ? 0 : Math.Ceiling(Math.Sqrt(times.Sum(t => (t - mean) * (t - mean)) / (times.Count - 1)) / 2);
        return now >= date.AddSeconds(-(Math.Ceiling(mean) + spread));
    }
}
