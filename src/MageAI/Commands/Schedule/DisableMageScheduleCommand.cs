using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>
/// Switches schedules off. Runs under way go on to their end; runs that wait stay waiting until the schedule is on again. One
/// that is off already is left alone.
/// </summary>
[Cmdlet(VerbsLifecycle.Disable, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class DisableMageScheduleCommand : ScheduleSwitchCommand
{
    private protected override string Status => "inactive";

    private protected override string Action => "Disable";
}
