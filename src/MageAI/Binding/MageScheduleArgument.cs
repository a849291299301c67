using System;
using System.Globalization;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A schedule by its id, by its name or a wildcard pattern, or by an object.</summary>
public sealed class MageScheduleArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageScheduleArgument(int id) => Id = id;

    /// <summary>An id as text, a name, or a wildcard pattern.</summary>
    /// <param name="name">The text.</param>
    public MageScheduleArgument(string name)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            Id = id;
        }
    }

    /// <summary>A schedule, or a run of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MageScheduleArgument(MageObject source)
    {
        Source = source ?? throw new ArgumentNullException(nameof(source));
        Id = source switch
        {
            MageSchedule schedule => schedule.Id,
            MagePipelineRun { PipelineScheduleId: int id } => id,
            _ => throw new ArgumentException($"A {source.GetType().Name} names no schedule.", nameof(source)),
        };
    }

    internal int? Id { get; }

    internal string? Name { get; }

    internal MageObject? Source { get; }

    internal MageSession? Session => Source?.Session;

    internal bool IsPattern => Id is null && WildcardPattern.ContainsWildcardCharacters(Name);

    /// <summary>The id or text.</summary>
    /// <returns>The id or text.</returns>
    public override string ToString() => Id?.ToString(CultureInfo.InvariantCulture) ?? Name!;
}
