using System;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Changes pipelines: only what is passed is sent, and the reply is compared with it. Of a row of a table that is piped in, what differs from the pipeline
/// as it is is passed, and an empty cell clears.
/// </summary>
[Cmdlet(VerbsCommon.Set, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class SetMagePipelineCommand : PipelineFieldsCmdlet
{
    private readonly PerSession<PromisedNames> _promised = new(_ => new PromisedNames());
    private readonly UnsetColumns _unset = new();

    /// <summary>Uuids, names, wildcard patterns or pipelines.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>A new name, which changes the uuid; schedules, runs and secrets move along, the logs and outputs of its runs do not. Rename-MagePipeline does the same. In a row that says the pipeline's uuid it is the name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string? NewName { get; set; }

    /// <summary>Tags to add to those it has.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to take from those it has, whatever their case.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? RemoveTag { get; set; }

    /// <summary>Rename it although it has runs in progress, whose later blocks then read nothing of what the earlier ones returned.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the changed pipelines; those that were as they are to be are not among them.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void CheckTyped()
    {
        base.CheckTyped();
        if (IsTyped(nameof(NewName)))
        {
            MageName.RequireUsable("pipeline", NewName ?? string.Empty);
        }
    }

    /// <summary>Changes each pipeline that is meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (MagePipelineArgument argument in Pipeline)
        {
            if (IsMeant(argument, "pipeline", Noun.Pipeline))
            {
                Identity? row = IsTyped(nameof(Pipeline)) ? null : argument.Row(Noun.Pipeline);
                ForEachPipeline([argument], (session, uuid) => Change(session, uuid, row, argument));
            }
        }
    }

    private void Change(MageSession session, string uuid, Identity? row, MagePipelineArgument argument)
    {
        // As Get-MagePipeline has it, since that is where a row comes from.
        MagePipeline? shown = row is null || !(HasColumn(row) || UnsetColumns.AreIn(argument)) ? null : Await(async call =>
        {
            MagePipeline listed = await session.Pipelines.RequireAsync(uuid, call).ConfigureAwait(false);
            return HasSettings() || argument.Cell(nameof(MagePipeline.CacheBlockOutputInMemory)) is not null ? await session.Pipelines.WholeAsync(listed, call).ConfigureAwait(false) : listed;
        });
        PipelineChanges changes = Changes(
            parameter => IsTyped(parameter) || (row is not null && IsBound(parameter) && !(parameter == nameof(Tag) && (AddTag ?? RemoveTag) is not null)), shown);
        PipelineWriting writing = new(session, _promised.Of(session), changes, new RowCells(IsCell).Text(nameof(NewName), NewNameOf(shown, row), shown?.Name), Force);
        if (shown is not null)
        {
            Array.ForEach(_unset.Edited(argument, shown), column => WriteWarning($"The column {column} was edited, and Set-MagePipeline does not change what it shows: that is left as it is."));
        }

        if (!writing.IsEmpty)
        {
            if (row?.Behind(shown?.UpdatedAt) == true)
            {
                WriteWarning($"Pipeline {uuid} was changed after this row was saved, and becomes as the row has it.");
            }

            MagePipeline? known = shown ?? (argument.Source is MagePipeline { Session: MageSession home } live && ReferenceEquals(home, session) ? live : null);
            Perform(session, writing.Plan(uuid, known), changed => Emit(changed, writing.ChangedNothing));
        }
        else if (shown is not null)
        {
            WriteVerbose($"Pipeline {uuid} is as the row has it already.");
        }
        else
        {
            WriteWarning($"Nothing to change was given for pipeline {uuid}.");
        }
    }

    /// <summary>A row's name is the name that the pipeline of its uuid is to have.</summary>
    private string? NewNameOf(MagePipeline? shown, Identity? row) =>
        IsTyped(nameof(NewName)) ? NewName
        : row is null ? null
        : !string.IsNullOrWhiteSpace(NewName) ? NewName
        : row.Pipeline is not null && row.Name is not null && shown is not null && row.Name != shown.Name ? row.Name : null;

    private bool HasColumn(Identity row) => row.Name is not null || Array.Exists(
        [nameof(NewName), nameof(Type), nameof(Description), nameof(Tag), nameof(ExecutorType), nameof(RetryConfig), nameof(ConcurrencyConfig), nameof(RunPipelineInOneProcess)], IsBound);

    /// <summary>Whether the row knows what Mage's list does not; in one that does, an empty cell is one that was cleared.</summary>
    private bool HasSettings() => RunPipelineInOneProcess is not null || !string.IsNullOrEmpty(ExecutorType) || RetryConfig is not null || ConcurrencyConfig is not null;

    private void Emit(MagePipeline changed, bool wasSo)
    {
        if (wasSo)
        {
            WriteVerbose($"Pipeline {changed.Uuid} is as it is to be already.");
        }
        else if (PassThru)
        {
            WriteObject(changed);
        }
    }

    private protected override void PutTags(PipelineChanges changes, string[]? tags)
    {
        TagEdit? edit = TagEdit.Of(AddTag, RemoveTag);
        if (tags is not null)
        {
            changes.Tags = edit?.Apply(tags) ?? tags;
        }
        else if (edit is not null)
        {
            changes.TagEdit = edit;
        }
    }
}
