using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Operations;
using MageAI.Schedules;
using MageAI.Sessions;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>What narrows a search for schedules beside their names and their pipelines.</summary>
/// <param name="types">One of these types; null for any.</param>
/// <param name="statuses">One of these states; null for any.</param>
/// <param name="tags">With one of these tags; null for any.</param>
/// <param name="areOrphans">Whether their pipeline has to be gone.</param>
internal sealed class ScheduleFilter(string[]? types, string[]? statuses, string[]? tags, bool areOrphans)
{
    private readonly PerSession<Orphans> _orphans = new(session => new Orphans(session));
    private readonly NamePattern[]? _tags = tags?.Select(tag => new NamePattern(tag)).ToArray();

    public bool IsEmpty => types is null && statuses is null && _tags is null && !areOrphans;

    /// <summary>
    /// What the server can narrow the list by. Not when a literal name is looked for: a schedule that the other filters leave
    /// out exists all the same. Not by tag: the server tells capitals apart there.
    /// </summary>
    public ScheduleQuery Query(IEnumerable<NamePattern> names) => names.Any(name => name.IsLiteral) ? new() : new() { Statuses = statuses ?? [], Types = types ?? [] };

    public async Task<bool> PassesAsync(MageSession session, MageSchedule schedule, MageCall call) =>
        IsOneOf(types, schedule.ScheduleType)
        && IsOneOf(statuses, schedule.Status)
        && (_tags is null || _tags.Any(tag => schedule.Tags.Any(tag.IsMatch)))
        && (!areOrphans || await IsOrphanAsync(session, schedule, call).ConfigureAwait(false));

    private static bool IsOneOf(string[]? words, string? word) => words is null || Array.IndexOf(words, word) >= 0;

    private Task<bool> IsOrphanAsync(MageSession session, MageSchedule schedule, MageCall call) => _orphans.Of(session).IsOneAsync(schedule, call);
}
