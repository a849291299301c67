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
    /// <summary>
    /// What takes longer than this is a server that hangs, not another that writes. A busy Mage takes one or two seconds: with a bound of one,
    /// changes were lost.
    /// </summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Looks whether what was made out of the value that was there is kept. Another process that read before this write writes over it after it, so a look
    /// that is made at once would not see that. How long others take from the one to the other is not known; as long as this write
    /// took, its read included, is waited. With four processes that change one pipeline of a running Mage that is twice what is needed.
    /// </summary>
    /// <param name="session">Where it was written.</param>
    /// <param name="begun">When the value that was there was asked for, by the session's clock.</param>
    /// <param name="look">Reads what was written.</param>
    /// <param name="deed">The words for the write, as in "the change of pipeline x".</param>
    /// <param name="call">The caller, who is warned.</param>
    /// <returns>What is there; null where nothing could be seen.</returns>
    /// <exception cref="MageException">What was written is not there.</exception>
    public static async Task<T?> LaterAsync<T>(MageSession session, long begun, Func<Task<T>> look, string deed, MageCall call)
        where T : class
    {
        TimeSpan took = session.Clock.GetElapsedTime(begun);
        await session.Transport.PauseAsync(took < s_longestWait ? took : s_longestWait, call.Cancellation).ConfigureAwait(false);
        return await AfterAsync(look, deed, call).ConfigureAwait(false);
    }

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
