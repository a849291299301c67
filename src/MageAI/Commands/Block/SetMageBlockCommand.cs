using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Resources;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Changes blocks: only what is passed is sent. Code goes to the block's file, because the block's own route ignores it;
/// where other pipelines share that file, <c>-Force</c> is asked for. Of a row of a table that is piped in, what differs from the block as it is is passed.
/// </summary>
[Cmdlet(VerbsCommon.Set, "MageBlock", SupportsShouldProcess = true)]
[OutputType(typeof(MageBlock))]
public sealed class SetMageBlockCommand : BlockTargetCmdlet
{
    private static readonly string[] s_columns =
        [nameof(NewName), nameof(Content), nameof(Path), nameof(Upstream), nameof(Type), nameof(Language), nameof(Color), nameof(Configuration), nameof(Timeout), nameof(RetryConfig), nameof(ExecutorType)];

    private readonly PerSession<BlockFiles> _files = new(session => new BlockFiles(session));
    private readonly PerSession<RunsInProgress> _runs = new(session => new RunsInProgress(session));
    private readonly PerSession<BlockRenames> _renames = new(_ => new BlockRenames());
    private readonly BlockOrder<(MageSession Session, MageBlock Block, BlockWriting Writing, MageBlock Shown)> _order;

    /// <summary>Made by PowerShell.</summary>
    public SetMageBlockCommand() => _order = new(
        (item, wait) =>
        {
            Steps.Perform(item.Session, item.Writing.Plan(item.Block, item.Shown), changed => Emit(changed, item.Writing.ChangedNothing), wait);
            if (item.Writing.IsRenaming)
            {
                // The rows that follow are read with the new name.
                Steps.Drain();
            }
        },
        (item, failure) => failure.ErrorId == MageErrorId.BlockNotFound && item.Writing.NamesUpstream);

    /// <summary>A new name, which changes the uuid. Pipelines that share the file would lose its code. In a row that says the block's uuid it is the name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string? NewName { get; set; }

    /// <summary>The new code; $null is refused. An empty cell of a table leaves the code as it is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Text(HasLines = true)]
    public string? Content { get; set; }

    /// <summary>A local file with the new code: UTF-8, or UTF-16 with a byte order mark. Any other is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <summary>The blocks it takes its input from, in place of all it has; an empty list for none. In a cell of a CSV file several are separated by a comma or a semicolon.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("UpstreamBlocks")]
    [List]
    [AllowEmptyCollection]
    [AllowNull]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? Upstream { get; set; }

    /// <summary>Blocks to take input from as well.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? AddUpstream { get; set; }

    /// <summary>Blocks to take no more input from.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? RemoveUpstream { get; set; }

    /// <summary>The block's type, where a callback, a conditional or one of an extension has the same uuid as a block. Mage cannot change it: another one than the block has is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>The block's language. Mage cannot change it: another one than the block has is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockLanguageCompleter))]
    public string? Language { get; set; }

    /// <summary>The colour in Mage's editor.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockColorCompleter))]
    public string? Color { get; set; }

    /// <summary>Keys of its configuration to set; the others stay, and one whose value is $null goes. $null in place of them clears all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(BlockConfigurationCompleter))]
    public IDictionary? Configuration { get; set; }

    /// <summary>After what time its run is ended: seconds, a text such as 30m, or a TimeSpan; 0 or $null for never.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seconds(IsKept = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? Timeout { get; set; }

    /// <summary>How it is tried again after a failure: retries, delay, max_delay (seconds), exponential_backoff. What is not named stays, a key whose value is $null goes, and $null in place of them clears all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(RetryConfigCompleter))]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How it runs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ExecutorTypeCompleter))]
    public string? ExecutorType { get; set; }

    /// <summary>Change code or name although other pipelines share the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the changed blocks; those that were as they are to be are not among them.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void CheckTyped()
    {
        if (IsTyped(nameof(Content)) && IsTyped(nameof(Path)))
        {
            throw BothGiven();
        }

        if (IsTyped(nameof(Content)))
        {
            BlockCode.RequireContent(Content);
        }

        if (IsTyped(nameof(Path)))
        {
            ReadText(BlockCode.RequirePath(Path));
        }

        if (IsTyped(nameof(NewName)))
        {
            MageName.RequireUsable("block", NewName ?? string.Empty);
        }

        Changes(IsTyped, null, uuid => uuid);
    }

    private protected override void Handle(MageSession session, MageBlock found)
    {
        Identity? row = IsTyped(nameof(Pipeline)) || IsTyped(nameof(Block)) ? null : Pipeline!.Row(Noun.Block);
        bool Has(string parameter) => IsTyped(parameter) || (row is not null && IsBound(parameter));
        MageBlock block = Has(nameof(Type)) && MageBlock.IsSideType(Type) && found.Type is null ? new MageBlock { Uuid = found.Uuid, PipelineUuid = found.PipelineUuid, Type = Type, Session = session } : found;
        MageBlock? shown = row is not null && (row.Name is not null || s_columns.Any(IsBound)) ? Await(call => session.Blocks.ReadAsync(block, call)) : null;
        RequireKind(block, shown ?? (IsTyped(nameof(Type)) || IsTyped(nameof(Language)) ? Await(call => session.Blocks.ReadAsync(block, call)) : null), Has);
        _ = IsTyped(nameof(Content)) ? BlockCode.RequireContent(Content) : null;
        string? path = Has(nameof(Path)) && (IsTyped(nameof(Path)) || !string.IsNullOrWhiteSpace(Path)) ? Path : null;
        string? content = !Has(nameof(Content)) || (shown is not null && !IsTyped(nameof(Content)) && (string.IsNullOrEmpty(Content) || MageBlock.IsSameCode(Content!, shown.Content))) ? null : Content;
        if (content is not null && path is not null)
        {
            throw BothGiven();
        }

        RowCells cells = new(parameter => !IsTyped(parameter));
        cells.Text(nameof(Content), content, shown?.Content);
        string? newName = IsTyped(nameof(NewName)) ? NewName : row is null ? null : !string.IsNullOrWhiteSpace(NewName) ? NewName : row.Name is not null && row.Name != (shown?.Name ?? row.Name) ? row.Name : null;
        cells.Text(nameof(NewName), newName, shown?.Name);
        string? code = path is null ? content : ReadText(path);
        BlockWriting writing = new(session, _files.Of(session), _renames.Of(session), Changes(Has, shown, uuid => _renames.Of(session).Now(block.PipelineUuid, uuid)), code is not null && path is not null && shown is not null && MageBlock.IsSameCode(code, shown.Content) ? null : code, newName, Force, path, _runs.Of(session));
        if (!writing.IsEmpty)
        {
            if (shown is not null)
            {
                _order.Make((session, block, writing, shown), mayWait: MyInvocation.ExpectingInput);
            }
            else
            {
                Perform(session, writing.Plan(block, null), changed => Emit(changed, writing.ChangedNothing));
            }
        }
        else if (shown is not null)
        {
            WriteVerbose($"{Wording.Capitalized(block.Kind)} {block.Uuid} of pipeline {block.PipelineUuid} is as the row has it already.");
        }
        else
        {
            WriteWarning($"Nothing to change was given for block {block.Uuid}.");
        }
    }

    /// <summary>Changes those that named a block by the name that a later row gave it.</summary>
    protected override void EndProcessing()
    {
        Steps.Drain();
        _order.Finish((item, write) => Attempt(item.Block.Uuid, write), Steps.Drain);
        base.EndProcessing();
    }

    private void Emit(MageBlock changed, bool wasSo)
    {
        if (wasSo)
        {
            WriteVerbose($"{Wording.Capitalized(changed.Kind)} {changed.Uuid} of pipeline {changed.PipelineUuid} is as it is to be already.");
            return;
        }

        if (IsBound(nameof(Configuration)) && BlockNeeds.Missing(changed) is string missing)
        {
            WriteWarning(missing);
        }

        if (PassThru)
        {
            WriteObject(changed);
        }
    }

    /// <summary>Mage's route for blocks answers that it changed a type or a language, and leaves it.</summary>
    private void RequireKind(MageBlock block, MageBlock? shown, Func<string, bool> has)
    {
        foreach ((string what, string parameter, string? asked, string? kept) in new[] { ("type", nameof(Type), Type, shown?.Type), ("language", nameof(Language), Language, shown?.Language) })
        {
            if (shown is not null && has(parameter) && !string.IsNullOrWhiteSpace(asked) && !string.Equals(asked, kept, StringComparison.OrdinalIgnoreCase))
            {
                throw new MageException(MageErrorId.NotSupported, $"Mage cannot change the {what} of {block.Kind} {block.Uuid} from {kept} to {asked}; nothing was sent.")
                {
                    Target = block,
                    RecommendedAction = $"Make another block of that {what} with New-MageBlock, and remove this one.",
                };
            }
        }
    }

    private BlockChanges Changes(Func<string, bool> has, MageBlock? shown, Func<string, string> now)
    {
        BlockChanges changes = new();
        RowCells cells = new(parameter => !IsTyped(parameter));
        bool Sets(string parameter, string field, object? value) => has(parameter) && (shown is null || IsTyped(parameter) || !changes.IsSame(field, value, shown));
        string[]? upstream = has(nameof(Upstream)) ? cells.List(nameof(Upstream), Upstream, shown?.UpstreamBlocks) : null;
        if (upstream is not null && !IsTyped(nameof(Upstream)) && ((AddUpstream ?? RemoveUpstream) is not null || (shown is not null && changes.IsSame("upstream_blocks", upstream.Select(now).ToArray(), shown))))
        {
            upstream = null;
        }

        changes.UpstreamEdit = (upstream, AddUpstream, RemoveUpstream);
        if (Sets(nameof(Color), "color", Color) && !(string.IsNullOrEmpty(Color) && !IsTyped(nameof(Color))))
        {
            changes.Color = Color!;
        }

        if (Edits(nameof(Configuration), Configuration, shown?.Configuration, out IDictionary? configuration))
        {
            changes.ConfigurationEdit = configuration;
        }

        int? timeout = Timeout is 0 ? null : Timeout;
        if (Sets(nameof(Timeout), "timeout", timeout))
        {
            changes.Timeout = timeout;
        }

        if (Edits(nameof(RetryConfig), RetryConfig, shown?.RetryConfig, out IDictionary? retry))
        {
            changes.RetryConfig = retry;
        }

        if (Sets(nameof(ExecutorType), "executor_type", ExecutorType) && !(string.IsNullOrEmpty(ExecutorType) && !IsTyped(nameof(ExecutorType))))
        {
            changes.ExecutorType = ExecutorType!;
        }

        return changes;

        bool Edits(string parameter, IDictionary? map, Dictionary<string, object?>? now, out IDictionary? edit)
        {
            map = has(parameter) ? cells.Map(parameter, map, now) : map;
            edit = map is null || shown is null || IsTyped(parameter) ? map : WireChanges.Other(map, now);
            return has(parameter) && (edit is not null || (map is null && (shown is null || IsTyped(parameter) || now is { Count: > 0 })));
        }
    }

    private static MageException BothGiven() => new(MageErrorId.InvalidInput, "Both -Content and -Path were given; nothing was sent.") { RecommendedAction = "Pass one of them." };
}
