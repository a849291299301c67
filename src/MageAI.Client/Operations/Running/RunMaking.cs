using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>Runs pipelines of one server: each through a schedule, since Mage has no run without one.</summary>
/// <param name="session">Where.</param>
/// <param name="wakes">Whether an inactive schedule is switched on first.</param>
/// <param name="onlyIfNone">Whether a run that is under way already is taken in place of a new one.</param>
internal sealed class RunMaking(MageSession session, bool wakes, bool onlyIfNone)
{
    /// <summary>The schedules that are known to be on, by their ids, and of a pipeline by its uuid.</summary>
    private readonly Dictionary<object, MageSchedule> _active = [];
    private readonly UnderWay _underWay = new(session, wakes);

    /// <summary>A schedule that this has run already.</summary>
    public MageSchedule? Known(int id) => _active.TryGetValue(id, out MageSchedule? known) ? known : null;

    /// <summary>Runs a pipeline through its own schedule, which is made where it is missing.</summary>
    public async Task<Plan<MagePipelineRun>> ForPipelineAsync(string uuid, IDictionary? variables, MageCall call)
    {
        WriteTurn schedules = session.Writes.Before(uuid);
        MageSchedule? own = _active.TryGetValue(uuid, out MageSchedule? known) ? known : await OwnSchedule.FindAsync(session, uuid, call).ConfigureAwait(false);
        return own is not null
            ? await ThroughAsync(own, uuid, uuid, new RunQuery { Pipelines = [uuid] }, variables, call).ConfigureAwait(false)
            : await GuardedAsync(
                uuid,
                look => _underWay.FindAsync(new RunQuery { Pipelines = [uuid] }, null, look),
                new Step<MagePipelineRun>($"pipeline {uuid}", $"Run; schedule {OwnSchedule.Name} is made for it", uuid, work => WithNewScheduleAsync(uuid, schedules, variables, work)),
                call).ConfigureAwait(false);
    }

    /// <summary>Runs a schedule.</summary>
    /// <param name="schedule">The schedule as it is now.</param>
    /// <param name="variables">The run's variables, or null.</param>
    /// <param name="call">The caller.</param>
    public Task<Plan<MagePipelineRun>> ForScheduleAsync(MageSchedule schedule, IDictionary? variables, MageCall call) =>
        ThroughAsync(schedule, schedule.Id, schedule.PipelineUuid, new RunQuery { ScheduleId = schedule.Id }, variables, call);

    private Task<Plan<MagePipelineRun>> ThroughAsync(MageSchedule schedule, object key, string? pipeline, RunQuery counts, IDictionary? variables, MageCall call)
    {
        bool wake = schedule.Status == ScheduleStatus.Inactive;
        (string what, string action) = key is string uuid
            ? ($"pipeline {uuid}", $"Run; through schedule {schedule}{(wake ? ", which is switched on first" : "")}")
            : (schedule.Words, wake ? "Enable and run" : "Run");
        return GuardedAsync(
            pipeline,
            look => _underWay.FindAsync(counts, schedule, look),
            wake && !wakes
                ? RunRefusals.ScheduleInactive(schedule, "pass -Force to switch it on and run")
                : new Step<MagePipelineRun>(what, action, schedule, async work =>
                {
                    // An inactive @once schedule is switched on by Mage together with the run; switched on before, it would make a run of its own too.
                    if (wake && schedule.ScheduleInterval != "@once")
                    {
                        _active[key] = await session.Schedules.UpdateAsync(
                            schedule.Id, schedule.PipelineUuid, new ScheduleChanges { Status = ScheduleStatus.Active }, work).ConfigureAwait(false);
                    }
                    else if (!wake)
                    {
                        _active[key] = schedule;
                    }

                    return await session.Runs.CreateAsync(schedule.Id, RunFields.Of(variables), work).ConfigureAwait(false);
                }),
            call);
    }

    /// <summary>Puts the look for runs under way before a run that is to be made, and again into its turn where this session made another meanwhile.</summary>
    private async Task<Plan<MagePipelineRun>> GuardedAsync(string? pipeline, Func<MageCall, Task<Plan<MagePipelineRun>?>> look, Plan<MagePipelineRun> make, MageCall call)
    {
        if (!onlyIfNone)
        {
            return make;
        }

        WriteTurn turn = session.Writes.Before("runs of pipeline " + pipeline);
        if (await look(call).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        return make.Step is not { } step ? make : new Step<MagePipelineRun>(step.What, step.Action, step.Target, async work =>
        {
            using IDisposable held = await turn.EnterAsync(work).ConfigureAwait(false);
            return turn.IsStale && await look(work).ConfigureAwait(false) is { } later
                ? later.Already ?? await (later.Step ?? throw later.Refusal!).How(work).ConfigureAwait(false)
                : await step.How(work).ConfigureAwait(false);
        });
    }

    private async Task<MagePipelineRun> WithNewScheduleAsync(string uuid, WriteTurn turn, IDictionary? variables, MageCall call)
    {
        using (await turn.EnterAsync(call).ConfigureAwait(false))
        {
            MageSchedule? made = turn.IsStale ? await OwnSchedule.FindAsync(session, uuid, call).ConfigureAwait(false) : null;
            _active[uuid] = made is { Status: ScheduleStatus.Active } ? made : await OwnSchedule.CreateAsync(session, uuid, call).ConfigureAwait(false);
        }

        return await session.Runs.CreateAsync(_active[uuid].Id, RunFields.Of(variables), call).ConfigureAwait(false);
    }
}
