using System;
using System.ComponentModel;

namespace MageAI.Formatting;

/// <summary>
/// What <see cref="Views"/> says, for the script blocks in MageAI.Format.ps1xml: where PowerShell's language is constrained, they may read a property
/// and index what it gives, but call no method of a type.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Forms
{
    /// <summary><see cref="Views.Status(string?)"/>.</summary>
    public static Form<string> Status { get; } = new(Views.Status);

    /// <summary><see cref="Views.Level(string?)"/>.</summary>
    public static Form<string> Level { get; } = new(Views.Level);

    /// <summary><see cref="Views.FirstLine"/>.</summary>
    public static Form<string> FirstLine { get; } = new(Views.FirstLine);

    /// <summary><see cref="Views.When(object?, DateTimeOffset?)"/>.</summary>
    public static TimeForm When { get; } = new(Views.When);

    /// <summary><see cref="Views.At(object?, DateTimeOffset?)"/>.</summary>
    public static TimeForm At { get; } = new(Views.At);

    /// <summary><see cref="Views.Moment"/>.</summary>
    public static Form<DateTimeOffset?> Moment { get; } = new(Views.Moment);

    /// <summary><see cref="Views.Exact"/>.</summary>
    public static Form<DateTimeOffset?> Exact { get; } = new(Views.Exact);

    /// <summary><see cref="Views.Clock"/>.</summary>
    public static Form<DateTimeOffset?> Clock { get; } = new(Views.Clock);

    /// <summary><see cref="Views.Date"/>.</summary>
    public static Form<DateTimeOffset?> Date { get; } = new(Views.Date);

    /// <summary><see cref="Views.Duration"/>.</summary>
    public static Form<TimeSpan?> Duration { get; } = new(Views.Duration);

    /// <summary><see cref="Views.Percent"/>.</summary>
    public static Form<double?> Percent { get; } = new(Views.Percent);

    /// <summary><see cref="Views.Flow(MagePipeline)"/>, and that of a block.</summary>
    public static Form<MageObject> Flow { get; } = new(shown => shown is MageBlock block ? Views.Flow(block) : Views.Flow((MagePipeline)shown!));

    /// <summary><see cref="Views.NextRun"/>.</summary>
    public static Form<MageSchedule> NextRun { get; } = new(schedule => Views.NextRun(schedule!));

    /// <summary><see cref="Views.Trigger"/>.</summary>
    public static Form<MageSchedule> Trigger { get; } = new(schedule => Views.Trigger(schedule!));

    /// <summary>The views' dates of a backfill.</summary>
    public static Form<MageBackfill> Dates { get; } = new(backfill => Views.Dates(backfill!));

    /// <summary><see cref="Views.Outcomes"/>.</summary>
    public static Form<MageMaintenance> Outcomes { get; } = new(maintenance => Views.Outcomes(maintenance!));

    /// <summary><see cref="Views.Weekday"/>.</summary>
    public static Form<DateTimeOffset?> Weekday { get; } = new(Views.Weekday);

    /// <summary><see cref="Views.Every"/>.</summary>
    public static Form<MageBackfill> Every { get; } = new(backfill => Views.Every(backfill!));

    /// <summary><see cref="Views.Runs"/>.</summary>
    public static Form<MageBackfill> Runs { get; } = new(backfill => Views.Runs(backfill!));

    /// <summary><see cref="Views.Progress(MagePipelineRun)"/>, and that of a backfill.</summary>
    public static Form<MageObject> Progress { get; } = new(shown => shown is MageBackfill backfill ? Views.Progress(backfill) : Views.Progress((MagePipelineRun)shown!));

    /// <summary><see cref="Views.Group(MageLogEntry)"/>, and that of a block run.</summary>
    public static Form<MageObject> Group { get; } = new(shown => shown is MageBlockRun block ? Views.Group(block) : Views.Group((MageLogEntry)shown!));

    /// <summary><see cref="Views.Message"/>.</summary>
    public static Form<MageLogEntry> Message { get; } = new(entry => Views.Message(entry!));

    /// <summary><see cref="Views.Sample"/>.</summary>
    public static Form<MageBlockOutput> Sample { get; } = new(output => Views.Sample(output!));
}
