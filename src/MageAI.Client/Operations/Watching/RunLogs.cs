using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using MageAI.Logs;
using MageAI.Transport;

namespace MageAI.Operations.Watching;

/// <summary>What the log of a run tells, or why it does not.</summary>
internal static class RunLogs
{
    /// <summary>Why there is no log of a run to read; null where there may be one.</summary>
    public static MageException? Lost(MagePipelineRun run) => run is { PipelineUuid: not null, PipelineScheduleId: not null } ? null : new(
        MageErrorId.NotFound, $"Run {run.Id.ToString(CultureInfo.InvariantCulture)}{(run.PipelineUuid is null ? "" : " of pipeline " + run.PipelineUuid)} has lost its schedule, which was deleted: Mage finds no log of it any more.")
    {
        Target = run,
        RecommendedAction = "Look for the log on the server's disk.",
    };

    /// <summary>What the failed blocks of a run raised, by block run: for those whose block run does not say it, such as children of dynamic blocks.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> ErrorsAsync(MageSession session, string pipeline, MagePipelineRun run, MageCall call)
    {
        LogScope scope = new() { FailedOnly = true, Levels = ["EXCEPTION", "ERROR"] };
        Dictionary<int, string> errors = [];
        foreach (MageLogEntry entry in await new LogFollower(session, pipeline, run.Id, scope).LookAsync(run, last: true, call).ConfigureAwait(false))
        {
            if (entry.BlockRunId is int block)
            {
                errors[block] = entry.ErrorStacktrace ?? entry.Message ?? entry.Text;
            }
        }

        return errors;
    }
}
