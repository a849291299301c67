using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>The blocks that rows of the list of pipelines show.</summary>
internal static class ShownBlocks
{
    /// <summary>
    /// Puts the true blocks into rows where this session changed some since, with one request for each change, and one more where callbacks and conditionals
    /// are among them, or name a block that has changed.
    /// </summary>
    public static async Task CorrectAsync(MageSession session, IEnumerable<MagePipeline> rows, MageCall call)
    {
        foreach (MagePipeline row in rows)
        {
            if (session.ListLag.Of(row.Uuid) is ListLag.Lag lag)
            {
                bool sides = lag.Sides || row.Callbacks.Length + row.Conditionals.Length > 0;
                (MageBlock[]? main, MageBlock[]? side) = await session.Blocks.ListSinceAsync(row.Uuid, lag.Change, lag.Blocks, sides, call).ConfigureAwait(false);
                row.Take(main, side, lag.Change);
            }
        }
    }
}
