using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Pipelines;
using MageAI.Resources;

namespace MageAI.Commands;

/// <summary>The fields of a pipeline, as making and changing one take them.</summary>
public abstract class PipelineFieldsCmdlet : MageWriteCmdlet
{
    /// <summary>The type; python for a new one that none is named for. A kernel the server lacks makes a change of it fail after other changes were saved.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PipelineTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>What it is for; an empty text or $null clears it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text]
    public string? Description { get; set; }

    /// <summary>The tags, in place of all it has; an empty list clears them. In a cell of a CSV file several are separated by a comma or a semicolon.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [List]
    [AllowEmptyCollection]
    [AllowNull]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>How its blocks run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ExecutorTypeCompleter))]
    public string? ExecutorType { get; set; }

    /// <summary>How failed blocks are tried again: retries, delay, max_delay (seconds), exponential_backoff. What is not named stays, a key whose value is $null goes, and $null in place of them clears all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(RetryConfigCompleter))]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How many runs and blocks may go at once, in the form of <c>-RetryConfig</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(ConcurrencyConfigCompleter))]
    public IDictionary? ConcurrencyConfig { get; set; }

    /// <summary>Whether all its blocks run in one process.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNo(OrNeither = true)]
    [AllowNull]
    public bool? RunPipelineInOneProcess { get; set; }

    private protected override void CheckTyped() => Changes(IsTyped, null);

    /// <summary>The fields that are meant.</summary>
    /// <param name="has">Whether a parameter counts.</param>
    /// <param name="shown">The pipeline that a row is about: what is alike in both is not meant. Null where there is none.</param>
    private protected PipelineChanges Changes(Func<string, bool> has, MagePipeline? shown)
    {
        PipelineChanges changes = new();
        RowCells cells = new(IsCell);
        bool Sets(string parameter, string field, object? value) => has(parameter) && (shown is null || IsTyped(parameter) || !changes.IsSame(field, value, shown));
        if (!string.IsNullOrEmpty(Type) && Sets(nameof(Type), "type", Type))
        {
            changes.Type = Type!;
        }

        string description = (has(nameof(Description)) ? cells.Text(nameof(Description), Description, shown?.Description) : null) ?? string.Empty;
        if (Sets(nameof(Description), "description", description))
        {
            changes.Description = description;
        }

        string[]? tags = has(nameof(Tag)) ? cells.List(nameof(Tag), Tag, shown?.Tags) : null;
        PutTags(changes, tags is not null && Sets(nameof(Tag), "tags", tags) ? tags : null);

        if (!string.IsNullOrEmpty(ExecutorType) && Sets(nameof(ExecutorType), "executor_type", ExecutorType))
        {
            changes.ExecutorType = ExecutorType!;
        }

        if (Edits(nameof(RetryConfig), RetryConfig, shown?.RetryConfig, out IDictionary? retry))
        {
            changes.RetryConfig = retry;
        }

        if (Edits(nameof(ConcurrencyConfig), ConcurrencyConfig, shown?.ConcurrencyConfig, out IDictionary? concurrency))
        {
            changes.ConcurrencyConfig = concurrency;
        }

        if (RunPipelineInOneProcess is bool inOne && Sets(nameof(RunPipelineInOneProcess), "run_pipeline_in_one_process", inOne))
        {
            changes.RunPipelineInOneProcess = inOne;
        }

        return changes;

        bool Edits(string parameter, IDictionary? map, Dictionary<string, object?>? now, out IDictionary? edit)
        {
            map = has(parameter) ? cells.Map(parameter, map, now) : map;
            edit = map is null || shown is null || IsTyped(parameter) ? map : WireChanges.Other(map, now);
            return has(parameter) && (edit is not null || (map is null && (shown is null || IsTyped(parameter) || now is { Count: > 0 })));
        }
    }

    /// <summary>Whether the value of a parameter came from a cell of a row.</summary>
    private protected virtual bool IsCell(string parameter) => !IsTyped(parameter);

    /// <summary>What the tags become.</summary>
    /// <param name="changes">The fields.</param>
    /// <param name="tags">The tags that are given; null for none.</param>
    private protected abstract void PutTags(PipelineChanges changes, string[]? tags);
}
