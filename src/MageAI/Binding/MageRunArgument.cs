using System;
using System.Globalization;

namespace MageAI.Binding;

/// <summary>A pipeline run by its id or by an object.</summary>
public sealed class MageRunArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(int id) => Id = id;

    /// <summary>An id as text, as a row of a CSV file has it.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(string id) => Id = int.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A run, or a block run of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MageRunArgument(MageObject source)
    {
        Source = source ?? throw new ArgumentNullException(nameof(source));
        Id = source switch
        {
            MagePipelineRun run => run.Id,
            MageBlockRun { PipelineRunId: int id } => id,
            _ => throw new ArgumentException($"A {source.GetType().Name} names no pipeline run.", nameof(source)),
        };
    }

    internal int Id { get; }

    internal MageObject? Source { get; }

    internal MageSession? Session => Source?.Session;

    /// <summary>The id.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id.ToString(CultureInfo.InvariantCulture);
}
