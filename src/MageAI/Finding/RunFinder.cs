using System;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Runs;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>Which run is meant, as it is now: what an object or a row says of it may be old, and its id may be another run's since.</summary>
internal static class RunFinder
{
    /// <summary>Reads the run with its block runs.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineRunNotFound"/>: it does not exist, or no longer; <see cref="MageErrorId.WrongObjectType"/>: the object names none.</exception>
    public static async Task<MagePipelineRun> ReadAsync(MageSession session, MageRunArgument argument, MageCall call)
    {
        int id = IdOf(argument);
        MagePipelineRun run = await session.Runs.ReadAsync(id, call).ConfigureAwait(false);
        if (argument.Source is MagePipelineRun known ? !run.IsSameAs(known) : argument.Identity is { Live: null } row && !IsSame(row, run))
        {
            throw RunErrors.Replaced(argument, run);
        }

        run.PipelineUuid ??= argument.Identity?.Pipeline;
        return run;
    }

    /// <summary>The run as it is known without a look: to be watched, where the first look tells whether it is still the same.</summary>
    public static MagePipelineRun Known(MageSession session, MageRunArgument argument) => argument.Source as MagePipelineRun ?? new MagePipelineRun
    {
        Id = IdOf(argument),
        PipelineUuid = argument.Identity?.Pipeline,
        CreatedAt = argument.Identity is { Noun: Noun.Run, CreatedAt: DateTimeOffset made } ? made : null,
        Session = session,
    };

    /// <summary>The id that is meant.</summary>
    /// <exception cref="MageException">None is: it is a text of something else, or a row without one.</exception>
    public static int IdOf(MageRunArgument argument) => argument.Id ?? throw (argument.IsNoId ? RunErrors.NoId(argument) : ErrorRecords.NamesNo("pipeline run", argument));

    /// <summary>By when it was made; a row that does not tell, or may be of anything, has to be of the same pipeline at least.</summary>
    private static bool IsSame(Identity row, MagePipelineRun run) =>
        row.Noun == Noun.Run ? Sameness.Is(row, run.CreatedAt, run.PipelineUuid) : Sameness.IsOf(row, run.PipelineUuid);
}
