using System;
using System.Linq;
using MageAI.Reports.Diagrams;
using Xunit;

namespace MageAI.Tests.Diagrams;

/// <summary>The forms that are text: tree, Mermaid and Graphviz.</summary>
public sealed class TextDiagramTests
{
    [Fact]
    public void A_tree_shows_each_block_once_and_refers_to_it_afterwards() => Assert.Equal(
        """
        daily_sales
        ├─ load     data_loader
        │  ↓ join   transformer
        │  ↓ store  data_exporter
        └─ rates    data_loader
           ↓ join (see above)
        """.ReplaceLineEndings("\n"),
        Tree("daily_sales", Drawn.Small));

    [Fact]
    public void A_tree_of_a_run_says_how_each_block_went_and_why() => Assert.Equal(
        """
        daily_sales run 7 (failed), 1m 24s
        ├─ load     data_loader    ✓ completed  1m 12s
        │  ↓ join   transformer    ✗ failed     1.0s
        │    KeyError: 'id'
        │  ↓ store  data_exporter  ■ cancelled
        └─ rates    data_loader    ✓ completed  3.0s
           ↓ join (see above)
        """.ReplaceLineEndings("\n"),
        Diagram.Render(Drawn.SmallRun, DiagramFormat.Tree));

    [Fact]
    public void A_tree_branches_where_several_blocks_follow_and_goes_on_below_where_one_does() => Assert.Equal(
        """
        p
        └─ a        custom
           ↓ b      custom
           ├─ c     custom
           │  ↓ d   custom
           │  ├─ e  custom
           │  └─ f  custom
           └─ g     custom
        """.ReplaceLineEndings("\n"),
        Tree("p", Drawn.Block("a", "custom"), Drawn.Block("b", "custom", "a"), Drawn.Block("c", "custom", "b"), Drawn.Block("d", "custom", "c"), Drawn.Block("e", "custom", "d"), Drawn.Block("f", "custom", "d"), Drawn.Block("g", "custom", "b")));

    [Fact]
    public void A_tree_of_a_cycle_ends() => Assert.Equal(
        """
        p
        └─ a    custom
           ↓ b  custom
           ↓ a (see above)
        """.ReplaceLineEndings("\n"),
        Tree("p", Drawn.Block("a", "custom", "b"), Drawn.Block("b", "custom", "a")));

    [Fact]
    public void A_tree_without_blocks_says_so() => Assert.Equal("p\n(no blocks)", Tree("p"));

    [Fact]
    public void A_tree_marks_what_left_the_pipeline() => Assert.Equal(
        """
        p run 7 (completed), 1m 24s
        └─ old  left the pipeline  ✓ completed  1.0s
        """.ReplaceLineEndings("\n"),
        Diagram.Render(DiagramGraph.Of(Drawn.Run("p", "completed", ("old", "completed", 1, null)), []), DiagramFormat.Tree));

    [Fact]
    public void A_tree_of_a_long_chain_does_not_wander_off_to_the_right()
    {
        MageBlock[] chain = [.. Enumerable.Range(0, 50).Select(i => Drawn.Block($"transform_the_orders_{i}", "transformer", $"transform_the_orders_{i - 1}"))];
        DiagramGraph graph = DiagramGraph.Of(Drawn.Run("p", "failed", [.. chain.Select(block => (block.Uuid, "failed", (int?)3, (string?)new string('x', 300)))]), chain);

        Assert.All(Diagram.Render(graph, DiagramFormat.Tree).Split('\n'), line => Assert.InRange(line.Length, 1, 100));
    }

    [Fact]
    public void Mermaid_gets_a_flowchart() => Assert.Equal(
        """
        ---
        title: "daily_sales"
        ---
        flowchart LR
            b0["load<br/>data_loader"]
            b1["rates<br/>data_loader"]
            b2["join<br/>transformer"]
            b3["store<br/>data_exporter"]
            b0 --> b2
            b1 --> b2
            b2 --> b3
        """.ReplaceLineEndings("\n"),
        Diagram.Render(DiagramGraph.Of("daily_sales", Drawn.Small), DiagramFormat.Mermaid));

    [Fact]
    public void Mermaid_gets_the_states_of_a_run_as_words_and_classes()
    {
        string[] lines = Diagram.Render(Drawn.SmallRun, DiagramFormat.Mermaid, DiagramDirection.TopDown).Split('\n');

        Assert.Equal("flowchart TB", lines[3]);
        Assert.Equal("    b0[\"load<br/>data_loader<br/>#10003; completed 1m 12s\"]:::s_completed", lines[4]);
        Assert.Equal("    b2[\"join<br/>transformer<br/>#10007; failed 1.0s<br/>KeyError#58; #39;id#39;\"]:::s_failed", lines[6]);
        Assert.Equal("    b3[\"store<br/>data_exporter<br/>#9632; cancelled\"]:::s_cancelled", lines[7]);
        Assert.Equal(["s_failed", "s_cancelled", "s_completed"], lines.Where(line => line.Contains("classDef", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[1]));
    }

    [Fact]
    public void No_name_is_syntax_to_Mermaid()
    {
        string[] lines = Diagram.Render(DiagramGraph.Of("%%{init: \"x\"}%%\n---", Drawn.Hostile), DiagramFormat.Mermaid).Split('\n');

        Assert.Equal("title: \"%%{init: \\u0022x\\u0022}%% ---\"", lines[1]);
        Assert.Equal("    b0[\"a#34;b#38;#60;c#62;<br/>data_loader\"]", lines[4]);
        Assert.Equal("    b1[\"end<br/>trans#60;br#62;former\"]", lines[5]);
        Assert.Equal("    b6[\"#37;#37;#123;init#58; #123;#125;#125;#37;#37; #96;1#46; #95;x#95;#96; #35;35#59; #127881;<br/>custom\"]", lines[10]);
        Assert.All(lines.Skip(4).Take(Drawn.Hostile.Length), line => Assert.Matches("^    b[0-9]+\\[\"[\\p{L}\\p{N} _.#;-]+<br/>[\\p{L}\\p{N}_#;]+\"\\]$", line));
    }

    [Fact]
    public void Graphviz_gets_a_digraph() => Assert.Equal(
        """
        digraph "daily_sales" {
            graph [rankdir=LR label="daily_sales" labelloc=t fontname="Helvetica"]
            node [shape=box style="rounded,filled" fillcolor="#ffffff" color="#8c959f" fontname="Helvetica" fontsize=11]
            edge [color="#6e7781"]
            "load" [label="load\ndata_loader"]
            "rates" [label="rates\ndata_loader"]
            "join" [label="join\ntransformer"]
            "store" [label="store\ndata_exporter"]
            "load" -> "join"
            "rates" -> "join"
            "join" -> "store"
        }
        """.ReplaceLineEndings("\n"),
        Diagram.Render(DiagramGraph.Of("daily_sales", Drawn.Small), DiagramFormat.Dot));

    [Fact]
    public void Graphviz_gets_the_states_of_a_run_as_words_and_colours_and_an_error_as_a_tooltip()
    {
        string dot = Diagram.Render(Drawn.SmallRun, DiagramFormat.Dot, DiagramDirection.TopDown);

        Assert.Contains("rankdir=TB label=\"daily_sales run 7 (failed)\"", dot, StringComparison.Ordinal);
        Assert.Contains("    \"join\" [label=\"join\\ntransformer\\n✗ failed 1.0s\" fillcolor=\"#fcdcdb\" color=\"#b3201b\" tooltip=\"KeyError: 'id'\"]\n", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_is_syntax_to_Graphviz()
    {
        string dot = Diagram.Render(DiagramGraph.Of("a\"b\\", Drawn.Hostile), DiagramFormat.Dot);

        Assert.StartsWith("digraph \"a\\\"b\\\\\" {\n", dot, StringComparison.Ordinal);
        Assert.Contains("    \"a\\\"b&<c>\" [label=\"a\\\"b&amp;<c>\\ndata_loader\"]\n", dot, StringComparison.Ordinal);
        Assert.Contains("    \"back\\\\slash\\\\N \\\\\" [label=\"back\\\\slash\\\\N \\\\\\ncustom\"]\n", dot, StringComparison.Ordinal);
    }

    private static string Tree(string pipeline, params MageBlock[] blocks) => Diagram.Render(DiagramGraph.Of(pipeline, blocks), DiagramFormat.Tree);
}
