using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Completion;

/// <summary>Offers the tags that pipelines have.</summary>
public sealed class PipelineTagCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => PipelineCompleter.Read(bound)
        .SelectMany(pipeline => pipeline.Tags.Select(tag => (Tag: tag, pipeline.Uuid)))
        .GroupBy(pair => pair.Tag, pair => pair.Uuid)
        .OrderBy(same => same.Key, System.StringComparer.Ordinal)
        .Select(same => (same.Key, string.Join(", ", same)));
}
