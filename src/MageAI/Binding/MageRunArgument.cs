using System;
using System.Globalization;

namespace MageAI.Binding;

/// <summary>A pipeline run by its id or by an object.</summary>
public sealed class MageRunArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(int id) => Id = id;

    /// <summary>An id as numbers come out of JSON.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(long id) => Id = id is >= 0 and <= int.MaxValue ? (int)id : throw NoId(id.ToString(CultureInfo.InvariantCulture));

    /// <summary>An id as text, as a row of a CSV file has it.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(string id) =>
        Id = int.TryParse(id, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number) ? number : throw NoId(id);

    /// <summary>A run, or a block run of one; the session it came from comes along. Anything else names no run, which the cmdlet reports.</summary>
    /// <param name="source">The object.</param>
    public MageRunArgument(MageObject source)
    {
        Source = source ?? throw new ArgumentNullException(nameof(source));
        Id = source switch
        {
            MagePipelineRun run => run.Id,
            MageBlockRun run => run.PipelineRunId,
            _ => null,
        };
    }

    /// <summary>The id; null when the object is none that belongs to a run.</summary>
    internal int? Id { get; }

    internal MageObject? Source { get; }

    internal MageSession? Session => Source?.Session;

    /// <summary>The id.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id?.ToString(CultureInfo.InvariantCulture) ?? Source!.ToString()!;

    private static ArgumentException NoId(string text) => new($"'{text}' is no id of a pipeline run: pass a whole number.");
}
