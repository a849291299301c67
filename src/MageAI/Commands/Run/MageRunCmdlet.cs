using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>A cmdlet about runs: what a schedule or a run means that was named in one of several ways.</summary>
public abstract class MageRunCmdlet : MageSessionCmdlet
{
    /// <summary>The schedules an argument means, within some pipelines if any are given. A name may mean several.</summary>
    /// <exception cref="MageException">A literal that does not exist.</exception>
    private protected MageSchedule[] FindSchedules(MageScheduleArgument argument, IReadOnlyList<MagePipelineArgument> within, MageSession session)
    {
        string? narrowed = within.Count == 0 ? null : string.Join(", ", within);
        MageSchedule[] found;
        if (argument.Id is int id)
        {
            found = [Await(call => session.Schedules.ReadAsync(id, call))];
        }
        else
        {
            string? only = within.Count == 1 && !within[0].IsPattern ? within[0].Uuid : null;
            WildcardPattern pattern = new(argument.IsPattern ? argument.Name : WildcardPattern.Escape(argument.Name), WildcardOptions.IgnoreCase);
            found = Await(call => Task.Run(
                () => (only is null ? session.Schedules.List(new ScheduleQuery(), call) : session.Schedules.ListFor(only, call))
                    .Read(0, null, call.Cancellation).Where(schedule => schedule.Name is not null && pattern.IsMatch(schedule.Name)).ToArray(),
                call.Cancellation));
        }

        found = [.. found.Where(schedule => within.Count == 0 || within.Any(pipeline => Means(pipeline, schedule.PipelineUuid)))];
        return found.Length > 0 || argument.IsPattern ? found : throw RunErrors.ScheduleNotFound(argument.ToString(), narrowed, session);
    }

    /// <summary>The id of the run that is meant; otherwise the error is reported.</summary>
    private protected bool TryRunId(MageRunArgument argument, out int id)
    {
        id = argument.Id ?? 0;
        if (argument.Id is null)
        {
            Report(ErrorRecords.WrongObject("pipeline run", argument.Source!));
        }

        return argument.Id is not null;
    }

    private static bool Means(MagePipelineArgument argument, string? uuid) => uuid is not null
        && (argument.IsPattern
            ? new WildcardPattern(argument.Name, WildcardOptions.IgnoreCase).IsMatch(uuid)
            : string.Equals(argument.Uuid, uuid, StringComparison.Ordinal));
}
