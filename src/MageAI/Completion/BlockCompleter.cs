using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Blocks;

namespace MageAI.Completion;

/// <summary>Offers the uuids of the blocks of the pipeline that stands on the command line.</summary>
public sealed class BlockCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) =>
        SessionOf(bound) is MageSession session && PipelineOf(bound) is string pipeline
            ? CompletionCache.Read(session, "blocks of " + pipeline, async call =>
                (IReadOnlyList<MageBlock>)await session.Blocks.ListAsync(pipeline, call).ConfigureAwait(false))
                .Select(block => (block.Uuid, $"{block.Type} ({block.Language})"))
            : [];
}
