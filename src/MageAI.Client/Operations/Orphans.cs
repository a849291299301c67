using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Tells which schedules have no pipeline any more.</summary>
internal sealed class Orphans(MageSession session)
{
    private readonly Dictionary<string, bool> _gone = new(StringComparer.Ordinal);
    private HashSet<string>? _pipelines;

    /// <summary>Whether a schedule's pipeline is gone. One whose file cannot be read is in no list either, and is not gone.</summary>
    public async Task<bool> IsOneAsync(MageSchedule schedule, MageCall call)
    {
        if (schedule.PipelineUuid is not string uuid)
        {
            return true;
        }

        _pipelines ??= [.. (await session.Pipelines.ListAsync(new PipelineQuery(), call).ConfigureAwait(false)).Items.Select(pipeline => pipeline.Uuid)];
        if (_pipelines.Contains(uuid))
        {
            return false;
        }

        if (!_gone.TryGetValue(uuid, out bool isGone))
        {
            _gone[uuid] = isGone = !await session.Pipelines.HasFileAsync(uuid, call).ConfigureAwait(false);
        }

        return isGone;
    }
}
