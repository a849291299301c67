using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Formatting;
using MageAI.Runs;

namespace MageAI.Completion;

/// <summary>Offers the ids of the newest runs, newest first, of the pipeline on the command line if there is one.</summary>
public sealed class RunCompleter : MageCompleter
{
    private const int Most = 50;

    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound)
    {
        if (SessionOf(bound) is not MageSession session)
        {
            return [];
        }

        string? pipeline = PipelineOf(bound);
        RunQuery query = new() { Pipelines = pipeline is null ? [] : [pipeline] };
        return CompletionCache.Read(session, "runs of " + pipeline, async call =>
            (IReadOnlyList<MagePipelineRun>)await session.Runs.List(query, call).ToListAsync(Most, call.Cancellation).ConfigureAwait(false))
            .Select(run => (run.Id.ToString(CultureInfo.InvariantCulture), $"{run.PipelineUuid} {run.Status} {Views.When(run, run.StartedAt ?? run.CreatedAt)}"));
    }
}
