using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>
/// Removes schedules. Their runs stay in Mage's database but vanish from every list, with their logs: remove the runs first
/// if they are to go too. On SQLite the id is given out again.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MageSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageScheduleCommand : ScheduleWriterCommand
{
    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh) =>
        Write(session, schedule.PipelineUuid is null ? $"schedule {schedule.Id.ToString(CultureInfo.InvariantCulture)}" : Words(schedule), "Remove", schedule, async call =>
        {
            await session.Schedules.DeleteAsync(schedule.Id, schedule.PipelineUuid, call).ConfigureAwait(false);
            return schedule;
        },
        _ => { });

    /// <summary>What cannot be read can be removed, for it may be why nothing can be read.</summary>
    private protected override MageSchedule ReadById(MageSession session, int id, IReadOnlyCollection<MagePipelineArgument> pipelines)
    {
        try
        {
            return base.ReadById(session, id, pipelines);
        }
        catch (MageException unreadable) when (pipelines.Count == 0 && unreadable.ErrorId is MageErrorId.ServerError or MageErrorId.InvalidResponse)
        {
            return new MageSchedule { Id = id, Session = session };
        }
    }
}
