using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using MageAI.Terms;

namespace MageAI.Reports.Diagrams;

/// <summary>
/// Writes a graph as a Mermaid flowchart. Nodes are called b0, b1 and so on, so that no block's name (<c>end</c>, <c>default</c>) can be
/// a word of Mermaid's.
/// </summary>
internal static class MermaidRenderer
{
    private const string Break = "<br/>";

    /// <summary>Of what a block raised, so that its node does not grow over all others.</summary>
    private const int MostColumns = 80;

    public static string Render(DiagramGraph graph, DiagramDirection direction)
    {
        List<string> lines =
        [
            "---",
            $"title: \"{JsonEncodedText.Encode(graph.Title)}\"",
            "---",
            "flowchart " + (direction == DiagramDirection.TopDown ? "TB" : "LR"),
        ];
        lines.AddRange(graph.Nodes.Select((node, i) => $"    {Id(i)}[\"{Label(graph, node)}\"]{Class(graph, node)}"));
        lines.AddRange(graph.Edges.Select(edge => $"    {Id(edge.From)} --> {Id(edge.To)}"));
        if (graph.Run is not null)
        {
            HashSet<StatusLook> used = [.. graph.Nodes.Select(node => StatusLook.Of(node.Status))];
            lines.AddRange(StatusLook.All.Where(used.Contains).Select(look => $"    classDef {ClassName(look)} fill:{look.Light.Fill},stroke:{look.Light.Ink},color:#1f2328"));
        }

        return string.Join("\n", lines);
    }

    private static string Id(int node) => "b" + node.ToString(CultureInfo.InvariantCulture);

    private static string Label(DiagramGraph graph, DiagramNode node)
    {
        List<string> lines = [Escape(node.Label), Escape(node.Kind)];
        if (graph.Run is not null)
        {
            lines.Add(Escape($"{StatusLook.Words(node.Status)} {Wording.Duration(node.Duration)}".TrimEnd()));
            lines.Add(Escape(DiagramText.CutEnd(node.Error ?? string.Empty, MostColumns)));
        }

        return string.Join(Break, lines.Where(line => line.Length > 0));
    }

    private static string Class(DiagramGraph graph, DiagramNode node) => graph.Run is null ? string.Empty : ":::" + ClassName(StatusLook.Of(node.Status));

    private static string ClassName(StatusLook look) => "s_" + look.Status;

    /// <summary>
    /// Everything but letters, digits and spaces as Mermaid's entity codes, which it reads in any place and never as syntax, Markdown or
    /// HTML. What joins two letters may stay, so that the source can be read.
    /// </summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool joins = c is '_' or '-' or '.' && i > 0 && i < text.Length - 1 && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            if (char.IsLetterOrDigit(c) || c == ' ' || joins)
            {
                escaped.Append(c);
                continue;
            }

            int code = char.IsHighSurrogate(c) ? char.ConvertToUtf32(c, text[++i]) : c;
            escaped.Append('#').Append(code.ToString(CultureInfo.InvariantCulture)).Append(';');
        }

        return escaped.ToString();
    }
}
