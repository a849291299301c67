using System;

namespace MageAI.Reports;

/// <summary>What stands at the head of a report.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Since">From when on runs were asked for; null where they were handed over.</param>
/// <param name="Until">Until when runs were asked for; null for "until now", or where they were handed over.</param>
internal sealed record ReportHead(string Title, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>When the report was made, in UTC.</summary>
    public DateTimeOffset Made { get; init; } = DateTimeOffset.UtcNow;
}
