using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// The schedule by which a pipeline is run that was named without one: Mage has no run without a schedule. Of type api, so
/// that nothing but a request makes runs of it.
/// </summary>
internal static class OwnSchedule
{
    public const string Name = "MageAI";

    /// <summary>The pipeline's own schedule, an active one if there are several; null if it has none yet.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/>.</exception>
    public static async Task<MageSchedule?> FindAsync(MageSession session, string pipeline, MageCall call) =>
        (await session.Schedules.ListFor(pipeline, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Where(schedule => string.Equals(schedule.Name, Name, StringComparison.Ordinal) && schedule.ScheduleType == "api")
            .OrderBy(schedule => schedule.Status == ScheduleStatus.Active ? 0 : 1)
            .FirstOrDefault();

    public static Task<MageSchedule> CreateAsync(MageSession session, string pipeline, MageCall call) => session.Schedules.CreateAsync(
        pipeline, new ScheduleChanges { Name = Name, ScheduleType = "api", Status = ScheduleStatus.Active }, call);
}
