namespace MageAI.Reports.Diagrams.Layout;

/// <summary>The sizes a layout works with. "Along" is the direction of flow, "across" the other one.</summary>
/// <param name="Along">A node's extent along the flow.</param>
/// <param name="Across">A node's extent across it.</param>
/// <param name="LayerGap">The least distance between layers.</param>
/// <param name="NodeGap">The least distance between nodes of a layer.</param>
/// <param name="EdgeGap">The least distance between an edge and what it passes.</param>
internal sealed record LayoutMeasures(double Along, double Across, double LayerGap, double NodeGap, double EdgeGap);
