using System;
using System.Globalization;
using System.Text.Json.Serialization;
using MageAI.Resources;

namespace MageAI;

/// <summary>
/// One record of Mage's log files: a line with a time and a JSON object, together with the lines without a time that follow it
/// (a traceback).
/// </summary>
public sealed class MageLogEntry : MageObject
{
    /// <summary>Mage's words (from its source, 0.9.79); their levels are ERROR, WARNING and INFO.</summary>
    private static readonly string[] s_limits = ["Pipeline run timed out", "Pipeline run limit reached", "Memory usage across all pipeline runs"];

    private RaisedError? _what;

    /// <summary>
    /// When it was written, in UTC; null where the line says nothing of it. Mage stamps a line with local time and its JSON with an
    /// epoch that is wrong by the same amount in the other direction; both together give the true time (by experiment on 0.9.79).
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? Timestamp { get; internal set; }

    /// <summary>How long ago it was written, by the server's clock; null where Mage does not tell when that was.</summary>
    [JsonIgnore]
    public TimeSpan? Age => Now - Timestamp;

    /// <summary>The record's own time, in seconds since 1970, as far from the truth as the server's clock zone makes it.</summary>
    [JsonInclude]
    [JsonPropertyName("timestamp")]
    internal double? Epoch { get; set; }

    /// <summary><c>INFO</c>, <c>WARNING</c>, <c>EXCEPTION</c>, <c>ERROR</c> of a timeout, and what else code may log; null for text that is no record.</summary>
    [JsonInclude]
    public string? Level { get; internal set; }

    /// <summary>The message. Mage makes a record of each argument and each line of a <c>print</c>.</summary>
    [JsonInclude]
    public string? Message { get; internal set; }

    /// <summary>The pipeline.</summary>
    [JsonInclude]
    public string? PipelineUuid { get; internal set; }

    /// <summary>The run it belongs to.</summary>
    [JsonInclude]
    public int? PipelineRunId { get; internal set; }

    /// <summary>The schedule of that run.</summary>
    [JsonInclude]
    public int? PipelineScheduleId { get; internal set; }

    /// <summary>The block; null in the scheduler's records about the run as a whole.</summary>
    [JsonInclude]
    public string? BlockUuid { get; internal set; }

    /// <summary>The run of the block; null where <see cref="BlockUuid"/> is.</summary>
    [JsonInclude]
    public int? BlockRunId { get; internal set; }

    /// <summary>The type of the block; null in the scheduler's records.</summary>
    [JsonInclude]
    public string? BlockType { get; internal set; }

    /// <summary>The identity of the record.</summary>
    [JsonInclude]
    public string? Uuid { get; internal set; }

    /// <summary>The traceback of what was raised; null in records of anything else.</summary>
    [JsonInclude]
    public string? Error { get; internal set; }

    /// <summary>What was raised, in its own words; null in records of anything else.</summary>
    [JsonInclude]
    public string? ErrorStacktrace { get; internal set; }

    /// <summary>What was raised, its type before its message, such as "KeyError: 'amount'"; null in records of anything else.</summary>
    [JsonIgnore]
    public string? Raised => What?.Words;

    /// <summary>The innermost line of people's own code that was running then, such as "line 8 in load"; null where there was none.</summary>
    [JsonIgnore]
    public string? ErrorPlace => What?.Place;

    /// <summary>The name of the file: <c>scheduler.log</c>, or the block's. Not on the wire of the record.</summary>
    [JsonIgnore]
    public string File { get; internal set; } = string.Empty;

    /// <summary>The lines as they stand in the file, without the last line break.</summary>
    [JsonIgnore]
    public string Text { get; internal set; } = string.Empty;

    /// <summary>Whether the first look at the run's log found it, so that it was not written while the log was followed.</summary>
    [JsonIgnore]
    internal bool WasThere { get; set; }

    /// <summary>Whether it says that its run goes on, as the scheduler writes at each of its loops, and nothing else.</summary>
    [JsonIgnore]
    internal bool IsSignOfLife => BlockUuid is null && Level == "INFO" && Message is string said && said.StartsWith("Pipeline ", StringComparison.Ordinal) && said.EndsWith(" is alive.", StringComparison.Ordinal);

    /// <summary>Whether it says why Mage's scheduler ended or left out the run itself: a timeout, a limit of runs, or too little memory.</summary>
    [JsonIgnore]
    internal bool IsLimit => BlockRunId is null && Message is string said && Array.Exists(s_limits, words => said.StartsWith(words, StringComparison.Ordinal));

    private RaisedError? What => _what ??= ErrorStacktrace is null && Error is null ? null : RaisedError.Of(ErrorStacktrace, Error);

    /// <summary>The lines that follow the record and have no time of their own; null if there are none.</summary>
    [JsonIgnore]
    public string? Continuation => Timestamp is not null && Text.IndexOf('\n') is >= 0 and int end ? Text.Substring(end + 1) : null;

    /// <summary>Run, time, level, block and message in one line.</summary>
    /// <returns>Such as "[12] 17:42:48.109 INFO load: 3 rows".</returns>
    public override string ToString()
    {
        string run = PipelineRunId is int id ? $"[{id.ToString(CultureInfo.InvariantCulture)}] " : string.Empty;
        string time = Timestamp is DateTimeOffset at ? at.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) + " " : string.Empty;
        string level = Level is null ? string.Empty : Level + " ";
        string where = BlockUuid is null ? string.Empty : BlockUuid + ": ";
        return run + time + level + where + (Raised is null ? Message : ErrorPlace is null ? $"{Message} ({Raised})" : $"{Message} ({Raised}, {ErrorPlace})");
    }
}
