using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Terms;

namespace MageAI;

/// <summary>One run of a pipeline.</summary>
public sealed class MagePipelineRun : MageObject
{
    /// <summary>How exactly the time a run was made is told.</summary>
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private MageBlockRun[]? _blockRuns;
    private Dictionary<string, object?>? _variables;
    private Dictionary<string, object?>? _eventVariables;
    private Dictionary<string, object?>? _metrics;

    /// <summary>The identity. On SQLite the id of a deleted run is given out again.</summary>
    [JsonInclude]
    public int Id { get; internal set; }

    /// <summary>The pipeline.</summary>
    [JsonInclude]
    public string? PipelineUuid { get; internal set; }

    /// <summary>The schedule that made it; null once that is deleted.</summary>
    [JsonInclude]
    public int? PipelineScheduleId { get; internal set; }

    /// <summary>The schedule's name; told by lists, and by the block runs of a run that is read by itself.</summary>
    [JsonInclude]
    public string? PipelineScheduleName { get; internal set; }

    /// <summary>The schedule's type; told by lists only.</summary>
    [JsonInclude]
    public string? PipelineScheduleType { get; internal set; }

    /// <summary><c>initial</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>; a newer word means "not ended".</summary>
    [JsonInclude]
    public string? Status { get; internal set; }

    /// <summary>The time the run is for, in UTC: of a timed run the boundary, not the moment it began.</summary>
    [JsonInclude]
    public DateTimeOffset? ExecutionDate { get; internal set; }

    /// <summary>When it was made, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? CreatedAt { get; internal set; }

    /// <summary>When it began, in UTC; a retry leaves it.</summary>
    [JsonInclude]
    public DateTimeOffset? StartedAt { get; internal set; }

    /// <summary>When it completed, in UTC; null for cancelled and mostly for failed runs, which Mage does not stamp.</summary>
    [JsonInclude]
    public DateTimeOffset? CompletedAt { get; internal set; }

    /// <summary>When its row last changed, in UTC: start, end, cancel, retry; not the progress of its blocks.</summary>
    [JsonInclude]
    public DateTimeOffset? UpdatedAt { get; internal set; }

    /// <summary>How long ago it was made, by the server's clock; null where Mage does not tell when that was.</summary>
    [JsonIgnore]
    public TimeSpan? Age => Now - CreatedAt;

    /// <summary>How many block runs it has; told by lists, counted otherwise.</summary>
    [JsonInclude]
    public int? BlockRunsCount { get; internal set; }

    /// <summary>How many of them are completed; told by lists, counted otherwise.</summary>
    [JsonInclude]
    public int? CompletedBlockRunsCount { get; internal set; }

    /// <summary>Whether it took longer than its schedule's SLA allows.</summary>
    [JsonInclude]
    public bool? PassedSla { get; internal set; }

    /// <summary>The backfill it belongs to, or null.</summary>
    [JsonInclude]
    public int? BackfillId { get; internal set; }

    /// <summary>How its blocks run.</summary>
    [JsonInclude]
    public string? ExecutorType { get; internal set; }

    /// <summary>The runs of its blocks, in the server's order; empty in forms that lack them.</summary>
    [JsonIgnore]
    public MageBlockRun[] BlockRuns => _blockRuns ??= Children.Read(this, "block_runs", RunJson.Default.MageBlockRun, Adopt);

    /// <summary>The runtime variables, with what Mage adds (<c>execution_partition</c>); or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Variables => Map("variables", ref _variables);

    /// <summary>The variables of the event that triggered it, or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? EventVariables => Map("event_variables", ref _eventVariables);

    /// <summary>What Mage measured; mostly null for runs.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Metrics => Map("metrics", ref _metrics);

    /// <summary>
    /// From its first start to its end, or until now while it runs, also again; null if it has not begun. Of a run that did not complete the
    /// end is known to the second only. Mage keeps the first start when a run is repaired, so the time between a failure and its repair counts too.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Duration => RunSpan.Between(StartedAt, !HasEnded ? Now : RunSpan.End(Status, CompletedAt, UpdatedAt));

    /// <summary>
    /// Whether it lay still for over a quarter of an hour before one of its blocks began, or after the last had ended, as a run does that is
    /// repaired later, or cancelled long after it failed. How long it really ran, Mage does not tell then: of a block that ran again only the last
    /// time is known.
    /// </summary>
    internal bool HasRested => HasEnded && StartedAt is DateTimeOffset start && Duration > RunSpan.Rest && RunSpan.LongestRest(start, start + Duration.Value, BlockRuns) > RunSpan.Rest;

    /// <summary>
    /// How long it waited to begin: from creation to start, or until now while it waits. Null if it ended without having
    /// begun, or where Mage does not tell when it was made.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? QueueTime => RunSpan.Between(CreatedAt, StartedAt ?? (HasEnded ? null : Now));

    /// <summary>Whether it is completed, failed or cancelled. A status we do not know is not an end.</summary>
    [JsonIgnore]
    public bool HasEnded => RunStatus.HasEnded(Status);

    /// <summary>Why it failed where that was in none of its blocks, or for which limit Mage cancelled it, once the scheduler's log was read for it; else null.</summary>
    internal string? FailureReason { get; set; }

    /// <summary>What it is called within a sentence: by its id and its pipeline, where that is known.</summary>
    internal string Words => Wording.Text($"run {Id}{(PipelineUuid is null ? "" : " of pipeline " + PipelineUuid)}");

    /// <summary>
    /// Whether a run of the same id is the same run: on SQLite the id of a removed run is given out again. The times tell, which never change;
    /// where one of the two does not have them, the pipeline does, which may have been renamed since. Where nothing is known, that says nothing.
    /// </summary>
    internal bool IsSameAs(MagePipelineRun other)
    {
        TimeSpan? made = (CreatedAt - other.CreatedAt)?.Duration();
        TimeSpan? dated = (ExecutionDate - other.ExecutionDate)?.Duration();
        if (made >= s_second || dated >= s_second)
        {
            return false;
        }

        return (made is not null && dated == TimeSpan.Zero) || PipelineUuid is null || other.PipelineUuid is null || PipelineUuid == other.PipelineUuid;
    }

    /// <summary>Pipeline, id and status.</summary>
    /// <returns>Pipeline, id and status.</returns>
    public override string ToString() => $"{PipelineUuid} run {Id} ({Status})";

    /// <summary>Takes block runs that were read by themselves.</summary>
    internal void Fill(IEnumerable<MageBlockRun> blockRuns)
    {
        _blockRuns = [.. blockRuns];
        Array.ForEach(_blockRuns, Adopt);
    }

    private void Adopt(MageBlockRun run)
    {
        run.PipelineUuid = PipelineUuid;
        run.PipelineRunId ??= Id;
    }
}
