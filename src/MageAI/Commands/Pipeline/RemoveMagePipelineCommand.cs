using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>Removes pipelines. Mage leaves their schedules and runs behind, so this offers to take the schedules, and warns if not.</summary>
[Cmdlet(VerbsCommon.Remove, "MagePipeline", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMagePipelineCommand : PipelineWriterCommand
{
    private readonly Dictionary<MageSession, ILookup<string?, MageSchedule>> _schedules = [];

    /// <summary>Remove the pipeline's schedules first; otherwise they stay behind and nothing shows them with a pipeline.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    private protected override void Handle(MageSession session, string uuid)
    {
        MageSchedule[] schedules = [.. SchedulesOf(session)[uuid]];
        string what = schedules.Length == 0 ? $"pipeline {uuid}"
            : IncludeSchedule ? $"pipeline {uuid} and its {Count(schedules)}"
            : $"pipeline {uuid}, leaving its {Count(schedules)} behind,";
        Write(session, what, "Remove", uuid, call => RemoveAsync(session, uuid, call), _ =>
        {
            if (schedules.Length > 0 && !IncludeSchedule)
            {
                WriteWarning($"Pipeline {uuid} is removed, its {Count(schedules)} stayed behind (id {string.Join(", ", schedules.Select(schedule => schedule.Id))}). Remove them with Remove-MageSchedule, or next time with -IncludeSchedule.");
            }
        });
    }

    /// <summary>All schedules of a server, read once: asking for those of each pipeline would double the requests.</summary>
    private ILookup<string?, MageSchedule> SchedulesOf(MageSession session)
    {
        if (!_schedules.TryGetValue(session, out ILookup<string?, MageSchedule>? all))
        {
            all = Stream(call => session.Schedules.List(new ScheduleQuery(), call)).ToLookup(schedule => schedule.PipelineUuid);
            _schedules.Add(session, all);
        }

        return all;
    }

    private async Task<string> RemoveAsync(MageSession session, string uuid, MageCall call)
    {
        if (IncludeSchedule)
        {
            // Read anew: none that was made in the meantime may stay behind.
            List<MageSchedule> schedules = await session.Schedules.ListFor(uuid, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
            foreach (MageSchedule schedule in schedules)
            {
                await RemoveAsync(session, schedule, call).ConfigureAwait(false);
            }
        }

        await session.Pipelines.DeleteAsync(uuid, call).ConfigureAwait(false);
        return uuid;
    }

    private static async Task RemoveAsync(MageSession session, MageSchedule schedule, MageCall call)
    {
        try
        {
            await session.Schedules.DeleteAsync(schedule.Id, schedule.PipelineUuid, call).ConfigureAwait(false);
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
        {
            // Somebody else removed it first, which is what was asked for.
        }
    }

    private static string Count(MageSchedule[] schedules) => schedules.Length == 1 ? "schedule" : $"{schedules.Length} schedules";
}
