using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Watching;

/// <summary>What the log of a run tells, or why it does not.</summary>
internal static class RunLogs
{
    /// <summary>A run that was made so long before the time asked for may have written until then; one that still runs, whenever it was made.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(2);

    /// <summary>Why there is no log of a run to read; null where there may be one.</summary>
    public static MageException? Lost(MagePipelineRun run) => run is { PipelineUuid: not null, PipelineScheduleId: not null } ? null : new(
        MageErrorId.NotFound, $"{Wording.Capitalized(run.Words)} has lost its schedule, which was deleted: Mage finds no log of it any more.")
    {
        Target = run,
        RecommendedAction = $"See what became of its blocks [list block runs: {run.Id}], or look for the log on the server's disk.",
    };

    /// <summary>The runs whose logs a pipeline's log is: the newest; with a time, all that may have written since.</summary>
    public static async Task<MagePipelineRun[]> RunsAsync(MageSession session, string pipeline, DateTimeOffset? since, MageCall call)
    {
        if (since is null)
        {
            return [.. (await session.Runs.PageAsync(new RunQuery { Pipelines = [pipeline] }, 1, 0, call).ConfigureAwait(false)).Items];
        }

        RunQuery made = new() { Pipelines = [pipeline], Since = since - s_longest };
        RunQuery underWay = new() { Pipelines = [pipeline], Statuses = [RunStatus.Running] };
        List<MagePipelineRun> runs = await session.Runs.List(made, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
        runs.AddRange(await session.Runs.List(underWay, call).ToListAsync(call.Cancellation).ConfigureAwait(false));
        return [.. runs.GroupBy(run => run.Id).Select(same => same.First()).Where(run => !run.HasEnded || !(run.UpdatedAt < since)).OrderBy(run => run.Id)];
    }
}
