using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Errors;
using MageAI.Runs;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// A cmdlet that can wait for runs. Ctrl+C ends the watching, never a run. All runs of a session are watched with one list
/// request a look. A server that cannot be reached ends the watching only when five looks in a row have failed, each with
/// all repetitions of the session.
/// </summary>
public abstract class MageRunWatchCmdlet : MageRunCmdlet
{
    private const string Activity = "Waiting for pipeline runs";
    private const int ProgressId = 0x4D616765;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait at most, in seconds; the runs go on. 0, the default: until they have ended.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int TimeoutSec { get; set; }

    /// <summary>The pause between two looks, in seconds; fractions are allowed. 0, the default: 1 s at first, growing with the time waited to 15 s.</summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double PollSec { get; set; }

    /// <summary>Report an error for each run that failed or was cancelled, once all have ended.</summary>
    [Parameter]
    public SwitchParameter ErrorOnFailure { get; set; }

    /// <summary>Waits for the runs and emits each when it has ended.</summary>
    private protected void Watch(IEnumerable<(MageSession Session, MagePipelineRun Run)> runs)
    {
        RunWatcher[] watchers = [.. runs.GroupBy(item => item.Session).Select(same => new RunWatcher(same.Key, same.Select(item => item.Run)))];
        int total = watchers.Sum(watcher => watcher.Pending.Count);
        if (total == 0)
        {
            return;
        }

        TimeSpan? limit = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec);
        Stopwatch clock = Stopwatch.StartNew();
        List<MageException> unsuccessful = [];
        while (true)
        {
            foreach (RunWatcher watcher in watchers.Where(watcher => watcher.Pending.Count > 0))
            {
                Look(watcher, limit - clock.Elapsed, unsuccessful);
            }

            MagePipelineRun[] pending = [.. watchers.SelectMany(watcher => watcher.Pending)];
            if (pending.Length == 0)
            {
                break;
            }

            if (clock.Elapsed >= limit)
            {
                Array.ForEach(pending, run => Report(RunErrors.WaitTimeout(run, limit.Value), run));
                break;
            }

            WriteProgress(Progress(pending, total, clock.Elapsed));
            Pause(clock.Elapsed, limit - clock.Elapsed);
        }

        WriteProgress(new ProgressRecord(ProgressId, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        if (ErrorOnFailure)
        {
            unsuccessful.ForEach(failure => Report(failure));
        }
    }

    private void Look(RunWatcher watcher, TimeSpan? left, List<MageException> unsuccessful)
    {
        RunLook look;
        try
        {
            look = Await(call => LookAsync(watcher, left, call));
        }
        catch (MageException failure)
        {
            MagePipelineRun[] lost = [.. watcher.Pending];
            watcher.GiveUp();
            Array.ForEach(lost, run => Report(RunErrors.WatchFailed(run, failure), run));
            return;
        }

        foreach (MagePipelineRun run in look.Gone)
        {
            Report(RunErrors.Gone(run, watcher.Session), run.Id);
        }

        foreach (MagePipelineRun run in look.Ended)
        {
            if (RunErrors.Unsuccessful(run) is MageException failure)
            {
                unsuccessful.Add(failure);
            }

            WriteObject(run);
        }
    }

    /// <summary>A look that does not outlast the time left: a server that hangs must not keep a runbook longer than it asked for.</summary>
    private static async Task<RunLook> LookAsync(RunWatcher watcher, TimeSpan? left, MageCall call)
    {
        if (left is null)
        {
            return await watcher.LookAsync(call).ConfigureAwait(false);
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        end.CancelAfter(left > s_shortest ? left.Value : s_shortest);
        try
        {
            return await watcher.LookAsync(call.With(end.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.Cancellation.IsCancellationRequested)
        {
            return RunLook.Nothing;
        }
    }

    private void Pause(TimeSpan waited, TimeSpan? left)
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

        if (Cancellation.WaitHandle.WaitOne(pause))
        {
            throw new PipelineStoppedException();
        }
    }

    private static ProgressRecord Progress(MagePipelineRun[] pending, int total, TimeSpan waited)
    {
        string elapsed = waited.ToString(waited.TotalDays < 1 ? @"hh\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
        MageBlockRun[] blocks = [.. pending.SelectMany(run => run.BlockRuns)];
        int done = blocks.Count(block => block.Status is not ("initial" or "queued" or "running"));
        string[] current = [.. blocks.Where(block => block.Status == "running").Select(block => block.BlockUuid).OfType<string>().Distinct(StringComparer.Ordinal).Take(3)];
        string what = total == 1 ? pending[0].ToString() : $"{total - pending.Length} of {total} runs have ended";
        return new ProgressRecord(ProgressId, Activity, $"{what}, {done} of {blocks.Length} blocks done, {elapsed}")
        {
            CurrentOperation = current.Length == 0 ? null : string.Join(", ", current),
            PercentComplete = total > 1 ? 100 * (total - pending.Length) / total : blocks.Length == 0 ? 0 : 100 * done / blocks.Length,
        };
    }
}
