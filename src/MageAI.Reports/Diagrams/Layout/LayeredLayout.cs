using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Reports.Diagrams.Layout;

/// <summary>
/// Lays a graph out in layers (after Sugiyama): cycles broken, layers found, crossings reduced, places given. Parts that are not
/// connected stand beside each other, single nodes in rows. Edges run through no node. Same input, same output.
/// </summary>
internal static class LayeredLayout
{
    private const double SteepGap = 0.16;
    private const double WidestGap = 120;

    public static Arrangement Of(int nodeCount, IReadOnlyList<(int From, int To)> edges, LayoutMeasures measures)
    {
        Spot[] corners = new Spot[nodeCount];
        Route[] routes = new Route[edges.Count];
        double length = 0;
        double breadth = 0;
        List<int[]> parts = Parts(nodeCount, edges);
        foreach (int[] part in parts.Where(part => part.Length > 1))
        {
            int[] inside = [.. Enumerable.Range(0, edges.Count).Where(edge => Array.BinarySearch(part, edges[edge].From) >= 0)];
            double start = breadth == 0 ? 0 : breadth + (2 * measures.NodeGap);
            (double partLength, double partBreadth) = Place(part, inside, edges, measures, start, corners, routes);
            length = Math.Max(length, partLength);
            breadth = start + partBreadth;
        }

        int[] singles = [.. parts.Where(part => part.Length == 1).Select(part => part[0])];
        if (singles.Length > 0)
        {
            double start = breadth == 0 ? 0 : breadth + (2 * measures.NodeGap);
            double pitch = measures.Along + measures.LayerGap;
            int abreast = (int)Math.Max(Math.Ceiling(Math.Sqrt(singles.Length)), Math.Floor((length + measures.LayerGap) / pitch));
            for (int i = 0; i < singles.Length; i++)
            {
                corners[singles[i]] = new Spot(i % abreast * pitch, start + (i / abreast * (measures.Across + measures.NodeGap)));
            }

            length = Math.Max(length, (Math.Min(abreast, singles.Length) * pitch) - measures.LayerGap);
            breadth = start + (((singles.Length + abreast - 1) / abreast) * (measures.Across + measures.NodeGap)) - measures.NodeGap;
        }

        return new Arrangement(corners, routes, length, breadth);
    }

    /// <summary>The nodes that hang together, each part sorted.</summary>
    private static List<int[]> Parts(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        ILookup<int, int> neighbours = edges.Concat(edges.Select(edge => (From: edge.To, To: edge.From))).ToLookup(edge => edge.From, edge => edge.To);
        bool[] seen = new bool[nodeCount];
        List<int[]> parts = [];
        for (int start = 0; start < nodeCount; start++)
        {
            if (seen[start])
            {
                continue;
            }

            seen[start] = true;
            List<int> part = [start];
            for (int i = 0; i < part.Count; i++)
            {
                foreach (int next in neighbours[part[i]].Where(next => !seen[next]))
                {
                    seen[next] = true;
                    part.Add(next);
                }
            }

            parts.Add([.. part.OrderBy(node => node)]);
        }

        return parts;
    }

    private static (double Length, double Breadth) Place(
        int[] part, int[] inside, IReadOnlyList<(int From, int To)> edges, LayoutMeasures measures, double start, Spot[] corners, Route[] routes)
    {
        LayeredGraph graph = new(part.Length, [.. inside.Select(edge => (Array.BinarySearch(part, edges[edge].From), Array.BinarySearch(part, edges[edge].To)))]);
        CrossingReduction.Apply(graph);
        double[] middles = Placement.Of(graph, measures);
        double[] layers = LayerStarts(graph, middles, measures);
        for (int node = 0; node < part.Length; node++)
        {
            corners[part[node]] = new Spot(layers[graph.LayerOf(node)], start + middles[node] - (measures.Across / 2));
        }

        for (int i = 0; i < inside.Length; i++)
        {
            (bool isTurned, int[] chain) = graph.Chains[i];
            List<Spot> spots = [];
            for (int j = 0; j < chain.Length; j++)
            {
                double layer = layers[graph.LayerOf(chain[j])];
                double across = start + middles[chain[j]];
                if (j > 0)
                {
                    spots.Add(new Spot(layer, across));
                }

                if (j < chain.Length - 1)
                {
                    spots.Add(new Spot(layer + measures.Along, across));
                }
            }

            routes[inside[i]] = new Route(edges[inside[i]].From, edges[inside[i]].To, isTurned, spots);
        }

        return (layers[layers.Length - 1] + measures.Along, Enumerable.Range(0, middles.Length).Max(vertex => middles[vertex] + (graph.IsWaypoint(vertex) ? 0 : measures.Across / 2)));
    }

    /// <summary>Where each layer begins: the further an edge goes across, the more room it gets, or it would be too steep to follow.</summary>
    private static double[] LayerStarts(LayeredGraph graph, double[] middles, LayoutMeasures measures)
    {
        double[] starts = new double[graph.Order.Length];
        for (int layer = 1; layer < starts.Length; layer++)
        {
            double furthest = graph.Order[layer].SelectMany(vertex => graph.Above(vertex).Select(above => Math.Abs(middles[vertex] - middles[above]))).DefaultIfEmpty().Max();
            starts[layer] = starts[layer - 1] + measures.Along + measures.LayerGap + Math.Min(WidestGap, Math.Round(furthest * SteepGap));
        }

        return starts;
    }
}
