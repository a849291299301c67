using System.Collections.Generic;
using System.Linq;

namespace MageAI.Errors;

/// <summary>What can be wrong with a maintenance, in words.</summary>
internal static class MaintenanceErrors
{
    public static MageException OnAgain(MageSchedule schedule) => new(
        MageErrorId.WriteNotApplied, $"Schedule {schedule} of pipeline {schedule.PipelineUuid} was switched off, and is on again: somebody, or a call of its trigger token, switched it on.")
    {
        Target = schedule,
        RecommendedAction = "Run Start-MageMaintenance again with the same -Path; where calls of its token keep it awake, change the token with Reset-MageScheduleToken.",
    };

    public static MageException Unknown(IReadOnlyList<string> names) => new(
        MageErrorId.ScheduleNotFound, $"No schedule and no pipeline is called {string.Join(" or ", names.Select(name => $"'{name}'"))}; nothing was switched off.")
    {
        Target = names[0],
        RecommendedAction = "Check the spelling with Get-MageSchedule; a pattern such as 'sales*' may match nothing.",
    };

    public static MageException SeveralServers(IEnumerable<MageSession> sessions) => new(
        MageErrorId.InvalidInput, $"The schedules are of several sessions, {string.Join(", ", sessions.Select(session => session.Name))}, and a file is for one; nothing was switched off.")
    {
        RecommendedAction = "Run Start-MageMaintenance once for each session, each with its own file.",
    };
}
