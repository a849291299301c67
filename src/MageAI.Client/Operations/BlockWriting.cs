using System;
using System.Collections.Generic;
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
/// <param name="changes">The fields.</param>
/// <param name="content">The new code; null to leave it.</param>
/// <param name="newName">The new name; null to leave it.</param>
/// <param name="evenIfShared">Whether other pipelines' code may change with it.</param>
/// <param name="file">The file that the new code comes from; null for none.</param>
internal sealed class BlockWriting(MageSession session, BlockFiles files, BlockChanges changes, string? content, string? newName, bool evenIfShared, string? file)
{
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
        if (newName is not null)
        {
            await session.Blocks.RequireNewNameAsync(block, newName, call).ConfigureAwait(false);
        }

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

        string[] others = isFile && evenIfShared ? await files.SharersAsync(block, call).ConfigureAwait(false) : [];
        return new Preview
        {
            Action = $"Set {string.Join("; ", parts)}",
            Also = [others.Length == 0 ? null : $"the file is shared with {string.Join(", ", others)}, {Sharing(others.Length)}"],
        };
    }

    private string Sharing(int others) => newName is not null ? "where the block loses its code" : $"which {(others == 1 ? "gets" : "get")} the new code too";

    private async Task<MageBlock> WriteAsync(MageBlock block, MageBlock? known, MageCall call)
    {
        if (newName is not null)
        {
            MageName.RequireUsable("block", newName);
        }

        // One turn over the look and all writes: what was seen is what is written to.
        using IDisposable turn = await session.Writes.EnterAsync(block.PipelineUuid, call).ConfigureAwait(false);
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
            return newName is null ? changed! : await session.Blocks.RenameAsync(block, newName, call).ConfigureAwait(false);
        }
        catch (MageException failure) when (done.Count > 0)
        {
            throw failure.Retold(failure.ErrorId, $"{Wording.Sentence(failure.Message)} Changed before that, and still so: {string.Join(", ", done)}.");
        }
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
