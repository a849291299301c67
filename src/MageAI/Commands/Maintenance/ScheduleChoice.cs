using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>Which schedules a maintenance is about: those that were named, by <c>-Include</c> and without <c>-Exclude</c>.</summary>
/// <param name="named">Those that were named one by one; null for all.</param>
/// <param name="include">Names of schedules, pipelines, and patterns for them; null for all.</param>
/// <param name="exclude">As <paramref name="include"/>; null for none.</param>
internal sealed class ScheduleChoice(NamedSchedules? named, string[]? include, string[]? exclude)
{
    private readonly List<NamePattern>? _include = include?.Select(text => new NamePattern(text)).ToList();
    private readonly List<NamePattern> _exclude = [.. (exclude ?? []).Select(text => new NamePattern(text))];

    /// <summary>Whether a schedule is meant.</summary>
    public bool Has(MageSchedule schedule) => named?.Has(schedule) != false
        && _include?.Exists(pattern => Matches(pattern, schedule)) != false
        && !_exclude.Exists(pattern => Matches(pattern, schedule));

    /// <summary>Refuses a literal that nothing is called: nothing would be switched off by it, or what was to stay on. A pipeline may be said by its name, and have no schedule.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.ScheduleNotFound"/>.</exception>
    public async Task RequireKnownAsync(IReadOnlyList<MageSchedule> all, PipelineFinder pipelines, MageCall call)
    {
        List<string> unknown = [];
        foreach (List<NamePattern> patterns in new[] { _include ?? [], _exclude })
        {
            // What a schedule is called exactly is no pattern for others.
            for (int i = 0; i < patterns.Count; i++)
            {
                patterns[i] = all.Any(schedule => schedule.Name == patterns[i].Text) ? NamePattern.Literal(patterns[i].Text) : patterns[i];
            }

            foreach (NamePattern literal in patterns.Where(pattern => pattern.IsLiteral && !all.Any(schedule => Matches(pattern, schedule))).ToArray())
            {
                if (await pipelines.NamedAsync(literal.Text, call).ConfigureAwait(false) is string uuid)
                {
                    patterns.Add(NamePattern.Literal(uuid));
                }
                else
                {
                    unknown.Add(literal.Meant);
                }
            }
        }

        if (unknown.Count > 0)
        {
            throw MaintenanceErrors.Unknown(unknown);
        }
    }

    private static bool Matches(NamePattern pattern, MageSchedule schedule) => pattern.IsMatch(schedule.Name) || pattern.IsMatch(schedule.PipelineUuid);
}
