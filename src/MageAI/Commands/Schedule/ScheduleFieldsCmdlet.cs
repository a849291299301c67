using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Resources;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>The fields of a schedule, as making and changing one take them.</summary>
public abstract class ScheduleFieldsCmdlet : MageWriteCmdlet
{
    /// <summary>Of these one is meant, so one on the command line replaces what is piped in.</summary>
    private static readonly string[] s_starts = [nameof(Interval), nameof(Cron), nameof(Once), nameof(At), nameof(Api)];
    private ScheduleZone? _zone;

    /// <summary>How often: hourly, daily, weekly, monthly, yearly, always_on or once, in UTC; 1h, 1d, 1w, 1mo and 1y mean the same as words. $null clears it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ScheduleInterval")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(ScheduleIntervalCompleter))]
    public string? Interval { get; set; }

    /// <summary>A cron expression of five fields (minute hour day month weekday), in UTC, in place of an interval.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [AllowNull]
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

    /// <summary>Started by calls only: the same as <c>-Type api</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNo]
    public SwitchParameter Api { get; set; }

    /// <summary>What starts it: time or api. A schedule of type api that has an interval runs by time as well.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ScheduleType")]
    [ArgumentCompleter(typeof(ScheduleTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Not before this moment, in the forms of <c>-At</c>; a time of day alone is today's. $null clears it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Moment(IsAhead = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? StartTime { get; set; }

    /// <summary>What it is for; an empty text or $null clears it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text]
    public string? Description { get; set; }

    /// <summary>The runtime variables of its runs, all of them: a hashtable, an object, or JSON; $null clears them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Variables")]
    [Map]
    [AllowNull]
    public IDictionary? Variable { get; set; }

    /// <summary>
    /// Settings to set: skip_if_previous_running, allow_blocks_to_fail, create_initial_pipeline_run, landing_time_enabled, pipeline_run_limit,
    /// timeout (seconds, or a text such as 2h), timeout_status. Others that it has stay, one whose value is $null goes, and $null in place of them clears
    /// all. Any other key would stop Mage's scheduler and is refused.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Settings")]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(ScheduleSettingCompleter))]
    public IDictionary? Setting { get; set; }

    /// <summary>How long a run may take before it misses its target: whole seconds, a text such as 2h, or a TimeSpan. $null clears it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seconds(IsKept = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? Sla { get; set; }

    /// <summary>The tags, in place of all it has; an empty list clears them. In a cell of a CSV file several are separated by a comma or a semicolon.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [List]
    [AllowEmptyCollection]
    [AllowNull]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>active or inactive.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScheduleStatusCompleter))]
    public string? Status { get; set; }

    /// <summary>Switch it on: the same as <c>-Status active</c>. With <c>$false</c>, and where a row says so, a schedule that is changed is switched off.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNo]
    public SwitchParameter Enabled { get; set; }

    /// <summary>A row may bring the expression that a place on the command line is for.</summary>
    private protected override void CheckTyped() => Changes(null, null, parameter => IsTyped(parameter) && (parameter != nameof(TimeZone) || IsTyped(nameof(Cron))), null);

    /// <summary>Whether what was piped in for a parameter gives way to what stands on the command line.</summary>
    private protected bool IsReplaced(string parameter) => parameter switch
    {
        nameof(StartTime) => IsTyped(nameof(At)),
        nameof(Type) => s_starts.Any(IsTyped),
        nameof(Status) => IsTyped(nameof(Enabled)),
        nameof(Enabled) => IsTyped(nameof(Status)),
        _ => s_starts.Contains(parameter) && s_starts.Any(IsTyped),
    };

    /// <summary>The fields that are meant.</summary>
    /// <param name="name">What an error calls the schedule; null where it is about all of them.</param>
    /// <param name="session">By whose clock so far from now is reckoned; null for ours.</param>
    /// <param name="has">Whether a parameter counts.</param>
    /// <param name="shown">The schedule that a row is about: what is alike in both is not meant. Null where there is none, or the row says nothing else.</param>
    /// <exception cref="MageException">They contradict each other, or Mage would not take them.</exception>
    private protected ScheduleChanges Changes(object? name, MageSession? session, Func<string, bool> has, MageSchedule? shown)
    {
        ScheduleChanges changes = new();
        RowCells cells = new(IsCell);
        bool Sets(string parameter, string field, object? value) => has(parameter) && (shown is null || IsTyped(parameter) || !changes.IsSame(field, value, shown));
        string? type = has(nameof(Api)) && Api ? "api" : has(nameof(Type)) ? Filled(Type) : null;
        if (type is not null && (Sets(nameof(Type), "schedule_type", type) || Sets(nameof(Api), "schedule_type", type)))
        {
            changes.ScheduleType = type;
        }

        PutInterval(changes, name, has, shown);
        if (has(nameof(At)) && At is not null && has(nameof(StartTime)) && StartTime is not null)
        {
            throw ScheduleErrors.Invalid(name, "-At and -StartTime say the same", "Pass -At with -Once, and -StartTime with the others.");
        }

        if (has(nameof(At)) || has(nameof(StartTime)))
        {
            DateTimeOffset? start = ((has(nameof(At)) ? At : null) ?? (has(nameof(StartTime)) ? StartTime : null))?.Exact(session);
            if (shown is null || IsTyped(nameof(At)) || IsTyped(nameof(StartTime)) || WholeSecond.Of(start) != WholeSecond.Of(shown.StartTime))
            {
                changes.StartTime = start;
            }
        }

        string? status = StatusOf(name, has, shown);
        if (status is not null && (Sets(nameof(Status), "status", status) || Sets(nameof(Enabled), "status", status)))
        {
            changes.Status = status;
        }

        string? description = has(nameof(Description)) ? cells.Text(nameof(Description), Filled(Description), shown?.Description) : null;
        if (Sets(nameof(Description), "description", description))
        {
            changes.Description = description;
        }

        IDictionary? variable = has(nameof(Variable)) ? cells.Map(nameof(Variable), Variable, shown?.Variables) : null;
        if (Sets(nameof(Variable), "variables", variable))
        {
            if (IsTyped(nameof(Variable)) || variable is null || shown is null)
            {
                PutVariables(changes, variable);
            }
            else if (WireChanges.Other(variable, shown.Variables) is Dictionary<string, object?> other)
            {
                changes.VariableEdit = (other.Where(pair => variable.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value), [.. other.Keys.Where(key => !variable.Contains(key))]);
            }
        }

        IDictionary? setting = has(nameof(Setting)) ? cells.Map(nameof(Setting), Setting, shown?.Settings) : null;
        if (Sets(nameof(Setting), "settings", setting))
        {
            PutSettings(changes, shown is null || setting is null || IsTyped(nameof(Setting)) ? setting : WireChanges.Other(setting, shown.Settings));
        }

        if (Sets(nameof(Sla), "sla", Sla))
        {
            changes.Sla = Sla;
        }

        if (has(nameof(Tag)) && cells.List(nameof(Tag), Tag, shown?.Tags) is string[] tags && Sets(nameof(Tag), "tags", tags))
        {
            PutTags(changes, tags);
        }

        return changes;
    }

    /// <summary>Whether the value of a parameter came from a cell of a row.</summary>
    private protected virtual bool IsCell(string parameter) => !IsTyped(parameter);

    /// <summary>What <c>-Enabled</c> says; null for nothing.</summary>
    private protected virtual bool? IsOn => Enabled ? true : null;

    /// <summary>The status that is meant. Of a row that says it twice, what is other than it is now.</summary>
    private string? StatusOf(object? name, Func<string, bool> has, MageSchedule? shown)
    {
        string? said = has(nameof(Status)) ? Filled(Status) : null;
        string? switched = (has(nameof(Enabled)) ? IsOn : null) switch
        {
            null => null,
            true => ScheduleStatus.Active,
            false => ScheduleStatus.Inactive,
        };
        if (said is null || switched is null || string.Equals(said, switched, StringComparison.OrdinalIgnoreCase))
        {
            return said ?? switched;
        }

        return shown is null || IsTyped(nameof(Status)) ? throw ScheduleErrors.Invalid(name, $"-Enabled says {switched}, and -Status {said}", "Pass one of them.")
            : string.Equals(said, shown.Status, StringComparison.OrdinalIgnoreCase) ? switched
            : said;
    }

    /// <summary>Refuses a row whose column When alone was edited: it says neither what another column does nor what the schedule shows now.</summary>
    private protected void RequireWhen(object name, Identity? row, Func<string?> now)
    {
        if (row?.When is string when && when != (Filled(Interval) ?? Filled(Cron) ?? Filled(Type)) && !s_starts.Any(IsTyped) && when != now())
        {
            throw ScheduleErrors.OnlyShows(name, when);
        }
    }

    /// <summary>What the variables become.</summary>
    private protected virtual void PutVariables(ScheduleChanges changes, IDictionary? variables) => changes.Variables = variables;

    /// <summary>What the settings become.</summary>
    private protected abstract void PutSettings(ScheduleChanges changes, IDictionary? settings);

    /// <summary>What the tags become.</summary>
    private protected abstract void PutTags(ScheduleChanges changes, string[] tags);

    private protected static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private void PutInterval(ScheduleChanges changes, object? name, Func<string, bool> has, MageSchedule? shown)
    {
        string? interval = has(nameof(Interval)) ? Filled(Interval) : null;
        string? cron = has(nameof(Cron)) ? Filled(Cron) : null;
        bool isOnce = (has(nameof(Once)) && Once) || (has(nameof(At)) && At is not null);
        if ((interval is null ? 0 : 1) + (cron is null ? 0 : 1) + (isOnce ? 1 : 0) + (has(nameof(Api)) && Api ? 1 : 0) > 1)
        {
            throw ScheduleErrors.NotOneStart(name, "More than one thing says what starts the schedule");
        }

        cron = (_zone ??= new ScheduleZone(this)).Utc(cron, has(nameof(TimeZone)) ? TimeZone : null);
        bool isTyped = s_starts.Any(IsTyped);
        string? start = isOnce ? "@once" : interval ?? cron;
        if (start is null ? !(has(nameof(Interval)) || has(nameof(Cron))) || (!isTyped && shown?.ScheduleInterval is null) : !isTyped && start.Trim() == shown?.ScheduleInterval)
        {
            return;
        }

        start = interval is null ? start : ScheduleInterval.Spell(interval);
        if (isTyped || start != shown?.ScheduleInterval)
        {
            changes.ScheduleInterval = start;
        }
    }
}
