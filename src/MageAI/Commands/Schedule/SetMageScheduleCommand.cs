using System;
using System.Collections;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Changes schedules: only what is passed is sent, and the reply is compared with it.</summary>
[Cmdlet(VerbsCommon.Set, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class SetMageScheduleCommand : ScheduleTargetCmdlet
{
    /// <summary>The new name.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? NewName { get; set; }

    /// <summary>How often: hourly, daily, weekly, monthly, yearly, always_on or once, in UTC; 1h, 1d, 1w, 1mo and 1y mean the same as words. $null clears it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(ScheduleIntervalCompleter))]
    public string? Interval { get; set; }

    /// <summary>A cron expression of five fields, in UTC, instead of an interval.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(CronCompleter))]
    public string? Cron { get; set; }

    /// <summary>The place whose times -Cron tells, such as Europe/Amsterdam. Mage knows UTC only: the expression is turned into one of UTC by the offset of today.</summary>
    [Parameter]
    [TimeZone]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>What starts it: time or api. A schedule of type api that has an interval runs by time as well.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Not before this moment: a date in ISO form, a DateTime, or a duration from now on such as 2h; without an offset it is local time. $null clears it.</summary>
    [Parameter]
    [Moment(IsAhead = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? StartTime { get; set; }

    /// <summary>The new description; an empty text or $null clears it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Description { get; set; }

    /// <summary>The runtime variables, instead of all it has; $null clears them.</summary>
    [Parameter]
    [Alias("Variables")]
    [Map]
    [AllowNull]
    public IDictionary? Variable { get; set; }

    /// <summary>Runtime variables to set; the others stay.</summary>
    [Parameter]
    [Map]
    public IDictionary? AddVariable { get; set; }

    /// <summary>Names of runtime variables to take away; the others stay.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? RemoveVariable { get; set; }

    /// <summary>
    /// Settings to set; the others stay, and one whose value is $null goes. $null in place of them clears all: skip_if_previous_running, allow_blocks_to_fail,
    /// create_initial_pipeline_run, landing_time_enabled, pipeline_run_limit, timeout (seconds, or a text such as 2h), timeout_status.
    /// </summary>
    [Parameter]
    [Alias("Settings")]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(ScheduleSettingCompleter))]
    public IDictionary? Setting { get; set; }

    /// <summary>How long a run may take before it misses its target: seconds, a text such as 2h, or a TimeSpan. $null clears it.</summary>
    [Parameter]
    [Seconds]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? Sla { get; set; }

    /// <summary>The tags, instead of all it has; an empty list clears them.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowEmptyCollection]
    [AllowNull]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Tags to add to those it has.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to take from those it has, whatever their case.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? RemoveTag { get; set; }

    /// <summary>active or inactive.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleStatusCompleter))]
    public string? Status { get; set; }

    /// <summary>Emit the schedules.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh)
    {
        ScheduleChanges changes = Changes(session);
        if (changes.IsEmpty)
        {
            WriteWarning($"Nothing to change was given for schedule {schedule}.");
            return;
        }

        Perform(session, new ScheduleWriting(session).Change(schedule, changes), Emit);
    }

    private void Emit(MageSchedule schedule)
    {
        if (PassThru)
        {
            WriteObject(schedule);
        }
    }

    private ScheduleChanges Changes(MageSession session)
    {
        ScheduleChanges changes = new();
        if (NewName is not null)
        {
            changes.Name = NewName;
        }

        if (Type is not null)
        {
            changes.ScheduleType = Type;
        }

        if (IsBound(nameof(Interval)) && IsBound(nameof(Cron)))
        {
            throw new MageException(MageErrorId.InvalidInput, "A schedule has an interval or a cron expression, not both; nothing was sent.")
            {
                RecommendedAction = "Pass -Interval or -Cron.",
            };
        }

        if (TimeZone is not null && !IsBound(nameof(Cron)))
        {
            throw ScheduleZone.NeedsCron();
        }

        if (IsBound(nameof(Interval)) || IsBound(nameof(Cron)))
        {
            changes.ScheduleInterval = Filled(Interval) is string interval ? ScheduleInterval.Spell(interval) : ScheduleZone.Utc(this, Filled(Cron), TimeZone);
        }

        if (IsBound(nameof(StartTime)))
        {
            changes.StartTime = StartTime?.Exact(session);
        }

        if (IsBound(nameof(Description)))
        {
            changes.Description = Filled(Description);
        }

        if (IsBound(nameof(Variable)))
        {
            changes.Variables = Variable;
        }

        else if (AddVariable is not null || RemoveVariable is not null)
        {
            changes.VariableEdit = (AddVariable, RemoveVariable);
        }

        if (IsBound(nameof(Setting)))
        {
            changes.SettingEdit = Setting;
        }

        if (IsBound(nameof(Tag)))
        {
            changes.Tags = TagEdit.Of(AddTag, RemoveTag)?.Apply(Tag ?? []) ?? Tag ?? [];
        }
        else if (TagEdit.Of(AddTag, RemoveTag) is TagEdit edit)
        {
            changes.TagEdit = edit;
        }

        if (IsBound(nameof(Sla)))
        {
            changes.Sla = Sla;
        }

        if (Status is not null)
        {
            changes.Status = Status;
        }

        return changes;
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
