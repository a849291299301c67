using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using MageAI.Blocks;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI;

/// <summary>A pipeline: blocks of code in dependency order, with its settings.</summary>
public sealed class MagePipeline : MageObject
{
    /// <summary>Fields that Mage's list does not know, and shows as if they had never been set (by experiment on 0.9.79); the pipeline's file has them.</summary>
    internal static readonly string[] Unlisted = ["cache_block_output_in_memory", "concurrency_config", "executor_type", "retry_config", "run_pipeline_in_one_process"];

    private MageBlock[]? _blocks;
    private MageBlock[]? _callbacks;
    private MageBlock[]? _conditionals;
    private MageSchedule[]? _schedules;
    private bool _isListed;
    private Dictionary<string, object?>? _settings;
    private Dictionary<string, object?>? _retryConfig;
    private Dictionary<string, object?>? _concurrencyConfig;
    private Dictionary<string, object?>? _variables;

    /// <summary>The identity: made by Mage from the first name (<c>Daily Sales</c> becomes <c>daily_sales</c>), changed by renaming.</summary>
    [JsonInclude]
    public string Uuid { get; internal set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The name as typed.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary><c>python</c>, <c>pyspark</c>, <c>streaming</c>, <c>integration</c>, <c>databricks</c>, or a newer word.</summary>
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary>What its author says of it.</summary>
    [JsonInclude]
    public string? Description { get; internal set; }

    /// <summary>The tags; empty when it has none.</summary>
    [JsonInclude]
    public string[] Tags { get; internal set => field = value ?? []; } = [];

    /// <summary>When it was made, in UTC; null for old pipelines. A clone has its source's time.</summary>
    [JsonInclude]
    public DateTimeOffset? CreatedAt { get; internal set; }

    /// <summary>When its file was last written, in UTC.</summary>
    [JsonInclude]
    public DateTimeOffset? UpdatedAt { get; internal set; }

    /// <summary>How long ago it was made, by the server's clock; null where Mage does not tell when that was.</summary>
    [JsonIgnore]
    public TimeSpan? Age => Now - CreatedAt;

    /// <summary>
    /// How blocks run unless they say otherwise: <c>local_python</c>, <c>k8s</c> and so on. As <see cref="RunPipelineInOneProcess"/>,
    /// <see cref="CacheBlockOutputInMemory"/>, <see cref="RetryConfig"/> and <see cref="ConcurrencyConfig"/> null unless asked for
    /// (<c>-IncludeSetting</c>): Mage's list of pipelines shows these as if nobody had ever set them (by experiment on 0.9.79).
    /// </summary>
    [JsonInclude]
    public string? ExecutorType { get; internal set; }

    /// <summary>How many executors share the work.</summary>
    [JsonInclude]
    public int? ExecutorCount { get; internal set; }

    /// <summary>Whether all blocks run in one process; see <see cref="ExecutorType"/>.</summary>
    [JsonInclude]
    public bool? RunPipelineInOneProcess { get; internal set; }

    /// <summary>Whether outputs are handed on in memory instead of on disk; see <see cref="ExecutorType"/>.</summary>
    [JsonInclude]
    public bool? CacheBlockOutputInMemory { get; internal set; }

    /// <summary>The blocks in their order, without code.</summary>
    [JsonIgnore]
    public MageBlock[] Blocks => _blocks ??= Children.Read(this, "blocks", BlockJson.Default.MageBlock, block => block.PipelineUuid = Uuid);

    /// <summary>The callbacks, without code: those that this session changed as they are, others as old as Mage's list, which callbacks do not refresh. Get-MageBlock tells.</summary>
    [JsonIgnore]
    public MageBlock[] Callbacks => _callbacks ??= Children.Read(this, "callbacks", BlockJson.Default.MageBlock, block => block.PipelineUuid = Uuid);

    /// <summary>The conditionals, as <see cref="Callbacks"/>.</summary>
    [JsonIgnore]
    public MageBlock[] Conditionals => _conditionals ??= Children.Read(this, "conditionals", BlockJson.Default.MageBlock, block => block.PipelineUuid = Uuid);

    /// <summary>Takes away what the list, which it was read from, says without knowing it.</summary>
    internal void Unlist()
    {
        _isListed = true;
        (ExecutorType, RunPipelineInOneProcess, CacheBlockOutputInMemory) = (null, null, null);
    }

    /// <summary>Takes what the list does not know from what the pipeline's file says.</summary>
    internal void Complete(Dictionary<string, object?> file)
    {
        object? Of(string field) => file.TryGetValue(field, out object? value) ? value : null;
        Dictionary<string, object?> fields = (Dictionary<string, object?>)JsonValue.Parse(Document.Span)!;
        foreach (string field in Unlisted)
        {
            fields[field] = Of(field);
        }

        Document = JsonValue.ToUtf8(fields);
        (_isListed, _retryConfig, _concurrencyConfig) = (false, null, null);
        ExecutorType = Of("executor_type") as string;
        RunPipelineInOneProcess = Of("run_pipeline_in_one_process") as bool? ?? false;
        CacheBlockOutputInMemory = Of("cache_block_output_in_memory") as bool? ?? false;
    }

    /// <summary>Takes the blocks that the pipeline has by now, where the list it was read from shows those of before.</summary>
    /// <param name="blocks">The blocks; null where the list is right about them.</param>
    /// <param name="sides">Those in lists of their own; null where the list is right about them.</param>
    /// <param name="change">The last change that they show.</param>
    internal void Take(MageBlock[]? blocks, MageBlock[]? sides, int change)
    {
        _blocks = blocks ?? _blocks;
        if (sides is not null)
        {
            _callbacks = [.. sides.Where(block => block.Type == "callback")];
            _conditionals = [.. sides.Where(block => block.Type == "conditional")];
            Extensions = [.. sides.Where(block => block.Type == "extension")];
        }

        Shown = change;
    }

    /// <summary>The blocks of extensions, which Mage's list does not know; none where nobody looked.</summary>
    [JsonIgnore]
    internal MageBlock[] Extensions { get; private set; } = [];

    /// <summary>All blocks that are known, in the order of the pipeline's lists.</summary>
    [JsonIgnore]
    internal IEnumerable<MageBlock> AllBlocks => Blocks.Concat(Callbacks).Concat(Conditionals).Concat(Extensions);

    /// <summary>The last change of its blocks by its session that is in it; null where none had to be told.</summary>
    [JsonIgnore]
    internal int? Shown { get; private set; }

    /// <summary>How many blocks it has.</summary>
    [JsonIgnore]
    public int BlockCount => Blocks.Length;

    /// <summary>
    /// The schedules, where they were asked for (<c>-IncludeSchedule</c>); null otherwise. In this form they lack token,
    /// settings and counts.
    /// </summary>
    [JsonIgnore]
    public MageSchedule[]? Schedules => JsonValue.TryFindField(Document, "schedules", out _)
        ? _schedules ??= Children.Read(this, "schedules", ScheduleJson.Default.MageSchedule, null)
        : null;

    /// <summary><c>active</c>, <c>inactive</c> or <c>no_schedules</c>, as Mage's own filter means it; null unless schedules were asked for.</summary>
    [JsonIgnore]
    public string? Status => Schedules switch
    {
        null => null,
        [] => "no_schedules",
        var schedules => schedules.Any(schedule => schedule.Status == ScheduleStatus.Active) ? ScheduleStatus.Active : ScheduleStatus.Inactive,
    };

    /// <summary>When its last run began, in UTC; null unless asked for (<c>-IncludeLastRun</c>), and where it never ran.</summary>
    [JsonIgnore]
    public DateTimeOffset? LastRunAt { get; private set; }

    /// <summary>How its last run ended, or what it is doing; see <see cref="LastRunAt"/>.</summary>
    [JsonIgnore]
    public string? LastRunStatus { get; private set; }

    /// <summary>When one of its active schedules begins the next run, in UTC; null unless asked for (<c>-IncludeLastRun</c>), and where none will.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextRunAt { get; private set; }

    /// <summary>Takes when it ran last and runs next.</summary>
    internal void Take(DateTimeOffset? lastRunAt, string? lastRunStatus, DateTimeOffset? nextRunAt) => (LastRunAt, LastRunStatus, NextRunAt) = (lastRunAt, lastRunStatus, nextRunAt);

    /// <summary>The pipeline's own settings, or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Settings => Map("settings", ref _settings);

    /// <summary>How failed blocks are tried again: <c>retries</c>, <c>delay</c> and <c>max_delay</c> in seconds, <c>exponential_backoff</c>; see <see cref="ExecutorType"/>.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? RetryConfig => _isListed ? null : Map("retry_config", ref _retryConfig);

    /// <summary>How many runs and blocks may go at once; see <see cref="ExecutorType"/>.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? ConcurrencyConfig => _isListed ? null : Map("concurrency_config", ref _concurrencyConfig);

    /// <summary>The global variables kept in the pipeline, or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Variables => Map("variables", ref _variables);

    /// <summary>The uuid.</summary>
    /// <returns>The uuid.</returns>
    public override string ToString() => Uuid;
}
