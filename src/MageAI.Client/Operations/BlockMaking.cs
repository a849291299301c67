using System.Collections.Generic;
using MageAI.Blocks;
using MageAI.Terms;

namespace MageAI.Operations;

/// <summary>Makes blocks, one after another.</summary>
/// <param name="session">Where.</param>
internal sealed class BlockMaking(MageSession session)
{
    /// <summary>Blocks that a preview found to be makeable: they can be above those that come after them.</summary>
    private readonly HashSet<(string Pipeline, string Uuid)> _coming = [];

    public Step<MageBlock> Plan(string pipeline, string name, BlockChanges fields) => new(
        $"block {MageName.BlockUuid(name)} of pipeline {pipeline}", "Create", name, call => session.Blocks.CreateAsync(pipeline, fields, call))
    {
        Look = Preview.After(async call =>
        {
            await session.Blocks.RequireMakeableAsync(pipeline, fields, other => _coming.Contains((pipeline, other)), call).ConfigureAwait(false);
            _coming.Add((pipeline, MageName.BlockUuid(name)));
        }),
    };
}
