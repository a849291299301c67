using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>
/// Which blocks of one pipeline are meant, callbacks, conditionals and those of extensions among them: a literal is the exact uuid, else the exact name, else the uuid that Mage
/// makes of the name; a text with wildcard characters is a pattern, for uuids and names.
/// </summary>
internal sealed class BlockFinder(MageSession session, string pipeline)
{
    private List<MageBlock>? _blocks;
    private List<MageBlock>? _sides;

    /// <summary>
    /// The blocks that are meant, each once. A literal that has the form of Mage's own uuids costs no request: as a uuid it comes first, and
    /// <see cref="NamedAsync"/> is for where it turns out to be none.
    /// </summary>
    /// <exception cref="MageException"><see cref="MageErrorId.BlockNotFound"/> for a literal that none is.</exception>
    public async Task<IReadOnlyList<MageBlock>> TargetsAsync(IEnumerable<string> names, MageCall call)
    {
        List<MageBlock> targets = [];
        foreach (string name in names)
        {
            NamePattern pattern = new(name);
            if (pattern.IsLiteral && MageName.BlockUuid(pattern.Meant) == pattern.Meant)
            {
                MageRequest.RequireName(pattern.Meant);
                targets.Add(new MageBlock { Uuid = pattern.Meant, PipelineUuid = pipeline, Session = session });
            }
            else
            {
                targets.AddRange(await MatchingAsync(name, null, call).ConfigureAwait(false));
            }
        }

        return [.. targets.GroupBy(block => (block.Uuid, block.IsSide ? block.Type : null)).Select(same => same.First())];
    }

    /// <summary>The block that a literal names; null if none does.</summary>
    public async Task<MageBlock?> NamedAsync(string name, MageCall call) =>
        BlockNames.Find(await BlocksAsync(call).ConfigureAwait(false), name) ?? BlockNames.Find(await SidesAsync(call).ConfigureAwait(false), name);

    /// <summary>The blocks that one name means.</summary>
    /// <param name="name">The name, or a pattern.</param>
    /// <param name="types">The types that are wanted; null for all. The file of the pipeline is read only where those beside its list of blocks may be meant.</param>
    /// <param name="call">The caller.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.BlockNotFound"/> for a literal that none is.</exception>
    public async Task<IReadOnlyList<MageBlock>> MatchingAsync(string name, string[]? types, MageCall call)
    {
        NamePattern pattern = new(name);
        if (pattern.IsLiteral)
        {
            MageBlock found = await NamedAsync(pattern.Meant, call).ConfigureAwait(false) ?? throw session.Blocks.NotFound(pipeline, pattern.Meant);
            return IsWanted(found, types) ? [found] : [];
        }

        IEnumerable<MageBlock> all = await BlocksAsync(call).ConfigureAwait(false);
        if (types is null || types.Any(MageBlock.IsSideType))
        {
            all = all.Concat(await SidesAsync(call).ConfigureAwait(false));
        }

        return pattern.Among([.. all.Where(block => IsWanted(block, types))], block => block.Uuid, block => block.Name);
    }

    private static bool IsWanted(MageBlock block, string[]? types) => types is null || Array.IndexOf(types, block.Type) >= 0;

    private async Task<List<MageBlock>> BlocksAsync(MageCall call) => _blocks ??= await session.Blocks.ListAsync(pipeline, call).ConfigureAwait(false);

    private async Task<List<MageBlock>> SidesAsync(MageCall call) => _sides ??= await session.Blocks.ListSidesAsync(pipeline, call).ConfigureAwait(false);
}
