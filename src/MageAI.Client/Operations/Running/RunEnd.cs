using System;
using System.Threading.Tasks;
using MageAI.Runs;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>Cancels runs.</summary>
internal static class RunEnd
{
    /// <summary>Cancels one; one that has ended stays as it is.</summary>
    /// <param name="session">Where.</param>
    /// <param name="run">The run as far as it is known.</param>
    /// <param name="read">Reads it before, where another may have its id since; null where the id is all that is known.</param>
    public static Step<MagePipelineRun> Plan(MageSession session, MagePipelineRun run, Func<MageCall, Task<MagePipelineRun>>? read) => new(run.Words, "Cancel", run, async call =>
        read is not null && await read(call).ConfigureAwait(false) is { HasEnded: true } ended ? ended : await CancelAsync(session, run.Id, call).ConfigureAwait(false))
    {
        Look = async call => (await (read ?? (look => session.Runs.ReadAsync(run.Id, look)))(call).ConfigureAwait(false)).HasEnded ? Preview.Nothing : Preview.AsSaid,
    };

    /// <exception cref="MageException"><see cref="MageErrorId.WriteNotApplied"/>: it goes on, although Mage says yes.</exception>
    public static async Task<MagePipelineRun> CancelAsync(MageSession session, int id, MageCall call)
    {
        MagePipelineRun run = await session.Runs.CancelAsync(id, call).ConfigureAwait(false);
        return run.HasEnded ? run : throw RunRefusals.NotCancelled(run);
    }
}
