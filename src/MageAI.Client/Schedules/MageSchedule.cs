using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace MageAI;

/// <summary>A schedule, which Mage's pages call a trigger: when and with what a pipeline runs.</summary>
public sealed class MageSchedule : MageObject
{
    private Dictionary<string, object?>? _variables;
    private Dictionary<string, object?>? _settings;

    /// <summary>The identity. On SQLite the id of a deleted schedule is given out again.</summary>
    [JsonInclude]
    public int Id { get; internal set; }

    /// <summary>Its name, which need not be unique.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary>The pipeline it runs.</summary>
    [JsonInclude]
    public string? PipelineUuid { get; internal set; }

    /// <summary><c>time</c>, <c>api</c> or <c>event</c>; null for the schedule of a backfill.</summary>
    [JsonInclude]
    public string? ScheduleType { get; internal set; }

    /// <summary><c>@once</c>, <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@always_on</c> or a cron expression, in UTC.</summary>
    [JsonInclude]
    public string? ScheduleInterval { get; internal set; }

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    [JsonInclude]
    public string? Status { get; internal set; }

    /// <summary>What its author says of it.</summary>
    [JsonInclude]
    public string? Description { get; internal set; }

    /// <summary>Not before this time, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? StartTime { get; internal set; }

    /// <summary>When it was last switched on, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? LastEnabledAt { get; internal set; }

    /// <summary>When it will run next, in UTC; told by lists and details, also for inactive ones.</summary>
    [JsonInclude]
    public DateTimeOffset? NextPipelineRunDate { get; internal set; }

    /// <summary>How long its runs may take before they miss their target, in seconds.</summary>
    [JsonInclude]
    public int? Sla { get; internal set; }

    /// <summary>The tags; empty where Mage does not send them (in the reply to a creation).</summary>
    [JsonInclude]
    public string[] Tags { get; internal set => field = value ?? []; } = [];

    /// <summary>How many runs it has had; null if none, or in a form that does not tell.</summary>
    [JsonInclude]
    public int? PipelineRunsCount { get; internal set; }

    /// <summary>How many of its runs are initial or running; null if none, or in a form that does not tell.</summary>
    [JsonInclude]
    public int? PipelineInProgressRunsCount { get; internal set; }

    /// <summary>How its last run ended; null if none, or in a form that does not tell.</summary>
    [JsonInclude]
    public string? LastPipelineRunStatus { get; internal set; }

    /// <summary>When it was made, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? CreatedAt { get; internal set; }

    /// <summary>When it was last changed, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? UpdatedAt { get; internal set; }

    /// <summary>How long ago it was made, by the server's clock; null where Mage does not tell when that was.</summary>
    [JsonIgnore]
    public TimeSpan? Age => Now - CreatedAt;

    /// <summary>The global data product it belongs to, or null.</summary>
    [JsonInclude]
    public string? GlobalDataProductUuid { get; internal set; }

    /// <summary>The project's folder on the server.</summary>
    [JsonInclude]
    public string? RepoPath { get; internal set; }

    /// <summary>The runtime variables of its runs, or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Variables => Map("variables", ref _variables);

    /// <summary>Its settings, such as <c>skip_if_previous_running</c> and <c>timeout</c> in seconds; or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Settings => Map("settings", ref _settings);

    /// <summary>
    /// The trigger token: whoever has it can start runs without signing in. A method, so that no view, export or log
    /// shows it by itself.
    /// </summary>
    /// <returns>The token; null when the server hides it or this form of the object lacks it.</returns>
    public string? GetToken() =>
        GetField("token") is string token && token.Length > 0 && token != "[API_TOKEN_PLACEHOLDER]" ? token : null;

    /// <summary>What it is called within a sentence.</summary>
    internal string Words => $"schedule {this} of pipeline {PipelineUuid}";

    /// <summary>Name and id.</summary>
    /// <returns>Name and id.</returns>
    public override string ToString() => $"{Name} (id {Id})";
}
