using System;
using System.Globalization;

namespace MageAI.Binding;

/// <summary>A schedule by its id, by its name or a wildcard pattern, or by an object.</summary>
public sealed class MageScheduleArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageScheduleArgument(int id) => Id = id;

    /// <summary>An id as ConvertFrom-Json reads it.</summary>
    /// <param name="id">The id.</param>
    public MageScheduleArgument(long id) => Id = checked((int)id);

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

    /// <summary>
    /// A schedule, or a run of one; the session it came from comes along. Anything else is taken too, for the cmdlet to
    /// refuse: an exception here would let PowerShell go on to the object's property Id or Name, which mean another thing.
    /// </summary>
    /// <param name="source">The object.</param>
    public MageScheduleArgument(MageObject source)
    {
        Source = source ?? throw new ArgumentNullException(nameof(source));
        Id = source switch
        {
            MageSchedule schedule => schedule.Id,
            MagePipelineRun run => run.PipelineScheduleId,
            _ => null,
        };
    }

    internal int? Id { get; }

    internal string? Name { get; }

    internal MageObject? Source { get; }

    internal MageSession? Session => Source?.Session;

    internal bool IsPattern => Id is null && Name is not null && NamePattern.IsPattern(Name);

    /// <summary>The id or text; of an object that is no schedule, its own text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name ?? Id?.ToString(CultureInfo.InvariantCulture) ?? Source!.ToString()!;
}
