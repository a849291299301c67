using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Finding;
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
        Perform(session, new Step<MageSchedule>(
            schedule.PipelineUuid is null ? $"schedule {schedule.Id.ToString(CultureInfo.InvariantCulture)}" : Words(schedule), "Remove", schedule, async call =>
            {
                await session.Schedules.DeleteAsync(schedule.Id, schedule.PipelineUuid, call).ConfigureAwait(false);
                return schedule;
            }), _ => { });

    /// <summary>What cannot be read can be removed by its id, for it may be why nothing can be read.</summary>
    private protected override IReadOnlyList<MageSchedule> Find(MageSession session, MageScheduleArgument argument, Within within)
    {
        try
        {
            return base.Find(session, argument, within);
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound && IsMet(session, Noun.Schedule, argument.Id))
        {
            return [];
        }
        catch (MageException unreadable) when (argument.Id is not null && within.IsEverything && unreadable.ErrorId is MageErrorId.ServerError or MageErrorId.InvalidResponse)
        {
            return [new MageSchedule { Id = argument.Id!.Value, Session = session }];
        }
    }
}
