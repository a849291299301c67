using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports.Diagrams;

/// <summary>Writes a graph in Graphviz's language, with the blocks' uuids as the names of the nodes.</summary>
internal static class DotRenderer
{
    public static string Render(DiagramGraph graph, DiagramDirection direction)
    {
        List<string> lines =
        [
            $"digraph {Quote(graph.Name)} {{",
            $"    graph [rankdir={(direction == DiagramDirection.TopDown ? "TB" : "LR")} label={Label(graph.Title)} labelloc=t fontname=\"Helvetica\"]",
            "    node [shape=box style=\"rounded,filled\" fillcolor=\"#ffffff\" color=\"#8c959f\" fontname=\"Helvetica\" fontsize=11]",
            "    edge [color=\"#6e7781\"]",
        ];
        lines.AddRange(graph.Nodes.Select(node => $"    {Quote(node.Uuid)} [{Attributes(graph, node)}]"));
        lines.AddRange(graph.Edges.Select(edge => $"    {Quote(graph.Nodes[edge.From].Uuid)} -> {Quote(graph.Nodes[edge.To].Uuid)}"));
        lines.Add("}");
        return string.Join("\n", lines);
    }

    private static string Attributes(DiagramGraph graph, DiagramNode node)
    {
        List<string> label = [node.Label, node.Kind];
        if (graph.Run is not null)
        {
            label.Add($"{StatusLook.Words(node.Status)} {Wording.Duration(node.Duration)}".TrimEnd());
        }

        List<string> attributes = ["label=" + Label([.. label.Where(line => line.Length > 0)])];
        if (graph.Run is not null)
        {
            Paint paint = StatusLook.Of(node.Status).Light;
            attributes.Add($"fillcolor=\"{paint.Fill}\" color=\"{paint.Ink}\"");
        }

        if (node.IsRemoved)
        {
            attributes.Add("style=\"rounded,filled,dashed\"");
        }

        if (node.Error is not null)
        {
            attributes.Add("tooltip=" + Label(node.Error));
        }

        return string.Join(" ", attributes);
    }

    /// <summary>Texts to be shown, a line each; in them Graphviz reads HTML's entities.</summary>
    private static string Label(params string[] lines) => "\"" + string.Join("\\n", lines.Select(line => Escape(line.Replace("&", "&amp;")))) + "\"";

    private static string Quote(string text) => "\"" + Escape(text) + "\"";

    /// <summary>A backslash would begin an escape (<c>\N</c> is the node's name), so it is doubled.</summary>
    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");
}
