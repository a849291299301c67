using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>Progress bars of watched runs: one for each that is shown, below one for all where there are several.</summary>
/// <param name="write">Shows a record.</param>
/// <param name="total">How many runs are watched.</param>
internal sealed class RunProgress(Action<ProgressRecord> write, int total)
{
    private const string Activity = "Waiting for pipeline runs";
    private const int Root = 0x4D616765;

    /// <summary>More than a window shows would only push each other out.</summary>
    private const int Most = 8;

    private readonly Dictionary<MagePipelineRun, int> _bars = new(SameRun.Comparer);

    /// <summary>Shows how far the runs are.</summary>
    public void Show(IReadOnlyCollection<MagePipelineRun> pending, TimeSpan waited)
    {
        foreach (MagePipelineRun over in _bars.Keys.Where(run => !pending.Contains(run, SameRun.Comparer)).ToArray())
        {
            Remove(over);
        }

        if (total > 1)
        {
            write(new ProgressRecord(Root, Activity, $"{total - pending.Count} of {total} runs have ended, {Clock(waited)}") { PercentComplete = 100 * (total - pending.Count) / total });
        }

        foreach (MagePipelineRun run in pending.OrderBy(run => _bars.ContainsKey(run) ? 0 : 1).ThenBy(run => run.Status == "running" ? 0 : 1).Take(Most))
        {
            write(Bar(run, waited));
        }
    }

    /// <summary>Takes all bars away.</summary>
    public void End()
    {
        foreach (MagePipelineRun run in _bars.Keys.ToArray())
        {
            Remove(run);
        }

        if (total > 1)
        {
            write(new ProgressRecord(Root, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Bar(MagePipelineRun run, TimeSpan waited)
    {
        if (!_bars.TryGetValue(run, out int bar))
        {
            _bars[run] = bar = Enumerable.Range(1, Most + 1).First(number => !_bars.ContainsValue(number));
        }

        MageBlockRun[] blocks = run.BlockRuns;
        int all = Math.Max(blocks.Length, run.BlockRunsCount ?? 0);
        int done = blocks.Count(block => block.Status is not ("initial" or "queued" or "running"));
        string[] current = [.. blocks.Where(block => block.Status == "running").Select(block => block.BlockUuid).OfType<string>().Take(3)];
        string known = all == 0 ? string.Empty : $"{done} of {all} blocks done";

        // Of a run that begins while it is waited for, the time that it was waited for: a clock does not run back.
        TimeSpan clock = run.Duration is TimeSpan duration && duration > waited ? duration : waited;
        string now = current.Length == 0 ? run.Status ?? string.Empty : string.Join(", ", current);

        // PowerShell 7's one-line bars leave the current operation out.
        return new ProgressRecord(Root + bar, Name(run), string.Join(", ", new[] { known, Clock(clock), now }.Where(part => part.Length > 0)))
        {
            ParentActivityId = total > 1 ? Root : -1,
            CurrentOperation = now,
            PercentComplete = all == 0 ? 0 : 100 * done / all,
        };
    }

    private void Remove(MagePipelineRun run)
    {
        write(new ProgressRecord(Root + _bars[run], Name(run), "Done") { ParentActivityId = total > 1 ? Root : -1, RecordType = ProgressRecordType.Completed });
        _bars.Remove(run);
    }

    private static string Name(MagePipelineRun run) => $"{run.PipelineUuid} run {run.Id.ToString(CultureInfo.InvariantCulture)}".TrimStart();

    private static string Clock(TimeSpan time) => time < TimeSpan.Zero
        ? "00:00:00"
        : time.ToString(time.TotalDays < 1 ? @"hh\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>A run is the same at each look, though it is another object.</summary>
    private sealed class SameRun : IEqualityComparer<MagePipelineRun>
    {
        public static readonly SameRun Comparer = new();

        public bool Equals(MagePipelineRun? left, MagePipelineRun? right) => left?.Id == right?.Id && ReferenceEquals(left?.Session, right?.Session);

        public int GetHashCode(MagePipelineRun run) => run.Id;
    }
}
