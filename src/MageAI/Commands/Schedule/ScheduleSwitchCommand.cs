using System.Management.Automation;
using MageAI.Operations;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>
/// What enabling and disabling share. Each schedule by itself: the switch on the pipeline turns all of them, and rewrites
/// its trigger file.
/// </summary>
public abstract class ScheduleSwitchCommand : ScheduleTargetCmdlet
{
    /// <summary>Emit the schedules, also those that were in this state before.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract string Status { get; }

    private protected abstract string Action { get; }

    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh)
    {
        // Nobody may be told that a schedule is off because it was off when the object was read.
        if (schedule.Status == Status && Refresh(session, schedule, isFresh) is { } current && current.Status == Status)
        {
            Emit(current);
            return;
        }

        ScheduleChanges changes = new() { Status = Status };
        Perform(session, new Step<MageSchedule>(Words(schedule), Action, schedule, call => session.Schedules.UpdateAsync(schedule.Id, schedule.PipelineUuid, changes, call)), Emit);
    }

    private void Emit(MageSchedule schedule)
    {
        if (PassThru)
        {
            WriteObject(schedule);
        }
    }
}
