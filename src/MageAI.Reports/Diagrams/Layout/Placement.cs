using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Reports.Diagrams.Layout;

/// <summary>
/// Places the vertices of ordered layers across the flow after Brandes and Köpf: each vertex in line with a neighbour in the middle of
/// its neighbours, waypoints of one edge in one line, four times from four corners; a vertex goes to the middle of the four.
/// </summary>
internal sealed class Placement
{
    private readonly LayeredGraph _graph;
    private readonly LayoutMeasures _measures;
    private readonly int[] _places;
    private readonly HashSet<(int Upper, int Lower)> _conflicts = [];

    private Placement(LayeredGraph graph, LayoutMeasures measures)
    {
        _graph = graph;
        _measures = measures;
        _places = new int[graph.VertexCount];
        foreach (int[] layer in graph.Order)
        {
            for (int i = 0; i < layer.Length; i++)
            {
                _places[layer[i]] = i;
            }
        }
    }

    /// <summary>The middle of each vertex across the flow; the outermost edge of the graph is at 0.</summary>
    public static double[] Of(LayeredGraph graph, LayoutMeasures measures) => new Placement(graph, measures).Run();

    private double[] Run()
    {
        FindConflicts();
        List<double[]> four = [];
        foreach (bool fromTop in (bool[])[true, false])
        {
            foreach (bool fromLeft in (bool[])[true, false])
            {
                four.Add(Place(fromTop, fromLeft));
            }
        }

        Align(four);
        double[] middles = new double[_graph.VertexCount];
        for (int vertex = 0; vertex < middles.Length; vertex++)
        {
            double[] sorted = [.. four.Select(one => one[vertex]).OrderBy(place => place)];
            middles[vertex] = (sorted[1] + sorted[2]) / 2;
        }

        double least = Enumerable.Range(0, middles.Length).Min(vertex => middles[vertex] - Half(vertex));
        return [.. middles.Select(middle => middle - least)];
    }

    /// <summary>Marks the segments that cross the inside of a long edge: the long edge stays straight, they do not.</summary>
    private void FindConflicts()
    {
        for (int layer = 1; layer < _graph.Order.Length; layer++)
        {
            int[] lower = _graph.Order[layer];
            int scanned = 0;
            int left = 0;
            for (int i = 0; i < lower.Length; i++)
            {
                int inner = InnerEnd(lower[i]);
                if (inner < 0 && i < lower.Length - 1)
                {
                    continue;
                }

                int right = inner < 0 ? _graph.Order[layer - 1].Length : _places[inner];
                for (; scanned <= i; scanned++)
                {
                    foreach (int above in _graph.Above(lower[scanned]))
                    {
                        bool isInner = _graph.IsWaypoint(above) && _graph.IsWaypoint(lower[scanned]);
                        if (!isInner && (_places[above] < left || _places[above] > right))
                        {
                            _conflicts.Add((above, lower[scanned]));
                        }
                    }
                }

                left = right;
            }
        }
    }

    /// <summary>The waypoint before a waypoint; −1 where there is none.</summary>
    private int InnerEnd(int vertex) =>
        _graph.IsWaypoint(vertex) && _graph.Above(vertex).Count > 0 && _graph.IsWaypoint(_graph.Above(vertex)[0]) ? _graph.Above(vertex)[0] : -1;

    private double[] Place(bool fromTop, bool fromLeft)
    {
        int[][] layers = [.. (fromTop ? _graph.Order : Enumerable.Reverse(_graph.Order)).Select(layer => fromLeft ? layer : [.. Enumerable.Reverse(layer)])];
        int[] roots = Roots(layers, fromTop, fromLeft);
        double[] places = Compact(layers, roots);
        return fromLeft ? places : [.. places.Select(place => -place)];
    }

    /// <summary>Puts each vertex in line with a middle neighbour of the layer before, as long as no two lines cross.</summary>
    private int[] Roots(int[][] layers, bool fromTop, bool fromLeft)
    {
        int[] roots = [.. Enumerable.Range(0, _graph.VertexCount)];
        bool[] taken = new bool[_graph.VertexCount];
        foreach (int[] layer in layers)
        {
            int last = -1;
            foreach (int vertex in layer)
            {
                IReadOnlyList<int> neighbours = fromTop ? _graph.Above(vertex) : _graph.Below(vertex);
                int[] sorted = [.. neighbours.OrderBy(neighbour => Turn(neighbour, fromLeft))];
                for (int middle = (sorted.Length - 1) / 2; sorted.Length > 0 && middle <= sorted.Length / 2; middle++)
                {
                    int neighbour = sorted[middle];
                    int place = Turn(neighbour, fromLeft);
                    if (roots[vertex] == vertex && !taken[neighbour] && place > last
                        && !_conflicts.Contains(fromTop ? (neighbour, vertex) : (vertex, neighbour)))
                    {
                        roots[vertex] = roots[neighbour];
                        taken[neighbour] = true;
                        last = place;
                    }
                }
            }
        }

        return roots;
    }

    private int Turn(int vertex, bool fromLeft) => fromLeft ? _places[vertex] : _graph.Order[_graph.LayerOf(vertex)].Length - 1 - _places[vertex];

    /// <summary>Moves the lines as far to one side as their distances allow, then back as far as that costs no room.</summary>
    private double[] Compact(int[][] layers, int[] roots)
    {
        int count = roots.Length;
        List<(int To, double Distance)>[] after = new List<(int, double)>[count];
        int[] waiting = new int[count];
        for (int i = 0; i < count; i++)
        {
            after[i] = [];
        }

        foreach (int[] layer in layers)
        {
            for (int i = 1; i < layer.Length; i++)
            {
                after[roots[layer[i - 1]]].Add((roots[layer[i]], Distance(layer[i - 1], layer[i])));
                waiting[roots[layer[i]]]++;
            }
        }

        double[] places = new double[count];
        List<int> sorted = [.. Enumerable.Range(0, count).Where(vertex => roots[vertex] == vertex && waiting[vertex] == 0)];
        for (int i = 0; i < sorted.Count; i++)
        {
            foreach ((int to, double distance) in after[sorted[i]])
            {
                places[to] = Math.Max(places[to], places[sorted[i]] + distance);
                if (--waiting[to] == 0)
                {
                    sorted.Add(to);
                }
            }
        }

        foreach (int root in Enumerable.Reverse(sorted).Where(root => after[root].Count > 0))
        {
            places[root] = Math.Max(places[root], after[root].Min(next => places[next.To] - next.Distance));
        }

        return [.. roots.Select(root => places[root])];
    }

    private double Distance(int left, int right) =>
        Half(left) + Half(right) + (_graph.IsWaypoint(left) || _graph.IsWaypoint(right) ? _measures.EdgeGap : _measures.NodeGap);

    private double Half(int vertex) => _graph.IsWaypoint(vertex) ? 0 : _measures.Across / 2;

    /// <summary>Lays the four over the narrowest of them: those from the left at its left end, the others at its right end.</summary>
    private void Align(List<double[]> four)
    {
        (double Least, double Most)[] extents = [.. four.Select(places => (
            Enumerable.Range(0, places.Length).Min(vertex => places[vertex] - Half(vertex)),
            Enumerable.Range(0, places.Length).Max(vertex => places[vertex] + Half(vertex))))];
        (double Least, double Most) narrowest = extents.OrderBy(extent => extent.Most - extent.Least).First();
        for (int i = 0; i < four.Count; i++)
        {
            double shift = i % 2 == 0 ? narrowest.Least - extents[i].Least : narrowest.Most - extents[i].Most;
            for (int vertex = 0; vertex < four[i].Length; vertex++)
            {
                four[i][vertex] += shift;
            }
        }
    }
}
