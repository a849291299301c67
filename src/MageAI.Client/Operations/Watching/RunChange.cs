using System;
using System.Globalization;

namespace MageAI;

/// <summary>A change of state that was seen while a run was watched: of the run, or of one of its blocks.</summary>
public sealed class RunChange
{
    internal RunChange(MagePipelineRun run, MageBlockRun? blockRun, string? before, DateTimeOffset seenAt)
    {
        Run = run;
        BlockRun = blockRun;
        Before = before;
        SeenAt = seenAt;
    }

    /// <summary>The run.</summary>
    public MagePipelineRun Run { get; }

    /// <summary>The block run whose state changed; null when it was the run's own.</summary>
    public MageBlockRun? BlockRun { get; }

    /// <summary>The state before; null when it was seen for the first time.</summary>
    public string? Before { get; }

    /// <summary>The state now.</summary>
    public string? Status => BlockRun is null ? Run.Status : BlockRun.Status;

    /// <summary>When it was seen, in UTC by the server's clock.</summary>
    public DateTimeOffset SeenAt { get; }

    /// <summary>One line for a log.</summary>
    /// <returns>Such as "07:50:03Z run 12 of etl, block load: running".</returns>
    public override string ToString()
    {
        string time = SeenAt.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string pipeline = Run.PipelineUuid is null ? string.Empty : " of " + Run.PipelineUuid;
        string block = BlockRun is null ? string.Empty : ", block " + BlockRun.BlockUuid;
        return $"{time} run {Run.Id.ToString(CultureInfo.InvariantCulture)}{pipeline}{block}: {Status}";
    }
}
