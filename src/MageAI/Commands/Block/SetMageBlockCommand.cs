using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Changes blocks: only what is passed is sent. Code goes to the block's file, because the block's own route ignores it;
/// where other pipelines share that file, <c>-Force</c> is asked for.
/// </summary>
[Cmdlet(VerbsCommon.Set, "MageBlock", SupportsShouldProcess = true)]
[OutputType(typeof(MageBlock))]
public sealed class SetMageBlockCommand : BlockWriterCommand
{
    /// <summary>A new name, which changes the uuid. Pipelines that share the file would lose its code.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? NewName { get; set; }

    /// <summary>The new code.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Content { get; set; }

    /// <summary>A local file with the new code: UTF-8, or UTF-16 with a byte order mark. Any other is refused.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The blocks it takes its input from, instead of all it has; an empty list for none.</summary>
    [Parameter]
    [AllowEmptyCollection]
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

    /// <summary>The colour in Mage's editor.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockColorCompleter))]
    public string? Color { get; set; }

    /// <summary>Its configuration. Replaces all of it.</summary>
    [Parameter]
    [Map]
    public IDictionary? Configuration { get; set; }

    /// <summary>After what time its run is ended: seconds, a text such as 30m, or a TimeSpan; 0 for never.</summary>
    [Parameter]
    [Seconds]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int Timeout { get; set; }

    /// <summary>How it is tried again after a failure: retries, delay, max_delay (seconds), exponential_backoff. Replaces all of it.</summary>
    [Parameter]
    [Map]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How it runs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ExecutorTypeCompleter))]
    public string? ExecutorType { get; set; }

    /// <summary>Change code or name although other pipelines share the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the changed blocks.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Handle(MageSession session, string pipeline, string uuid)
    {
        if (Content is not null && Path is not null)
        {
            throw new MageException(MageErrorId.InvalidInput, "Both -Content and -Path were given; nothing was sent.") { RecommendedAction = "Pass one of them." };
        }

        if (NewName is not null)
        {
            MageName.RequireUsable("block", NewName);
        }

        string? content = Path is null ? Content : ReadText(Path);
        BlockChanges changes = Changes(session, pipeline, uuid);
        List<string> parts = [.. changes.Fields.Keys];
        parts.AddRange(content is null ? [] : ["content"]);
        parts.AddRange(NewName is null ? [] : ["name"]);
        if (parts.Count == 0)
        {
            WriteWarning($"Nothing to change was given for block {uuid}.");
            return;
        }

        if ((content is not null || NewName is not null) && !Force)
        {
            RequireUnshared(session, pipeline, uuid);
        }

        Write(
            session,
            $"block {uuid} of pipeline {pipeline}",
            $"Set {string.Join(", ", parts)}",
            uuid,
            call => ChangeAsync(session, pipeline, uuid, changes, content, call),
            changed =>
            {
                if (PassThru)
                {
                    WriteObject(changed);
                }
            });
    }

    private async Task<MageBlock> ChangeAsync(MageSession session, string pipeline, string uuid, BlockChanges changes, string? content, MageCall call)
    {
        MageBlock? block = changes.IsEmpty ? null : await session.Blocks.UpdateAsync(pipeline, uuid, changes, call).ConfigureAwait(false);
        if (content is not null)
        {
            block = await session.Blocks.SetContentAsync(pipeline, uuid, content, call).ConfigureAwait(false);
        }

        // Last, because it changes the uuid.
        return NewName is null ? block! : await session.Blocks.RenameAsync(pipeline, uuid, NewName, call).ConfigureAwait(false);
    }

    private BlockChanges Changes(MageSession session, string pipeline, string uuid)
    {
        BlockChanges changes = new();
        if (Upstream is not null || AddUpstream is not null || RemoveUpstream is not null)
        {
            IEnumerable<string> upstream = Upstream ?? Current(session, pipeline, uuid).UpstreamBlocks;
            changes.UpstreamBlocks = upstream
                .Concat(AddUpstream ?? [])
                .Distinct(StringComparer.Ordinal)
                .Where(block => RemoveUpstream is null || !RemoveUpstream.Contains(block, StringComparer.Ordinal));
        }

        if (Color is not null)
        {
            changes.Color = Color;
        }

        if (Configuration is not null)
        {
            changes.Configuration = Configuration;
        }

        if (IsBound(nameof(Timeout)))
        {
            changes.Timeout = Timeout == 0 ? null : Timeout;
        }

        if (RetryConfig is not null)
        {
            changes.RetryConfig = RetryConfig;
        }

        if (ExecutorType is not null)
        {
            changes.ExecutorType = ExecutorType;
        }

        return changes;
    }

    private MageBlock Current(MageSession session, string pipeline, string uuid) =>
        Await(call => session.Blocks.ListAsync(pipeline, call)).Find(block => block.Uuid == uuid) ?? throw session.Blocks.NotFound(pipeline, uuid);

    private void RequireUnshared(MageSession session, string pipeline, string uuid)
    {
        MageBlock block = Await(call => session.Blocks.ReadAsync(pipeline, uuid, call));
        string[] others = Await(call => SharedBlocks.SharedWithAsync(session, block, call));
        if (others.Length > 0)
        {
            throw new MageException(
                MageErrorId.BlockShared,
                NewName is null
                    ? $"Block {uuid} shares its file with {string.Join(", ", others)}: the new code would be theirs too. Nothing was sent."
                    : $"Block {uuid} shares its file with {string.Join(", ", others)}: renamed here, it would be empty there. Nothing was sent.")
            {
                Target = block,
                RecommendedAction = "Pass -Force if that is meant.",
            };
        }
    }
}
