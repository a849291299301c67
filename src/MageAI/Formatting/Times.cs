using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using MageAI.Terms;

namespace MageAI.Formatting;

/// <summary>
/// The times of the objects, as MageAI.Types.ps1xml gives them to PowerShell, which cannot reckon with a <see cref="DateTimeOffset"/>: it takes none
/// from Get-Date, and saves each in kilobytes that sort by their text.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Times
{
    private static readonly ConcurrentDictionary<(Type Type, string Name), PropertyInfo> s_properties = new();

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? CompletedAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? ConnectedAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? CreatedAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? EndDatetime(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? EndedAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? ExecutionDate(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? Expires(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? FailedAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? From(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? LastEnabledAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? LastRunAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? LastSchedulerActivity(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The times; null for none.</returns>
    public static object? Next(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? NextPipelineRunDate(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? SeenAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? StartDatetime(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? StartTime(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? StartedAt(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? Time(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? Timestamp(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? To(PSObject thing) => Of(thing);

    /// <summary>The property of this name as a local time.</summary>
    /// <param name="thing">What has it.</param>
    /// <returns>The time; null for none.</returns>
    public static object? UpdatedAt(PSObject thing) => Of(thing);

    /// <summary>A time in any of the forms that it has here: as a model has it, as PowerShell sees it, or as it was saved.</summary>
    internal static DateTimeOffset? Read(object? time) => time switch
    {
        Moment moment => moment.Time,
        PSObject wrapped => Read(wrapped.BaseObject),
        DateTimeOffset moment => moment,
        DateTime moment => MomentText.Of(moment, isUtc: false).ToUniversalTime(),
        _ => null,
    };

    private static object? Of(PSObject thing, [CallerMemberName] string name = "")
    {
        if (thing?.BaseObject is not object live)
        {
            return null;
        }

        return s_properties.GetOrAdd((live.GetType(), name), key => key.Type.GetProperty(key.Name)!).GetValue(live) switch
        {
            DateTimeOffset time => new Moment(time),
            DateTimeOffset[] times => Words.Of(times.Select(time => new Moment(time)).ToArray<object>()),
            _ => null,
        };
    }
}
