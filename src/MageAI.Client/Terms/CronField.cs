using System.Collections.Generic;
using System.Linq;

namespace MageAI.Terms;

/// <summary>One field of a cron text, as it was read.</summary>
/// <param name="Values">The values named, in order.</param>
/// <param name="IsAny">Whether every value will do.</param>
/// <param name="HasLast">Whether the last day of the month is meant too.</param>
internal sealed record CronField(IReadOnlyList<int> Values, bool IsAny, bool HasLast)
{
    /// <summary>The values named; where any will do, all there are.</summary>
    public IReadOnlyList<int> Of(CronFieldKind kind) => IsAny ? [.. Enumerable.Range(kind.First, kind.Count)] : Values;

    public bool IsSame(CronField other) => (IsAny && other.IsAny) || (IsAny == other.IsAny && HasLast == other.HasLast && Values.SequenceEqual(other.Values));
}
