using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>Removes runs of one server.</summary>
/// <param name="session">Where.</param>
/// <param name="keepLast">How many of the newest runs of each pipeline are spared.</param>
/// <param name="evenIfLive">Whether a run that has not ended is cancelled and removed, and not refused; and one that Mage would make again is removed, and not spared.</param>
internal sealed class RunRemoval(MageSession session, int keepLast, bool evenIfLive)
{
    private readonly Dictionary<string, int> _oldestKept = new(StringComparer.Ordinal);
    private readonly StartedAgain _again = new(session);

    /// <summary>Removes a run, if it is not among those that are kept.</summary>
    /// <param name="known">The run as it was read before; null where only its id is known.</param>
    /// <param name="read">Reads it as it is then, and refuses another that has its id since.</param>
    /// <param name="call">The caller.</param>
    public async Task<Plan<MagePipelineRun>> PlanAsync(MagePipelineRun? known, Func<MageCall, Task<MagePipelineRun>> read, MageCall call)
    {
        // One that had ended is looked at together with its removal, beside others; of any other the state is needed before.
        bool hadEnded = known is { HasEnded: true, PipelineUuid: not null };
        MagePipelineRun run = hadEnded ? known! : await read(call).ConfigureAwait(false);
        if (keepLast > 0 && hadEnded && await OldestKeptAsync(run.PipelineUuid!, call).ConfigureAwait(false) == int.MaxValue)
        {
            // The server knows no run of that pipeline, so its name is another now.
            run = await read(call).ConfigureAwait(false);
        }

        if (keepLast > 0 && run.PipelineUuid is string pipeline && run.Id >= await OldestKeptAsync(pipeline, call).ConfigureAwait(false))
        {
            return Plan<MagePipelineRun>.Nothing;
        }

        if (Refuse(run) is MageException refused)
        {
            return refused;
        }

        if (await _again.IsStartedAgainAsync(run, call).ConfigureAwait(false) is MageSchedule schedule)
        {
            string what = $"schedule {schedule} is active, and without {run.Words} Mage makes its run {(run.ExecutionDate is DateTimeOffset date && schedule.ScheduleInterval != "@once" ? $"of {Wording.Moment(date)} UTC " : "")}again at once";
            call.Warnings.Enqueue(evenIfLive ? $"{Wording.Capitalized(what)}." : $"{Wording.Capitalized(run.Words)} stays: {what}. Switch the schedule off first, or pass -Force.");
            if (!evenIfLive)
            {
                return Plan<MagePipelineRun>.Nothing;
            }
        }

        _again.Goes(run);
        return new Step<MagePipelineRun>(
            run.Words, run.HasEnded ? "Remove" : "Cancel and remove", run, work => RemoveAsync(run, hadEnded ? read : null, work));
    }

    private async Task<MagePipelineRun> RemoveAsync(MagePipelineRun run, Func<MageCall, Task<MagePipelineRun>>? again, MageCall call)
    {
        if (again is not null)
        {
            // It may have been restarted, or removed and its id given to another.
            MagePipelineRun known = run;
            run = await again(call).ConfigureAwait(false);
            if (keepLast > 0 && run.PipelineUuid != known.PipelineUuid)
            {
                throw RunRefusals.Moved(known, run);
            }

            if (Refuse(run) is MageException refused)
            {
                throw refused;
            }
        }

        if (!run.HasEnded)
        {
            await session.Runs.CancelAsync(run.Id, call).ConfigureAwait(false);
        }

        await session.Runs.DeleteAsync(run.Id, call).ConfigureAwait(false);
        return run;
    }

    private MageException? Refuse(MagePipelineRun run) => run.HasEnded || evenIfLive ? null : RunRefusals.Live(run);

    /// <summary>The lowest id of the newest runs of a pipeline, as the server knows them; asked once a pipeline, before any of it is removed. No id is as high where it knows none.</summary>
    private async Task<int> OldestKeptAsync(string pipeline, MageCall call)
    {
        if (!_oldestKept.TryGetValue(pipeline, out int oldest))
        {
            List<MagePipelineRun> newest = await session.Runs.List(new RunQuery { Pipelines = [pipeline] }, call).ToListAsync(keepLast, call.Cancellation).ConfigureAwait(false);
            _oldestKept[pipeline] = oldest = newest.Count == 0 ? int.MaxValue : newest.Min(kept => kept.Id);
        }

        return oldest;
    }
}
