using System;
using System.Globalization;

namespace MageAI.Reports.Diagrams;

/// <summary>The run whose states a diagram shows.</summary>
internal sealed record DiagramRun(int Id, string? Status, DateTimeOffset? StartedAt, TimeSpan? Duration)
{
    /// <summary>Why it failed where no block did.</summary>
    public string? Reason { get; init; }

    public string Number => Id.ToString(CultureInfo.InvariantCulture);
}
