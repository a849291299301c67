using System.Collections;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A backfill by its id, by its name or a wildcard pattern, or by an object or row.</summary>
public sealed class MageBackfillArgument : MageArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageBackfillArgument(int id)
        : base(id)
    {
    }

    /// <summary>An id as ConvertFrom-Json reads it.</summary>
    /// <param name="id">The id.</param>
    public MageBackfillArgument(long id)
        : base(id)
    {
    }

    /// <summary>An id as text, a name, or a wildcard pattern.</summary>
    /// <param name="name">The text.</param>
    public MageBackfillArgument(string name)
        : base(name) => Id = Number(name);

    /// <summary>A backfill, or a run of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MageBackfillArgument(MageObject source)
        : base(source) => Id = Identity!.BackfillId;

    /// <summary>A row that names a backfill.</summary>
    /// <param name="row">The row.</param>
    public MageBackfillArgument(PSObject row)
        : base(row) => (Id, Text) = In(Identity!);

    /// <summary>Anything else, for the cmdlet to refuse if it names none.</summary>
    /// <param name="thing">The thing.</param>
    public MageBackfillArgument(object thing)
        : base(thing) => (Id, Text) = Text is string number ? (Number(number), number) : In(Identity!);

    /// <inheritdoc cref="MageBackfillArgument(PSObject)"/>
    public MageBackfillArgument(IDictionary row)
        : base(row) => (Id, Text) = In(Identity!);

    private static (int? Id, string? Name) In(Identity row) => row switch
    {
        { BackfillId: int id } => (id, null),
        { Backfill: string name } => (null, name),
        { Bare: int id } => (id, null),
        { Noun: Noun.Unknown, Id: null } => (null, row.Name),
        _ => (null, null),
    };
}
