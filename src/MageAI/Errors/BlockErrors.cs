namespace MageAI.Errors;

/// <summary>What can be wrong with naming blocks, in words.</summary>
internal static class BlockErrors
{
    /// <summary>A block that none of several pipelines has.</summary>
    public static MageException InNone(string block, string pipelines, int count) => new(
        MageErrorId.BlockNotFound, $"Block {block} does not exist in any of the {count} pipelines that match '{pipelines}'.")
    {
        Target = block,
        RecommendedAction = "List the blocks with Get-MageBlock -Pipeline '*'.",
    };
}
