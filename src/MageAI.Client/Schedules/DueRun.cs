using System;

namespace MageAI.Schedules;

/// <summary>A run that a schedule is going to make, or should have made.</summary>
/// <param name="Begins">When the scheduler makes it.</param>
/// <param name="ExecutionDate">The date it is for, by which Mage knows whether it was made.</param>
internal readonly record struct DueRun(DateTimeOffset Begins, DateTimeOffset ExecutionDate);
