using System.Globalization;
using System.Management.Automation;
using MageAI.Operations;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>
/// Removes schedules. Their runs stay in Mage's database but vanish from every list, with their logs: remove the runs first
/// if they are to go too. On SQLite the id is given out again.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MageSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageScheduleCommand : ScheduleTargetCmdlet
{
    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh) =>
        Perform(session, new Step<MageSchedule>(schedule.PipelineUuid is null ? $"schedule {schedule.Id.ToString(CultureInfo.InvariantCulture)}" : Words(schedule), "Remove", schedule, async call =>
        {
            await session.Schedules.DeleteAsync(schedule.Id, schedule.PipelineUuid, call).ConfigureAwait(false);
            return schedule;
        }), _ => { });

    /// <summary>What cannot be read can be removed, for it may be why nothing can be read.</summary>
    private protected override MageSchedule? InPlaceOf(MageException failure, MageSession session, int id) =>
        Pipeline is null && failure.ErrorId is MageErrorId.ServerError or MageErrorId.InvalidResponse ? new MageSchedule { Id = id, Session = session } : null;
}
