using System;

namespace MageAI;

/// <summary>A time in which schedules are off, with what was on before and what became of it.</summary>
public sealed class MageMaintenance
{
    /// <summary>The file with the snapshot.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The server.</summary>
    public Uri? Server { get; internal init; }

    /// <summary>Why, as whoever began it said; or null.</summary>
    public string? Reason { get; internal init; }

    /// <summary>When it began, in UTC.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>When it ended, in UTC; null until then, and where something is left to do.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>The schedules that were on.</summary>
    public MageMaintenanceSchedule[] Schedules { get; internal set; } = [];

    /// <summary>Runs that were running still when all schedules were off and the waiting was over; null where the server could not be asked.</summary>
    public MagePipelineRun[]? Running { get; internal set; } = [];

    /// <summary>Runs that had not begun when their schedules were switched off. They begin when those are on again. Null where the server could not be asked.</summary>
    public MagePipelineRun[]? Frozen { get; internal set; } = [];

    /// <summary>Runs that were cancelled.</summary>
    public MagePipelineRun[] Stopped { get; internal set; } = [];

    /// <summary>Schedules that somebody switched on meanwhile and that were not on before; they were left as they are.</summary>
    public MageSchedule[] OthersOn { get; internal set; } = [];
}
