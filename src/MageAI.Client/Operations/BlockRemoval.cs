using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Files;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// Removes a block from its pipeline, and its file from the project where that is asked for; the file of a block that no pipeline has, alone. A file that
/// anything else uses is not deleted, and then nothing is removed.
/// </summary>
/// <param name="session">Where.</param>
/// <param name="files">The files, and who uses them.</param>
/// <param name="force">Link the blocks below to the blocks above, instead of refusing.</param>
/// <param name="deleteFile">Delete the file too.</param>
internal sealed class BlockRemoval(MageSession session, BlockFiles files, bool force, bool deleteFile)
{
    /// <summary>Blocks that a preview found to be removable: those above them are, after them.</summary>
    private readonly HashSet<(string Pipeline, string Uuid)> _going = [];

    private readonly RunsInProgress _runs = new(session);

    /// <summary>The removal of a block of a pipeline.</summary>
    public Step<MageBlock> Plan(MageBlock block)
    {
        string what = $"{block.Kind} {block.Uuid} of pipeline {block.PipelineUuid}";
        string action = (force ? "Remove; its neighbours are linked" : "Remove") + (deleteFile ? "; its file is deleted" : string.Empty);
        return new Step<MageBlock>(what, action, block.Uuid, call => RemoveAsync(block, call))
        {
            Look = Preview.After(async call =>
            {
                await session.Blocks.RequireRemovableAsync(block, force, other => _going.Contains((block.PipelineUuid, other)), call).ConfigureAwait(false);
                if (deleteFile)
                {
                    await FileOfAsync(block, call).ConfigureAwait(false);
                }

                if (await _runs.ConcernAsync(block, "removed", call).ConfigureAwait(false) is string concern)
                {
                    call.Warnings.Enqueue(concern);
                }

                _going.Add((block.PipelineUuid, block.Uuid));
            }),
        };
    }

    /// <summary>The removal of a file of which no pipeline has the block.</summary>
    public Step<string> PlanFile(string path) => new($"file {path}", "Delete", path, call => DeleteAsync(path, call)) { Look = Preview.After(call => RequireUnusedAsync(path, null, call)) };

    private async Task<MageBlock> RemoveAsync(MageBlock block, MageCall call)
    {
        using IDisposable turn = await session.Writes.EnterAsync(block.PipelineUuid, call).ConfigureAwait(false);
        string? path = deleteFile ? await FileOfAsync(block, call).ConfigureAwait(false) : null;
        string? concern = await _runs.ConcernAsync(block, "removed", call).ConfigureAwait(false);
        await session.Blocks.DeleteAsync(block, force, call).ConfigureAwait(false);
        if (concern is not null)
        {
            call.Warnings.Enqueue(concern);
        }

        if (path is null)
        {
            return block;
        }

        try
        {
            // Of a scratchpad and of markdown Mage has deleted it by itself.
            await session.Files.DeleteAsync(path, call).ConfigureAwait(false);
            return block;
        }
        catch (MageException failure)
        {
            throw failure.Retold(
                failure.ErrorId,
                $"{Wording.Sentence(failure.Message)} Block {block.Uuid} was removed from pipeline {block.PipelineUuid}, but whether its file {path} is gone is not known.",
                "Look whether the file is still there [list blocks: -Unused], and delete it then.",
                block);
        }
    }

    private async Task<string> DeleteAsync(string path, MageCall call)
    {
        await RequireUnusedAsync(path, null, call).ConfigureAwait(false);
        return await session.Files.DeleteAsync(path, call).ConfigureAwait(false)
            ? path
            : throw new MageException(MageErrorId.NotFound, $"The project on {session.Uri} has no file {path}.")
            {
                Target = path,
                RecommendedAction = "List the files that no pipeline uses [list blocks: -Unused].",
            };
    }

    /// <summary>The block's file.</summary>
    /// <exception cref="MageException">It cannot be told for certain, or is in use elsewhere.</exception>
    private async Task<string> FileOfAsync(MageBlock block, MageCall call)
    {
        MageBlock whole = await session.Blocks.ReadAsync(block, call).ConfigureAwait(false);
        if (whole.GetField("replicated_block") is string { Length: > 0 } original)
        {
            throw Refuse(MageErrorId.NotSupported, $"Block {block.Uuid} is a replica of block {original} and has no file of its own", "Leave -DeleteFile out.", block);
        }

        if (BlockPath.Of(whole) is not string path)
        {
            throw Refuse(MageErrorId.NotSupported, $"The file of {whole.Kind} {block.Uuid} cannot be told for certain", "Leave -DeleteFile out, and delete the file in Mage.", block);
        }

        await RequireUnusedAsync(path, whole, call).ConfigureAwait(false);
        return path;
    }

    /// <summary>Refuses to delete a file that anybody uses but the block that is removed.</summary>
    private async Task RequireUnusedAsync(string path, MageBlock? removed, MageCall call)
    {
        List<FileUse> uses = await files.UsesAsync(path, call).ConfigureAwait(false);
        if (removed is not null)
        {
            uses.RemoveAll(use => use.Unreadable is null && use.Place == $"pipeline {removed.PipelineUuid}" && use.Block == removed.Uuid && use.Type == removed.Type);
        }

        if (uses.Count > 0)
        {
            throw Refuse(
                MageErrorId.BlockShared,
                $"The file {path} is used by {string.Join(", ", uses)}{(removed is null ? string.Empty : $", not by block {removed.Uuid} of pipeline {removed.PipelineUuid} alone")}",
                removed is null ? "Remove the block there first." : "Remove the block there first, or leave -DeleteFile out: the block goes then, and the file stays.",
                (object?)removed ?? path);
        }
    }

    private static MageException Refuse(MageErrorId id, string what, string action, object target) => new(id, $"{what}; nothing was removed.")
    {
        Target = target,
        RecommendedAction = action,
    };
}
