using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>
/// Tells which runs Mage makes again once they are removed: its scheduler makes the run of the present interval wherever it finds none, and the one run of
/// @once where there is none at all (by experiment on 0.9.79, and from its source: <c>should_schedule</c>, which asks for no type of the schedule).
/// </summary>
internal sealed class StartedAgain(MageSession session)
{
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromDays(32);

    private readonly Read<int, MageSchedule?> _schedules = new(session, (id, call) => session.Schedules.FindAsync(id, call));

    private readonly HashSet<int> _gone = [];

    /// <summary>Notes that a run is going to be removed.</summary>
    public void Goes(MagePipelineRun run) => _gone.Add(run.Id);

    /// <summary>The schedule that would make a run again if it were removed; null where none would.</summary>
    public async Task<MageSchedule?> IsStartedAgainAsync(MagePipelineRun run, MageCall call)
    {
        if (run.PipelineScheduleId is not int id || await _schedules.ReadAsync(id, call).ConfigureAwait(false) is not { Status: ScheduleStatus.Active } schedule)
        {
            return null;
        }

        ScheduleTiming timing = new(schedule);
        bool comesAgain = timing.IsOnce
            ? await IsLastAsync(new RunQuery { ScheduleId = id }, call).ConfigureAwait(false) && !await IsOfBackfillAsync(schedule, call).ConfigureAwait(false)
            : IsOfPresent(run, schedule, timing) && await IsLastAsync(OfDate(run, schedule, timing), call).ConfigureAwait(false);
        return comesAgain ? schedule : null;
    }

    private bool IsOfPresent(MagePipelineRun run, MageSchedule schedule, ScheduleTiming timing) =>
        timing.Current(session.Now) is DateTimeOffset current
        && run.ExecutionDate == current
        && !(current < schedule.StartTime)
        && (!(current < schedule.LastEnabledAt) || (schedule.Settings is { } settings && settings.TryGetValue("create_initial_pipeline_run", out object? first) && first is true));

    /// <summary>The runs for the date of one. None is made before its date comes, but where that is a time by which it has to be done.</summary>
    private static RunQuery OfDate(MagePipelineRun run, MageSchedule schedule, ScheduleTiming timing) => new()
    {
        ScheduleId = schedule.Id,
        Since = run.ExecutionDate - (timing.IsLanding ? s_longestInterval : TimeSpan.Zero),
        Filter = other => other.ExecutionDate == run.ExecutionDate,
    };

    /// <summary>Whether no other run is left that counts.</summary>
    private async Task<bool> IsLastAsync(RunQuery counting, MageCall call)
    {
        List<MagePipelineRun> all = await session.Runs.List(counting, call)
            .ToListAsync(_gone.Count + 2, call.Cancellation).ConfigureAwait(false);
        return all.Count(run => !_gone.Contains(run.Id)) <= 1;
    }

    /// <summary>The runs of a backfill are made by its start, and by nothing else as long as it is there.</summary>
    private async Task<bool> IsOfBackfillAsync(MageSchedule schedule, MageCall call) =>
        (await session.Backfills.List(schedule.PipelineUuid, withRunCount: false, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Exists(backfill => backfill.PipelineScheduleId == schedule.Id);
}
