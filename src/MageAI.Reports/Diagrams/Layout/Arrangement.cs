using System.Collections.Generic;

namespace MageAI.Reports.Diagrams.Layout;

/// <summary>A graph in its places.</summary>
/// <param name="Corners">Of each node, the corner with the least coordinates.</param>
/// <param name="Routes">The edges, in their order.</param>
/// <param name="Length">The extent along the flow.</param>
/// <param name="Breadth">The extent across it.</param>
internal sealed record Arrangement(IReadOnlyList<Spot> Corners, IReadOnlyList<Route> Routes, double Length, double Breadth);
