using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using CsCheck;
using MageAI.Reports.Diagrams;
using MageAI.Reports.Diagrams.Layout;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Diagrams;

[Collection(nameof(Alone))]
public sealed class LayoutTests
{
    private static readonly LayoutMeasures s_measures = new(180, 60, 56, 20, 16);

    /// <summary>Up to thirty nodes, and edges that all go from a smaller number to a larger.</summary>
    private static readonly Gen<(int Nodes, (int From, int To)[] Edges)> s_acyclic = Gen.Select(Gen.Int[1, 30], Gen.Select(Gen.Int[0, 29], Gen.Int[0, 29]).Array[0, 60]).Select((nodes, pairs) => (
        nodes,
        pairs.Select(pair => (From: pair.Item1 % nodes, To: pair.Item2 % nodes)).Where(pair => pair.From < pair.To).Distinct().ToArray()));

    private static readonly Gen<(int Nodes, (int From, int To)[] Edges)> s_any = Gen.Select(Gen.Int[1, 30], Gen.Select(Gen.Int[0, 29], Gen.Int[0, 29]).Array[0, 60]).Select((nodes, pairs) => (
        nodes,
        pairs.Select(pair => (From: pair.Item1 % nodes, To: pair.Item2 % nodes)).Where(pair => pair.From != pair.To).Distinct().ToArray()));

    [Fact]
    public void In_any_graph_without_cycles_every_edge_goes_forward() => s_acyclic.Sample(graph =>
    {
        Arrangement arrangement = LayeredLayout.Of(graph.Nodes, graph.Edges, s_measures);
        Assert.All(arrangement.Routes, route =>
        {
            Assert.False(route.IsBackward);
            Assert.True(arrangement.Corners[route.From].Along + s_measures.Along + s_measures.LayerGap <= arrangement.Corners[route.To].Along);
        });
    });

    [Fact]
    public void In_any_graph_nodes_keep_their_distance_and_lie_inside_the_picture() => s_any.Sample(graph =>
    {
        Arrangement arrangement = LayeredLayout.Of(graph.Nodes, graph.Edges, s_measures);
        Assert.Equal(graph.Nodes, arrangement.Corners.Count);
        for (int i = 0; i < graph.Nodes; i++)
        {
            Spot one = arrangement.Corners[i];
            Assert.InRange(one.Along, -0.01, arrangement.Length - s_measures.Along + 0.01);
            Assert.InRange(one.Across, -0.01, arrangement.Breadth - s_measures.Across + 0.01);
            for (int j = 0; j < i; j++)
            {
                Spot other = arrangement.Corners[j];
                Assert.True(
                    Math.Abs(one.Along - other.Along) >= s_measures.Along + s_measures.LayerGap - 0.01
                    || Math.Abs(one.Across - other.Across) >= s_measures.Across + s_measures.NodeGap - 0.01
                    || Math.Abs(one.Across - other.Across) >= s_measures.Across + (2 * s_measures.NodeGap) - 0.01);
            }
        }
    });

    [Fact]
    public void In_any_graph_edges_run_from_node_to_node_and_through_none() => s_any.Sample(graph =>
    {
        Arrangement arrangement = LayeredLayout.Of(graph.Nodes, graph.Edges, s_measures);
        Assert.Equal(graph.Edges, arrangement.Routes.Select(route => (route.From, route.To)));
        foreach (Route route in arrangement.Routes)
        {
            (int first, int last) = route.IsBackward ? (route.To, route.From) : (route.From, route.To);
            Assert.Equal(new Spot(arrangement.Corners[first].Along + s_measures.Along, arrangement.Corners[first].Across + (s_measures.Across / 2)), route.Spots[0]);
            Assert.Equal(new Spot(arrangement.Corners[last].Along, arrangement.Corners[last].Across + (s_measures.Across / 2)), route.Spots[^1]);
            foreach (Spot point in Points(route))
            {
                Assert.InRange(point.Across, -0.01, arrangement.Breadth + 0.01);
                Assert.DoesNotContain(arrangement.Corners, corner =>
                    point.Along > corner.Along + 0.01 && point.Along < corner.Along + s_measures.Along - 0.01
                    && point.Across > corner.Across - 0.01 && point.Across < corner.Across + s_measures.Across + 0.01);
            }
        }
    });

    [Fact]
    public void The_order_found_never_has_more_crossings_than_the_one_begun_with() => s_acyclic.Where(graph => graph.Edges.Length > 0).Sample(graph =>
    {
        LayeredGraph layered = new(graph.Nodes, graph.Edges);
        long before = CrossingReduction.Count(layered);
        long after = CrossingReduction.Apply(layered);
        return after <= before && after == CrossingReduction.Count(layered);
    });

    [Fact]
    public void Crossings_that_need_not_be_are_taken_out()
    {
        // Two rows joined crosswise.
        LayeredGraph graph = new(8, [(0, 7), (1, 6), (2, 5), (3, 4)]);
        Assert.Equal(0, CrossingReduction.Apply(graph));

        LayeredGraph tree = new(7, [(0, 1), (0, 2), (1, 6), (1, 3), (2, 4), (2, 5)]);
        Assert.Equal(0, CrossingReduction.Apply(tree));
    }

    [Fact]
    public void Blocks_in_a_row_stand_in_one_line()
    {
        Arrangement arrangement = LayeredLayout.Of(4, [(0, 1), (1, 2), (2, 3)], s_measures);

        Assert.Equal([0, 0, 0, 0], arrangement.Corners.Select(corner => corner.Across));
        Assert.Equal([0, 236, 472, 708], arrangement.Corners.Select(corner => corner.Along));
        Assert.Equal((888, 60), (arrangement.Length, arrangement.Breadth));
    }

    [Fact]
    public void A_long_edge_passes_beside_the_nodes_in_one_line()
    {
        Arrangement arrangement = LayeredLayout.Of(4, [(0, 1), (1, 2), (2, 3), (0, 3)], s_measures);

        Route route = arrangement.Routes[3];
        Assert.Equal(6, route.Spots.Count);
        Assert.Single(route.Spots.Skip(1).Take(4).Select(spot => spot.Across).Distinct());
    }

    [Fact]
    public void A_loader_stands_before_the_block_that_takes_from_it_and_not_far_to_the_left()
    {
        Arrangement arrangement = LayeredLayout.Of(5, [(0, 1), (1, 2), (2, 3), (4, 3)], s_measures);

        Assert.Equal(arrangement.Corners[2].Along, arrangement.Corners[4].Along);
    }

    [Fact]
    public void One_edge_of_a_cycle_goes_back()
    {
        Arrangement arrangement = LayeredLayout.Of(4, [(0, 1), (1, 2), (2, 3), (3, 1)], s_measures);

        Assert.Equal([false, false, false, true], arrangement.Routes.Select(route => route.IsBackward));
    }

    [Fact]
    public void Single_nodes_stand_in_rows_below_the_rest()
    {
        Arrangement arrangement = LayeredLayout.Of(9, [(0, 1), (1, 2)], s_measures);

        Assert.Equal([100, 100, 100, 180, 180, 180], arrangement.Corners.Skip(3).Select(corner => corner.Across));
        Assert.Equal([0, 236, 472, 0, 236, 472], arrangement.Corners.Skip(3).Select(corner => corner.Along));
    }

    [Fact]
    public void Nothing_takes_no_room() => Assert.Equal((0, 0), (LayeredLayout.Of(0, [], s_measures).Length, LayeredLayout.Of(0, [], s_measures).Breadth));

    [Theory]
    [InlineData(50, 5)]
    [InlineData(200, 8)]
    [InlineData(200, 40)]
    public void Large_pipelines_are_laid_out_in_well_under_a_second_and_always_alike(int count, int abreast)
    {
        DiagramGraph graph = DiagramGraph.Of("warehouse", Drawn.Warehouse(count, abreast));
        string first = Diagram.Render(graph, DiagramFormat.Svg);
        long quickest = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            string again = Diagram.Render(DiagramGraph.Of("warehouse", Drawn.Warehouse(count, abreast)), DiagramFormat.Svg);
            quickest = Math.Min(quickest, clock.ElapsedMilliseconds);
            Assert.Equal(first, again);
        }

        Assert.InRange(quickest, 0, 700);
    }

    [Fact]
    public void A_chain_of_thousands_overflows_no_stack()
    {
        MageBlock[] chain = [.. Enumerable.Range(0, 5000).Select(i => Drawn.Block($"b{i}", "custom", $"b{i - 1}"))];
        DiagramGraph graph = DiagramGraph.Of("long", chain);

        Assert.Equal(5001, Diagram.Render(graph, DiagramFormat.Tree).Split('\n').Length);
        Assert.StartsWith("<svg", Diagram.Render(graph, DiagramFormat.Svg), StringComparison.Ordinal);
    }

    /// <summary>Points of the line as it is drawn: curves between layers, straight past them.</summary>
    private static IEnumerable<Spot> Points(Route route)
    {
        for (int i = 1; i < route.Spots.Count; i++)
        {
            Spot from = route.Spots[i - 1];
            Spot to = route.Spots[i];
            for (int step = 1; step < 16; step++)
            {
                double t = step / 16.0;
                double middle = (from.Along + to.Along) / 2;
                yield return i % 2 == 1
                    ? new Spot(Bezier(from.Along, middle, middle, to.Along, t), Bezier(from.Across, from.Across, to.Across, to.Across, t))
                    : new Spot(from.Along + ((to.Along - from.Along) * t), from.Across + ((to.Across - from.Across) * t));
            }
        }
    }

    private static double Bezier(double a, double b, double c, double d, double t) =>
        (Math.Pow(1 - t, 3) * a) + (3 * Math.Pow(1 - t, 2) * t * b) + (3 * (1 - t) * t * t * c) + (t * t * t * d);
}
