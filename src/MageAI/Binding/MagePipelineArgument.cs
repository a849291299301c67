using System.Collections;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A pipeline by its uuid or name, by a wildcard pattern, or by an object or row that belongs to it.</summary>
public sealed class MagePipelineArgument : MageArgument
{
    /// <summary>A uuid, a name as typed in Mage, or a wildcard pattern.</summary>
    /// <param name="name">The text.</param>
    public MagePipelineArgument(string name)
        : base(name)
    {
    }

    /// <summary>A pipeline, or a block, schedule, run or backfill of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MagePipelineArgument(MageObject source)
        : base(source)
    {
    }

    /// <summary>A row that names a pipeline, or something that belongs to one.</summary>
    /// <param name="row">The row.</param>
    public MagePipelineArgument(PSObject row)
        : base(row) => Text = NameIn(Identity!);

    /// <summary>Anything else, for the cmdlet to refuse if it names none.</summary>
    /// <param name="thing">The thing.</param>
    public MagePipelineArgument(object thing)
        : base(thing) => Text ??= NameIn(Identity!);

    /// <inheritdoc cref="MagePipelineArgument(PSObject)"/>
    public MagePipelineArgument(IDictionary row)
        : base(row) => Text = NameIn(Identity!);

    /// <summary>The pipeline that an object or a row is or belongs to.</summary>
    internal static MagePipelineArgument Of(Identity of) => of.Live is MageObject live ? new(live) : new(of.Pipeline ?? string.Empty) { IsLiteral = true };

    /// <summary>The text, or the pipeline of the object; empty where there is none.</summary>
    internal string Name => Text ?? Identity?.Pipeline ?? string.Empty;

    /// <summary>The pattern for the block that a piped block or block run is, or is of; null for anything else.</summary>
    internal string[]? OwnBlock => Identity is { Noun: Noun.Block or Noun.BlockRun, Block: string own } ? [WildcardPattern.Escape(own)] : null;

    private static string? NameIn(Identity row) => row.Pipeline ?? (row is { Noun: Noun.Unknown, Id: null } ? row.Name : null);
}
