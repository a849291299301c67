using System.Collections.Generic;

namespace MageAI.Reports.Diagrams.Layout;

/// <summary>The way of an edge.</summary>
/// <param name="From">The node it comes from.</param>
/// <param name="To">The node it goes to.</param>
/// <param name="IsBackward">Whether it goes against the flow, to close a cycle; its spots are in the order of flow nevertheless.</param>
/// <param name="Spots">
/// An even number: from an odd to an even one it crosses the free space between two layers, from an even to an odd one it passes a
/// layer, straight.
/// </param>
internal sealed record Route(int From, int To, bool IsBackward, IReadOnlyList<Spot> Spots);
