namespace MageAI.Reports.Diagrams.Layout;

/// <summary>A point of a layout.</summary>
/// <param name="Along">In the direction of flow, from 0.</param>
/// <param name="Across">Across it, from 0.</param>
internal readonly record struct Spot(double Along, double Across);
