using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Schedules;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Removes pipelines of one server. Mage leaves their schedules behind unless those are removed first; runs stay in any case.</summary>
internal sealed class PipelineRemoval(MageSession session, bool includeSchedules)
{
    private ILookup<string?, MageSchedule>? _schedules;

    /// <summary>Says what removing a pipeline takes with it, or leaves.</summary>
    public async Task<Step<MageSchedule[]>> PlanAsync(string uuid, MageCall call)
    {
        // All schedules of a server, read once: asking for those of each pipeline would double the requests.
        _schedules ??= (await session.Schedules.List(new ScheduleQuery(), call).ToListAsync(call.Cancellation).ConfigureAwait(false)).ToLookup(schedule => schedule.PipelineUuid);
        MageSchedule[] schedules = [.. _schedules[uuid]];
        string action = schedules.Length == 0 ? "Remove"
            : $"Remove; its {Count(schedules)} {(includeSchedules ? schedules.Length == 1 ? "is removed too" : "are removed too" : schedules.Length == 1 ? "stays behind" : "stay behind")}";
        return new Step<MageSchedule[]>($"pipeline {uuid}", action, uuid, work => RemoveAsync(uuid, schedules, work)) { Look = Preview.After(work => session.Pipelines.RequireAsync(uuid, work)) };
    }

    /// <summary>The words for some schedules of a pipeline.</summary>
    public static string Count(MageSchedule[] schedules) => schedules.Length == 1 ? "schedule" : $"{schedules.Length} schedules";

    /// <returns>The schedules that stayed behind.</returns>
    private async Task<MageSchedule[]> RemoveAsync(string uuid, MageSchedule[] known, MageCall call)
    {
        if (includeSchedules)
        {
            // Read anew: none that was made in the meantime may stay behind.
            List<MageSchedule> schedules = await session.Schedules.ListFor(uuid, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
            foreach (MageSchedule schedule in schedules)
            {
                await ScheduleRemoval.RemoveAsync(session, schedule.Id, schedule.PipelineUuid, call).ConfigureAwait(false);
            }
        }

        await session.Pipelines.DeleteAsync(uuid, call).ConfigureAwait(false);
        return includeSchedules ? [] : known;
    }
}
