using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Reports.Diagrams.Layout;

/// <summary>
/// Orders the vertices within each layer so that few edges cross: sweeps back and forth with barycentres, swaps neighbours where that
/// helps, and keeps the best order seen.
/// </summary>
internal sealed class CrossingReduction
{
    private const int MostSweeps = 24;
    private const int Patience = 6;

    /// <summary>Above this, looking at every pair of neighbours costs more time than it is worth.</summary>
    private const int MostForSwaps = 4000;

    private readonly LayeredGraph _graph;
    private readonly int[] _places;
    private readonly int[][] _order;

    private CrossingReduction(LayeredGraph graph)
    {
        _graph = graph;
        _order = [.. graph.Order.Select(layer => (int[])layer.Clone())];
        _places = new int[graph.VertexCount];
        Array.ForEach(_order, Number);
    }

    /// <summary>Changes the order of a graph.</summary>
    /// <returns>How many crossings remain.</returns>
    public static long Apply(LayeredGraph graph) => new CrossingReduction(graph).Run();

    /// <summary>How many pairs of segments cross.</summary>
    public static long Count(LayeredGraph graph) => new CrossingReduction(graph).Crossings();

    private long Run()
    {
        long fewest = Crossings();
        int stale = 0;
        for (int sweep = 0; sweep < MostSweeps && fewest > 0 && stale < Patience; sweep++)
        {
            Sweep(down: sweep % 2 == 0, lastFirst: sweep / 2 % 2 == 1);
            if (_graph.VertexCount <= MostForSwaps)
            {
                SwapNeighbours();
            }

            long now = Crossings();
            stale++;
            if (now < fewest)
            {
                fewest = now;
                stale = 0;
                _graph.Order = [.. _order.Select(layer => (int[])layer.Clone())];
            }
        }

        return fewest;
    }

    private void Sweep(bool down, bool lastFirst)
    {
        for (int i = 1; i < _order.Length; i++)
        {
            int layer = down ? i : _order.Length - 1 - i;
            Dictionary<int, double> centres = _order[layer].ToDictionary(vertex => vertex, vertex => Centre(vertex, down));

            // Equal ones keep their order in one sweep and turn it in the next, or a wrong order would stay for ever.
            int[] sorted = [.. _order[layer].OrderBy(vertex => centres[vertex]).ThenBy(vertex => lastFirst ? -_places[vertex] : _places[vertex])];
            sorted.CopyTo(_order[layer], 0);
            Number(sorted);
        }
    }

    private double Centre(int vertex, bool down)
    {
        IReadOnlyList<int> neighbours = down ? _graph.Above(vertex) : _graph.Below(vertex);
        return neighbours.Count == 0 ? _places[vertex] : neighbours.Average(neighbour => _places[neighbour]);
    }

    private void SwapNeighbours()
    {
        bool swapped = true;
        for (int round = 0; swapped && round < 4; round++)
        {
            swapped = false;
            foreach (int[] layer in _order)
            {
                for (int i = 1; i < layer.Length; i++)
                {
                    int left = layer[i - 1];
                    int right = layer[i];
                    int asTheyAre = Between(_graph.Above(left), _graph.Above(right)) + Between(_graph.Below(left), _graph.Below(right));
                    int swappedRound = Between(_graph.Above(right), _graph.Above(left)) + Between(_graph.Below(right), _graph.Below(left));
                    if (swappedRound < asTheyAre)
                    {
                        (layer[i - 1], layer[i]) = (right, left);
                        (_places[left], _places[right]) = (i, i - 1);
                        swapped = true;
                    }
                }
            }
        }
    }

    /// <summary>How often the segments of a vertex cross those of the vertex after it.</summary>
    private int Between(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        int crossings = 0;
        foreach (int one in left)
        {
            foreach (int other in right)
            {
                crossings += _places[one] > _places[other] ? 1 : 0;
            }
        }

        return crossings;
    }

    private long Crossings()
    {
        long crossings = 0;
        for (int layer = 1; layer < _order.Length; layer++)
        {
            // A Fenwick tree over the places of the later layer counts, segment by segment, those seen that end further on.
            int[] tree = new int[_order[layer].Length + 1];
            int seen = 0;
            foreach (int vertex in _order[layer - 1])
            {
                foreach (int below in _graph.Below(vertex))
                {
                    int before = 0;
                    for (int i = _places[below] + 1; i > 0; i -= i & -i)
                    {
                        before += tree[i];
                    }

                    crossings += seen - before;
                }

                foreach (int below in _graph.Below(vertex))
                {
                    seen++;
                    for (int i = _places[below] + 1; i < tree.Length; i += i & -i)
                    {
                        tree[i]++;
                    }
                }
            }
        }

        return crossings;
    }

    private void Number(int[] layer)
    {
        for (int i = 0; i < layer.Length; i++)
        {
            _places[layer[i]] = i;
        }
    }
}
