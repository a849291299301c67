using System;
using System.Linq;
using MageAI.Blocks;
using MageAI.Reports.Diagrams;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Tests.Client;
using MageAI.Tests.Emulation;
using Xunit;

namespace MageAI.Tests.Diagrams;

public sealed class GraphTests
{
    [Fact]
    public void Upstream_blocks_become_edges_in_the_pipelines_order()
    {
        DiagramGraph graph = DiagramGraph.Of("daily_sales", Drawn.Small);

        Assert.Equal(["load", "rates", "join", "store"], graph.Nodes.Select(node => node.Uuid));
        Assert.Equal([(0, 2), (1, 2), (2, 3)], graph.Edges);
        Assert.All(graph.Nodes, node => Assert.Null(node.Status));
        Assert.Equal("daily_sales", graph.Title);
    }

    [Fact]
    public void What_a_file_edited_by_hand_may_hold_is_tolerated()
    {
        DiagramGraph graph = DiagramGraph.Of("p", [Drawn.Block("a", "custom", "a", "nobody", "b", "b"), Drawn.Block("b", "custom", "a"), Drawn.Block("b", "sensor")]);

        Assert.Equal(["a", "b"], graph.Nodes.Select(node => node.Uuid));
        Assert.Equal([(1, 0), (0, 1)], graph.Edges);
    }

    [Fact]
    public void A_run_gives_each_block_its_state_its_duration_and_the_first_line_of_its_error()
    {
        DiagramGraph graph = Drawn.SmallRun;

        Assert.Equal("daily_sales run 7 (failed)", graph.Title);
        Assert.Equal(["completed", "completed", "failed", "cancelled"], graph.Nodes.Select(node => node.Status));
        Assert.Equal([TimeSpan.FromSeconds(72), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), null], graph.Nodes.Select(node => node.Duration));
        Assert.Equal([null, null, "KeyError: 'id'", null], graph.Nodes.Select(node => node.Error));
    }

    [Fact]
    public void The_latest_of_several_runs_of_a_block_counts()
    {
        DiagramGraph graph = DiagramGraph.Of(Drawn.Run("p", "running", ("a", "failed", 1, null), ("a", "running", 2, null)), [Drawn.Block("a", "custom")]);

        Assert.Equal("running", Assert.Single(graph.Nodes).Status);
    }

    [Fact]
    public void Children_of_a_dynamic_block_stand_each_by_itself_and_what_takes_from_the_block_takes_from_all_of_them()
    {
        MageBlock Child(string part) => new() { Uuid = "child:" + part, Name = "child", Type = "transformer", UpstreamBlocks = ["dyn"] };

        DiagramGraph graph = DiagramGraph.Of(
            Drawn.Run("p", "failed", ("dyn", "completed", 1, null), ("child:c1", "completed", 1, null), ("child:c2", "failed", 1, null), ("after", "initial", null, null)),
            [Drawn.Block("dyn", "data_loader"), Child("c1"), Child("c2"), Drawn.Block("after", "custom", "child")]);

        Assert.Equal(["dyn", "child:c1", "child:c2", "after"], graph.Nodes.Select(node => node.Label));
        Assert.Equal(["completed", "completed", "failed", "initial"], graph.Nodes.Select(node => node.Status));
        Assert.Equal([(0, 1), (0, 2), (1, 3), (2, 3)], graph.Edges);
    }

    [SkippableFact]
    public void The_graph_of_a_recorded_run_with_dynamic_blocks_is_read()
    {
        Skip.If(Recording.Folder is null, "MAGE_TRAFFIC names no folder with recorded exchanges.");
        using MageSession session = Connection.Offline();
        Page<MageBlock> page = ModelReader.Many(
            Connection.Reply(Recording.Load("experiments/blocks-list-by-dynamic-run").Json!.ToJsonString()), "blocks", BlockJson.Default.MageBlock, session);

        DiagramGraph graph = DiagramGraph.Of(Drawn.Run("fact_dyn", "failed", ("fact_dyn", "completed", 1, null), ("fact_child:c2", "failed", 1, null)), page.Items);

        Assert.Equal(["fact_dyn", "fact_child:c1", "fact_child:c2", "fact_child:c3"], graph.Nodes.Select(node => node.Label));
        Assert.Equal([(0, 1), (0, 2), (0, 3)], graph.Edges);
        Assert.Equal(["completed", null, "failed", null], graph.Nodes.Select(node => node.Status));
    }

    [Fact]
    public void A_child_of_a_child_takes_from_the_one_of_its_own_number()
    {
        DiagramGraph graph = DiagramGraph.Of("p", [Drawn.Block("a:0", "custom"), Drawn.Block("a:1", "custom"), Drawn.Block("b:0", "custom", "a"), Drawn.Block("b:1", "custom", "a")]);

        Assert.Equal([(0, 2), (1, 3)], graph.Edges);
    }

    [Fact]
    public void A_replica_is_called_as_it_is_and_not_as_what_it_repeats()
    {
        MageBlock replica = new() { Uuid = "again:load", Name = "again", Type = "data_loader" };

        Assert.Equal("again:load", Assert.Single(DiagramGraph.Of("p", [replica]).Nodes).Label);
    }

    [Fact]
    public void A_block_that_left_the_pipeline_since_is_shown_and_marked()
    {
        DiagramGraph graph = DiagramGraph.Of(Drawn.Run("p", "completed", ("old", "completed", 2, null), ("a", "completed", 1, null)), [Drawn.Block("a", "custom")]);

        Assert.Equal([("a", false, "custom"), ("old", true, null)], graph.Nodes.Select(node => (node.Uuid, node.IsRemoved, node.Type)));
        Assert.Equal("completed", graph.Nodes[1].Status);
    }

    [Fact]
    public void Children_that_Mage_leaves_out_of_a_large_run_stand_beside_their_siblings()
    {
        DiagramGraph graph = DiagramGraph.Of(
            Drawn.Run("p", "failed", ("dyn", "completed", 1, null), ("child:0", "completed", 1, null), ("child:1", "failed", 1, null)),
            [Drawn.Block("dyn", "data_loader"), Drawn.Block("child:0", "transformer", "dyn")]);

        Assert.Equal([("dyn", false), ("child:0", false), ("child:1", false)], graph.Nodes.Select(node => (node.Uuid, node.IsRemoved)));
        Assert.Equal([(0, 1), (0, 2)], graph.Edges);
        Assert.Equal("failed", graph.Nodes[2].Status);
    }

    [Fact]
    public void Nothing_in_a_name_steers_a_terminal_or_breaks_a_document() => Assert.All(
        DiagramGraph.Of("p\u001b]0;x\u0007", Drawn.Hostile).Nodes.SelectMany(node => node.Uuid + node.Label + node.Type),
        c => Assert.True(!char.IsControl(c) && c is not ('\u202e' or '\uffff')));

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("convert_currency_of_orders", 8, "convert\u2026orders")]
    [InlineData("ii", 0.1, "\u2026")]
    public void A_name_too_long_keeps_its_ends(string name, double ems, string expected) => Assert.Equal(expected, DiagramText.CutMiddle(name, ems));

    [Theory]
    [InlineData("abc", 3, 3, "abc")]
    [InlineData("abcd", 4, 3, "ab\u2026")]
    [InlineData("日本語", 6, 4, "日\u2026")]
    [InlineData("e\u0301tude", 5, 5, "e\u0301tude")]
    public void Columns_are_counted_as_a_terminal_counts_them(string text, int columns, int room, string cut)
    {
        Assert.Equal(columns, DiagramText.Columns(text));
        Assert.Equal(cut, DiagramText.CutEnd(text, room));
    }

    [Fact]
    public void Words_can_be_read_on_their_fill_in_light_and_in_dark()
    {
        string[] texts = ["#1f2328", "#57606a"];
        Assert.All(StatusLook.All, look =>
        {
            Assert.All(texts.Append(look.Light.Ink), ink => Assert.True(Contrast(ink, look.Light.Fill) >= 4.5, $"{look.Status}, light: {ink} on {look.Light.Fill}"));
            Assert.All(new[] { "#f0f3f6", "#9aa4af", look.Dark.Ink }, ink => Assert.True(Contrast(ink, look.Dark.Fill) >= 4.5, $"{look.Status}, dark: {ink} on {look.Dark.Fill}"));
        });
    }

    [Fact]
    public void Every_state_of_Mage_has_a_look_of_its_own_and_a_new_one_keeps_its_word()
    {
        Assert.Equal(BlockRunStatus.All.Length, BlockRunStatus.All.Select(StatusLook.Of).Distinct().Count());
        Assert.DoesNotContain(StatusLook.Of("paused"), BlockRunStatus.All.Select(StatusLook.Of));
        Assert.Equal("? paused", StatusLook.Words("paused"));
        Assert.Equal(StatusLook.All.Count, StatusLook.All.Select(look => look.Sign).Distinct().Count());
    }

    /// <summary>As WCAG 2 defines it.</summary>
    private static double Contrast(string one, string other)
    {
        double[] luminances = [.. new[] { one, other }.Select(Luminance).Order()];
        return (luminances[1] + 0.05) / (luminances[0] + 0.05);
    }

    private static double Luminance(string color)
    {
        double Part(int at)
        {
            double part = Convert.ToInt32(color.Substring(at, 2), 16) / 255.0;
            return part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }
}
