using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>
/// Switches schedules on. What was missed while one was off is not made up for, unless its setting
/// <c>create_initial_pipeline_run</c> says so. One that is on already is left alone.
/// </summary>
[Cmdlet(VerbsLifecycle.Enable, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class EnableMageScheduleCommand : ScheduleTargetCmdlet
{
    /// <summary>Emit the schedules that were switched; those that were in this state before are not among them.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh) => Switch(session, schedule, isFresh, "active", "Enable", PassThru);
}
