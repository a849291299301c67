using System.Collections;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Changes pipelines: only what is passed is sent, and the reply is compared with it.</summary>
[Cmdlet(VerbsCommon.Set, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class SetMagePipelineCommand : PipelineTargetCmdlet
{
    /// <summary>A new name, which changes the uuid; schedules, runs and secrets move along. Rename-MagePipeline does the same.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? NewName { get; set; }

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

    /// <summary>How failed blocks are tried again: retries, delay, max_delay (seconds), exponential_backoff. What is not named stays, a key whose value is $null goes, and $null in place of them clears all.</summary>
    [Parameter]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(RetryConfigCompleter))]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How many runs and blocks may go at once, in the form of <c>-RetryConfig</c>.</summary>
    [Parameter]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(ConcurrencyConfigCompleter))]
    public IDictionary? ConcurrencyConfig { get; set; }

    /// <summary>Whether all its blocks run in one process.</summary>
    [Parameter]
    public bool RunPipelineInOneProcess { get; set; }

    /// <summary>Emit the changed pipelines.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Handle(MageSession session, string uuid)
    {
        PipelineWriting writing = new(session, Changes(), NewName);
        if (writing.IsEmpty)
        {
            WriteWarning($"Nothing to change was given for pipeline {uuid}.");
            return;
        }

        Perform(session, writing.Plan(uuid), changed =>
        {
            if (PassThru)
            {
                WriteObject(changed);
            }
        });
    }

    private PipelineChanges Changes()
    {
        PipelineChanges changes = new();
        if (IsBound(nameof(Description)))
        {
            changes.Description = Description ?? string.Empty;
        }

        if (IsBound(nameof(Tag)))
        {
            changes.Tags = TagEdit.Of(AddTag, RemoveTag)?.Apply(Tag ?? []) ?? Tag ?? [];
        }
        else if (TagEdit.Of(AddTag, RemoveTag) is TagEdit edit)
        {
            changes.TagEdit = edit;
        }

        if (Type is not null)
        {
            changes.Type = Type;
        }

        if (ExecutorType is not null)
        {
            changes.ExecutorType = ExecutorType;
        }

        if (IsBound(nameof(RetryConfig)))
        {
            changes.RetryConfig = RetryConfig;
        }

        if (IsBound(nameof(ConcurrencyConfig)))
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
