using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Runs;

/// <summary>The time between two of Mage's times. Some have a fraction of a second and some have none, so an end may seem to lie before its start.</summary>
internal static class RunSpan
{
    /// <summary>The scheduler needs seconds from block to block. Where nothing ran for longer than this, the run had failed, or waited for others.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    /// <summary>From one to the other, never less than zero; null where one is not known.</summary>
    public static TimeSpan? Between(DateTimeOffset? start, DateTimeOffset? end) => end - start is TimeSpan span ? span < TimeSpan.Zero ? TimeSpan.Zero : span : null;

    /// <summary>When something ended. Mage stamps a completion, which stays when it runs again; any other end is its row's last change.</summary>
    public static DateTimeOffset? End(string? status, DateTimeOffset? completed, DateTimeOffset? updated) => status == RunStatus.Completed ? completed ?? updated : updated ?? completed;

    /// <summary>The longest time in which no block of a run ran, as far as its block runs tell; nothing for a run without any.</summary>
    /// <param name="start">When the run began.</param>
    /// <param name="end">When it ended.</param>
    /// <param name="blocks">Its block runs. Of one that ran again only the last time is known.</param>
    public static TimeSpan LongestRest(DateTimeOffset start, DateTimeOffset end, IEnumerable<MageBlockRun> blocks)
    {
        TimeSpan longest = TimeSpan.Zero;
        DateTimeOffset? busy = null;
        foreach (MageBlockRun block in blocks.Where(block => block.Duration is not null).OrderBy(block => block.StartedAt))
        {
            DateTimeOffset begun = block.StartedAt!.Value;
            DateTimeOffset ended = begun + block.Duration!.Value;
            longest = Larger(longest, begun - (busy ?? start));
            busy = ended > busy ? ended : busy ?? ended;
        }

        return busy is null ? longest : Larger(longest, end - busy.Value);
    }

    private static TimeSpan Larger(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
