using System;
using System.Collections.Generic;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>The figures of one group of runs. It keeps numbers, never a run.</summary>
internal sealed class RunFigures
{
    private readonly List<long> _runTimes = [];
    private readonly List<long> _queueTimes = [];
    private int _count;
    private int _completed;
    private int _failed;
    private int _cancelled;
    private int _slaMisses;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;

    public void Add(MagePipelineRun run)
    {
        _count++;
        switch (run.Status)
        {
            case RunStatus.Completed:
                _completed++;
                break;
            case RunStatus.Failed:
                _failed++;
                break;
            case RunStatus.Cancelled:
                _cancelled++;
                break;
        }

        if (run.PassedSla == true)
        {
            _slaMisses++;
        }

        // A run that was repaired in the morning did not run all night, and how long it did is not known.
        if (run is { HasEnded: true, Duration: TimeSpan took } && !run.HasRested)
        {
            _runTimes.Add(NotNegative(took));
        }

        if (run is { StartedAt: not null, QueueTime: TimeSpan waited })
        {
            _queueTimes.Add(NotNegative(waited));
        }

        if (run.CreatedAt is DateTimeOffset made)
        {
            _from = made < _from ? made : _from ?? made;
            _to = made > _to ? made : _to ?? made;
        }
    }

    /// <summary>The figures so far.</summary>
    /// <param name="statistic">What they are of.</param>
    /// <param name="openFailures">How many failures of the group are still open, which only all groups together tell.</param>
    public MageRunStatistic Fill(MageRunStatistic statistic, int openFailures)
    {
        _runTimes.Sort();
        _queueTimes.Sort();
        statistic.Count = _count;
        statistic.Completed = _completed;
        statistic.Failed = _failed;
        statistic.Cancelled = _cancelled;
        statistic.InProgress = _count - _completed - _failed - _cancelled;
        statistic.OpenFailures = openFailures;
        statistic.SlaMisses = _slaMisses;
        statistic.RunTimeP50 = NearestRank(_runTimes, 50);
        statistic.RunTimeP95 = NearestRank(_runTimes, 95);
        statistic.RunTimeMax = NearestRank(_runTimes, 100);
        statistic.QueueTimeP50 = NearestRank(_queueTimes, 50);
        statistic.QueueTimeP95 = NearestRank(_queueTimes, 95);
        statistic.QueueTimeMax = NearestRank(_queueTimes, 100);
        statistic.From = _from;
        statistic.To = _to;
        return statistic;
    }

    /// <summary>The smallest of the sorted numbers that so many of a hundred do not exceed.</summary>
    internal static TimeSpan? NearestRank(List<long> sorted, int percent) => sorted.Count == 0
        ? null
        : TimeSpan.FromTicks(sorted[(int)((((long)sorted.Count * percent) + 99) / 100) - 1]);

    /// <summary>Mage keeps the times of a row's change in whole seconds, so one that failed at once may seem to end before it began.</summary>
    private static long NotNegative(TimeSpan span) => Math.Max(0, span.Ticks);
}
