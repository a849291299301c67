using System;

namespace MageAI.Operations.Maintenance;

/// <summary>What a snapshot keeps of a schedule. No variables and no token: the file is nobody's secret.</summary>
internal sealed class SnapshotSchedule
{
    public int Id { get; set; }

    public string? Name { get; set; }

    public string? PipelineUuid { get; set; }

    public string? ScheduleType { get; set; }

    public string? ScheduleInterval { get; set; }

    public DateTimeOffset? StartTime { get; set; }

    public string? Description { get; set; }

    public DateTimeOffset? LastEnabledAt { get; set; }

    /// <summary>Tells it from another schedule that has its id since.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>When its row was last changed: what is still as old was never switched off.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>When it was about to be switched off; null before. It is written before the server is asked, so what is off without it was switched off by others.</summary>
    public DateTimeOffset? SwitchedOffAt { get; set; }

    /// <summary>When it was about to be switched on again; null before.</summary>
    public DateTimeOffset? SwitchedOnAt { get; set; }

    /// <summary>The schedule as it is.</summary>
    public static SnapshotSchedule Of(MageSchedule schedule) => new()
    {
        Id = schedule.Id,
        Name = schedule.Name,
        PipelineUuid = schedule.PipelineUuid,
        ScheduleType = schedule.ScheduleType,
        ScheduleInterval = schedule.ScheduleInterval,
        StartTime = schedule.StartTime,
        Description = schedule.Description,
        LastEnabledAt = schedule.LastEnabledAt,
        CreatedAt = schedule.CreatedAt,
        UpdatedAt = schedule.UpdatedAt,
    };

    /// <summary>Whether a schedule of this id is this one.</summary>
    public bool Is(MageSchedule schedule) => schedule.Id == Id && (CreatedAt is null || schedule.CreatedAt is null || (CreatedAt - schedule.CreatedAt)?.Duration() < TimeSpan.FromSeconds(1));
}
