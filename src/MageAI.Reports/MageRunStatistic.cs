using System;
using MageAI.Terms;

namespace MageAI;

/// <summary>
/// How the runs of one group went. Percentiles are by nearest rank: the time that so many of a hundred runs did not exceed, and
/// always one that a run really took.
/// </summary>
public sealed class MageRunStatistic
{
    internal MageRunStatistic(string name, MageRunGrouping groupBy)
    {
        Name = name;
        GroupBy = groupBy;
    }

    /// <summary>The group: a pipeline, a pipeline and its schedule, a day such as 2026-11-24, or "All runs".</summary>
    public string Name { get; }

    /// <summary>What the runs of the group have in common.</summary>
    public MageRunGrouping GroupBy { get; }

    /// <summary>The pipeline, where the group is one or belongs to one; else null.</summary>
    public string? PipelineUuid { get; internal set; }

    /// <summary>The schedule's id, where the group is one; else null.</summary>
    public int? PipelineScheduleId { get; internal set; }

    /// <summary>How many runs there are. A run that came twice is counted once.</summary>
    public int Count { get; internal set; }

    /// <summary>How many completed.</summary>
    public int Completed { get; internal set; }

    /// <summary>How many failed, whatever became of later attempts.</summary>
    public int Failed { get; internal set; }

    /// <summary>How many were cancelled.</summary>
    public int Cancelled { get; internal set; }

    /// <summary>How many have not ended, or are in a state that a newer Mage may have.</summary>
    public int InProgress { get; internal set; }

    /// <summary>Completed runs as a share, from 0 to 1, of those that completed or failed; null when none did.</summary>
    public double? SuccessRate => Completed + Failed == 0 ? null : (double)Completed / (Completed + Failed);

    /// <summary>
    /// How many failures are still open. Runs of one pipeline, schedule and execution date are attempts at one thing, as Mage
    /// groups them; it is open when the newest attempt, the one of the highest id, failed. Of all groups only the one the newest
    /// attempt belongs to counts it. An attempt that is not among the runs measured is not known.
    /// </summary>
    public int OpenFailures { get; internal set; }

    /// <summary>How many took longer than their schedule's SLA allows.</summary>
    public int SlaMisses { get; internal set; }

    /// <summary>
    /// Half of the runs that began and ended took no longer; null when none did. Here and in the other run times, a run is left out in which no
    /// block ran for over 15 minutes, as between a failure and its repair: how long it really ran, Mage does not tell.
    /// </summary>
    public TimeSpan? RunTimeP50 { get; internal set; }

    /// <summary>95 of 100 runs that began and ended took no longer; null when none did.</summary>
    public TimeSpan? RunTimeP95 { get; internal set; }

    /// <summary>The longest of the runs that began and ended; null when none did.</summary>
    public TimeSpan? RunTimeMax { get; internal set; }

    /// <summary>Half of the runs that began had waited no longer for it; null when none did.</summary>
    public TimeSpan? QueueTimeP50 { get; internal set; }

    /// <summary>95 of 100 runs that began had waited no longer for it; null when none did.</summary>
    public TimeSpan? QueueTimeP95 { get; internal set; }

    /// <summary>The longest wait of the runs that began; null when none did.</summary>
    public TimeSpan? QueueTimeMax { get; internal set; }

    /// <summary>When the first of them was made, in UTC; null where Mage does not tell.</summary>
    public DateTimeOffset? From { get; internal set; }

    /// <summary>When the last of them was made, in UTC; null where Mage does not tell.</summary>
    public DateTimeOffset? To { get; internal set; }

    /// <summary>Name, number of runs and success rate.</summary>
    /// <returns>Name, number of runs and success rate.</returns>
    public override string ToString() => $"{Name}: {Wording.Count(Count, "run")}, {Wording.Percent(SuccessRate) ?? "none ended"}";
}
