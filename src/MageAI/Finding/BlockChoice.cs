using System.Collections.Generic;
using System.Linq;
using MageAI.Binding;

namespace MageAI.Finding;

/// <summary>Which block runs of a run are meant: by uuids and patterns, or by a block run that was piped in; else all. A dynamic block's uuid means its children too.</summary>
internal sealed class BlockChoice
{
    private readonly NamePattern[]? _patterns;

    private BlockChoice(NamePattern[]? patterns) => _patterns = patterns;

    public static BlockChoice All { get; } = new(null);

    /// <summary>The choice by what was typed, else by what the argument stands for.</summary>
    public static BlockChoice Of(string[]? names, MageArgument? argument = null) => names is not null
        ? new([.. names.Select(name => new NamePattern(name))])
        : argument?.Identity is { Noun: Noun.BlockRun, Block: string block } ? new([NamePattern.Literal(block)]) : All;

    /// <summary>Both choices together.</summary>
    public BlockChoice Or(BlockChoice other) => _patterns is null || other._patterns is null ? All : new([.. _patterns, .. other._patterns]);

    public bool IsAll => _patterns is null;

    public bool Has(string? blockUuid) => _patterns is null || _patterns.Any(pattern => Means(pattern, blockUuid));

    /// <summary>The literals that none of the block runs is meant by.</summary>
    public string[] Missing(IReadOnlyCollection<MageBlockRun> blocks) =>
        [.. (_patterns ?? []).Where(pattern => pattern.IsLiteral && !blocks.Any(block => Means(pattern, block.BlockUuid))).Select(pattern => pattern.Text)];

    /// <summary>By its own name, or by that of the block it is a child or replica of.</summary>
    private static bool Means(NamePattern pattern, string? blockUuid) => pattern.IsMatch(blockUuid) || pattern.IsMatch(blockUuid?.Split(':')[0]);
}
