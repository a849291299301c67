using System;
using System.Collections;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Finding;
using MageAI.Formatting;
using MageAI.Operations;
using MageAI.Resources;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Changes schedules: only what is passed is sent, and the reply is compared with it. Of a row of a table that is piped in, what differs from the schedule
/// as it is is passed, and an empty cell clears.
/// </summary>
[Cmdlet(VerbsCommon.Set, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class SetMageScheduleCommand : ScheduleFieldsCmdlet
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

    /// <summary>The new name. In a row that says the schedule's id it is the name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string? NewName { get; set; }

    /// <summary>Runtime variables to set; the others stay.</summary>
    [Parameter]
    [Map]
    public IDictionary? AddVariable { get; set; }

    /// <summary>Names of runtime variables to take away; the others stay.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? RemoveVariable { get; set; }

    /// <summary>Tags to add to those it has.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to take from those it has, whatever their case.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? RemoveTag { get; set; }

    /// <summary>Emit the changed schedules; those that were as they are to be are not among them.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
    }

    private protected override void CheckTyped()
    {
        base.CheckTyped();
        if (IsTyped(nameof(NewName)))
        {
            _ = new ScheduleChanges { Name = NewName ?? string.Empty };
        }
    }

    /// <summary>Finds the schedules and changes one after another.</summary>
    protected override void ProcessRecord() => ForEach(Schedule, (session, argument) =>
    {
        if (!IsMeant(argument, "schedule", Noun.Schedule, Noun.Pipeline))
        {
            return;
        }

        Within within = WithinOf(session, Pipeline, argument);
        Identity? row = IsTyped(nameof(Schedule)) ? null : argument.Row(Noun.Schedule);
        foreach (MageSchedule schedule in Await(call => new ScheduleFinder(session).FindAsync(argument, within, call)))
        {
            Attempt(schedule, () => Change(session, schedule, row, argument));
        }
    });

    private void Change(MageSession session, MageSchedule schedule, Identity? row, MageScheduleArgument argument)
    {
        RequireWhen(schedule, row, () => Views.Trigger(schedule));
        bool IsOfRow(string parameter) => row is not null && IsBound(parameter) && !IsReplaced(parameter) && !IsEdited(parameter) && (parameter != nameof(Enabled) || argument.Cell(nameof(Enabled)) is not null);
        ScheduleChanges changes = Changes(schedule, session, parameter => IsTyped(parameter) || IsOfRow(parameter), row is null ? null : schedule);
        if (NewNameOf(schedule, row) is string name)
        {
            changes.Name = new RowCells(IsCell).Text(nameof(NewName), name, schedule.Name)!;
        }

        if (!IsTyped(nameof(Variable)) && (AddVariable ?? (object?)RemoveVariable) is not null)
        {
            changes.VariableEdit = (AddVariable, RemoveVariable);
        }

        if (!IsTyped(nameof(Tag)) && TagEdit.Of(AddTag, RemoveTag) is TagEdit edit)
        {
            changes.TagEdit = edit;
        }

        if (!changes.IsEmpty)
        {
            if (row?.Behind(schedule.UpdatedAt) == true)
            {
                WriteWarning($"{Wording.Capitalized(schedule.Words)} was changed after this row was saved, and becomes as the row has it.");
            }

            Perform(session, new ScheduleWriting(session).Change(schedule, changes), changed => Emit(changed, changes.WereSo));
        }
        else if (row is not null && HasColumn())
        {
            WriteVerbose($"{Wording.Capitalized(schedule.Words)} is as the row has it already.");
        }
        else
        {
            WriteWarning($"Nothing to change was given for schedule {schedule}.");
        }
    }

    /// <summary>A row's name is the name that the schedule of its id is to have.</summary>
    private string? NewNameOf(MageSchedule schedule, Identity? row) =>
        IsTyped(nameof(NewName)) ? NewName
        : row is null ? null
        : Filled(NewName) ?? (row.ScheduleId is not null && row.Name is not null && row.Name != schedule.Name ? row.Name : null);

    private bool IsEdited(string parameter) => parameter switch
    {
        nameof(Tag) => AddTag is not null || RemoveTag is not null,
        nameof(Variable) => AddVariable is not null || RemoveVariable is not null,
        _ => false,
    };

    private bool HasColumn() => Array.Exists(
        [nameof(NewName), nameof(Interval), nameof(Cron), nameof(Once), nameof(At), nameof(Api), nameof(Type), nameof(StartTime), nameof(Description), nameof(Variable), nameof(Setting), nameof(Sla), nameof(Tag), nameof(Status), nameof(Enabled)],
        IsBound);

    private void Emit(MageSchedule schedule, bool wasSo)
    {
        if (wasSo)
        {
            WriteVerbose($"{Wording.Capitalized(schedule.Words)} is as it is to be already.");
        }
        else if (PassThru)
        {
            WriteObject(schedule);
        }
    }

    private protected override bool? IsOn => Enabled;

    private protected override void PutVariables(ScheduleChanges changes, IDictionary? variables)
    {
        changes.Variables = (AddVariable ?? (object?)RemoveVariable) is null ? variables : WireChanges.Merged(variables, AddVariable, RemoveVariable);
    }

    private protected override void PutSettings(ScheduleChanges changes, IDictionary? settings) => changes.SettingEdit = settings;

    private protected override void PutTags(ScheduleChanges changes, string[] tags) => changes.Tags = TagEdit.Of(AddTag, RemoveTag)?.Apply(tags) ?? tags;
}
