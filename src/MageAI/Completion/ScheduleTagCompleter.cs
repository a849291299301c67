using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Completion;

/// <summary>Offers the tags that schedules have.</summary>
public sealed class ScheduleTagCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => ScheduleCompleter.ReadAll(bound)
        .SelectMany(schedule => schedule.Tags.Select(tag => (Tag: tag, schedule.Name)))
        .GroupBy(pair => pair.Tag, pair => pair.Name)
        .OrderBy(same => same.Key, System.StringComparer.Ordinal)
        .Select(same => (same.Key, string.Join(", ", same)));
}
