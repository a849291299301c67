using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MageAI.Terms;

namespace MageAI.Reports.Diagrams;

/// <summary>
/// Writes a graph as lines of text. A block that is the only one after another stands below it behind an arrow, several branch off; so
/// a long chain does not wander off to the right. Each block stands in full once, and is referred to from wherever else it follows.
/// </summary>
internal sealed class TreeRenderer
{
    private const int MostColumns = 100;

    /// <summary>A name longer than this pushes the rest of its line to the right instead of that of all lines.</summary>
    private const int MostAligned = 48;

    private readonly DiagramGraph _graph;
    private readonly ILookup<int, int> _below;
    private readonly HashSet<int> _shown = [];
    private readonly List<(string Head, DiagramNode? Node, string Under)> _lines = [];

    private TreeRenderer(DiagramGraph graph)
    {
        _graph = graph;
        _below = graph.Edges.ToLookup(edge => edge.From, edge => edge.To);
    }

    /// <summary>The text; its lines are separated by a line feed, none stands at its end.</summary>
    public static string Render(DiagramGraph graph) => new TreeRenderer(graph).Write();

    private string Write()
    {
        foreach ((int root, bool isLast) in Roots())
        {
            Walk(root, isLast);
        }

        StringBuilder text = new(Heading());
        int names = Math.Min(MostAligned, _lines.Where(line => line.Node is not null).Select(line => DiagramText.Columns(line.Head)).DefaultIfEmpty().Max());
        int kinds = _lines.Select(line => (line.Node?.Kind.Length ?? 0)).DefaultIfEmpty().Max();
        int states = _lines.Select(line => State(line.Node).Length).DefaultIfEmpty().Max();
        foreach ((string head, DiagramNode? node, string under) in _lines)
        {
            string line = node is null ? head : $"{Pad(head, names)}  {Pad(node.Kind, kinds)}  {Pad(State(node), states)}  {Wording.Duration(node.Duration)}";
            text.Append('\n').Append(line.TrimEnd());
            if (node?.Error is string error)
            {
                text.Append('\n').Append(DiagramText.CutEnd(under + "  " + error, MostColumns));
            }
        }

        return text.ToString();
    }

    private string Heading()
    {
        string heading = Wording.Duration(_graph.Run?.Duration) is string duration ? $"{_graph.Title}, {duration}" : _graph.Title;
        return _graph.Nodes.Count == 0 ? heading + "\n(no blocks)" : heading;
    }

    /// <summary>The blocks that take from none; of a cycle that nothing leads into, its first.</summary>
    private IEnumerable<(int Node, bool IsLast)> Roots()
    {
        HashSet<int> reached = [.. _graph.Edges.Select(edge => edge.To)];
        List<int> roots = [.. Enumerable.Range(0, _graph.Nodes.Count).Where(node => !reached.Contains(node))];
        HashSet<int> covered = [];
        roots.ForEach(root => Cover(root, covered));
        for (int node = 0; node < _graph.Nodes.Count; node++)
        {
            if (!covered.Contains(node))
            {
                roots.Add(node);
                Cover(node, covered);
            }
        }

        return roots.Select((root, i) => (root, i == roots.Count - 1));
    }

    private void Cover(int start, HashSet<int> covered)
    {
        Stack<int> walk = new([start]);
        while (walk.Count > 0)
        {
            int node = walk.Pop();
            if (covered.Add(node))
            {
                foreach (int below in _below[node])
                {
                    walk.Push(below);
                }
            }
        }
    }

    private void Walk(int root, bool isLast)
    {
        Stack<(int Node, string Lead, string Under)> walk = new();
        walk.Push((root, isLast ? "\u2514\u2500 " : "\u251C\u2500 ", isLast ? "   " : "\u2502  "));
        while (walk.Count > 0)
        {
            (int node, string lead, string under) = walk.Pop();
            DiagramNode block = _graph.Nodes[node];
            if (!_shown.Add(node))
            {
                _lines.Add(($"{lead}{block.Uuid} (see above)", null, under));
                continue;
            }

            _lines.Add((lead + block.Uuid, block, under));
            int[] below = [.. _below[node]];
            if (below.Length == 1)
            {
                walk.Push((below[0], under + "\u2193 ", under));
                continue;
            }

            for (int i = below.Length - 1; i >= 0; i--)
            {
                bool last = i == below.Length - 1;
                walk.Push((below[i], under + (last ? "\u2514\u2500 " : "\u251C\u2500 "), under + (last ? "   " : "\u2502  ")));
            }
        }
    }

    private string State(DiagramNode? node) => node is null || _graph.Run is null ? string.Empty : StatusLook.Words(node.Status);

    private static string Pad(string text, int columns) => text + new string(' ', Math.Max(0, columns - DiagramText.Columns(text)));
}
