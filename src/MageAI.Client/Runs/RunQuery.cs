using System;
using System.Collections.Generic;
using MageAI.Terms;

namespace MageAI.Runs;

/// <summary>What to ask the server for. Times are asked for with a day to spare: the server compares them in its own zone.</summary>
internal sealed record RunQuery
{
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

    /// <summary>What only we can compare; null for nothing.</summary>
    public Func<MagePipelineRun, bool>? Filter { get; init; }

    /// <summary>Whether any row may be left out.</summary>
    public bool IsNarrowing => Pipelines.Count > 0 || Statuses.Count > 0 || LastFailed || ScheduleId is not null || BackfillId is not null
        || Since is not null || Until is not null || Filter is not null;

    /// <summary>Whether the server leaves out what is not meant. Of an end it knows the day only, and then newer rows come first.</summary>
    public bool IsNarrowedThere => Until is null && Filter is null;

    /// <summary>The server's own filters are wrong in places (time zones, missing parents), so each row is checked here.</summary>
    public bool Matches(MagePipelineRun run) =>
        (Pipelines.Count == 0 || Contains(Pipelines, run.PipelineUuid))
        && (Statuses.Count == 0 || Contains(Statuses, run.Status))
        && (!LastFailed || run.Status == RunStatus.Failed)
        && (ScheduleId is null || run.PipelineScheduleId == ScheduleId)
        && (BackfillId is null || run.BackfillId == BackfillId)
        && (Since is not DateTimeOffset since || IsSince(run, since))
        && (Until is null || run.CreatedAt < Until)
        && Filter?.Invoke(run) != false;

    /// <summary>Whether nothing that is meant can follow this run in a list in the order in which runs were made.</summary>
    public bool EndsAt(MagePipelineRun run) => Since is DateTimeOffset since && run.CreatedAt is not null && !IsSince(run, since);

    /// <summary>On SQLite Mage keeps the second in which a run was made, and no fraction: then it may have been made at that second's end.</summary>
    private static bool IsSince(MagePipelineRun run, DateTimeOffset since) => run.CreatedAt is DateTimeOffset made
        && (made >= since || (made.Ticks % TimeSpan.TicksPerSecond == 0 && made > since.AddSeconds(-1)));

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
