using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>
/// Switches schedules off. Runs under way go on to their end; runs that wait stay waiting until the schedule is on again. One
/// that is off already is left alone.
/// </summary>
[Cmdlet(VerbsLifecycle.Disable, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class DisableMageScheduleCommand : ScheduleTargetCmdlet
{
    /// <summary>Emit the schedules that were switched; those that were in this state before are not among them.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh) => Switch(session, schedule, isFresh, "inactive", "Disable", PassThru);
}
