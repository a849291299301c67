using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>The blocks that rows of the list of pipelines show.</summary>
internal static class ShownBlocks
{
    /// <summary>Puts the true blocks into rows where this session changed some since, with one request for each change.</summary>
    public static async Task CorrectAsync(MageSession session, IEnumerable<MagePipeline> rows, MageCall call)
    {
        foreach (MagePipeline row in rows)
        {
            if (session.ListLag.Of(row.Uuid) is int change)
            {
                row.Take(await session.Blocks.ListSinceAsync(row.Uuid, change, call).ConfigureAwait(false), change);
            }
        }
    }
}
