using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Backfills;

namespace MageAI.Completion;

/// <summary>Offers the names of the backfills, of the pipeline on the command line if there is one.</summary>
public sealed class BackfillCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound)
    {
        if (SessionOf(bound) is not MageSession session)
        {
            return [];
        }

        IReadOnlyList<MageBackfill> all = CompletionCache.Read(session, "backfills", async call =>
            (IReadOnlyList<MageBackfill>)await session.Backfills.List(null, withRunCount: false, call).ToListAsync(call.Cancellation).ConfigureAwait(false));
        string? pipeline = PipelineOf(bound);
        return all.Where(backfill => backfill.Name is not null && (pipeline is null || backfill.PipelineUuid == pipeline))
            .GroupBy(backfill => backfill.Name!)
            .Select(same => (same.Key, string.Join(", ", same.Select(backfill => $"{backfill.PipelineUuid} {backfill.Status ?? "not started"}"))));
    }
}
