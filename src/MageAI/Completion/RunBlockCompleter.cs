using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Runs;

namespace MageAI.Completion;

/// <summary>Offers the blocks of the run that stands on the command line, or of the pipeline.</summary>
public sealed class RunBlockCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound)
    {
        if (SessionOf(bound) is not MageSession session)
        {
            return [];
        }

        if (RunOf(bound) is int id)
        {
            return CompletionCache.Read(session, "block runs of " + id.ToString(CultureInfo.InvariantCulture), async call =>
                (IReadOnlyList<MageBlockRun>)(await session.Runs.ReadAsync(id, call).ConfigureAwait(false)).BlockRuns)
                .Select(block => (block.BlockUuid ?? string.Empty, block.Status ?? string.Empty));
        }

        return PipelineOf(bound) is string pipeline
            ? CompletionCache.Read(session, "blocks of " + pipeline, async call =>
                (IReadOnlyList<MageBlock>)await session.Blocks.ListAsync(pipeline, call).ConfigureAwait(false))
                .Select(block => (block.Uuid, $"{block.Type} ({block.Language})"))
            : [];
    }

    private static int? RunOf(IDictionary bound) => Unwrap(bound["Run"] ?? bound["Id"]) switch
    {
        MagePipelineRun run => run.Id,
        int id => id,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) => id,
        MageRunArgument argument => argument.Id,
        _ => null,
    };
}
