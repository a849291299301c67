using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Logs;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// What a pipeline's renaming leaves behind. Mage keeps logs and outputs in a folder of the pipeline's uuid and moves it not: afterwards the runs of before have
/// neither, and a run that goes on reads nothing of what its completed blocks returned, without an error (by experiment on 0.9.79). No field of a run tells
/// that its pipeline had another name; its empty folder does.
/// </summary>
internal static class LeftBehind
{
    /// <summary>What a file's time loses on the way here.</summary>
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(10);

    /// <summary>Of completed block runs those of which there is nothing where Mage looks now. One that returns nothing has a log all the same.</summary>
    /// <param name="session">Where.</param>
    /// <param name="pipeline">The pipeline's present uuid.</param>
    /// <param name="completed">Block runs of one run.</param>
    /// <param name="call">The caller.</param>
    public static async Task<List<MageBlockRun>> WithoutDataAsync(MageSession session, string pipeline, IReadOnlyCollection<MageBlockRun> completed, MageCall call)
    {
        List<MageBlockRun> gone = await WithoutLogAsync(session, pipeline, completed, call).ConfigureAwait(false);
        for (int i = gone.Count - 1; i >= 0; i--)
        {
            // Logs are removed by age, and what was returned may be there still.
            if ((await session.Runs.OutputsAsync(gone[i], call).ConfigureAwait(false)).Count > 0)
            {
                gone.RemoveAt(i);
            }
        }

        return gone;
    }

    /// <summary>Of completed block runs those whose log is not where Mage looks now. The parameters are those of <see cref="WithoutDataAsync"/>.</summary>
    public static async Task<List<MageBlockRun>> WithoutLogAsync(MageSession session, string pipeline, IReadOnlyCollection<MageBlockRun> completed, MageCall call)
    {
        if (completed.Count == 0)
        {
            return [];
        }

        List<LogFile> files = await session.Logs.ReadBlocksAsync(pipeline, [.. completed.Select(block => block.Id)], call).ConfigureAwait(false);
        return [.. completed.Where(block => files.Exists(file => Plain(file.Name) == Plain(block.BlockUuid + ".log") && IsMadeLater(file, block)))];
    }

    /// <summary>What there is to say of a run of which something is missing, such as its "log".</summary>
    public static string Words(string what, int? run, string pipeline) => Wording.Text(
        $"Mage has no {what} of run {run} under the name {pipeline}: the pipeline was renamed since, and the {what} stays under its old name, or it was removed.");

    /// <summary>Mage makes a missing file when somebody looks for it; the file of a block that ran and had nothing to write was made before the block's end.</summary>
    private static bool IsMadeLater(LogFile file, MageBlockRun block) => file.Content.Length == 0 && !(file.ModifiedAt < block.CompletedAt - s_rounding);

    /// <summary>Mage makes the file's name of the block's by rules of its own.</summary>
    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
