using System;
using System.Collections.Generic;
using MageAI.Terms;

namespace MageAI.Runs;

/// <summary>What to ask the server for. Times are asked for with a day to spare: the server compares them in its own zone.</summary>
internal sealed class RunQuery
{
    /// <summary>Ids are given out in the order of creation; this much parallel transactions on PostgreSQL may disturb it at most.</summary>
    private static readonly TimeSpan s_disorder = TimeSpan.FromHours(1);

    public IReadOnlyCollection<string> Pipelines { get; init; } = [];

    public IReadOnlyCollection<string> Statuses { get; init; } = [];

    /// <summary>Only failures that are still open: of each execution date the newest attempt, where that failed.</summary>
    public bool LastFailed { get; init; }

    /// <summary>The schedule whose runs are meant.</summary>
    public int? ScheduleId { get; init; }

    public int? BackfillId { get; init; }

    /// <summary>Made at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Made before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The server's own filters are wrong in places (time zones, missing parents), so each row is checked here.</summary>
    public bool Matches(MagePipelineRun run) =>
        (Pipelines.Count == 0 || Contains(Pipelines, run.PipelineUuid))
        && (Statuses.Count == 0 || Contains(Statuses, run.Status))
        && (!LastFailed || run.Status == RunStatus.Failed)
        && (ScheduleId is null || run.PipelineScheduleId == ScheduleId)
        && (BackfillId is null || run.BackfillId == BackfillId)
        && (Since is null || run.CreatedAt >= Since)
        && (Until is null || run.CreatedAt < Until);

    /// <summary>Whether nothing that is wanted can follow this run in a list of newest first.</summary>
    public bool EndsAt(MagePipelineRun run) => run.CreatedAt < Since - s_disorder;

    private static bool Contains(IEnumerable<string> words, string? word)
    {
        foreach (string known in words)
        {
            if (string.Equals(known, word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
