using System.Collections.Generic;

namespace MageAI.Runs;

/// <summary>What one look at watched runs showed.</summary>
internal sealed record RunLook
{
    public static readonly RunLook Nothing = new();

    /// <summary>Those that have ended since the look before.</summary>
    public IReadOnlyList<MagePipelineRun> Ended { get; init; } = [];

    /// <summary>Those that do not exist, or no longer.</summary>
    public IReadOnlyList<MagePipelineRun> Gone { get; init; } = [];

    /// <summary>Those that cannot go on, and are no longer watched: why, each with its run as target.</summary>
    public IReadOnlyList<MageException> Stuck { get; init; } = [];

    /// <summary>What has another state than at the look before, or was not known then.</summary>
    public IReadOnlyList<RunChange> Changes { get; init; } = [];

    /// <summary>What the followed runs have logged since.</summary>
    public IReadOnlyList<MageLogEntry> Entries { get; init; } = [];

    /// <summary>Logs that could not be read to their end.</summary>
    public IReadOnlyList<MageException> Unread { get; init; } = [];
}
