using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Blocks;

/// <summary>Which block of a pipeline a name means that somebody typed.</summary>
internal static class BlockNames
{
    /// <summary>The block of this uuid, else of this name, else of the uuid that Mage makes of the name; null if there is none.</summary>
    public static MageBlock? Find(IReadOnlyList<MageBlock> blocks, string name) =>
        blocks.FirstOrDefault(block => string.Equals(block.Uuid, name, StringComparison.Ordinal))
        ?? blocks.FirstOrDefault(block => string.Equals(block.Name, name, StringComparison.Ordinal))
        ?? (MageName.BlockUuid(name) is string uuid ? blocks.FirstOrDefault(block => string.Equals(block.Uuid, uuid, StringComparison.Ordinal)) : null);
}
