using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Schedules;

/// <summary>
/// Schedules that Mage cannot say the next time of. One of them makes every list of schedules fail, and its own detail; what works all the same
/// is the list of pipelines with their schedules, a detail in a format that Mage does not know (the columns alone), and the deletion.
/// </summary>
internal sealed class UnreadableSchedules(MageSession session) : ResourceClient(session)
{
    /// <summary>Schedules of deleted pipelines are in no list that works. Their ids are tried, until so many in a row are nobody's.</summary>
    private const int MostMisses = 20;
    private const int MostTries = 300;

    /// <summary>What croniter says where it finds no time, on the way to one before now or to the one after that.</summary>
    public static bool IsWhy(MageException failure) => failure.ErrorId == MageErrorId.ServerError
        && (failure.Message.StartsWith("failed to find prev date", StringComparison.Ordinal) || failure.Message.StartsWith("failed to find next date", StringComparison.Ordinal));

    /// <summary>What is wrong with one, as a sentence.</summary>
    public static string Words(MageSchedule schedule, DateTimeOffset now) =>
        $"The cron expression '{schedule.ScheduleInterval}' of schedule {schedule} of pipeline {schedule.PipelineUuid} {ScheduleInterval.Unshowable(schedule.ScheduleInterval, now) ?? "cannot be worked out"}: as long as it has it, Mage fails at every list of schedules, for everybody.";

    /// <summary>The columns of a schedule; its tags and the counts of its runs are not among them.</summary>
    public Task<MageSchedule> ReadAsync(int id, MageCall call) => OneAsync(
        Get(Subject.ForSchedule(id), "pipeline_schedules", Text(id)).With("_format", "columns"), "pipeline_schedule", ScheduleJson.Default.MageSchedule, call);

    /// <summary>The failure of a list, with which schedule is to blame and what can be done.</summary>
    public async Task<MageException> ExplainAsync(MageException failure, MageCall call)
    {
        List<MageSchedule> found = await FindAsync(call).ConfigureAwait(false);
        string ids = string.Join(", ", found.Select(schedule => schedule.Id.ToString(CultureInfo.InvariantCulture)));
        return failure.Retold(
            failure.ErrorId,
            found.Count == 0 ? failure.Message : $"{failure.Message}: {string.Join(" ", found.Select(schedule => Words(schedule, Session.Now)))}",
            found.Count == 0
                ? "A schedule has a cron expression that Mage cannot work the next time out of, and no list can be had to say which: look for the id that fails when it is read alone [list schedules: -Id <id>], and remove it by that id [remove schedule: <id>]; its name is not found as long as it is there."
                : $"Remove it [remove schedule: {ids}], or give it a cron expression that fires [change schedule: {ids} -Cron '0 6 * * *'].",
            found.Count == 1 ? found[0] : null);
    }

    private async Task<List<MageSchedule>> FindAsync(MageCall call)
    {
        HashSet<int> known = [];
        List<MageSchedule> found = [];
        MageReply reply = await SendAsync(Get(Subject.ForPipeline(), "pipelines").With("include_schedules", "true"), call).ConfigureAwait(false);
        foreach (Dictionary<string, object?> listed in Maps(Envelope.Any(reply, Session).Value).SelectMany(pipeline => Maps(Field(pipeline, "schedules"))))
        {
            if (Field(listed, "id") is int id && known.Add(id) && IsToBlame(Field(listed, "schedule_interval") as string))
            {
                found.Add(await ReadAsync(id, call).ConfigureAwait(false));
            }
        }

        if (found.Count > 0)
        {
            return found;
        }

        for (int id = 1, misses = 0; misses < MostMisses && id <= MostTries && found.Count == 0; id++)
        {
            if (known.Contains(id))
            {
                misses = 0;
                continue;
            }

            try
            {
                MageSchedule schedule = await ReadAsync(id, call).ConfigureAwait(false);
                misses = 0;
                if (IsToBlame(schedule.ScheduleInterval))
                {
                    found.Add(schedule);
                }
            }
            catch (MageException missing) when (missing.ErrorId == MageErrorId.ScheduleNotFound)
            {
                misses++;
            }
        }

        return found;
    }

    private bool IsToBlame(string? interval) => ScheduleInterval.Unshowable(interval, Session.Now) is not null;

    private static IEnumerable<Dictionary<string, object?>> Maps(object? list) => (list as List<object?> ?? []).OfType<Dictionary<string, object?>>();

    private static object? Field(Dictionary<string, object?> map, string name) => map.TryGetValue(name, out object? value) ? value : null;
}
