using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Logs;
using MageAI.Operations.Watching;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// A cmdlet that can wait for runs. Ctrl+C ends the watching, never a run. All runs of a session are watched with one list
/// request a look. A server that cannot be reached ends the watching only after five minutes, or when the time given is over. Each change of state is a line on the information stream; where somebody looks on there are
/// progress bars too.
/// </summary>
public abstract class MageRunWatchCmdlet : MageSessionCmdlet
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    private readonly List<MageException> _unread = [];
    private readonly List<(MagePipelineRun[] Runs, MageException Cause)> _lost = [];
    private bool _isWatching;

    /// <summary>Made for each cmdlet class.</summary>
    private protected MageRunWatchCmdlet() => Scope.Ending = failure => _isWatching || Made.Count == 0 ? failure : RunErrors.MadeBefore(failure, Made.ConvertAll(item => item.Run));

    /// <summary>The runs that the command has made, and that are to be watched when all are made.</summary>
    private protected List<(MageSession Session, MagePipelineRun Run)> Made { get; } = [];

    /// <summary>How long to wait at most: seconds, a text such as 5m or 2h, or a TimeSpan; the runs go on. 0, the default: until they have ended.</summary>
    [Parameter]
    [Seconds]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; }

    /// <summary>The pause between two looks: seconds, of which fractions are allowed, a text such as 5s, or a TimeSpan. 0, the default: 1 s at first, growing with the time waited to 15 s.</summary>
    [Parameter]
    [Seconds(HasFraction = true)]
    [ValidateRange(0.0, 3600.0)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public double PollSec { get; set; }

    /// <summary>Report an error for each run that failed or was cancelled, once all have ended.</summary>
    [Parameter]
    public SwitchParameter ErrorOnFailure { get; set; }

    /// <summary>
    /// Wait, and meanwhile show the runs' logs as they grow, from before the runs begin until after they end: each record once, in the order of
    /// time, on the information stream and on the host.
    /// </summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Refuses what asks for waiting where nobody waits: a runbook would take a run that was made for one that went well.</summary>
    /// <param name="waits">Whether the command is going to wait.</param>
    /// <param name="by">The parameter that makes it wait.</param>
    private protected void RequireWaiting(bool waits, string by)
    {
        if (!waits && new[] { nameof(TimeoutSec), nameof(PollSec), nameof(ErrorOnFailure) }.FirstOrDefault(IsBound) is string idle)
        {
            Terminate(RunErrors.NeedsWait(idle, by));
        }
    }

    /// <summary>Emits a run, or notes it to be watched when all are made.</summary>
    /// <param name="session">Where.</param>
    /// <param name="run">The run.</param>
    /// <param name="waits">Whether the command is going to wait.</param>
    /// <param name="became">What was done to it.</param>
    private protected void EmitOrWatch(MageSession session, MagePipelineRun run, bool waits, string became)
    {
        if (waits)
        {
            // Should the command end before the run does, this is where its id can be found.
            WriteVerbose($"{run} was {became}.");
            Made.Add((session, run));
        }
        else
        {
            WriteObject(run);
        }
    }

    /// <summary>A preview says what it comes to. Then waits for the runs that were made.</summary>
    private protected void EndAndWatch()
    {
        Steps.End();
        Watch(Made);
    }

    /// <summary>Waits for the runs and emits each when it has ended.</summary>
    /// <param name="runs">The runs, with where they are.</param>
    /// <param name="follow">Which records of their logs to show meanwhile; null for all with <c>-Follow</c>, else none.</param>
    /// <param name="any">Whether the first that ends is enough.</param>
    private protected void Watch(IEnumerable<(MageSession Session, MagePipelineRun Run)> runs, LogScope? follow = null, bool any = false)
    {
        _isWatching = true;
        follow ??= Follow ? LogScope.Everything : null;
        RunWatcher[] watchers = [.. runs.GroupBy(item => item.Session).Select(same => new RunWatcher(same.Key, same.Select(item => item.Run), follow, hasEnd: TimeoutSec > 0))];
        int total = watchers.Sum(watcher => watcher.Pending.Count);
        if (total == 0)
        {
            return;
        }

        TimeSpan? limit = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec);
        TimeProvider clock = watchers[0].Session.Clock;
        long begun = clock.GetTimestamp();
        RunProgress? progress = Interactivity.IsInteractive ? new RunProgress(WriteProgress, total) : null;
        List<MagePipelineRun> ended = [];
        while (true)
        {
            foreach (RunWatcher watcher in watchers.Where(watcher => watcher.Pending.Count > 0))
            {
                Look(watcher, limit - clock.GetElapsedTime(begun), ended);
            }

            MagePipelineRun[] pending = [.. watchers.SelectMany(watcher => watcher.Pending)];
            if (pending.Length == 0 || (any && ended.Count > 0))
            {
                break;
            }

            if (clock.GetElapsedTime(begun) >= limit)
            {
                MagePipelineRun[] others = [.. pending.Skip(1)];
                foreach ((RunWatcher watcher, MagePipelineRun run) in watchers.SelectMany(watcher => watcher.Pending.Select(run => (watcher, run))).ToArray())
                {
                    Report(RunErrors.WaitTimeout(run, limit.Value, watcher.Unasked, others), run);
                    others = [];
                }

                break;
            }

            progress?.Show(pending, clock.GetElapsedTime(begun));
            Pause(clock, clock.GetElapsedTime(begun), limit - clock.GetElapsedTime(begun));
        }

        OnEntries([.. LogOrder.OfTime(watchers.SelectMany(watcher => watcher.Rest()))]);
        progress?.End();
        if (ErrorOnFailure)
        {
            MagePipelineRun[] unsuccessful = [.. ended.Where(run => run.Status != "completed")];
            for (int i = 0; i < unsuccessful.Length; i++)
            {
                ReportFailure(unsuccessful[i], i == 0 ? [.. unsuccessful.Skip(1)] : []);
            }
        }

        _unread.ForEach(failure => Report(failure));

        // Last: what the server refuses for good ends the command, and nothing could be said after that.
        if (_lost.Count > 0)
        {
            Report(RunErrors.WatchFailed(_lost));
        }
    }

    /// <summary>Takes a run that has ended.</summary>
    private protected virtual void OnEnded(MagePipelineRun run) => WriteObject(run);

    /// <summary>Takes what followed logs have gained: shown as Write-Host shows a text, and an object to whoever catches the information stream. That a run is alive, as the scheduler
    /// writes every few seconds, is only for the latter.</summary>
    private protected virtual void OnEntries(IReadOnlyList<MageLogEntry> entries)
    {
        foreach (MageLogEntry entry in entries)
        {
            WriteInformation(entry, entry.IsSignOfLife ? ["MageLog"] : ["PSHOST", "MageLog"]);
        }
    }

    /// <summary>
    /// Takes a log that cannot be read to its end. What becomes of the runs matters more, so that is a warning now, and an error when all else is
    /// said.
    /// </summary>
    private protected virtual void OnUnread(MageException failure)
    {
        WriteWarning($"{Wording.Sentence(failure.Message)} No more of that log is shown.");
        _unread.Add(failure);
    }

    private void Look(RunWatcher watcher, TimeSpan? left, List<MagePipelineRun> ended)
    {
        RunLook look;
        try
        {
            look = Await(call => watcher.LookAsync(left, call));
        }
        catch (MageException failure)
        {
            _lost.Add(([.. watcher.Pending], failure));
            watcher.GiveUp();
            return;
        }

        foreach (RunChange change in look.Changes)
        {
            WriteInformation(change, ["MageRun"]);
        }

        OnEntries([.. LogOrder.OfTime(look.Entries)]);
        foreach (MagePipelineRun run in look.Ended)
        {
            ended.Add(run);
            OnEnded(run);
        }

        look.Unread.ForEach(OnUnread);
        look.Stuck.ForEach(failure => Report(failure));
        foreach (MagePipelineRun run in look.Gone)
        {
            Report(RunErrors.Gone(run, watcher.Session), run.Id);
        }
    }

    private void ReportFailure(MagePipelineRun run, MagePipelineRun[] others)
    {
        Scope.LearnFailure(run.Session, run);
        Report(RunErrors.Unsuccessful(run, others));
    }

    private void Pause(TimeProvider clock, TimeSpan waited, TimeSpan? left)
    {
        TimeSpan tenth = TimeSpan.FromTicks(waited.Ticks / 10);
        TimeSpan pause = PollSec > 0 ? TimeSpan.FromSeconds(PollSec)
            : tenth < s_shortest ? s_shortest
            : tenth > s_longest ? s_longest
            : tenth;
        if (left < pause)
        {
            pause = left.Value < TimeSpan.Zero ? TimeSpan.Zero : left.Value;
        }

        try
        {
            clock.Delay(pause, Scope.Cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
