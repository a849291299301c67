using System;

namespace MageAI.Reports.Diagrams;

/// <summary>A block in a diagram. Its texts are fit to be shown; nothing in them steers a terminal or breaks a document.</summary>
/// <param name="Uuid">The identity, with the part after a colon that children of dynamic blocks and replicas have.</param>
/// <param name="Label">The name for people.</param>
/// <param name="Type">The block's type; null where Mage no longer tells.</param>
internal sealed record DiagramNode(string Uuid, string Label, string? Type)
{
    /// <summary>The state in the run; null without a run, and in one that has no block runs yet.</summary>
    public string? Status { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>The first line of what the block raised.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the block ran, but is no longer in the pipeline.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The type, or what is to be said in its place.</summary>
    public string Kind => IsRemoved ? "left the pipeline" : Type ?? string.Empty;
}
