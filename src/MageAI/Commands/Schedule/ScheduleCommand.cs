using System.Collections.Generic;
using System.Linq;
using MageAI.Binding;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>What the cmdlets for schedules share: reading them from the list, by pipeline and by id.</summary>
public abstract class ScheduleCommand : MageSessionCmdlet
{
    /// <summary>The schedules of the project, as the pages arrive.</summary>
    private protected IEnumerable<MageSchedule> ListAll(MageSession session, ScheduleQuery query) =>
        Stream(call => session.Schedules.List(query, call));

    /// <summary>The schedules of one pipeline.</summary>
    private protected IEnumerable<MageSchedule> ListOf(MageSession session, string pipeline) =>
        Stream(call => session.Schedules.ListFor(pipeline, call));

    /// <summary>The schedules of all pipelines whose uuid matches: one walk through the list, whatever the number of pipelines.</summary>
    private protected IEnumerable<MageSchedule> ListMatching(MageSession session, IEnumerable<MagePipelineArgument> patterns, ScheduleQuery query)
    {
        NamePattern[] wanted = [.. patterns.Select(pattern => new NamePattern(pattern.Name))];
        return ListAll(session, query).Where(schedule => wanted.Any(pattern => pattern.IsMatch(schedule.PipelineUuid)));
    }

    /// <summary>
    /// One schedule by its id. Where its pipeline is given too, it must be that one's: on SQLite the id of a deleted schedule
    /// is given out again.
    /// </summary>
    private protected MageSchedule ReadOne(MageSession session, int id, IReadOnlyCollection<MagePipelineArgument> pipelines)
    {
        MageSchedule schedule = Await(call => session.Schedules.ReadAsync(id, call));
        return pipelines.Count == 0 || pipelines.Any(pipeline => IsOf(schedule, pipeline))
            ? schedule
            : throw session.Schedules.NotFound($"{id} of pipeline {string.Join(", ", pipelines)}");
    }

    private static bool IsOf(MageSchedule schedule, MagePipelineArgument pipeline) =>
        pipeline.IsPattern ? new NamePattern(pipeline.Name).IsMatch(schedule.PipelineUuid) : pipeline.Uuid == schedule.PipelineUuid;
}
