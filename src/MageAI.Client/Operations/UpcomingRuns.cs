using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>The runs that the active schedules of a server are going to make, merged into one timeline, and those that they should have made.</summary>
/// <param name="session">The server.</param>
/// <param name="isMeant">Which schedules.</param>
internal sealed class UpcomingRuns(MageSession session, Func<MageSchedule, bool> isMeant)
{
    /// <summary>The scheduler looks every ten seconds or so; what is younger may come yet.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(1);

    /// <summary>A run with a landing time is made before the date it is for.</summary>
    private static readonly TimeSpan s_mostLead = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_usual = TimeSpan.FromDays(14);

    /// <summary>Mage looks at so many completed runs to tell when one that has a landing time has to begin.</summary>
    private const int Sample = 7;
    private const int MostLast = 30;

    /// <summary>The runs that begin within a span from now on, in order.</summary>
    public async Task<IEnumerable<MageUpcomingRun>> ComingAsync(TimeSpan span, MageCall call)
    {
        DateTimeOffset now = session.Now;
        DateTimeOffset until = now + span;
        List<IEnumerable<MageUpcomingRun>> lines = [];
        foreach (MageSchedule schedule in await ActiveAsync(call).ConfigureAwait(false))
        {
            ScheduleTiming timing = new(schedule);
            if (timing.IsOnce)
            {
                if (schedule.PipelineRunsCount is null or 0 && schedule.StartTime is DateTimeOffset start && start > now && start <= until)
                {
                    lines.Add([new MageUpcomingRun(schedule, new DueRun(start, start))]);
                }
            }
            else if (timing.IsPeriodic)
            {
                List<MagePipelineRun> last = timing.IsLanding ? await LastAsync(session, schedule.Id, call).ConfigureAwait(false) : [];

                // One with a landing time may have been made before it would be by now, while less was known of how long it takes.
                lines.Add(timing.Between(now, until, Lead(last)).Where(due => last.TrueForAll(run => run.ExecutionDate != due.ExecutionDate)).Select(due => new MageUpcomingRun(schedule, due)));
            }
        }

        return Merge(lines);
    }

    /// <summary>Those among runs that are under way while another is, with how long they take and which others these are.</summary>
    public async Task<IReadOnlyList<MageUpcomingRun>> OverlappingAsync(IEnumerable<MageUpcomingRun> coming, MageCall call)
    {
        MageUpcomingRun[] runs = [.. coming];
        Dictionary<int, TimeSpan> usual = await DurationsAsync([.. runs.Select(run => run.ScheduleId).Distinct()], call).ConfigureAwait(false);
        Dictionary<MageUpcomingRun, List<string>> found = [];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i].UsualDuration = usual.TryGetValue(runs[i].ScheduleId, out TimeSpan duration) ? duration : null;
            for (int j = i + 1; j < runs.Length && (runs[j].Time < runs[i].Time + duration || runs[j].Time == runs[i].Time); j++)
            {
                Note(runs[i], runs[j]);
                Note(runs[j], runs[i]);
            }
        }

        MageUpcomingRun[] overlapping = [.. runs.Where(found.ContainsKey)];
        foreach (MageUpcomingRun run in overlapping)
        {
            run.Overlaps = [.. found[run]];
        }

        return overlapping;

        void Note(MageUpcomingRun run, MageUpcomingRun other)
        {
            if (!found.TryGetValue(run, out List<string>? others))
            {
                found.Add(run, others = []);
            }

            others.Add(other.ToString());
        }
    }

    /// <summary>
    /// The runs that should have begun since a moment and do not exist, in order. A schedule that was switched on after the time did not miss it,
    /// and what the server shows of a schedule is its state now: one whose times were changed since is noted.
    /// </summary>
    public async Task<IReadOnlyList<MageUpcomingRun>> MissedAsync(DateTimeOffset since, MageCall call)
    {
        DateTimeOffset end = session.Now - s_grace;
        List<MageSchedule> schedules = await ActiveAsync(call).ConfigureAwait(false);
        List<IEnumerable<MageUpcomingRun>> lines = [];
        HashSet<(int? Schedule, DateTimeOffset? Date)>? made = null;
        foreach (MageSchedule schedule in schedules)
        {
            DateTimeOffset on = schedule.LastEnabledAt ?? schedule.CreatedAt ?? since;
            DueRun[] due = [.. Due(schedule, since, end).Where(run => run.ExecutionDate >= on && run.ExecutionDate <= end)];
            if (due.Length == 0)
            {
                continue;
            }

            made ??= [.. (await session.Runs.List(new RunQuery { Since = since - s_mostLead }, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
                .Select(run => (run.PipelineScheduleId, WholeSecond.Of(run.ExecutionDate)))];
            lines.Add(due.Where(run => !made.Contains((schedule.Id, WholeSecond.Of(run.ExecutionDate)))).Select(run => new MageUpcomingRun(schedule, run)
            {
                IsMissed = true,
                Note = schedule.UpdatedAt > run.ExecutionDate ? $"The schedule was changed since, at {Wording.Moment(schedule.UpdatedAt)}." : null,
            }).ToArray());
        }

        return [.. Merge(lines)];
    }

    private static IEnumerable<DueRun> Due(MageSchedule schedule, DateTimeOffset since, DateTimeOffset end)
    {
        ScheduleTiming timing = new(schedule);
        if (timing.IsOnce)
        {
            DateTimeOffset? at = schedule.StartTime > schedule.LastEnabledAt ? schedule.StartTime : schedule.LastEnabledAt ?? schedule.StartTime;
            return schedule.PipelineRunsCount is null or 0 && at is DateTimeOffset time && time >= since && time <= end ? [new DueRun(time, time)] : [];
        }

        // Of a landing time nobody knows any more when it would have begun.
        return timing.Between(since.AddTicks(-1), end, TimeSpan.Zero);
    }

    /// <summary>The schedules that make runs: active ones whose pipeline exists.</summary>
    private async Task<List<MageSchedule>> ActiveAsync(MageCall call)
    {
        List<MageSchedule> active = [.. (await session.Schedules.List(new ScheduleQuery { Statuses = [ScheduleStatus.Active] }, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Where(schedule => isMeant(schedule) && !string.IsNullOrEmpty(schedule.ScheduleInterval)).OrderBy(schedule => schedule.Id)];
        if (active.Count == 0)
        {
            return active;
        }

        HashSet<string?> pipelines = [.. (await session.Pipelines.ListAsync(new PipelineQuery(), call).ConfigureAwait(false)).Items.Select(pipeline => pipeline.Uuid)];
        return active.FindAll(schedule => pipelines.Contains(schedule.PipelineUuid));
    }

    /// <summary>The newest runs of a schedule, of which one with a landing time has to take account.</summary>
    public static Task<List<MagePipelineRun>> LastAsync(MageSession session, int schedule, MageCall call) =>
        session.Runs.List(new RunQuery { ScheduleId = schedule }, call).ToListAsync(MostLast, call.Cancellation);

    /// <summary>How long before its landing time Mage makes a run: the mean of the last ones, and half of how far they differ; null where none completed.</summary>
    public static TimeSpan? Lead(List<MagePipelineRun> last)
    {
        double[] took = [.. last.Where(run => run.Status == RunStatus.Completed).OrderByDescending(run => run.ExecutionDate).Take(Sample).Select(run => (run.CompletedAt - run.CreatedAt)?.TotalSeconds).OfType<double>()];
        if (took.Length == 0)
        {
            return null;
        }

        double mean = took.Average();
        double spread = took.Length < 2 ? 0 : Math.Ceiling(Math.Sqrt(took.Sum(time => (time - mean) * (time - mean)) / (took.Length - 1)) / 2);
        return TimeSpan.FromSeconds(Math.Ceiling(mean) + spread);
    }

    /// <summary>How long the runs of schedules take: the middle one of the last fortnight's.</summary>
    private async Task<Dictionary<int, TimeSpan>> DurationsAsync(int[] schedules, MageCall call)
    {
        if (schedules.Length == 0)
        {
            return [];
        }

        RunQuery query = new() { Statuses = [RunStatus.Completed], Since = session.Now - s_usual };
        return (await session.Runs.List(query, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Where(run => run.PipelineScheduleId is int id && schedules.Contains(id) && run.Duration is not null)
            .GroupBy(run => run.PipelineScheduleId!.Value, run => run.Duration!.Value)
            .ToDictionary(group => group.Key, group => group.OrderBy(duration => duration).ElementAt(group.Count() / 2));
    }

    /// <summary>Several lines, each in order, in one.</summary>
    private static IEnumerable<MageUpcomingRun> Merge(List<IEnumerable<MageUpcomingRun>> lines)
    {
        List<IEnumerator<MageUpcomingRun>> heads = [.. lines.Select(line => line.GetEnumerator()).Where(head => head.MoveNext())];
        while (heads.Count > 0)
        {
            IEnumerator<MageUpcomingRun> first = heads[0];
            foreach (IEnumerator<MageUpcomingRun> head in heads)
            {
                first = head.Current.Time < first.Current.Time ? head : first;
            }

            yield return first.Current;
            if (!first.MoveNext())
            {
                heads.Remove(first);
            }
        }
    }
}
