using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using MageAI.Runs;
using MageAI.Terms;

namespace MageAI;

/// <summary>The run of one block within a pipeline run.</summary>
public sealed class MageBlockRun : MageObject
{
    private Dictionary<string, object?>? _metrics;
    private string? _logged;

    /// <summary>The identity.</summary>
    [JsonInclude]
    public int Id { get; internal set; }

    /// <summary>The block; children of dynamic blocks and replicas add a part after a colon.</summary>
    [JsonInclude]
    public string? BlockUuid { get; internal set; }

    /// <summary>The pipeline run it belongs to.</summary>
    [JsonInclude]
    public int? PipelineRunId { get; internal set; }

    /// <summary>The pipeline. Not on the wire: known from the run it was read with.</summary>
    [JsonIgnore]
    public string? PipelineUuid { get; internal set; }

    /// <summary>
    /// <c>initial</c>, <c>queued</c>, <c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c>,
    /// <c>upstream_failed</c> or <c>condition_failed</c>.
    /// </summary>
    [JsonInclude]
    public string? Status { get; internal set; }

    /// <summary>When it began, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? StartedAt { get; internal set; }

    /// <summary>When it completed, in UTC; null when it did not.</summary>
    [JsonInclude]
    public DateTimeOffset? CompletedAt { get; internal set; }

    /// <summary>When it was made, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? CreatedAt { get; internal set; }

    /// <summary>When its row last changed, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? UpdatedAt { get; internal set; }

    /// <summary>How long ago it was made, by the server's clock; null where Mage does not tell when that was.</summary>
    [JsonIgnore]
    public TimeSpan? Age => Now - CreatedAt;

    /// <summary>What Mage measured; after a failure the error.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Metrics => Written("metrics", ref _metrics);

    /// <summary>
    /// What the block raised, in one text without its traceback; null if it did not fail. Mage keeps the error of a block that was repaired
    /// since, in <see cref="Metrics"/>; it is none any more. Where Mage keeps none there (one process for all blocks, children of dynamic blocks),
    /// it is what the block's log says, once that was read.
    /// </summary>
    [JsonIgnore]
    public string? Error => Status != BlockRunStatus.Failed ? null
        : Metrics is { } metrics && metrics.TryGetValue("error", out object? error) && error is Dictionary<string, object?> details && details.TryGetValue("error", out object? text) && text is string told ? told
        : _logged;

    /// <summary>
    /// From start to end, or until now while it runs; null if it has not begun, or is to run again. Of a block that did not complete the end is
    /// known to the second only.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Duration => BlockRunStatus.IsWaiting(Status) ? null : RunSpan.Between(StartedAt, Status == BlockRunStatus.Running ? Now : RunSpan.End(Status, CompletedAt, UpdatedAt));

    /// <summary>Takes what the block's log says it raised.</summary>
    internal void TakeError(string logged) => _logged = logged;

    /// <summary>Block and status.</summary>
    /// <returns>Block and status.</returns>
    public override string ToString() => $"{BlockUuid} ({Status})";
}
