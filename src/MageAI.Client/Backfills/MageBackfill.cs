using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using MageAI.Terms;

namespace MageAI;

/// <summary>A backfill: runs of a pipeline for dates in the past, one for each step between a start and an end.</summary>
public sealed class MageBackfill : MageObject
{
    private Dictionary<string, object?>? _variables;
    private Dictionary<string, object?>? _settings;
    private Dictionary<string, object?>? _metrics;
    private Dictionary<string, object?>? _runStatusCounts;

    /// <summary>The identity. On SQLite the id of a deleted backfill is given out again.</summary>
    [JsonInclude]
    public int Id { get; internal set; }

    /// <summary>Its name, which need not be unique.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary>The pipeline it runs.</summary>
    [JsonInclude]
    public string? PipelineUuid { get; internal set; }

    /// <summary>The schedule Mage made for its runs, called "Backfill" and its name; null until it is started.</summary>
    [JsonInclude]
    public int? PipelineScheduleId { get; internal set; }

    /// <summary>
    /// <c>initial</c>, <c>running</c>, <c>completed</c>, <c>failed</c> (at least one run did; others may go on) or <c>cancelled</c>; null
    /// until it is started.
    /// </summary>
    [JsonInclude]
    public string? Status { get; internal set; }

    /// <summary>The first execution date, in UTC; null until it is set.</summary>
    [JsonInclude]
    public DateTimeOffset? StartDatetime { get; internal set; }

    /// <summary>The end, in UTC; a run is made for it too when a step falls on it. Null until it is set.</summary>
    [JsonInclude]
    public DateTimeOffset? EndDatetime { get; internal set; }

    /// <summary><c>second</c>, <c>minute</c>, <c>hour</c>, <c>day</c>, <c>week</c>, <c>month</c>, <c>year</c>, or <c>custom</c>, which counts seconds.</summary>
    [JsonInclude]
    public string? IntervalType { get; internal set; }

    /// <summary>How many of the interval's units lie between two execution dates.</summary>
    [JsonInclude]
    public int? IntervalUnits { get; internal set; }

    /// <summary>A block, for which Mage makes no runs at all; mostly null.</summary>
    [JsonInclude]
    public string? BlockUuid { get; internal set; }

    /// <summary>When it was last started, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? StartedAt { get; internal set; }

    /// <summary>When all of its runs were completed, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? CompletedAt { get; internal set; }

    /// <summary>When it failed, in UTC; Mage 0.9.79 leaves it null.</summary>
    [JsonInclude]
    public DateTimeOffset? FailedAt { get; internal set; }

    /// <summary>When it was made, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? CreatedAt { get; internal set; }

    /// <summary>When its row last changed, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? UpdatedAt { get; internal set; }

    /// <summary>How long ago it was made, by the server's clock; null where Mage does not tell when that was.</summary>
    [JsonIgnore]
    public TimeSpan? Age => Now - CreatedAt;

    /// <summary>The step from one execution date to the next; null until it is set.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInterval"/>: a word of a newer Mage, or a step of nothing.</exception>
    [JsonIgnore]
    internal BackfillInterval? Interval => this is { IntervalType: string type, IntervalUnits: int units }
        ? BackfillInterval.Require(type == "custom" ? "second" : type, units)
        : null;

    /// <summary>How many execution dates it has; null where that was not asked for, or its dates are not set.</summary>
    [JsonInclude]
    public int? TotalRunCount { get; internal set; }

    /// <summary>How many execution dates stand in which state, by the newest run of each; null where that was not asked for.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? RunStatusCounts => Map("run_status_counts", ref _runStatusCounts);

    /// <summary>The runtime variables of its runs, to which Mage adds those of the date; or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Variables => Map("variables", ref _variables);

    /// <summary>The settings of the schedule Mage makes for it, such as <c>pipeline_run_limit</c>; or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Settings => Map("settings", ref _settings);

    /// <summary>What Mage measured; mostly null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Metrics => Map("metrics", ref _metrics);

    /// <summary>What it is called within a sentence.</summary>
    internal string Words => $"backfill {this} of pipeline {PipelineUuid}";

    /// <summary>Name and id.</summary>
    /// <returns>Name and id.</returns>
    public override string ToString() => $"{Name} (id {Id})";
}
