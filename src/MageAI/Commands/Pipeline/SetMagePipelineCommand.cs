using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Pipelines;

namespace MageAI.Commands;

/// <summary>Changes pipelines: only what is passed is sent, and the reply is compared with it.</summary>
[Cmdlet(VerbsCommon.Set, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class SetMagePipelineCommand : PipelineWriterCommand
{
    /// <summary>The new description; an empty text or $null clears it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Description { get; set; }

    /// <summary>The new tags, instead of all it has; an empty list clears them.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Tags to add to those it has.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to take from those it has.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? RemoveTag { get; set; }

    /// <summary>The new type. A kernel the server lacks makes it fail after other changes were saved.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>How its blocks run.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ExecutorTypeCompleter))]
    public string? ExecutorType { get; set; }

    /// <summary>How failed blocks are tried again: retries, delay, max_delay (seconds), exponential_backoff. Replaces all of it.</summary>
    [Parameter]
    [Map]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How many runs and blocks may go at once. Replaces all of it.</summary>
    [Parameter]
    [Map]
    public IDictionary? ConcurrencyConfig { get; set; }

    /// <summary>Whether all its blocks run in one process.</summary>
    [Parameter]
    public bool RunPipelineInOneProcess { get; set; }

    /// <summary>Emit the changed pipelines.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Handle(MageSession session, string uuid)
    {
        PipelineChanges changes = Changes();
        bool fromCurrent = (AddTag is not null || RemoveTag is not null) && !IsBound(nameof(Tag));
        if (changes.IsEmpty && !fromCurrent)
        {
            WriteWarning($"Nothing to change was given for pipeline {uuid}.");
            return;
        }

        Write(
            session,
            $"pipeline {uuid}",
            $"Set {(fromCurrent ? string.Join(", ", changes.Fields.Keys.Append("tags")) : changes.ToString())}",
            uuid,
            async call =>
            {
                if (fromCurrent)
                {
                    changes.Tags = Tags((await session.Pipelines.RequireAsync(uuid, call).ConfigureAwait(false)).Tags);
                }

                return await session.Pipelines.UpdateAsync(uuid, changes, call).ConfigureAwait(false);
            },
            changed =>
            {
                if (PassThru)
                {
                    WriteObject(changed);
                }
            });
    }

    private IEnumerable<string> Tags(IEnumerable<string> tags) => tags
        .Concat(AddTag ?? [])
        .Distinct(StringComparer.Ordinal)
        .Where(tag => RemoveTag is null || !RemoveTag.Contains(tag, StringComparer.OrdinalIgnoreCase));

    private PipelineChanges Changes()
    {
        PipelineChanges changes = new();
        if (IsBound(nameof(Description)))
        {
            changes.Description = Description ?? string.Empty;
        }

        if (IsBound(nameof(Tag)))
        {
            changes.Tags = Tags(Tag ?? []);
        }

        if (Type is not null)
        {
            changes.Type = Type;
        }

        if (ExecutorType is not null)
        {
            changes.ExecutorType = ExecutorType;
        }

        if (RetryConfig is not null)
        {
            changes.RetryConfig = RetryConfig;
        }

        if (ConcurrencyConfig is not null)
        {
            changes.ConcurrencyConfig = ConcurrencyConfig;
        }

        if (IsBound(nameof(RunPipelineInOneProcess)))
        {
            changes.RunPipelineInOneProcess = RunPipelineInOneProcess;
        }

        return changes;
    }
}
