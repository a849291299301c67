using System.Threading.Tasks;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Removes schedules.</summary>
internal static class ScheduleRemoval
{
    /// <summary>Removes one that goes with something else: that somebody was faster is as it was meant to be.</summary>
    public static async Task RemoveAsync(MageSession session, int id, string? pipeline, MageCall call)
    {
        try
        {
            await session.Schedules.DeleteAsync(id, pipeline, call).ConfigureAwait(false);
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
        {
            // As wanted.
        }
    }
}
