using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Terms;

namespace MageAI;

/// <summary>The run of one block within a pipeline run.</summary>
public sealed class MageBlockRun : MageObject
{
    private Dictionary<string, object?>? _metrics;
    private RaisedError? _raised;
    private (string? Message, string? Traceback) _read;
    private (RaisedError? Error, DateTimeOffset? At) _logged;

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

    /// <summary>
    /// When it ended, whether it completed or not, in UTC; null while it has not, and where it never began. Mage stamps a completion only: of a block
    /// that failed or was cancelled the end is known to the second, unless its log was read.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? EndedAt => !BlockRunStatus.HasEnded(Status) || StartedAt is null ? null
        : (Status == BlockRunStatus.Failed ? _logged.At : null) ?? (RunSpan.End(Status, CompletedAt, UpdatedAt) is DateTimeOffset end && end < StartedAt ? StartedAt : RunSpan.End(Status, CompletedAt, UpdatedAt));

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
    /// What the block raised, its type before its message, such as "KeyError: 'amount'"; null if it did not fail. Mage keeps the error of a block that
    /// was repaired since, in <see cref="Metrics"/>; it is none any more. Where Mage keeps none there (one process for all blocks, children of dynamic
    /// blocks), it is what the block's log says, once that was read.
    /// </summary>
    [JsonIgnore]
    public string? Error => Raised?.Words;

    /// <summary>
    /// The innermost line of people's own code that was running then, such as "line 8 in load" of the block's own code, or
    /// "/home/src/shop/utils/dates.py line 2 in parse"; null where there was none, or Mage does not tell.
    /// </summary>
    [JsonIgnore]
    public string? ErrorPlace => Raised?.Place;

    /// <summary>The traceback of what the block raised, as Python wrote it; null where Mage keeps none.</summary>
    [JsonIgnore]
    public string? Traceback => Raised?.Traceback;

    /// <summary>
    /// From start to end, or until now while it runs; null if it has not begun, or is to run again. Of a block that did not complete the end is
    /// known to the second only, so zero means less than a second.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Duration => BlockRunStatus.IsWaiting(Status) ? null : RunSpan.Between(StartedAt, Status == BlockRunStatus.Running ? Now : EndedAt ?? RunSpan.End(Status, CompletedAt, UpdatedAt));

    /// <summary>The error in one line, with its place.</summary>
    internal string? ErrorLine => Raised?.OneLine;

    private RaisedError? Raised
    {
        get
        {
            if (Status != BlockRunStatus.Failed)
            {
                return null;
            }

            // The block's row is read once; what is made of it is asked for again and again.
            (string? Message, string? Traceback) now = Kept();
            if (_raised is null || now != _read)
            {
                (_read, _raised) = (now, RaisedError.Of(now.Message, now.Traceback));
            }

            return _raised ?? _logged.Error;
        }
    }

    /// <summary>Takes what the block's log says it raised.</summary>
    /// <param name="error">What it raised.</param>
    /// <param name="at">When that was written, in UTC.</param>
    internal void TakeError(RaisedError? error, DateTimeOffset? at) => _logged = (error, at);

    private (string? Message, string? Traceback) Kept() => Metrics is not { } metrics || !metrics.TryGetValue("error", out object? error) ? default
        : error is Dictionary<string, object?> details ? (Text(details, "error"), Text(details, "message"))
        : (error as string, null);

    private static string? Text(Dictionary<string, object?> details, string name) => details.TryGetValue(name, out object? value) ? value as string : null;

    /// <summary>Block and status.</summary>
    /// <returns>Block and status.</returns>
    public override string ToString() => $"{BlockUuid} ({Status})";
}
