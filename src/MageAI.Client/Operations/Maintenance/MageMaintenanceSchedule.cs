namespace MageAI;

/// <summary>A schedule that a maintenance is about, and what became of it.</summary>
public sealed class MageMaintenanceSchedule
{
    internal MageMaintenanceSchedule(int id, string? name, string? pipeline, string? interval) =>
        (ScheduleId, ScheduleName, PipelineUuid, ScheduleInterval) = (id, name, pipeline, interval);

    /// <summary>Its id.</summary>
    public int ScheduleId { get; }

    /// <summary>Its name when the maintenance began.</summary>
    public string? ScheduleName { get; }

    /// <summary>Its pipeline when the maintenance began.</summary>
    public string? PipelineUuid { get; }

    /// <summary>Its interval or cron expression when the maintenance began.</summary>
    public string? ScheduleInterval { get; }

    /// <summary>
    /// At the beginning <c>SwitchedOff</c> or <c>OffAlready</c>; at the end <c>SwitchedOn</c>, <c>OnAlready</c>, <c>LeftOff</c> or <c>Gone</c>;
    /// <c>Failed</c> where the server refused, and <c>Skipped</c> where somebody who was asked said no.
    /// </summary>
    public string Outcome { get; internal set; } = "Skipped";

    /// <summary>What somebody changed meanwhile, and why it was left off; empty for nothing.</summary>
    public string[] Notes { get; internal set; } = [];

    /// <summary>How many of its times passed while it was off, without a run; null at the beginning, and where it was not switched on.</summary>
    public int? Missed { get; internal set; }

    /// <summary>The runs that were made for missed times.</summary>
    public int[] CaughtUp { get; internal set; } = [];

    /// <summary>The schedule and what became of it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{ScheduleName} (id {ScheduleId}) of pipeline {PipelineUuid}: {Outcome}{(Notes.Length == 0 ? "" : $" ({string.Join("; ", Notes)})")}";
}
