using System.Collections.Generic;
using System.Linq;
using MageAI.Blocks;

namespace MageAI.Operations;

/// <summary>The blocks that one command renames: the other rows of a table that is piped in name them as they were.</summary>
internal sealed class BlockRenames
{
    private readonly Dictionary<(string Pipeline, string Uuid), string> _now = [];

    private readonly HashSet<string> _files = [];

    /// <summary>The new names, where they are promised only.</summary>
    public PromisedNames Promised { get; } = new();

    /// <summary>Notes a renaming that was done: the old uuid means the block that has the new one.</summary>
    public void Note(MageBlock block, string newUuid)
    {
        if (block.IsSide || block.Uuid == newUuid)
        {
            return;
        }

        foreach ((string Pipeline, string Uuid) again in _now.Where(pair => pair.Key.Pipeline == block.PipelineUuid && pair.Value == block.Uuid).Select(pair => pair.Key).ToArray())
        {
            _now[again] = newUuid;
        }

        _now[(block.PipelineUuid, block.Uuid)] = newUuid;
    }

    /// <summary>Notes one that a preview found to be possible: the new uuid means the block that has the old one.</summary>
    /// <param name="block">The block.</param>
    /// <param name="newUuid">What it is to become.</param>
    /// <param name="path">Its new file; null where that cannot be told.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.BlockExists"/>: another block was promised that file.</exception>
    public void Promise(MageBlock block, string newUuid, string? path)
    {
        if (path is not null && !_files.Add(path))
        {
            throw BlockClient.FileOfNewName(block, newUuid, path);
        }

        Promised.Move(Key(block, block.Uuid), Key(block, newUuid));
        if (!block.IsSide)
        {
            _now[(block.PipelineUuid, block.Uuid)] = block.Uuid;
            _now[(block.PipelineUuid, newUuid)] = _now.TryGetValue((block.PipelineUuid, newUuid), out string? before) ? before : block.Uuid;
        }
    }

    /// <summary>The uuid that a block has now, by one that it had or is to have.</summary>
    public string Now(string pipeline, string uuid) => _now.TryGetValue((pipeline, uuid), out string? now) ? now : uuid;

    /// <summary>What a name is promised as.</summary>
    public static string Key(MageBlock block, string uuid) => $"{block.Kind} {uuid} of {block.PipelineUuid}";
}
