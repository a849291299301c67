using System;
using System.Collections.Generic;

namespace MageAI.Operations.Maintenance;

/// <summary>What was on when a maintenance began, as its file has it.</summary>
internal sealed class Snapshot
{
    /// <summary>What a file of another kind, or of a later version, does not say.</summary>
    public const string Kind = "MageAI maintenance 1";

    public string? About { get; set; }

    public string? Server { get; set; }

    public string? Reason { get; set; }

    public string? User { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public List<SnapshotSchedule> Schedules { get; set; } = [];

    /// <summary>What was on as well, and was not meant: it is on afterwards too, and nobody switched it on.</summary>
    public List<SnapshotSchedule> LeftOn { get; set; } = [];
}
