using System.Collections.Generic;

namespace MageAI.Operations.Watching;

/// <summary>What one look at watched runs showed.</summary>
internal sealed class RunLook
{
    /// <summary>Those that have ended since the look before.</summary>
    public List<MagePipelineRun> Ended { get; } = [];

    /// <summary>Those that do not exist, or no longer.</summary>
    public List<MagePipelineRun> Gone { get; } = [];

    /// <summary>Those that cannot go on, and are no longer watched: why, each with its run as target.</summary>
    public List<MageException> Stuck { get; } = [];

    /// <summary>What has another state than at the look before, or was not known then.</summary>
    public List<RunChange> Changes { get; } = [];

    /// <summary>What the followed runs have logged since.</summary>
    public List<MageLogEntry> Entries { get; } = [];

    /// <summary>Logs that could not be read to their end.</summary>
    public List<MageException> Unread { get; } = [];
}
