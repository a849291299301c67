using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Pipelines;

namespace MageAI.Completion;

/// <summary>Offers the uuids of the server's pipelines.</summary>
public sealed class PipelineCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) =>
        Read(bound).Select(pipeline => (pipeline.Uuid, $"{pipeline.Name} ({pipeline.Type})"));

    internal static IReadOnlyList<MagePipeline> Read(IDictionary bound) => SessionOf(bound) is MageSession session
        ? CompletionCache.Read(session, "pipelines", async call =>
            (IReadOnlyList<MagePipeline>)(await session.Pipelines.ListAsync(new PipelineQuery(), call).ConfigureAwait(false)).Items)
        : [];
}
