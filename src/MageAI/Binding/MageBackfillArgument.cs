using System;
using System.Globalization;

namespace MageAI.Binding;

/// <summary>A backfill by its id, by its name or a wildcard pattern, or by an object.</summary>
public sealed class MageBackfillArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageBackfillArgument(int id) => Id = id;

    /// <summary>An id as ConvertFrom-Json reads it.</summary>
    /// <param name="id">The id.</param>
    public MageBackfillArgument(long id) => Id = checked((int)id);

    /// <summary>An id as text, a name, or a wildcard pattern.</summary>
    /// <param name="name">The text.</param>
    public MageBackfillArgument(string name)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            Id = id;
        }
    }

    /// <summary>
    /// A backfill, or a run of one; the session it came from comes along. Anything else is taken too, for the cmdlet to decide: an
    /// exception here would let PowerShell go on to the object's property Id or Name, which mean another thing.
    /// </summary>
    /// <param name="source">The object.</param>
    public MageBackfillArgument(MageObject source)
    {
        Source = source ?? throw new ArgumentNullException(nameof(source));
        Id = source switch
        {
            MageBackfill backfill => backfill.Id,
            MagePipelineRun run => run.BackfillId,
            _ => null,
        };
    }

    internal int? Id { get; }

    internal string? Name { get; }

    internal MageObject? Source { get; }

    internal MageSession? Session => Source?.Session;

    /// <summary>The id or text; of an object that is no backfill, its own text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name ?? Id?.ToString(CultureInfo.InvariantCulture) ?? Source!.ToString()!;
}
