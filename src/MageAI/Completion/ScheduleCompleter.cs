using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Schedules;

namespace MageAI.Completion;

/// <summary>Offers the names of the schedules, of the pipeline on the command line if there is one.</summary>
public sealed class ScheduleCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => Read(bound)
        .Where(schedule => schedule.Name is not null)
        .GroupBy(schedule => schedule.Name!)
        .Select(same => (same.Key, string.Join(", ", same.Select(schedule => $"{schedule.PipelineUuid} {schedule.ScheduleInterval ?? schedule.ScheduleType} {schedule.Status}"))));

    internal static IReadOnlyList<MageSchedule> Read(IDictionary bound)
    {
        IReadOnlyList<MageSchedule> all = ReadAll(bound);
        return PipelineOf(bound) is string pipeline ? [.. all.Where(schedule => schedule.PipelineUuid == pipeline)] : all;
    }

    internal static IReadOnlyList<MageSchedule> ReadAll(IDictionary bound) => SessionOf(bound) is MageSession session
        ? CompletionCache.Read(session, "schedules", async call =>
            (IReadOnlyList<MageSchedule>)await session.Schedules.List(new ScheduleQuery(), call).ToListAsync(call.Cancellation).ConfigureAwait(false))
        : [];
}
