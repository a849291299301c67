using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using CsCheck;
using MageAI.Reports.Diagrams;
using Xunit;

namespace MageAI.Tests.Diagrams;

public sealed class SvgTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(DiagramDirection.LeftRight)]
    [InlineData(DiagramDirection.TopDown)]
    public void Every_block_has_a_box_with_its_name_and_type_and_every_edge_a_line_with_an_arrow(DiagramDirection direction)
    {
        XElement svg = Draw(DiagramGraph.Of("daily_sales", Drawn.Small), direction);

        Assert.Equal(["load", "rates", "join", "store"], Texts(svg, "mage-name"));
        Assert.Equal(["data_loader", "data_loader", "transformer", "data_exporter"], Nodes(svg).Select(node => node.Elements(s_svg + "text").Last().Value));
        Assert.Equal(3, ByClass(svg, "mage-edge").Count());
        Assert.Equal(3, ByClass(svg, "mage-arrow").Count());
        (double X, double Y)[] corners = [.. Nodes(svg).Select(node => (Number(node.Element(s_svg + "rect")!, "x"), Number(node.Element(s_svg + "rect")!, "y")))];
        Assert.True(direction == DiagramDirection.LeftRight ? corners[0].X < corners[2].X && corners[2].X < corners[3].X : corners[0].Y < corners[2].Y && corners[2].Y < corners[3].Y);
        Assert.All(Nodes(svg), node => Assert.True(Number(node.Element(s_svg + "rect")!, "x") + Number(node.Element(s_svg + "rect")!, "width") <= Number(svg, "width")));
        Assert.All(Nodes(svg), node => Assert.True(Number(node.Element(s_svg + "rect")!, "y") + Number(node.Element(s_svg + "rect")!, "height") <= Number(svg, "height")));
    }

    [Fact]
    public void A_run_shows_as_words_durations_colours_and_a_legend()
    {
        XElement svg = Draw(Drawn.SmallRun);

        Assert.Equal("daily_sales run 7 (failed)", svg.Element(s_svg + "title")!.Value);
        Assert.Equal("4 blocks: 1 failed, 1 cancelled, 2 completed", svg.Element(s_svg + "desc")!.Value);
        Assert.Contains(svg.Elements(s_svg + "text"), text => text.Value == "Run 7 · failed · 2026-11-24 03:11 UTC · 1m 24s");
        Assert.Equal(["✗ 1 failed", "■ 1 cancelled", "✓ 2 completed", "✓ completed", "✓ completed", "✗ failed", "■ cancelled"], Texts(svg, "mage-state"));
        Assert.Equal(["1m 12s", "3.0s", "1.0s"], Texts(svg, "mage-end"));
        Assert.Equal(["mage-node mage-s-completed", "mage-node mage-s-completed", "mage-node mage-s-failed", "mage-node mage-s-cancelled"], Nodes(svg).Select(node => (string)node.Attribute("class")!));
        Assert.Equal("join\ntransformer\n✗ failed 1.0s\nKeyError: 'id'", Nodes(svg)[2].Element(s_svg + "title")!.Value);
    }

    [Fact]
    public void A_long_name_is_shortened_in_its_box_and_whole_in_its_tooltip()
    {
        string name = "convert_currency_of_all_orders_to_the_reporting_currency";
        XElement node = Assert.Single(Nodes(Draw(DiagramGraph.Of("p", [Drawn.Block(name, "transformer")]))));

        string shown = node.Elements(s_svg + "text").First().Value;
        Assert.Matches("^convert_\\w+…\\w+_currency$", shown);
        Assert.Equal(name, node.Element(s_svg + "title")!.Value.Split('\n')[0]);
    }

    [Fact]
    public void Whatever_a_server_sends_stays_text()
    {
        string text = Diagram.Render(
            DiagramGraph.Of(
                Drawn.Run("<script>alert(1)</script>", "</style><b>", [.. Drawn.Hostile.Select(block => (block.Uuid, "<i>&\"'</i>", (int?)1, (string?)"</title><img src=x onerror=alert(1)>\u0000"))]),
                Drawn.Hostile),
            DiagramFormat.Svg);

        XElement svg = XElement.Parse(text);
        string[] known = ["svg", "title", "desc", "style", "rect", "g", "text", "path"];
        Assert.All(svg.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, known));
        string[] attributes = ["class", "width", "height", "viewBox", "role", "rx", "x", "y", "d", "xmlns"];
        Assert.All(svg.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, attributes));
        Assert.Contains("<script>alert(1)</script> run 7", svg.Element(s_svg + "title")!.Value, StringComparison.Ordinal);
        Assert.Contains("a\"b&<c>", Texts(svg, "mage-name"));
        Assert.Equal(1, text.Split("<style").Length - 1);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Any_name_gives_a_document_that_can_be_read() => Gen.String.Array[1, 4].Sample(names =>
    {
        string text = Diagram.Render(DiagramGraph.Of(names[0], names.Select(name => Drawn.Block(name, name, names))), DiagramFormat.Svg);
        return XElement.Parse(text).Name.LocalName == "svg";
    });

    [Fact]
    public void It_needs_nothing_from_elsewhere_and_disturbs_no_other_in_the_same_page()
    {
        string text = Diagram.Render(Drawn.SmallRun, DiagramFormat.Svg);

        Assert.All(text, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        Assert.Equal(1, text.Split("http").Length - 1);
        Assert.All(["href", "url(", "@import", "@font-face", " id=", "<?xml", "onload"], word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));

        // Rules of a style sheet in an HTML page hold for the whole page.
        string style = XElement.Parse(text).Element(s_svg + "style")!.Value;
        IEnumerable<string> selectors = style.Split('\n').Where(line => line.Contains('{', StringComparison.Ordinal) && line[0] != '@').SelectMany(line => line.Split('{')[0].Split(','));
        Assert.All(selectors, selector => Assert.StartsWith(".mage-diagram ", selector.Trim(), StringComparison.Ordinal));
        Assert.Contains("@media screen and (prefers-color-scheme: dark) {", style, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_without_blocks_is_a_picture_too() => Assert.Contains(Draw(DiagramGraph.Of("p", [])).Elements(s_svg + "text"), text => text.Value == "No blocks.");

    [Fact]
    public void A_run_that_has_no_block_runs_yet_shows_its_blocks_as_not_begun()
    {
        XElement svg = Draw(DiagramGraph.Of(Drawn.Run("p", "initial"), [Drawn.Block("a", "custom")]));

        Assert.Equal(["· 1 not begun", "· not begun"], Texts(svg, "mage-state"));
    }

    [Fact]
    public void What_left_the_pipeline_is_dashed_and_says_so()
    {
        XElement node = Assert.Single(Nodes(Draw(DiagramGraph.Of(Drawn.Run("p", "completed", ("old", "completed", 1, null)), []))));

        Assert.Equal("mage-node mage-s-completed mage-removed", (string)node.Attribute("class")!);
        Assert.Contains("left the pipeline", node.Elements(s_svg + "text").Select(text => text.Value));
    }

    [Fact]
    public void An_edge_that_closes_a_cycle_is_dashed_and_points_back()
    {
        XElement svg = Draw(DiagramGraph.Of("p", [Drawn.Block("a", "custom", "b"), Drawn.Block("b", "custom", "a")]));

        Assert.Single(ByClass(svg, "mage-backward"));
    }

    private static XElement Draw(DiagramGraph graph, DiagramDirection direction = DiagramDirection.LeftRight) => XElement.Parse(Diagram.Render(graph, DiagramFormat.Svg, direction));

    private static XElement[] Nodes(XElement svg) => [.. ByClass(svg, "mage-node")];

    private static string[] Texts(XElement svg, string name) => [.. ByClass(svg, name).Select(text => text.Value)];

    private static IEnumerable<XElement> ByClass(XElement svg, string name) =>
        svg.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(name) == true);

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
