using System.Collections.Generic;

namespace MageAI.Schedules;

/// <summary>What to ask the server for.</summary>
internal sealed class ScheduleQuery
{
    public IReadOnlyCollection<string> Statuses { get; init; } = [];

    public IReadOnlyCollection<string> Types { get; init; } = [];
}
