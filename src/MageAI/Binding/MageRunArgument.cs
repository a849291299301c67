using System.Collections;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A pipeline run by its id, or by an object or row.</summary>
public sealed class MageRunArgument : MageArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(int id)
        : base(id)
    {
    }

    /// <summary>An id as numbers come out of JSON.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(long id)
        : base(id)
    {
    }

    /// <summary>An id as text, as a row of a CSV file has it. Any other text is kept, for the cmdlet to refuse.</summary>
    /// <param name="id">The id.</param>
    public MageRunArgument(string id)
        : base(id) => Id = Number(id);

    /// <summary>A run, or a block run of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MageRunArgument(MageObject source)
        : base(source) => Id = Identity!.RunId;

    /// <summary>A row that names a run.</summary>
    /// <param name="row">The row.</param>
    public MageRunArgument(PSObject row)
        : base(row) => Id = Identity!.RunId ?? (Identity.Name is null ? Identity.Bare : null);

    /// <summary>Anything else, for the cmdlet to refuse if it names none.</summary>
    /// <param name="thing">The thing.</param>
    public MageRunArgument(object thing)
        : base(thing) => Id = Text is string number ? Number(number) : Identity!.RunId ?? (Identity.Name is null ? Identity.Bare : null);

    /// <inheritdoc cref="MageRunArgument(PSObject)"/>
    public MageRunArgument(IDictionary row)
        : base(row) => Id = Identity!.RunId ?? (Identity.Name is null ? Identity.Bare : null);

    /// <summary>What an object or a row says of itself.</summary>
    internal MageRunArgument(Identity identity)
        : base(identity) => Id = identity.RunId ?? (identity.Name is null ? identity.Bare : null);

    /// <summary>A schedule or a backfill that stands for its runs is known by its number too.</summary>
    internal override bool IsNumbered => Id is not null || Identity is { Live: not null, Id: not null };

    /// <summary>Whether it is a text that is no id: the name of something else.</summary>
    internal bool IsNoId => Id is null && Text is not null && Identity is null;
}
