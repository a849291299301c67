using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using MageAI.Terms;

namespace MageAI.Formatting;

/// <summary>What the module's views say of a value: the script blocks in MageAI.Format.ps1xml only ask for this, by way of <see cref="Forms"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Views
{
    private const string Arrow = " \u2192 ";

    // Looked up by name: Windows PowerShell, for which this is compiled too, has no PSStyle.
    private static readonly PropertyInfo? s_style = typeof(PSObject).Assembly
        .GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static);

    private static bool InColor =>
        s_style?.GetValue(null) is object style
        && style.GetType().GetProperty("OutputRendering")?.GetValue(style)?.ToString() != "PlainText"
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A status, in a colour that fits it where the host shows colours.</summary>
    /// <param name="status">A status of a run, a block run, a backfill, a schedule, a scheduler or a session.</param>
    /// <returns>The same word, coloured or not; null for null.</returns>
    public static string? Status(string? status) => Status(status, InColor);

    /// <summary>A time, to the second and in UTC, and how far away it is.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Such as "2026-11-24 03:11:05Z, 3 h ago"; null for null.</returns>
    public static string? When(DateTimeOffset? time) => When(time, DateTimeOffset.UtcNow);

    /// <summary>As <see cref="When(DateTimeOffset?)"/>, how far away by the clock of the server that a thing is on.</summary>
    /// <param name="shown">The thing, or a session.</param>
    /// <param name="time">One of its times.</param>
    /// <returns>Such as "2026-11-24 03:11:05Z, 3 h ago"; null for null.</returns>
    public static string? When(object? shown, DateTimeOffset? time) => When(time, Now(shown));

    /// <summary>How far another clock is from this machine's. The server tells its own to a second.</summary>
    /// <param name="offset">Its time less ours.</param>
    /// <returns>Such as "1m 12s ahead", "3.0s behind" or "less than a second"; null for null.</returns>
    public static string? Offset(TimeSpan? offset) => offset is not TimeSpan span ? null
        : Math.Abs(span.TotalSeconds) < 1 ? "less than a second"
        : $"{Duration(span.Duration())} {(span > TimeSpan.Zero ? "ahead" : "behind")}";

    /// <summary>A time to the second and in UTC.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Such as "2026-11-24 03:11:05Z"; null for null.</returns>
    public static string? Moment(DateTimeOffset? time) => time is DateTimeOffset moment ? Text($"{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : null;

    /// <summary>A time to the millisecond and in UTC.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Such as "2026-11-24 03:11:05.109Z"; null for null.</returns>
    public static string? Exact(DateTimeOffset? time) => time is DateTimeOffset moment ? Text($"{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z") : null;

    /// <summary>When a schedule runs its pipeline: its interval or cron expression, else its type.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <returns>Such as "@daily", "0 6 * * 1-5" or "api".</returns>
    public static string? Trigger(MageSchedule schedule) =>
        schedule?.ScheduleInterval is { Length: > 0 } interval ? interval : schedule?.ScheduleType;

    /// <summary>A date that something is for, in UTC and as short as it can be told without loss.</summary>
    /// <param name="date">The date.</param>
    /// <returns>Such as "2026-01-31", "2026-01-31 06:00" or "2026-01-31 06:00:30"; null for null.</returns>
    public static string? Date(DateTimeOffset? date) => date?.UtcDateTime switch
    {
        null => null,
        { TimeOfDay.Ticks: 0 } day => Text($"{day:yyyy-MM-dd}"),
        { Second: 0, Millisecond: 0 } minute => Text($"{minute:yyyy-MM-dd HH:mm}"),
        { } second => Text($"{second:yyyy-MM-dd HH:mm:ss}"),
    };

    /// <summary>What became of the schedules of a maintenance.</summary>
    /// <param name="maintenance">The maintenance.</param>
    /// <returns>Such as "7 SwitchedOn, 1 LeftOff"; "none" for none.</returns>
    public static string? Outcomes(MageMaintenance maintenance) => maintenance?.Schedules switch
    {
        null => null,
        [] => "none",
        { } schedules => string.Join(", ", schedules.GroupBy(schedule => schedule.Outcome).OrderByDescending(group => group.Count()).Select(group => Text($"{group.Count()} {group.Key}"))),
    };

    /// <summary>A time by its own clock, with its weekday.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Such as "Sat 2026-11-28 06:00"; null for null.</returns>
    public static string? Weekday(DateTimeOffset? time) =>
        time?.ToString(time.Value.Second == 0 ? "ddd yyyy-MM-dd HH:mm" : "ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The first date of a backfill and its end.</summary>
    /// <param name="backfill">The backfill.</param>
    /// <returns>Such as "2026-01-01 to 2026-01-31"; null until they are set.</returns>
    public static string? Dates(MageBackfill backfill) => backfill is { StartDatetime: { } start, EndDatetime: { } end } ? $"{Date(start)} to {Date(end)}" : null;

    /// <summary>The step of a backfill from one date to the next, as -Every takes it.</summary>
    /// <param name="backfill">The backfill.</param>
    /// <returns>Such as "1d", "6h" or "1mo"; null until it is set.</returns>
    public static string? Every(MageBackfill backfill) => backfill is { IntervalType: string type, IntervalUnits: int units }
        ? Text($"{units}{(type switch { "custom" => "s", "month" => "mo", _ => type.Substring(0, 1) })}")
        : null;

    /// <summary>How many of a backfill's dates are done.</summary>
    /// <param name="backfill">The backfill.</param>
    /// <returns>Such as "12/31"; null where that was not asked for.</returns>
    public static string? Progress(MageBackfill backfill) => backfill?.TotalRunCount is int all
        ? Text($"{(backfill.RunStatusCounts?.TryGetValue("completed", out object? done) == true ? done : 0)}/{all}")
        : null;

    /// <summary>The states of a backfill's runs.</summary>
    /// <param name="backfill">The backfill.</param>
    /// <returns>Such as "12 completed, 1 failed"; null where that was not asked for.</returns>
    public static string? Runs(MageBackfill backfill) => backfill?.RunStatusCounts is { } counts
        ? string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => Text($"{count.Value} {count.Key}")))
        : null;

    /// <summary>A duration in its two largest units.</summary>
    /// <param name="duration">The duration.</param>
    /// <returns>Such as "1m 12s"; null for null.</returns>
    public static string? Duration(TimeSpan? duration) => Wording.Duration(duration);

    /// <summary>A share in percent.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    /// <returns>Such as "97.5 %"; null for null.</returns>
    public static string? Percent(double? share) => Wording.Percent(share);

    /// <summary>What stands before the one of several that is meant where nothing is said.</summary>
    /// <param name="isMeant">Whether it is the one.</param>
    /// <returns>An asterisk, or nothing.</returns>
    public static string? Mark(bool? isMeant) => isMeant == true ? "*" : null;

    /// <summary>Words in one text.</summary>
    /// <param name="words">The words.</param>
    /// <returns>Such as "core, finance"; empty for none.</returns>
    public static string Join(string[]? words) => string.Join(", ", words ?? []);

    /// <summary>The blocks of a pipeline in the order they run in; those that may run at once stand together.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>Such as "load_a, load_b → join → export".</returns>
    public static string Flow(MagePipeline pipeline) => pipeline is null
        ? string.Empty
        : Flow([.. pipeline.Blocks.Select(block => (block.Uuid, block.UpstreamBlocks))]);

    /// <summary>Where a block stands: what it takes from, itself, what takes from it.</summary>
    /// <param name="block">The block.</param>
    /// <returns>Such as "load → transform → export".</returns>
    public static string Flow(MageBlock block) => block is null
        ? string.Empty
        : string.Join(Arrow, new[] { Join(block.UpstreamBlocks), block.Uuid, Join(block.DownstreamBlocks) }.Where(part => part.Length > 0));

    /// <summary>How many of a run's blocks are done.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Such as "2/3"; null where Mage does not tell.</returns>
    public static string? Progress(MagePipelineRun run)
    {
        if (run is null)
        {
            return null;
        }

        int? all = run.BlockRunsCount ?? (run.BlockRuns.Length > 0 ? run.BlockRuns.Length : null);
        int done = run.CompletedBlockRunsCount ?? run.BlockRuns.Count(block => block.Status == "completed");
        return all is null ? null : Text($"{done}/{all}");
    }

    /// <summary>The first line of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its first line that is not blank; null for null.</returns>
    public static string? FirstLine(string? text) => Wording.FirstLine(text);

    /// <summary>The time of day of a record, to the millisecond and in UTC.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Such as "17:42:48.109Z"; null for null.</returns>
    public static string? Clock(DateTimeOffset? time) => time is DateTimeOffset moment ? Text($"{moment.UtcDateTime:HH:mm:ss.fff}Z") : null;

    /// <summary>What stands above the records of a run: the run, and the day that their times of day are of.</summary>
    /// <param name="entry">A record.</param>
    /// <returns>Such as "12 of etl on 2026-11-24".</returns>
    public static string? Group(MageLogEntry entry) => entry is null ? null : Run(entry.PipelineRunId, entry.PipelineUuid)
        + (entry.Timestamp is DateTimeOffset time ? Text($" on {time.UtcDateTime:yyyy-MM-dd}") : string.Empty);

    /// <summary>What stands above the block runs of a run.</summary>
    /// <param name="block">A block run.</param>
    /// <returns>Such as "12 of etl".</returns>
    public static string? Group(MageBlockRun block) => block is null ? null : Run(block.PipelineRunId, block.PipelineUuid);

    /// <summary>The level of a record, in a colour that fits it where the host shows colours.</summary>
    /// <param name="level">The level.</param>
    /// <returns>The same word, coloured or not; null for null.</returns>
    public static string? Level(string? level) => Level(level, InColor);

    /// <summary>What a record says, and what was raised where it tells of that.</summary>
    /// <param name="entry">The record.</param>
    /// <returns>Such as "Failed to execute block load: KeyError: 'amount' (line 8 in load)".</returns>
    public static string? Message(MageLogEntry entry) => entry?.Raised is not { Length: > 0 } raised ? entry?.Message
        : $"{entry.Message?.TrimEnd('.')}: {raised}{(entry.ErrorPlace is null ? string.Empty : $" ({entry.ErrorPlace})")}";

    /// <summary>What a block raised, and where, in one line.</summary>
    /// <param name="block">The block run.</param>
    /// <returns>Such as "KeyError: 'amount' (line 8 in load)"; null for one that did not fail.</returns>
    public static string? Error(MageBlockRun block) => block?.ErrorLine;

    /// <summary>How long a block ran. Mage does not tell to less than a second when one ended that did not complete.</summary>
    /// <param name="block">The block run.</param>
    /// <returns>Such as "1m 12s"; null for one that has not begun.</returns>
    public static string? Took(MageBlockRun block) => block?.Duration is TimeSpan duration && duration == TimeSpan.Zero && BlockRunStatus.HasEnded(block.Status) && block.Status != BlockRunStatus.Completed
        ? "<1s" : Duration(block?.Duration);

    /// <summary>What can be said of an output in one line: its columns, or its text.</summary>
    /// <param name="output">The output.</param>
    /// <returns>Such as "id, amount".</returns>
    public static string? Sample(MageBlockOutput output) => output is null ? null : output.TextData is string text ? FirstLine(text) : Join(output.Columns);

    internal static string? Level(string? level, bool inColor)
    {
        string? color = level?.ToUpperInvariant() switch
        {
            "EXCEPTION" or "ERROR" or "CRITICAL" => "\u001b[91m",
            "WARNING" => "\u001b[33m",
            "DEBUG" => "\u001b[90m",
            _ => null,
        };
        return inColor && color is not null ? color + level + "\u001b[0m" : level;
    }

    internal static string? Status(string? status, bool inColor)
    {
        string? color = status?.ToLowerInvariant() switch
        {
            "completed" or "active" or "open" => "\u001b[32m",
            "running" => "\u001b[36m",
            "initial" or "queued" => "\u001b[33m",
            "failed" or "upstream_failed" or "stopped" => "\u001b[91m",
            "cancelled" or "condition_failed" or "inactive" or "closed" => "\u001b[90m",
            _ => null,
        };
        return inColor && color is not null ? color + status + "\u001b[0m" : status;
    }

    internal static string? When(DateTimeOffset? time, DateTimeOffset now) => time is DateTimeOffset moment
        ? Text($"{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, {Distance(moment - now)}")
        : null;

    internal static string Flow(IReadOnlyList<(string Uuid, string[] Upstream)> blocks)
    {
        List<string> layers = [];
        HashSet<string> placed = new(StringComparer.Ordinal);
        HashSet<string> known = new(blocks.Select(block => block.Uuid), StringComparer.Ordinal);
        List<(string Uuid, string[] Upstream)> rest = [.. blocks];
        while (rest.Count > 0)
        {
            string[] layer = [.. rest.Where(block => block.Upstream.All(above => placed.Contains(above) || !known.Contains(above))).Select(block => block.Uuid)];
            if (layer.Length == 0)
            {
                // A cycle, which a file edited by hand can hold: shown as it stands.
                layer = [.. rest.Select(block => block.Uuid)];
            }

            layers.Add(Join(layer));
            placed.UnionWith(layer);
            rest.RemoveAll(block => placed.Contains(block.Uuid));
        }

        return string.Join(Arrow, layers);
    }

    /// <summary>Now, by the clock of the server that something is on; of what came out of a file, by this machine's.</summary>
    private static DateTimeOffset Now(object? shown) => (shown is PSObject wrapped ? wrapped.BaseObject : shown) switch
    {
        MageObject thing => thing.Session?.Present,
        MageSession session => session.Present,
        MageServer server => server.Session?.Present,
        _ => null,
    }
    ?? DateTimeOffset.UtcNow;

    private static string Distance(TimeSpan ahead)
    {
        TimeSpan span = ahead.Duration();
        string amount = span switch
        {
            { TotalSeconds: < 1 } => string.Empty,
            { TotalSeconds: < 60 } => Text($"{span.Seconds} s"),
            { TotalMinutes: < 60 } => Text($"{span.Minutes} min"),
            { TotalHours: < 48 } => Text($"{Math.Floor(span.TotalHours):0} h"),
            { TotalDays: < 60 } => Text($"{span.Days} d"),
            { TotalDays: < 730 } => Text($"{span.Days / 30} mo"),
            _ => Text($"{span.Days / 365} y"),
        };
        return amount.Length == 0 ? "now" : ahead > TimeSpan.Zero ? "in " + amount : amount + " ago";
    }

    private static string Run(int? id, string? pipeline) => Text($"{id}{(pipeline is null ? "" : " of " + pipeline)}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
