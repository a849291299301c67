namespace MageAI.Pipelines;

/// <summary>What to ask the server for. Type and tags are not among it: the server answers those from a cache that misses some.</summary>
internal sealed class PipelineQuery
{
    /// <summary>A part of the uuid, in lower case.</summary>
    public string? Search { get; init; }

    public bool IncludeSchedules { get; init; }

    public int Skip { get; init; }

    /// <summary>Null asks for everything in one reply: the one form in which nobody's deletions can shift rows away.</summary>
    public int? First { get; init; }
}
