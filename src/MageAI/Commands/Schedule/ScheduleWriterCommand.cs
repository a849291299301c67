using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>What the cmdlets that change schedules share: which schedules are meant.</summary>
public abstract class ScheduleWriterCommand : ScheduleCommand
{
    /// <summary>Ids, names, wildcard patterns or schedules. Names need not be unique: all schedules of a name are meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ScheduleId", "PipelineScheduleId", "Name")]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public MageScheduleArgument[] Id { get; set; } = [];

    /// <summary>Only schedules of these pipelines: uuids, names, objects, or wildcard patterns for uuids.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save no time; writes to
    /// one pipeline go one after another in any case.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int Throttle => ThrottleLimit;

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
    }

    /// <summary>Finds the schedules and deals with one after another.</summary>
    protected override void ProcessRecord()
    {
        foreach (MageScheduleArgument argument in Id)
        {
            MageSession session = Resolve(argument.Session);
            if (!IsMeant<MageSchedule>(argument.Source, "schedule"))
            {
                continue;
            }

            Attempt(argument.ToString(), () =>
            {
                foreach (MageSchedule schedule in Find(argument, session))
                {
                    Attempt(schedule, () => Act(session, schedule, isFresh: argument.Source is null));
                }
            });
        }
    }

    /// <summary>Deals with one schedule.</summary>
    /// <param name="session">Where.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="isFresh">Whether it was just read; an object that was piped in may be old, or lack fields.</param>
    private protected abstract void Act(MageSession session, MageSchedule schedule, bool isFresh);

    /// <summary>The words for <c>-WhatIf</c> and <c>-Confirm</c>.</summary>
    private protected static string Words(MageSchedule schedule) => $"schedule {schedule} of pipeline {schedule.PipelineUuid}";

    /// <summary>The schedule as the server has it now.</summary>
    private protected MageSchedule Refresh(MageSession session, MageSchedule schedule, bool isFresh) =>
        isFresh ? schedule : Await(call => session.Schedules.ReadAsync(schedule.Id, call));

    /// <summary>The schedule of an id that was typed.</summary>
    private protected virtual MageSchedule ReadById(MageSession session, int id, IReadOnlyCollection<MagePipelineArgument> pipelines) => ReadOne(session, id, pipelines);

    private MageSchedule[] Find(MageScheduleArgument argument, MageSession session)
    {
        MagePipelineArgument[] pipelines = Given(Pipeline);
        if (argument.Source is MageSchedule given)
        {
            return [given];
        }

        if (argument.Id is int id)
        {
            return [ReadById(session, id, pipelines)];
        }

        NamePattern name = new(argument.Name!);
        MageSchedule[] found = [.. Candidates(session, pipelines).Where(schedule => name.IsMatch(schedule.Name))];
        return found.Length == 0 && name.IsLiteral ? throw session.Schedules.NotFound(name.Text) : found;
    }

    private IEnumerable<MageSchedule> Candidates(MageSession session, MagePipelineArgument[] pipelines)
    {
        if (pipelines.Length == 0)
        {
            return ListAll(session, new ScheduleQuery());
        }

        return pipelines.Any(pipeline => pipeline.IsPattern)
            ? ListMatching(session, pipelines, new ScheduleQuery())
            : pipelines.SelectMany(pipeline => ListOf(session, pipeline.Uuid));
    }
}
