using System.Collections;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A schedule by its id, by its name or a wildcard pattern, or by an object or row.</summary>
public sealed class MageScheduleArgument : MageArgument
{
    /// <summary>An id.</summary>
    /// <param name="id">The id.</param>
    public MageScheduleArgument(int id)
        : base(id)
    {
    }

    /// <summary>An id as ConvertFrom-Json reads it.</summary>
    /// <param name="id">The id.</param>
    public MageScheduleArgument(long id)
        : base(id)
    {
    }

    /// <summary>An id as text, a name, or a wildcard pattern.</summary>
    /// <param name="name">The text.</param>
    public MageScheduleArgument(string name)
        : base(name) => Id = Number(name);

    /// <summary>A schedule, or a run of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MageScheduleArgument(MageObject source)
        : base(source) => Id = Identity!.ScheduleId;

    /// <summary>A row that names a schedule.</summary>
    /// <param name="row">The row.</param>
    public MageScheduleArgument(PSObject row)
        : base(row) => (Id, Text) = In(Identity!);

    /// <summary>Anything else, for the cmdlet to refuse if it names none.</summary>
    /// <param name="thing">The thing.</param>
    public MageScheduleArgument(object thing)
        : base(thing) => (Id, Text) = Text is string number ? (Number(number), number) : In(Identity!);

    /// <inheritdoc cref="MageScheduleArgument(PSObject)"/>
    public MageScheduleArgument(IDictionary row)
        : base(row) => (Id, Text) = In(Identity!);

    /// <summary>What an object or a row says of itself.</summary>
    internal MageScheduleArgument(Identity identity)
        : base(identity) => (Id, Text) = In(identity);

    private static (int? Id, string? Name) In(Identity row) => row switch
    {
        { ScheduleId: int id } => (id, null),
        { Schedule: string name } => (null, name),
        { Bare: int id } => (id, null),
        { Noun: Noun.Unknown, Id: null } => (null, row.Name),
        _ => (null, null),
    };
}
