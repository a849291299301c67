using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>Repeats runs of one server that have ended: the same run goes on, or another is made like it.</summary>
internal sealed class RunRestart(MageSession session)
{
    private readonly Read<string, List<MageBlock>> _blocks = new(session, (pipeline, call) => session.Blocks.ListAsync(pipeline, call));
    private readonly Read<string, MagePipeline?> _pipelines = new(session, (pipeline, call) => session.Pipelines.FindAsync(pipeline, call));
    private readonly Read<int, MageSchedule> _schedules = new(session, (id, call) => session.Schedules.ReadAsync(id, call));

    /// <summary>Lets the same run go on, if that can end well.</summary>
    /// <param name="id">The run.</param>
    /// <param name="read">Reads the run with its block runs, as it is then.</param>
    /// <param name="from">The block to begin with; null for all that is not completed.</param>
    /// <param name="redo">Whether completed blocks above a failure may run again.</param>
    /// <param name="call">The caller.</param>
    public async Task<Plan<MagePipelineRun>> GoOnAsync(int id, Func<MageCall, Task<MagePipelineRun>> read, string? from, bool redo, MageCall call)
    {
        WriteTurn turn = session.Writes.Before(Wording.Text($"run {id}"));
        MagePipelineRun run = await read(call).ConfigureAwait(false);
        if (await RefuseAsync(run, from, redo, call).ConfigureAwait(false) is MageException refused)
        {
            return refused;
        }

        string action = from is null ? "Restart; what is not completed runs again" : $"Restart; from block {from} on";
        return new Step<MagePipelineRun>(run.Words, action, run, async work =>
        {
            // A second restart would put back what the first has begun.
            using IDisposable held = await turn.EnterAsync(work).ConfigureAwait(false);
            MagePipelineRun now = run;
            if (turn.IsStale)
            {
                now = await read(work).ConfigureAwait(false);
                if (await RefuseAsync(now, from, redo, work).ConfigureAwait(false) is MageException late)
                {
                    throw late;
                }
            }

            return await session.Runs.RestartAsync(now, from, work).ConfigureAwait(false);
        });
    }

    /// <summary>Makes another run for the same execution date with the same variables.</summary>
    /// <param name="run">The run, whole.</param>
    /// <param name="known">The run as it was known before; null where nothing was. Mage forgets most of a run with its schedule.</param>
    /// <param name="changed">Variables that differ this time, or null.</param>
    /// <param name="call">The caller.</param>
    public async Task<Plan<MagePipelineRun>> AnewAsync(MagePipelineRun run, MagePipelineRun? known, IDictionary? changed, MageCall call)
    {
        if (!run.HasEnded)
        {
            return RunRefusals.NotEnded(run);
        }

        if (run.PipelineScheduleId is not int schedule)
        {
            return RunRefusals.NoSchedule(run, RunFields.For(known ?? run, changed).Variables!);
        }

        MageSchedule now = await session.Schedules.ReadAsync(schedule, call).ConfigureAwait(false);
        return now.Status == ScheduleStatus.Inactive
            ? RunRefusals.ScheduleInactive(now, "go on with the same run: -Mode Incomplete")
            : new Step<MagePipelineRun>(run.Words, "Create another like it", run, work => session.Runs.CreateAsync(schedule, RunFields.For(run, changed), work));
    }

    private async Task<MageException?> RefuseAsync(MagePipelineRun run, string? from, bool redo, MageCall call)
    {
        // The process of a streaming pipeline runs all its blocks, keeps no block runs, and knows no timeout (by experiment on 0.9.79).
        if (run is { HasEnded: true, PipelineScheduleId: not null, StartedAt: not null, BlockRuns.Length: 0, PipelineUuid: string streaming }
            && run.Status != RunStatus.Completed
            && (await _pipelines.ReadAsync(streaming, call).ConfigureAwait(false))?.Type == Vocabulary.Streaming)
        {
            return from is null ? null : RestartCheck.NoBlockAlone(run, from);
        }

        // What the run alone tells costs nothing further.
        if (!run.HasEnded || run.PipelineScheduleId is not int id || run.PipelineUuid is not string pipeline || run.BlockRuns.Length == 0)
        {
            return RestartCheck.Refuse(run, [], from, redo);
        }

        List<MageBlock> blocks = await _blocks.ReadAsync(pipeline, call).ConfigureAwait(false);
        if (RestartCheck.Refuse(run, blocks, from, redo) is MageException refused)
        {
            return refused;
        }

        MageSchedule schedule = await _schedules.ReadAsync(id, call).ConfigureAwait(false);
        TimeSpan? timeout = RestartCheck.Timeout(schedule);
        TimeSpan? left = run.StartedAt + timeout - session.Now;
        if (left > TimeSpan.Zero && left < TimeSpan.FromTicks(timeout!.Value.Ticks / 2))
        {
            call.Warnings.Enqueue($"{Wording.Capitalized(run.Words)} has {Wording.Duration(left)} left: schedule {schedule} ends its runs {Wording.Duration(timeout)} after their first start.");
        }

        return RestartCheck.TimedOut(run, schedule, left) ?? await StarvedAsync(run, pipeline, RestartCheck.Feeding(run, blocks, from), call).ConfigureAwait(false);
    }

    private async Task<MageException?> StarvedAsync(MagePipelineRun run, string pipeline, MageBlockRun[] feeding, MageCall call)
    {
        try
        {
            return RestartCheck.Starved(run, await LeftBehind.WithoutDataAsync(session, pipeline, feeding, call).ConfigureAwait(false));
        }
        catch (MageException unread)
        {
            call.Warnings.Enqueue($"Whether Mage still has what the completed blocks of {run.Words} returned cannot be told: {unread.Message}");
            return null;
        }
    }
}
