using System;
using System.Globalization;

namespace MageAI.Reports.Diagrams;

/// <summary>The run whose states a diagram shows.</summary>
internal sealed record DiagramRun(int Id, string? Status, DateTimeOffset? StartedAt, TimeSpan? Duration)
{
    public string Number => Id.ToString(CultureInfo.InvariantCulture);
}
