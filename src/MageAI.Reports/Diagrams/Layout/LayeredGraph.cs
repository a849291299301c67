using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Reports.Diagrams.Layout;

/// <summary>
/// A connected graph in layers, so that every edge goes to a later one. An edge over several layers is cut into segments by a waypoint
/// in each layer between; an edge that closes a cycle is turned round.
/// </summary>
internal sealed class LayeredGraph
{
    private readonly List<int> _layerOf;
    private readonly List<List<int>> _above;
    private readonly List<List<int>> _below;

    public LayeredGraph(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        NodeCount = nodeCount;
        bool[] turned = Turned(nodeCount, edges);
        (int From, int To)[] forward = [.. edges.Select((edge, i) => turned[i] ? (edge.To, edge.From) : edge)];
        _layerOf = [.. Layers(nodeCount, forward)];
        _above = [.. _layerOf.Select(_ => new List<int>())];
        _below = [.. _layerOf.Select(_ => new List<int>())];
        Chains = [.. forward.Select((edge, i) => Chain(edge.From, edge.To, turned[i]))];
        Order = InitialOrder();
    }

    /// <summary>Vertices below this number are nodes, the others waypoints.</summary>
    public int NodeCount { get; }

    public int VertexCount => _layerOf.Count;

    /// <summary>For each edge the vertices it passes, in the order of the layers.</summary>
    public IReadOnlyList<(bool IsTurned, int[] Vertices)> Chains { get; }

    /// <summary>The vertices of each layer in their order, which may be changed.</summary>
    public int[][] Order { get; set; }

    public bool IsWaypoint(int vertex) => vertex >= NodeCount;

    public int LayerOf(int vertex) => _layerOf[vertex];

    /// <summary>The neighbours in the layer before.</summary>
    public IReadOnlyList<int> Above(int vertex) => _above[vertex];

    /// <summary>The neighbours in the layer after.</summary>
    public IReadOnlyList<int> Below(int vertex) => _below[vertex];

    /// <summary>Finds the edges that lead back to where a walk came from.</summary>
    private static bool[] Turned(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        List<int>[] leaving = [.. Enumerable.Range(0, nodeCount).Select(_ => new List<int>())];
        bool[] entered = new bool[nodeCount];
        for (int i = 0; i < edges.Count; i++)
        {
            leaving[edges[i].From].Add(i);
            entered[edges[i].To] = true;
        }

        bool[] turned = new bool[edges.Count];
        bool[] seen = new bool[nodeCount];
        bool[] underWay = new bool[nodeCount];
        Stack<(int Node, int Next)> walk = new();

        // From the nodes without a predecessor first: a walk that begins in the middle of a cycle turns an edge nobody expects.
        foreach (int start in Enumerable.Range(0, nodeCount).OrderBy(node => entered[node]))
        {
            if (seen[start])
            {
                continue;
            }

            walk.Push((start, 0));
            seen[start] = underWay[start] = true;
            while (walk.Count > 0)
            {
                (int node, int next) = walk.Pop();
                if (next == leaving[node].Count)
                {
                    underWay[node] = false;
                    continue;
                }

                walk.Push((node, next + 1));
                int edge = leaving[node][next];
                int to = edges[edge].To;
                if (underWay[to])
                {
                    turned[edge] = true;
                }
                else if (!seen[to])
                {
                    seen[to] = underWay[to] = true;
                    walk.Push((to, 0));
                }
            }
        }

        return turned;
    }

    /// <summary>As early as possible each, then later where that shortens more edges than it lengthens.</summary>
    private static int[] Layers(int nodeCount, (int From, int To)[] edges)
    {
        ILookup<int, int> before = edges.ToLookup(edge => edge.To, edge => edge.From);
        ILookup<int, int> after = edges.ToLookup(edge => edge.From, edge => edge.To);
        int[] waiting = [.. Enumerable.Range(0, nodeCount).Select(node => before[node].Count())];
        int[] layers = new int[nodeCount];
        List<int> sorted = [.. Enumerable.Range(0, nodeCount).Where(node => waiting[node] == 0)];
        for (int i = 0; i < sorted.Count; i++)
        {
            foreach (int to in after[sorted[i]])
            {
                layers[to] = Math.Max(layers[to], layers[sorted[i]] + 1);
                if (--waiting[to] == 0)
                {
                    sorted.Add(to);
                }
            }
        }

        bool moved = true;
        for (int round = 0; moved && round < 8; round++)
        {
            moved = false;
            foreach (int node in Enumerable.Reverse(sorted).Where(node => after[node].Count() > before[node].Count()))
            {
                int latest = after[node].Min(to => layers[to]) - 1;
                moved |= latest > layers[node];
                layers[node] = Math.Max(latest, layers[node]);
            }
        }

        return layers;
    }

    private (bool, int[]) Chain(int from, int to, bool turned)
    {
        List<int> chain = [from];
        for (int layer = _layerOf[from] + 1; layer < _layerOf[to]; layer++)
        {
            chain.Add(_layerOf.Count);
            _layerOf.Add(layer);
            _above.Add([]);
            _below.Add([]);
        }

        chain.Add(to);
        for (int i = 1; i < chain.Count; i++)
        {
            _below[chain[i - 1]].Add(chain[i]);
            _above[chain[i]].Add(chain[i - 1]);
        }

        return (turned, [.. chain]);
    }

    /// <summary>In the order in which a walk from the sources meets them, so that what belongs together begins together.</summary>
    private int[][] InitialOrder()
    {
        List<int>[] order = [.. Enumerable.Range(0, _layerOf.Max() + 1).Select(_ => new List<int>())];
        bool[] seen = new bool[VertexCount];
        Stack<int> walk = new();
        foreach (int start in Enumerable.Range(0, VertexCount).Where(vertex => _above[vertex].Count == 0))
        {
            walk.Push(start);
            while (walk.Count > 0)
            {
                int vertex = walk.Pop();
                if (seen[vertex])
                {
                    continue;
                }

                seen[vertex] = true;
                order[_layerOf[vertex]].Add(vertex);
                foreach (int below in Enumerable.Reverse(_below[vertex]))
                {
                    walk.Push(below);
                }
            }
        }

        return [.. order.Select(layer => layer.ToArray())];
    }
}
