using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Logs;

/// <summary>The order of records.</summary>
internal static class LogOrder
{
    /// <summary>One order of time, out of records that come run by run. Text without a time stays behind the record it follows.</summary>
    public static IEnumerable<MageLogEntry> OfTime(IEnumerable<MageLogEntry> entries)
    {
        int? run = null;
        DateTimeOffset time = DateTimeOffset.MinValue;
        return entries.Select(entry =>
        {
            bool isNext = entry.PipelineRunId is int id && id != run;
            run = entry.PipelineRunId ?? run;
            time = isNext || entry.Timestamp > time ? entry.Timestamp ?? time : time;
            return (Entry: entry, Time: time);
        }).OrderBy(item => item.Time).Select(item => item.Entry);
    }
}
