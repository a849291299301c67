using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Logs;

/// <summary>Which records of a run's log are wanted.</summary>
internal sealed record LogScope
{
    public static readonly LogScope Everything = new();

    /// <summary>Whether a block is meant; null for all, with the scheduler's records.</summary>
    public Func<string, bool>? Block { get; init; }

    /// <summary>Only the blocks that failed; of a run that failed in none, or was cancelled, what the scheduler says of that.</summary>
    public bool FailedOnly { get; init; }

    public IReadOnlyCollection<string> Levels { get; init; } = [];

    /// <summary>Whether a text is looked for; null for any.</summary>
    public Func<string, bool>? Text { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>What is wanted of each run, by session and id, where that is not the same; null where it is.</summary>
    public Func<MageSession, int, LogScope>? OfRun { get; init; }

    /// <summary>Whether only files of some blocks are needed.</summary>
    public bool IsOfBlocks => Block is not null || FailedOnly;

    /// <summary>Whether a block's file is wanted: by the block's own name, or by that of a dynamic child or a replica, which has a part after a colon.</summary>
    public bool IncludesBlock(string? uuid) => Block is null || (uuid is not null && (Block(uuid) || Block(uuid.Split(':')[0])));

    /// <summary>Whether a record is wanted, of a file that is.</summary>
    /// <param name="entry">The record.</param>
    /// <param name="ofBlock">Whether the file is a block's.</param>
    public bool Includes(MageLogEntry entry, bool ofBlock) =>
        (!FailedOnly || ofBlock || entry.IsLimit || (IsFailure(entry.Level) && entry.BlockRunId is null))
        && IncludesLevel(entry)
        && (Since is null || entry.Timestamp >= Since)
        && (Text is null || Text(entry.Text) || (entry.Message is not null && Text(entry.Message)) || (entry.ErrorStacktrace is not null && Text(entry.ErrorStacktrace)));

    /// <summary>Whether a record of its level is wanted.</summary>
    public bool IncludesLevel(MageLogEntry entry) => Levels.Count == 0 || (entry.Level is not null && Levels.Contains(entry.Level, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a record of this level tells that something failed for good.</summary>
    public static bool IsFailure(string? level) => level is "EXCEPTION" or "ERROR" or "CRITICAL";
}
