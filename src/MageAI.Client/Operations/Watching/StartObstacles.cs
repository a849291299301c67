using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Server;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Watching;

/// <summary>
/// Why watched runs do not begin, or do not go on: their schedule is off or gone, the scheduler is stopped, as many runs as allowed are
/// under way. Asked seldom, and again at the next look where the answer would end the watching: both can be true for a moment
/// only, as after a restart of the server.
/// </summary>
internal sealed class StartObstacles(MageSession session)
{
    /// <summary>Mage starts a run within its scheduler's interval; only then is it worth a question why it did not.</summary>
    private const int LooksBefore = 3;

    /// <summary>More schedules than this are not asked about limits: each costs requests.</summary>
    private const int MostLimits = 5;

    /// <summary>So many schedules that the list lacks are asked for by their ids at one time.</summary>
    private const int MostMissing = 20;

    private static readonly TimeSpan s_between = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A server that is restarted has no scheduler for some seconds; one that runs its scheduler elsewhere, and tells of it as stopped,
    /// begins a run within ten. One whose scheduler dies again and again starts it every 20 s.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly HashSet<int> _unscheduled = [];
    private readonly HashSet<int> _waited = [];
    private readonly Dictionary<int, string> _standing = [];
    private HashSet<int> _orphans = [];
    private HashSet<string> _missing = new(StringComparer.Ordinal);
    private HashSet<string> _missingBefore = new(StringComparer.Ordinal);
    private long? _asked;
    private long? _stopped;
    private DateTimeOffset? _activity;
    private bool _isElsewhere;
    private int _looks;

    /// <summary>Looks for reasons; what is only worth saying goes to the caller's warnings.</summary>
    /// <param name="pending">The runs that have not ended.</param>
    /// <param name="call">The caller.</param>
    /// <returns>The runs that will not begin or go on by themselves, and why.</returns>
    public async Task<IReadOnlyList<MageException>> FindAsync(IReadOnlyCollection<MagePipelineRun> pending, MageCall call)
    {
        if (Orphaned(pending) is { Count: > 0 } orphaned)
        {
            return orphaned;
        }

        MagePipelineRun[] waiting = [.. pending.Where(run => run.Status == RunStatus.Initial)];
        bool isAsked = _unscheduled.Count > 0 || _missing.Count > 0 || (_stopped is not null && !_isElsewhere && waiting.Length > 0);
        if (pending.Count == 0 || ++_looks < LooksBefore || (!isAsked && Since(_asked) < s_between))
        {
            return [];
        }

        _asked = session.Clock.GetTimestamp();
        (_missingBefore, _missing) = (_missing, new HashSet<string>(StringComparer.Ordinal));
        try
        {
            // The scheduler first: nothing of what the others say matters without it.
            if (!_isElsewhere && await IsStoppedAsync(call).ConfigureAwait(false))
            {
                // A run that began meanwhile was begun by a scheduler that the server does not know of.
                _isElsewhere = pending.Any(run => run.Status == RunStatus.Running && _waited.Contains(run.Id));
                _waited.UnionWith(waiting.Select(run => run.Id));
                return _isElsewhere || Since(_stopped) < s_patience ? [] : [.. waiting.Select(SchedulerStopped)];
            }

            Dictionary<int, MageSchedule?> schedules = await SchedulesAsync([.. waiting.Select(run => run.PipelineScheduleId).OfType<int>().Distinct()], call).ConfigureAwait(false);
            List<MageException> stuck = Unscheduled(waiting, schedules);
            stuck.AddRange(await StandingAsync(pending, call).ConfigureAwait(false));
            await TellLoopsAsync(pending, call).ConfigureAwait(false);
            foreach (MageSchedule schedule in schedules.Values.OfType<MageSchedule>().Where(schedule => schedule.Status == ScheduleStatus.Active).Take(MostLimits))
            {
                stuck.AddRange(await QueuedAsync([.. waiting.Where(run => run.PipelineScheduleId == schedule.Id)], schedule, call).ConfigureAwait(false));
            }

            return stuck;
        }
        catch (MageException)
        {
            // The watching itself matters more, and reports what is wrong if it is anything that lasts.
            return [];
        }
    }

    /// <summary>
    /// Runs that began and whose schedule was deleted since, which the look at them shows without a question: Mage's scheduler takes them up no
    /// more, and what is running then is the last that runs. Seen twice, as all that ends the watching.
    /// </summary>
    private List<MageException> Orphaned(IReadOnlyCollection<MagePipelineRun> pending)
    {
        MagePipelineRun[] without = [.. pending.Where(run => run is { PipelineScheduleId: null, Status: RunStatus.Running })];
        List<MageException> orphaned = [.. without.Where(run => _orphans.Contains(run.Id)).Select(WithoutSchedule)];
        _orphans = [.. without.Select(run => run.Id)];
        return orphaned;
    }

    /// <summary>
    /// Runs that began and have not moved since it was last asked, a minute ago or longer: their pipeline may have been deleted, and then Mage's
    /// scheduler takes them up no more either.
    /// </summary>
    private async Task<IReadOnlyList<MageException>> StandingAsync(IReadOnlyCollection<MagePipelineRun> pending, MageCall call)
    {
        List<MagePipelineRun> standing = [];
        foreach (MagePipelineRun run in pending.Where(run => run is { Status: RunStatus.Running, PipelineUuid: not null }))
        {
            string now = string.Join(" ", run.BlockRuns.Select(block => block.Status));
            if (_standing.TryGetValue(run.Id, out string? before) && before == now)
            {
                standing.Add(run);
            }

            _standing[run.Id] = now;
        }

        List<MageException> stuck = [];
        foreach (IGrouping<string, MagePipelineRun> same in standing.GroupBy(run => run.PipelineUuid!).Take(MostLimits))
        {
            if (await session.Pipelines.FindAsync(same.Key, call).ConfigureAwait(false) is null)
            {
                stuck.AddRange(WithoutPipeline([.. same], same.Key));
            }
        }

        return stuck;
    }

    /// <summary>Tells of streaming runs that are running by their state alone.</summary>
    private async Task TellLoopsAsync(IReadOnlyCollection<MagePipelineRun> pending, MageCall call)
    {
        foreach (MagePipelineRun run in pending.Where(run => run is { Status: RunStatus.Running, BlockRuns.Length: 0 } && RunLogs.Lost(run) is null).Take(MostLimits))
        {
            if (await RunFailure.OfLoopAsync(session, run, call).ConfigureAwait(false) is string reason)
            {
                SayOnce(call, $"{Words(run)} comes to nothing, and is started again and again: {session.Redact(reason).TrimEnd('.')}.");
            }
        }
    }

    /// <summary>Seen twice, as all that ends the watching.</summary>
    private IReadOnlyList<MageException> WithoutPipeline(MagePipelineRun[] runs, string pipeline)
    {
        _missing.Add(pipeline);
        return !_missingBefore.Contains(pipeline) ? [] : [.. runs.Select(run => new MageException(
            MageErrorId.PipelineNotFound, $"{Words(run)} {(run.Status == RunStatus.Running ? "will never end" : "does not begin")}: its pipeline was deleted. It is left as it is.")
        {
            Target = run,
            RecommendedAction = "Cancel the run [stop run].",
        })];
    }

    private async Task<bool> IsStoppedAsync(MageCall call)
    {
        MageServer server = await session.Server.StatusAsync(call, withActivity: true).ConfigureAwait(false);
        if (server.SchedulerStatus != "stopped")
        {
            _stopped = null;
            _waited.Clear();
            return false;
        }

        if (_stopped is null || server.LastSchedulerActivity > _activity)
        {
            // Runs that move may show that it is not.
            _stopped = session.Clock.GetTimestamp();
            _activity = server.LastSchedulerActivity;
            SayOnce(call, $"SchedulerStopped: {session.Uri} tells of its scheduler as stopped. If it is, no run begins and none goes on until it runs again.");
        }

        return true;
    }

    /// <summary>
    /// The schedules of the waiting runs; null for one that does not exist. One is read by itself; of many, the list is cheaper. What that lacks is
    /// asked for by its id before it is called deleted: the list has one repository only, and its pages may shift.
    /// </summary>
    private async Task<Dictionary<int, MageSchedule?>> SchedulesAsync(int[] ids, MageCall call)
    {
        Dictionary<int, MageSchedule?> known = [];
        if (ids.Length > 1)
        {
            foreach (MageSchedule schedule in await session.Schedules.List(new ScheduleQuery(), call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            {
                if (ids.Contains(schedule.Id))
                {
                    known[schedule.Id] = schedule;
                }
            }
        }

        foreach (int id in ids.Where(id => !known.ContainsKey(id)).Take(MostMissing).ToArray())
        {
            known[id] = await session.Schedules.FindAsync(id, call).ConfigureAwait(false);
        }

        return known;
    }

    /// <summary>A run may have ended between the look at it and that at its schedule, and have switched it off by that: so both are seen twice.</summary>
    private List<MageException> Unscheduled(MagePipelineRun[] waiting, Dictionary<int, MageSchedule?> schedules)
    {
        List<MageException> stuck = [];
        HashSet<int> seen = [];
        foreach (MagePipelineRun run in waiting)
        {
            MageSchedule? schedule = null;
            bool isKnown = run.PipelineScheduleId is not int id || schedules.TryGetValue(id, out schedule);
            if (isKnown && (schedule is null || schedule.Status == ScheduleStatus.Inactive))
            {
                seen.Add(run.Id);
                if (_unscheduled.Contains(run.Id))
                {
                    stuck.Add(schedule is null ? WithoutSchedule(run) : Inactive(run, schedule));
                }
            }
        }

        _unscheduled.Clear();
        _unscheduled.UnionWith(seen);
        return stuck;
    }

    private static MageException Inactive(MagePipelineRun run, MageSchedule schedule) => new(
        MageErrorId.ScheduleInactive,
        $"{Words(run)} does not begin: its schedule {schedule} is inactive. It is left as it is.")
    {
        Target = run,
        RecommendedAction = "Switch the schedule on [enable schedule] and wait again, or cancel the run [stop run].",
    };

    private static MageException WithoutSchedule(MagePipelineRun run) => new(
        MageErrorId.ScheduleNotFound, $"{Words(run)} {(run.Status == RunStatus.Running ? "will never end" : "does not begin")}: its schedule was deleted. It is left as it is.")
    {
        Target = run,
        RecommendedAction = "Run the pipeline [run], and cancel this run [stop run].",
    };

    private async Task<IReadOnlyList<MageException>> QueuedAsync(MagePipelineRun[] runs, MageSchedule schedule, MageCall call)
    {
        if (runs.Length == 0 || schedule.PipelineUuid is not string pipeline)
        {
            return [];
        }

        if (await session.Pipelines.FindAsync(pipeline, call).ConfigureAwait(false) is not MagePipeline known)
        {
            return WithoutPipeline(runs, pipeline);
        }

        IDictionary<string, object?> config = (await session.Pipelines.WholeAsync(known, call).ConfigureAwait(false)).ConcurrencyConfig ?? [];
        (int? Limit, string Whose, RunQuery Running)[] limits =
        [
            (Number(schedule.Settings, "pipeline_run_limit") ?? Number(config, "pipeline_run_limit"), $"its schedule {schedule}", new RunQuery { ScheduleId = schedule.Id, Statuses = [RunStatus.Running] }),
            (Number(config, "pipeline_run_limit_all_triggers"), $"pipeline {pipeline}", new RunQuery { Pipelines = [pipeline], Statuses = [RunStatus.Running] }),
        ];
        foreach ((int? limit, string whose, RunQuery running) in limits)
        {
            if (limit is not int most || (most > 0 && await session.Runs.CountAsync(running, call).ConfigureAwait(false) is var count && count < most))
            {
                continue;
            }

            string ids = string.Join(", ", runs.Select(run => Text(run.Id)));
            string said = $"{(runs.Length == 1 ? "run " + ids : "runs " + ids)} of pipeline {pipeline} {(runs.Length == 1 ? "waits" : "wait")}: {whose} allows {Text(most)} at once";
            if (most > 0)
            {
                SayOnce(call, $"RunQueued: {said}, and that many are running.");
                return [];
            }

            return [.. runs.Select(run => new MageException(MageErrorId.RunQueued, $"R{said.Substring(1)}, so it will never begin. It is left as it is.")
            {
                Target = run,
                RecommendedAction = "Raise pipeline_run_limit in the schedule's settings or the pipeline's concurrency, and wait again.",
            })];
        }

        return [];
    }

    private MageException SchedulerStopped(MagePipelineRun run) => new(
        MageErrorId.SchedulerStopped,
        $"{Words(run)} does not begin: the scheduler of {session.Uri} is stopped. It is left as it is.")
    {
        Target = run,
        RecommendedAction = "Start Mage's scheduler, see its state [read server], then wait again [wait].",
    };

    private static int? Number(IDictionary<string, object?>? map, string key) => map is not null && map.TryGetValue(key, out object? value) ? SettingValues.Whole(value) : null;

    private static string Words(MagePipelineRun run) => Wording.Capitalized(run.Words);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private TimeSpan? Since(long? moment) => moment is long then ? session.Clock.GetElapsedTime(then) : null;

    private void SayOnce(MageCall call, string what)
    {
        if (_said.Add(what))
        {
            call.Warnings.Enqueue(what);
        }
    }
}
