using System;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>A pipeline by its uuid or name, by a wildcard pattern, or by an object that belongs to it.</summary>
public sealed class MagePipelineArgument
{
    /// <summary>A uuid, a name as typed in Mage, or a wildcard pattern.</summary>
    /// <param name="name">The text.</param>
    public MagePipelineArgument(string name) => Name = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>A pipeline, or a block, schedule, run or backfill of one; the session it came from comes along.</summary>
    /// <param name="source">The object.</param>
    public MagePipelineArgument(MageObject source)
    {
        Source = source ?? throw new ArgumentNullException(nameof(source));
        Name = source switch
        {
            MagePipeline pipeline => pipeline.Uuid,
            MageBlock block => block.PipelineUuid,
            MageSchedule schedule => schedule.PipelineUuid ?? string.Empty,
            MagePipelineRun run => run.PipelineUuid ?? string.Empty,
            MageBlockRun run => run.PipelineUuid ?? string.Empty,
            MageBackfill backfill => backfill.PipelineUuid ?? string.Empty,
            _ => throw new ArgumentException($"A {source.GetType().Name} belongs to no pipeline.", nameof(source)),
        };
    }

    internal string Name { get; }

    internal MageObject? Source { get; }

    internal MageSession? Session => Source?.Session;

    internal bool IsPattern => Source is null && NamePattern.IsPattern(Name);

    /// <summary>
    /// The uuid a literal means. Mage's own uuids have no capitals and no spaces, so a text with some is a name; anything
    /// else is left alone, because pipelines made as files may have other characters.
    /// </summary>
    internal string Uuid => Source is null && Name.Any(c => char.IsUpper(c) || char.IsWhiteSpace(c)) ? MageName.PipelineUuid(Name) : Name;

    /// <summary>The text or uuid.</summary>
    /// <returns>The text or uuid.</returns>
    public override string ToString() => Name;
}
