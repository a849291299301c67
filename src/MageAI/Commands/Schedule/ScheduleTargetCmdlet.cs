using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>What the cmdlets that change schedules share: which schedules are meant.</summary>
public abstract class ScheduleTargetCmdlet : MageWriteCmdlet
{
    /// <summary>Ids, names, wildcard patterns or schedules; a pipeline means all of its. Names need not be unique: all schedules of a name are meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "ScheduleId", "PipelineScheduleId", "Name")]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public MageScheduleArgument[] Schedule { get; set; } = [];

    /// <summary>Only schedules of these pipelines: uuids, names, objects, or wildcard patterns for uuids.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
    }

    /// <summary>Finds the schedules and deals with one after another.</summary>
    protected override void ProcessRecord() => ForEach(Schedule, (session, argument) =>
    {
        if (!IsMeant(argument, "schedule", Noun.Schedule, Noun.Pipeline))
        {
            return;
        }

        Within within = WithinOf(session, Pipeline, argument);
        foreach (MageSchedule schedule in Find(session, argument, within).Where(schedule => IsFirst(session, Noun.Schedule, schedule.Id)))
        {
            Attempt(schedule, () => Act(session, schedule, isFresh: !ReferenceEquals(schedule, argument.Source)));
        }
    });

    /// <summary>The schedules that are meant.</summary>
    private protected virtual IReadOnlyList<MageSchedule> Find(MageSession session, MageScheduleArgument argument, Within within) =>
        Await(call => new ScheduleFinder(session).FindAsync(argument, within, call));

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

    /// <summary>Gives one schedule a status. By itself: the switch on the pipeline turns all of them, and rewrites its trigger file.</summary>
    private protected void Switch(MageSession session, MageSchedule schedule, bool isFresh, string status, string action, bool passThru)
    {
        // Nobody may be told that a schedule is off because it was off when the object was read.
        if (schedule.Status == status && Refresh(session, schedule, isFresh).Status == status)
        {
            WriteVerbose($"{Wording.Capitalized(schedule.Words)} is {status} already.");
            Steps.NoteAlike();
            return;
        }

        ScheduleChanges changes = new() { Status = status };
        Perform(session, new ScheduleWriting(session).Change(schedule, changes, action), switched =>
        {
            if (passThru)
            {
                WriteObject(switched);
            }
        });
    }
}
