using System;

namespace MageAI.Reports.Diagrams;

/// <summary>Writes a graph in the form asked for. The same graph gives the same text, to the byte.</summary>
internal static class Diagram
{
    public static string Render(DiagramGraph graph, DiagramFormat format, DiagramDirection direction = DiagramDirection.LeftRight) => format switch
    {
        DiagramFormat.Tree => TreeRenderer.Render(graph),
        DiagramFormat.Mermaid => MermaidRenderer.Render(graph, direction),
        DiagramFormat.Dot => DotRenderer.Render(graph, direction),
        DiagramFormat.Svg => SvgRenderer.Render(graph, direction),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
