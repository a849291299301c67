using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Makes and changes schedules. A look says which runs there will be.</summary>
/// <param name="session">Where.</param>
internal sealed class ScheduleWriting(MageSession session)
{
    private const int Shown = 3;

    /// <summary>Whoever looks so far ahead looks for nothing: a cron of the 29th of February comes every four years.</summary>
    private static readonly TimeSpan s_far = TimeSpan.FromDays(9 * 366);

    /// <summary>Schedules that a preview found to be makeable: one of the same name after them is refused as it would be.</summary>
    private readonly HashSet<(string Pipeline, string Name)> _coming = [];

    /// <summary>The making of one.</summary>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="name">Its name.</param>
    /// <param name="fields">What it is made of.</param>
    /// <param name="mayDouble">Whether the pipeline may have one of that name already.</param>
    public Step<MageSchedule> Create(string pipeline, string name, ScheduleChanges fields, bool mayDouble) => new(
        $"schedule '{name}' of pipeline {pipeline}", "Create", pipeline, call => session.Schedules.CreateAsync(pipeline, fields, mayDouble, call))
    {
        Look = async call =>
        {
            await session.Pipelines.RequireAsync(pipeline, call).ConfigureAwait(false);
            if (!mayDouble)
            {
                await session.Schedules.RequireNewNameAsync(pipeline, name, call).ConfigureAwait(false);
                if (!_coming.Add((pipeline, name)))
                {
                    throw ScheduleClient.NameTaken(pipeline, name, null);
                }
            }

            return new Preview { Also = [await NextAsync(null, fields, call).ConfigureAwait(false)] };
        },
    };

    /// <summary>The change of one.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="changes">The fields.</param>
    /// <param name="action">What it is called; null for the fields and their values.</param>
    public Step<MageSchedule> Change(MageSchedule schedule, ScheduleChanges changes, string? action = null) => new(
        schedule.Words, action ?? $"Set {string.Join("; ", changes.Parts(null))}", schedule, call => session.Schedules.UpdateAsync(schedule.Id, schedule.PipelineUuid, changes, call, schedule))
    {
        Look = async call =>
        {
            MageSchedule now = await session.Schedules.ReadAsync(schedule.Id, call).ConfigureAwait(false);
            IReadOnlyList<string> parts = changes.Parts(now);
            return parts.Count == 0 ? Preview.Nothing : new Preview
            {
                Action = action ?? $"Set {string.Join("; ", parts)}",
                Also = [changes.TouchesTimes && (action is null || changes.StatusAfter(now) == ScheduleStatus.Active) ? await NextAsync(now, changes, call).ConfigureAwait(false) : null],
            };
        },
    };

    private async Task<string?> NextAsync(MageSchedule? current, ScheduleChanges changes, MageCall call)
    {
        ScheduleTiming timing = changes.TimingAfter(current);
        string? next = timing.IsOnce ? timing.Start > session.Now ? $"one run at {Moment(timing.Start.Value)}" : "one run at once"
            : timing.IsAlways ? "one run after another"
            : timing.IsPeriodic ? await TimesAsync(timing, current, call).ConfigureAwait(false)
            : null;
        return next is null ? null : changes.StatusAfter(current) == ScheduleStatus.Active ? next : "it is off; once it is on, " + next;
    }

    private async Task<string?> TimesAsync(ScheduleTiming timing, MageSchedule? current, MageCall call)
    {
        TimeSpan? lead = timing.IsLanding && current is not null ? UpcomingRuns.Lead(await UpcomingRuns.LastAsync(session, current.Id, call).ConfigureAwait(false)) : null;
        string[] times = [.. timing.Between(session.Now, session.Now + s_far, lead).Take(Shown).Select(due => Moment(due.Begins))];
        return times.Length == 0 ? null : $"next runs {string.Join(", ", times)}";
    }

    private static string Moment(DateTimeOffset time) => Wording.Moment(time) + "Z";
}
