using System;

namespace MageAI.Runs;

/// <summary>The time between two of Mage's times. Some have a fraction of a second and some have none, so an end may seem to lie before its start.</summary>
internal static class RunSpan
{
    /// <summary>From one to the other, never less than zero; null where one is not known.</summary>
    public static TimeSpan? Between(DateTimeOffset? start, DateTimeOffset? end) => end - start is TimeSpan span ? span < TimeSpan.Zero ? TimeSpan.Zero : span : null;

    /// <summary>When something ended. Mage stamps a completion, which stays when it runs again; any other end is its row's last change.</summary>
    public static DateTimeOffset? End(string? status, DateTimeOffset? completed, DateTimeOffset? updated) => status == "completed" ? completed ?? updated : updated ?? completed;
}
