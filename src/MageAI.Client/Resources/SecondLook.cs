using System;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Resources;

/// <summary>
/// A look after a write that Mage called done. Where nothing can be seen, no failure is made of it: what Mage said stays, and it is told that nobody
/// looked.
/// </summary>
internal static class SecondLook
{
    /// <summary>Looks.</summary>
    /// <param name="look">Reads what was written.</param>
    /// <param name="deed">The words for the write, as in "the change of pipeline x".</param>
    /// <param name="call">The caller, who is warned.</param>
    /// <returns>What is there; null where nothing could be seen.</returns>
    /// <exception cref="MageException">What was written is not there.</exception>
    public static async Task<T?> AfterAsync<T>(Func<Task<T>> look, string deed, MageCall call)
        where T : class
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (MageException blind) when (blind.ErrorId is not (MageErrorId.PipelineNotFound or MageErrorId.BlockNotFound or MageErrorId.ScheduleNotFound))
        {
            call.Warnings.Enqueue($"Mage answered that {deed} is done; it could not be looked at again: {blind.Message}");
            return null;
        }
    }
}
