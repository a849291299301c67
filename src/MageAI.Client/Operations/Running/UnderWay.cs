using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>
/// Looks whether a run is under way that makes another one needless. One that waits for a schedule that is off, or gone, is dead, and no reason
/// not to make one that runs; the caller is warned of it.
/// </summary>
/// <param name="session">Where.</param>
/// <param name="wakes">Whether an inactive schedule is to be switched on: a run that waits for it begins then.</param>
internal sealed class UnderWay(MageSession session, bool wakes)
{
    private static readonly string[] s_statuses = [RunStatus.Initial, RunStatus.Running];

    /// <summary>The newest run that counts, to be taken for what was asked for; null where another has to be made.</summary>
    /// <param name="which">Whose runs count.</param>
    /// <param name="schedule">The schedule that a run would be made of, if there is one.</param>
    /// <param name="call">The caller.</param>
    public async Task<Plan<MagePipelineRun>?> FindAsync(RunQuery which, MageSchedule? schedule, MageCall call)
    {
        Dictionary<int, bool> begins = [];
        if (schedule is not null)
        {
            begins[schedule.Id] = schedule.Status != ScheduleStatus.Inactive;
        }

        Dictionary<int, (MagePipelineRun Newest, int Count)> dead = [];
        List<MagePipelineRun> waiting = [];
        MagePipelineRun? found = null;
        using Cursor<MagePipelineRun> runs = session.Runs.List(which with { Statuses = s_statuses }, call).Open(0, null, call.Cancellation);
        while (found is null && (runs.Advance() || await runs.FetchAsync().ConfigureAwait(false)))
        {
            MagePipelineRun run = runs.Current;
            if (run.Status == RunStatus.Running || await WillBeginAsync(run, begins, call).ConfigureAwait(false))
            {
                found = run;
            }
            else if (wakes && run.PipelineScheduleId is int whose && whose == schedule?.Id)
            {
                waiting.Add(run);
            }
            else
            {
                int of = run.PipelineScheduleId ?? 0;
                dead[of] = dead.TryGetValue(of, out (MagePipelineRun Newest, int Count) before) ? (before.Newest, before.Count + 1) : (run, 1);
            }
        }

        foreach ((MagePipelineRun newest, int count) in dead.Values)
        {
            call.Warnings.Enqueue(Dead(newest, count));
        }

        if (found is not null)
        {
            call.Warnings.Enqueue(Taken(found, 0));
            return Plan<MagePipelineRun>.Of(found);
        }

        if (waiting.Count == 0)
        {
            return null;
        }

        call.Warnings.Enqueue(Taken(waiting[0], waiting.Count - 1));
        return Wake(schedule!, waiting[0], waiting.Count);
    }

    private async Task<bool> WillBeginAsync(MagePipelineRun run, Dictionary<int, bool> known, MageCall call)
    {
        if (run.PipelineScheduleId is not int id)
        {
            return false;
        }

        return known.TryGetValue(id, out bool begins)
            ? begins
            : known[id] = await session.Schedules.FindAsync(id, call).ConfigureAwait(false) is { } schedule && schedule.Status != ScheduleStatus.Inactive;
    }

    /// <summary>Switches a schedule on for the runs that wait for it.</summary>
    private Plan<MagePipelineRun> Wake(MageSchedule schedule, MagePipelineRun newest, int count)
    {
        if (schedule.Settings is { } settings && settings.TryGetValue("create_initial_pipeline_run", out object? initial) && initial is true)
        {
            return RunRefusals.WaitsForFirst(newest, schedule);
        }

        string what = count == 1 ? $"run {newest.Id} begins" : $"{count} runs begin, the newest {newest.Id}";
        return new Step<MagePipelineRun>(schedule.Words, $"Enable; {what}", schedule, async call =>
        {
            await session.Schedules.UpdateAsync(schedule.Id, schedule.PipelineUuid, new ScheduleChanges { Status = ScheduleStatus.Active }, call).ConfigureAwait(false);
            return newest;
        });
    }

    private static string Dead(MagePipelineRun newest, int count)
    {
        string which = count == 1
            ? $"{Wording.Capitalized(newest.Words)} never begins"
            : $"{Wording.Count(count, "run")} of pipeline {newest.PipelineUuid}, the newest {newest.Id}, never begin";
        string why = newest.PipelineScheduleId is int id ? $"schedule {id} is inactive or deleted" : "the schedule was deleted";
        return $"{which}, since {why}; that does not count as running.";
    }

    private static string Taken(MagePipelineRun run, int others) =>
        $"{Wording.Capitalized(run.Words)} is {run.Status} already{(others == 0 ? "" : $", and {Wording.Count(others, "other run")} with it")}; no other was made.";
}
