using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Runs;

/// <summary>
/// Watches runs of one session until each has ended, with about one request a look however many they are. A server that
/// cannot be reached for a while (a restart, a proxy) does not end the watching; why runs do not start is said once.
/// </summary>
internal sealed class RunWatcher(MageSession session, IEnumerable<MagePipelineRun> runs)
{
    /// <summary>Each comes after the transport's own repetitions: with the usual settings they make some two minutes.</summary>
    private const int MaxFailures = 5;

    /// <summary>Mage starts a run within its scheduler's interval; only then is it worth a question why it did not.</summary>
    private const int LooksBeforeWhy = 3;

    private static readonly TimeSpan s_betweenWhys = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, MagePipelineRun> _pending = runs.GroupBy(run => run.Id).ToDictionary(same => same.Key, same => same.First());
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private Stopwatch? _sinceWhy;
    private int _looks;
    private int _failures;

    public MageSession Session { get; } = session;

    /// <summary>The runs that have not ended, as last seen.</summary>
    public IReadOnlyCollection<MagePipelineRun> Pending => _pending.Values;

    /// <summary>Looks once.</summary>
    /// <exception cref="MageException">Watching on makes no sense, or failed too often.</exception>
    public async Task<RunLook> LookAsync(MageCall call)
    {
        Dictionary<int, MagePipelineRun> found;
        try
        {
            found = await Session.Runs.SnapshotAsync(_pending.Values, call).ConfigureAwait(false);
            _failures = 0;
        }
        catch (MageException failure) when (Passes(failure) && ++_failures < MaxFailures)
        {
            if (_failures == 1)
            {
                call.Warnings.Enqueue($"{failure.Message} The watching goes on.");
            }

            return RunLook.Nothing;
        }

        _looks++;
        List<MagePipelineRun> ended = [];
        List<MagePipelineRun> gone = [];
        foreach (MagePipelineRun known in _pending.Values.ToArray())
        {
            if (!found.TryGetValue(known.Id, out MagePipelineRun? now))
            {
                gone.Add(known);
                _pending.Remove(known.Id);
                continue;
            }

            now.PipelineUuid ??= known.PipelineUuid;
            if (now.HasEnded)
            {
                ended.Add(now);
                _pending.Remove(known.Id);
            }
            else
            {
                _pending[known.Id] = now;
            }
        }

        await SayWhyAsync(call).ConfigureAwait(false);
        return new RunLook(ended, gone);
    }

    /// <summary>Stops watching what has not ended.</summary>
    public void GiveUp() => _pending.Clear();

    /// <summary>Whether the same question may well be answered a little later.</summary>
    private static bool Passes(MageException failure) => failure.ErrorId
        is MageErrorId.ConnectionFailed or MageErrorId.RequestTimeout or MageErrorId.RateLimited or MageErrorId.EmptyResponse
        or MageErrorId.InvalidResponse or MageErrorId.NotMageServer or MageErrorId.ServerError;

    private async Task SayWhyAsync(MageCall call)
    {
        int?[] waiting = [.. _pending.Values.Where(run => run.Status == "initial").Select(run => run.PipelineScheduleId).Distinct()];
        if (waiting.Length == 0 || _looks < LooksBeforeWhy || _sinceWhy?.Elapsed < s_betweenWhys)
        {
            return;
        }

        _sinceWhy = Stopwatch.StartNew();
        try
        {
            foreach (MageSchedule schedule in await InactiveAsync([.. waiting.OfType<int>()], call).ConfigureAwait(false))
            {
                SayOnce(call, $"Schedule {schedule} of pipeline {schedule.PipelineUuid} is inactive: its runs that have not begun wait until it is switched on.");
            }

            MageServer server = await Session.Server.StatusAsync(call, withActivity: false).ConfigureAwait(false);
            if (server.SchedulerStatus == "stopped")
            {
                SayOnce(call, $"The scheduler of {Session.Uri} is stopped: no run begins, and none goes on, until it runs again.");
            }
        }
        catch (MageException)
        {
            // The watching itself matters more, and reports what is wrong if it is anything that lasts.
        }
    }

    private async Task<IReadOnlyList<MageSchedule>> InactiveAsync(int[] ids, MageCall call)
    {
        if (ids.Length > 1)
        {
            return await Task.Run(
                () => Session.Schedules.List(new ScheduleQuery { Statuses = ["inactive"] }, call)
                    .Read(0, null, call.Cancellation).Where(schedule => ids.Contains(schedule.Id)).ToArray(),
                call.Cancellation).ConfigureAwait(false);
        }

        MageSchedule? only = ids.Length == 0 ? null : await Session.Schedules.ReadAsync(ids[0], call).ConfigureAwait(false);
        return only?.Status == "inactive" ? [only] : [];
    }

    private void SayOnce(MageCall call, string what)
    {
        if (_said.Add(what))
        {
            call.Warnings.Enqueue(what);
        }
    }
}
