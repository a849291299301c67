using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>Which backfills of a server are meant: by id, by object, by exact name or by pattern. Names need not be unique, so one may mean several.</summary>
internal sealed class BackfillFinder(MageSession session)
{
    /// <summary>The backfills that are meant, as they are now, within some pipelines; none for a pattern or a name that no backfill has.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.BackfillNotFound"/> for an id that does not exist, or is another's by now.</exception>
    public async Task<IReadOnlyList<MageBackfill>> FindAsync(MageBackfillArgument argument, Within within, bool withRunCount, MageCall call)
    {
        // A text of digits is an id, and only where it is that of none a name.
        bool mayBeName = argument is { Text: not null, Identity: null };
        if (argument.Id is int id && await ReadAsync(id, argument, within, withRunCount, mayBeName, call).ConfigureAwait(false) is MageBackfill read)
        {
            return [read];
        }

        NamePattern name = argument.Text is null ? throw session.Backfills.NotFound(argument.ToString()) : argument.Pattern;
        string? only = within.IsNamed && within.Uuids.Count == 1 ? within.Uuids[0] : null;
        List<MageBackfill> all = await session.Backfills.List(only, withRunCount, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
        return name.Among(all.FindAll(backfill => within.Has(backfill.PipelineUuid)), backfill => backfill.Name);
    }

    private async Task<MageBackfill?> ReadAsync(int id, MageBackfillArgument argument, Within within, bool withRunCount, bool mayBeName, MageCall call)
    {
        try
        {
            MageBackfill read = await session.Backfills.ReadAsync(id, withRunCount, call).ConfigureAwait(false);
            bool isSame = argument.Identity is not { Noun: Noun.Backfill } identity || (Sameness.Is(identity, read.CreatedAt, read.PipelineUuid) && (identity.Live is null || identity.Name == read.Name));
            return isSame && within.Has(read.PipelineUuid) ? read : throw session.Backfills.NotFound(isSame ? $"{id} of pipeline {within}" : argument.ToString());
        }
        catch (MageException failure) when (mayBeName && failure.ErrorId == MageErrorId.BackfillNotFound)
        {
            return null;
        }
    }

    /// <summary>As <see cref="FindAsync"/>; a literal name that no backfill has is an error too.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.BackfillNotFound"/>.</exception>
    public async Task<IReadOnlyList<MageBackfill>> RequireAsync(MageBackfillArgument argument, Within within, MageCall call)
    {
        if (argument.Identity is { Noun: Noun.Pipeline } of)
        {
            if (!of.IsPipeline)
            {
                throw ErrorRecords.WrongObject("backfill", argument);
            }

            string pipeline = (await new PipelineFinder(session).UuidsAsync(MagePipelineArgument.Of(of), call).ConfigureAwait(false))[0];
            return (await session.Backfills.List(pipeline, withRunCount: false, call).ToListAsync(call.Cancellation).ConfigureAwait(false)).FindAll(backfill => within.Has(backfill.PipelineUuid));
        }

        IReadOnlyList<MageBackfill> found = await FindAsync(argument, within, withRunCount: false, call).ConfigureAwait(false);
        return found.Count > 0 || argument.IsPattern ? found : throw session.Backfills.NotFound(argument.ToString());
    }
}
