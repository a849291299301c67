using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Makes a schedule, switched off unless told otherwise. Exactly one of -Interval, -Cron, -Once and -Api says what starts it;
/// that is checked here and not by parameter sets, so that rows of a CSV file may have a column for each, with empty cells.
/// </summary>
[Cmdlet(VerbsCommon.New, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class NewMageScheduleCommand : MageSessionCmdlet
{
    private static readonly char[] s_cellSeparators = [',', ';'];

    /// <summary>Of these one is meant, so one on the command line replaces what a schedule piped in has.</summary>
    private static readonly string[] s_starts = [nameof(Interval), nameof(Cron), nameof(Once), nameof(At), nameof(Api)];

    private bool _typedOnly;

    /// <summary>The pipelines: uuids, names, wildcard patterns or objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>The name. Mage lets several schedules have the same.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>How often: hourly, daily, weekly, monthly, yearly, always_on or once, in UTC; 1h, 1d, 1w, 1mo and 1y mean the same as words.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ScheduleInterval")]
    [ArgumentCompleter(typeof(ScheduleIntervalCompleter))]
    public string? Interval { get; set; }

    /// <summary>A cron expression of five fields (minute hour day month weekday), in UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CronCompleter))]
    public string? Cron { get; set; }

    /// <summary>The place whose times -Cron tells, such as Europe/Amsterdam. Mage knows UTC only: the expression is turned into one of UTC by the offset of today.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeZone]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>One single run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNo]
    public SwitchParameter Once { get; set; }

    /// <summary>When the single run is due: a date in ISO form, a DateTime, or a duration from now on such as 2h; without an offset it is local time. Default: as soon as the schedule is on.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Moment(IsAhead = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? At { get; set; }

    /// <summary>Started by calls only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNo]
    public SwitchParameter Api { get; set; }

    /// <summary>The runtime variables of its runs: a hashtable, an object, or JSON.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Variables")]
    [Map]
    public IDictionary? Variable { get; set; }

    /// <summary>
    /// Settings: skip_if_previous_running, allow_blocks_to_fail, create_initial_pipeline_run, landing_time_enabled,
    /// pipeline_run_limit, timeout (seconds, or a text such as 2h), timeout_status. Any other key would stop Mage's scheduler and is refused.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Settings")]
    [Map]
    [ArgumentCompleter(typeof(ScheduleSettingCompleter))]
    public IDictionary? Setting { get; set; }

    /// <summary>How long a run may take before it misses its target: seconds, a text such as 2h, or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seconds]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? Sla { get; set; }

    /// <summary>Its tags; in a cell of a CSV file several are separated by a comma or a semicolon. Mage needs a second request for them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>What it is for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Description { get; set; }

    /// <summary>Not before this moment, in the forms of <c>-At</c>; a time of day alone is today's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Moment(IsAhead = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? StartTime { get; set; }

    /// <summary>Switch it on at once.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNo]
    public SwitchParameter Enabled { get; set; }

    /// <summary>Makes the schedules and emits them.</summary>
    protected override void ProcessRecord()
    {
        // A pipeline has a name, tags, settings and so on of its own, which PowerShell binds as if they were meant for the schedule.
        _typedOnly = !IsTyped(nameof(Pipeline)) && Pipeline.Any(pipeline => pipeline.Source is not (null or MageSchedule));
        Attempt(Name, () =>
        {
            ScheduleChanges fields = Fields();
            ForEachPipeline(Pipeline, (session, uuid) =>
            {
                if ((Given(nameof(At), At) ?? Given(nameof(StartTime), StartTime)) is MageTimeArgument start)
                {
                    // So far from now means by the clock of the server that keeps to it.
                    fields.StartTime = start.Exact(session);
                }

                Perform(session, new ScheduleWriting(session).Create(uuid, Name, fields), WriteObject);
            });
        });
    }

    private ScheduleChanges Fields()
    {
        ScheduleChanges fields = new() { Name = Given(nameof(Name), Name) ?? string.Empty };
        string? interval = RequireOneStart();
        fields.ScheduleType = interval is null ? "api" : "time";
        if (interval is not null)
        {
            fields.ScheduleInterval = interval;
        }

        if ((Given(nameof(At), At) ?? Given(nameof(StartTime), StartTime)) is MageTimeArgument start)
        {
            fields.StartTime = start.Exact(null);
        }

        if (Enabled && IsMeant(nameof(Enabled)))
        {
            fields.Status = "active";
        }

        if (Given(nameof(Description), Description) is string description)
        {
            fields.Description = description;
        }

        if (Given(nameof(Variable), Variable) is IDictionary variables)
        {
            fields.Variables = variables;
        }

        if (Given(nameof(Setting), Setting) is IDictionary settings)
        {
            fields.Settings = settings;
        }

        if (Given(nameof(Sla), Sla) is int sla)
        {
            fields.Sla = sla;
        }

        string[] tags = [.. Tags()];
        if (tags.Length > 0)
        {
            fields.Tags = tags;
        }

        return fields;
    }

    /// <summary>The interval; null for one that calls start.</summary>
    private string? RequireOneStart()
    {
        MageTimeArgument? at = Given(nameof(At), At);
        bool once = (Once && IsMeant(nameof(Once))) || at is not null;
        bool api = Api && IsMeant(nameof(Api));
        string? interval = Given(nameof(Interval), Interval);
        string? cron = ScheduleZone.Utc(this, Given(nameof(Cron), Cron), Given(nameof(TimeZone), TimeZone));
        int given = (interval is null ? 0 : 1) + (cron is null ? 0 : 1) + (once ? 1 : 0) + (api ? 1 : 0);
        if (given != 1)
        {
            throw Refuse(
                given == 0 ? "Nothing says what starts the schedule" : "More than one thing says what starts the schedule",
                "Pass exactly one of -Interval, -Cron, -Once (or -At) and -Api.");
        }

        if (at is not null && Given(nameof(StartTime), StartTime) is not null)
        {
            throw Refuse("-At and -StartTime say the same", "Pass -At with -Once, and -StartTime with the others.");
        }

        return once ? "@once" : interval is null ? cron : ScheduleInterval.Spell(interval);
    }

    private IEnumerable<string> Tags()
    {
        string[] tags = Given(nameof(Tag), Tag) ?? [];
        return (IsTyped(nameof(Tag)) || tags.Length != 1 ? tags : tags[0].Split(s_cellSeparators))
            .Select(tag => tag.Trim())
            .Where(tag => tag.Length > 0);
    }

    private bool IsMeant(string parameter) => IsTyped(parameter) || !(_typedOnly || IsReplaced(parameter));

    private bool IsReplaced(string parameter) => parameter == nameof(StartTime) ? IsTyped(nameof(At)) : s_starts.Contains(parameter) && s_starts.Any(IsTyped);

    private string? Given(string parameter, string? text) => IsMeant(parameter) && !string.IsNullOrWhiteSpace(text) ? text : null;

    private T? Given<T>(string parameter, T? value)
        where T : class => IsMeant(parameter) ? value : null;

    private T? Given<T>(string parameter, T? value)
        where T : struct => IsMeant(parameter) ? value : null;

    private MageException Refuse(string what, string action) => new(MageErrorId.InvalidInput, $"{what} '{Name}'; nothing was sent.")
    {
        Target = Name,
        RecommendedAction = action,
    };
}
