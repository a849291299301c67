using System;
using System.ComponentModel;
using System.Management.Automation;

namespace MageAI.Formatting;

/// <summary>
/// What <see cref="Views"/> says, for the script blocks in MageAI.Format.ps1xml: where PowerShell's language is constrained, they may read a property
/// and index what it gives, but call no method of a type, and times are not converted there: they are taken as they come.
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

    /// <summary><see cref="Views.Moment"/>.</summary>
    public static Form<object> Moment { get; } = new(time => Views.Moment(Times.Read(time)));

    /// <summary><see cref="Views.Exact"/>.</summary>
    public static Form<object> Exact { get; } = new(time => Views.Exact(Times.Read(time)));

    /// <summary><see cref="Views.Clock"/>.</summary>
    public static Form<object> Clock { get; } = new(time => Views.Clock(Times.Read(time)));

    /// <summary><see cref="Views.Date"/>.</summary>
    public static Form<object> Date { get; } = new(time => Views.Date(Times.Read(time)));

    /// <summary><see cref="Views.Duration"/>.</summary>
    public static Form<TimeSpan?> Duration { get; } = new(Views.Duration);

    /// <summary><see cref="Views.Offset"/>.</summary>
    public static Form<TimeSpan?> Offset { get; } = new(Views.Offset);

    /// <summary><see cref="Views.Percent"/>.</summary>
    public static Form<double?> Percent { get; } = new(Views.Percent);

    /// <summary><see cref="Views.Outcomes"/>.</summary>
    public static Form<MageMaintenance> Outcomes { get; } = new(maintenance => Views.Outcomes(maintenance!));

    /// <summary><see cref="Views.Mark"/>.</summary>
    public static Form<object> Mark { get; } = new(isMeant => Views.Mark(isMeant is PSObject wrapped ? wrapped.BaseObject as bool? : isMeant as bool?));

    /// <summary><see cref="Views.Weekday"/>; of several, which PowerShell asks for one by one.</summary>
    public static Form<object> Weekday { get; } = new(time => Views.Weekday(Times.Read(time)));

    /// <summary><see cref="Views.Runs"/>.</summary>
    public static Form<MageBackfill> Runs { get; } = new(backfill => Views.Runs(backfill!));

    /// <summary><see cref="Views.Group(MageLogEntry)"/>, and that of a block run.</summary>
    public static Form<MageObject> Group { get; } = new(shown => shown is MageBlockRun block ? Views.Group(block) : Views.Group((MageLogEntry)shown!));

    /// <summary><see cref="Views.Error"/>.</summary>
    public static Form<MageBlockRun> Error { get; } = new(block => Views.Error(block!));

    /// <summary><see cref="Views.Took"/>.</summary>
    public static Form<MageBlockRun> Took { get; } = new(block => Views.Took(block!));

    /// <summary><see cref="Views.Message"/>.</summary>
    public static Form<MageLogEntry> Message { get; } = new(entry => Views.Message(entry!));

    /// <summary><see cref="Views.Sample"/>.</summary>
    public static Form<MageBlockOutput> Sample { get; } = new(output => Views.Sample(output!));
}
