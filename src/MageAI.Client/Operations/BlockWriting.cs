using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// Changes a block: its fields, then its code, then its name, which changes the uuid. Code and name are the file's, and so of all pipelines that use it:
/// where others do, that is refused unless it is meant.
/// </summary>
/// <param name="session">Where.</param>
/// <param name="files">The files of blocks, and who uses them.</param>
/// <param name="renames">The blocks that the command renames.</param>
/// <param name="changes">The fields.</param>
/// <param name="content">The new code; null to leave it.</param>
/// <param name="newName">The new name; null to leave it.</param>
/// <param name="evenIfShared">Whether other pipelines' code may change with it.</param>
/// <param name="file">The file that the new code comes from; null for none.</param>
/// <param name="runs">The runs in progress, which do not survive a new name.</param>
internal sealed class BlockWriting(
    MageSession session, BlockFiles files, BlockRenames renames, BlockChanges changes, string? content, string? newName, bool evenIfShared, string? file, RunsInProgress runs)
{
    /// <summary>The upstream blocks as they were named; whose names they are may change until they are looked for.</summary>
    private readonly (string[]? Instead, string[]? Add, string[]? Remove) _upstream = changes.UpstreamEdit;

    /// <summary>Whether the block is to get another name.</summary>
    public bool IsRenaming => newName is not null;

    /// <summary>Whether upstream blocks are named.</summary>
    public bool NamesUpstream => changes.NamesUpstream;

    public bool IsEmpty => changes.IsEmpty && content is null && newName is null;

    /// <summary>Whether all was so already when it was carried out, and nothing was sent.</summary>
    public bool ChangedNothing { get; private set; }

    /// <summary>The change.</summary>
    /// <param name="block">The block.</param>
    /// <param name="known">The block as it was seen; null for as it is there.</param>
    public Step<MageBlock> Plan(MageBlock block, MageBlock? known)
    {
        List<string> parts = [.. changes.Parts(null)];
        if (content is not null)
        {
            parts.Add(ChangeText.Lines("Content", content));
        }

        if (newName is not null)
        {
            parts.Add(ChangeText.Of("NewName", newName));
        }

        return new Step<MageBlock>($"{block.Kind} {block.Uuid} of pipeline {block.PipelineUuid}", $"Set {string.Join("; ", parts)}", block.Uuid, call => WriteAsync(block, known, call))
        {
            Look = call => LookAsync(block, call),
        };
    }

    private async Task<Preview> LookAsync(MageBlock block, MageCall call)
    {
        string newUuid = newName is null ? block.Uuid : MageName.BlockUuid(newName);
        if (newName is not null)
        {
            await RequireFreeAsync(block, newName, newUuid, call).ConfigureAwait(false);
        }

        FollowRenames(block);
        await RequireFitAsync(block, call).ConfigureAwait(false);
        MageBlock now = await session.Blocks.LookAsync(block, changes, call).ConfigureAwait(false);
        List<string> parts = [.. changes.Parts(now)];
        bool isFile = false;
        if (content is not null && content != now.Content)
        {
            parts.Add(ChangeText.Lines("Content", now.Content ?? string.Empty, content));
            isFile = true;
        }

        if (newName is not null && newName != now.Name)
        {
            parts.AddRange(ChangeText.Of("NewName", now.Name, newName));
            isFile = true;
        }

        if (parts.Count == 0)
        {
            return Preview.Nothing;
        }

        if (await ConcernAsync(block, call).ConfigureAwait(false) is string concern)
        {
            call.Warnings.Enqueue(concern);
        }

        if (newUuid != block.Uuid)
        {
            renames.Promise(now, newUuid, BlockPath.In(now.Type, newUuid, now.Language));
        }

        string[] others = isFile && evenIfShared ? await files.SharersAsync(block, call).ConfigureAwait(false) : [];
        return new Preview
        {
            Action = $"Set {string.Join("; ", parts)}",
            Also = [others.Length == 0 ? null : $"the file is shared with {string.Join(", ", others)}, {Sharing(others.Length)}"],
        };
    }

    private Task RequireFreeAsync(MageBlock block, string name, string uuid, MageCall call) => uuid == block.Uuid
        ? session.Blocks.RequireNewNameAsync(block, name, call)
        : renames.Promised.RequireFreeAsync(
            BlockRenames.Key(block, uuid), () => session.Blocks.RequireNewNameAsync(block, name, call), () => BlockClient.NameTaken(block.PipelineUuid, uuid));

    private string Sharing(int others) => newName is not null ? "where the block loses its code" : $"which {(others == 1 ? "gets" : "get")} the new code too";

    private async Task<MageBlock> WriteAsync(MageBlock block, MageBlock? known, MageCall call)
    {
        if (newName is not null)
        {
            MageName.RequireUsable("block", newName);
        }

        // One turn over the look and all writes: what was seen is what is written to.
        using IDisposable turn = await session.Writes.EnterAsync(block.PipelineUuid, call).ConfigureAwait(false);
        FollowRenames(block);
        await RequireFitAsync(block, call).ConfigureAwait(false);
        List<string> done = [];
        try
        {
            MageBlock? changed = null;
            if (!changes.IsEmpty)
            {
                string what = changes.ToString();
                changed = await session.Blocks.UpdateAsync(block, changes, call, known).ConfigureAwait(false);
                if (!changes.WereSo)
                {
                    done.Add(what);
                }
            }

            if (content is not null)
            {
                bool isSo = false;
                changed = await session.Blocks.SetContentAsync(block, content, call, () => isSo = true).ConfigureAwait(false);
                if (!isSo)
                {
                    done.Add("content");
                }
            }

            ChangedNothing = done.Count == 0 && newName is null;
            if (newName is null)
            {
                return changed!;
            }

            string? concern = await ConcernAsync(block, call).ConfigureAwait(false);
            MageBlock renamed = await session.Blocks.RenameAsync(block, newName, call).ConfigureAwait(false);
            renames.Note(block, renamed.Uuid);
            if (concern is not null)
            {
                call.Warnings.Enqueue(concern);
            }

            return renamed;
        }
        catch (MageException failure) when (done.Count > 0)
        {
            throw failure.Retold(failure.ErrorId, $"{Wording.Sentence(failure.Message)} Changed before that, and still so: {string.Join(", ", done)}.");
        }
    }

    /// <summary>What its new name does to runs in progress; null for nothing.</summary>
    private async Task<string?> ConcernAsync(MageBlock block, MageCall call) =>
        newName is null || MageName.BlockUuid(newName) == block.Uuid ? null : await runs.ConcernAsync(block, "renamed", call).ConfigureAwait(false);

    private void FollowRenames(MageBlock block)
    {
        string[]? Now(string[]? named) => named?.Select(uuid => renames.Now(block.PipelineUuid, uuid)).ToArray();
        changes.UpstreamEdit = (Now(_upstream.Instead), Now(_upstream.Add), Now(_upstream.Remove));
    }

    private async Task RequireFitAsync(MageBlock block, MageCall call)
    {
        if (file is not null && BlockLanguage.OfFile(file) is not null)
        {
            // A block that was named by its uuid alone has not been read.
            string? language = block.Language ?? (await session.Blocks.ReadAsync(block, call).ConfigureAwait(false)).Language;
            BlockLanguage.RequireSame(file, language, block.Uuid);
        }

        await RequireUnsharedAsync(block, call).ConfigureAwait(false);
    }

    private async Task RequireUnsharedAsync(MageBlock block, MageCall call)
    {
        if (evenIfShared || (content is null && newName is null))
        {
            return;
        }

        string[] others = await files.SharersAsync(block, call).ConfigureAwait(false);
        if (others.Length > 0)
        {
            throw new MageException(
                MageErrorId.BlockShared,
                newName is null
                    ? $"Block {block.Uuid} shares its file with {string.Join(", ", others)}: the new code would be theirs too. Nothing was sent."
                    : $"Block {block.Uuid} shares its file with {string.Join(", ", others)}: renamed here, it would be empty there. Nothing was sent.")
            {
                Target = block,
                RecommendedAction = "Pass -Force if that is meant.",
            };
        }
    }
}
