using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// When pipelines ran last, and when they run next. Mage's list of pipelines says neither: the list of schedules tells which ran at all and what comes next,
/// and the list of runs, newest first, is read until each of those was met.
/// </summary>
/// <param name="session">Where.</param>
internal sealed class LastRuns(MageSession session)
{
    /// <summary>So many pipelines are named in a request; of more, all runs are read, since an address may not be of any length.</summary>
    private const int MostNamed = 20;

    private readonly Dictionary<string, MagePipelineRun> _last = new(StringComparer.Ordinal);
    private ILookup<string?, MageSchedule>? _schedules;

    /// <summary>Puts into pipelines when they ran last, how that ended, and when they run next.</summary>
    public async Task TellAsync(IReadOnlyCollection<MagePipeline> pipelines, MageCall call)
    {
        _schedules ??= (await session.Schedules.List(new ScheduleQuery(), call).ToListAsync(call.Cancellation).ConfigureAwait(false)).ToLookup(schedule => schedule.PipelineUuid, StringComparer.Ordinal);
        await ReadAsync([.. pipelines.Select(pipeline => pipeline.Uuid).Where(uuid => !_last.ContainsKey(uuid) && _schedules[uuid].Any(schedule => schedule.PipelineRunsCount > 0))], call).ConfigureAwait(false);
        foreach (MagePipeline pipeline in pipelines)
        {
            _last.TryGetValue(pipeline.Uuid, out MagePipelineRun? run);
            pipeline.Take(run?.StartedAt ?? run?.CreatedAt, run?.Status, _schedules[pipeline.Uuid].Where(schedule => schedule.Status == ScheduleStatus.Active).Min(schedule => schedule.NextPipelineRunDate));
        }
    }

    private async Task ReadAsync(HashSet<string> wanted, MageCall call)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        RunQuery query = new() { Pipelines = wanted.Count > MostNamed ? [] : [.. wanted] };
        using Cursor<MagePipelineRun> runs = session.Runs.List(query, call).Open(0, null, call.Cancellation);
        while (wanted.Count > 0 && (runs.Advance() || await runs.FetchAsync().ConfigureAwait(false)))
        {
            if (runs.Current.PipelineUuid is string uuid && wanted.Remove(uuid))
            {
                _last[uuid] = runs.Current;
            }
        }
    }
}
