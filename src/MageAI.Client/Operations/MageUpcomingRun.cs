using System;
using MageAI.Schedules;

namespace MageAI;

/// <summary>A run that a schedule is going to make, or one that it should have made and did not: worked out from what the server says of the schedule.</summary>
public sealed class MageUpcomingRun : MageObject
{
    internal MageUpcomingRun(MageSchedule schedule, DueRun due)
    {
        Session = schedule.Session;
        (Time, ExecutionDate) = (due.Begins, due.ExecutionDate);
        (ScheduleId, ScheduleName, ScheduleInterval, PipelineUuid) = (schedule.Id, schedule.Name, schedule.ScheduleInterval, schedule.PipelineUuid);
        NextPipelineRunDate = schedule.NextPipelineRunDate;
        CreatedAt = schedule.CreatedAt;
    }

    /// <summary>When it begins, in UTC. Of a schedule with a landing time that is before it, by how long its runs took so far.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The pipeline.</summary>
    public string? PipelineUuid { get; }

    /// <summary>The schedule's id.</summary>
    public int ScheduleId { get; }

    /// <summary>The schedule's name.</summary>
    public string? ScheduleName { get; }

    /// <summary>The schedule's interval or cron expression.</summary>
    public string? ScheduleInterval { get; }

    /// <summary>The date the run is for, in UTC: of most the time it begins, with a landing time that by which it is to be done.</summary>
    public DateTimeOffset ExecutionDate { get; }

    /// <summary>What the server itself shows as the schedule's next time, in UTC. A start time that is still to come it leaves out of account.</summary>
    public DateTimeOffset? NextPipelineRunDate { get; }

    /// <summary>Whether it should have begun and no run of its date exists.</summary>
    public bool IsMissed { get; internal init; }

    /// <summary>How long the schedule's runs take as a rule; null where that was not asked for, or none has completed.</summary>
    public TimeSpan? UsualDuration { get; internal set; }

    /// <summary>Which other runs are under way at the same time, by the usual durations; empty where that was not asked for.</summary>
    public string[] Overlaps { get; internal set; } = [];

    /// <summary>What else is to be said of it; null for nothing.</summary>
    public string? Note { get; internal init; }

    /// <summary>When the schedule was made, to tell it from another that has its id since.</summary>
    internal DateTimeOffset? CreatedAt { get; }

    /// <summary>The schedule and its time.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{ScheduleName} (id {ScheduleId}) of pipeline {PipelineUuid} at {Terms.Wording.Moment(Time)}";
}
