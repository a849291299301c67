using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using MageAI.Reports.Diagrams.Layout;
using MageAI.Terms;

namespace MageAI.Reports.Diagrams;

/// <summary>
/// Draws a graph as an SVG: a document by itself and a part of an HTML page alike, without script, ids, fonts or anything else from
/// elsewhere. It is pure ASCII, so that it survives whatever encoding a file is written in.
/// </summary>
internal sealed class SvgRenderer
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const double Margin = 24;

    /// <summary>Names are bold, and some fonts' bold letters are wide.</summary>
    private const double NameSize = 13 * 1.13;
    private const double TextSize = 11;
    private const double TitleSize = 16 * 1.13;
    private const double WidestName = 220;
    private const double Arrow = 7;
    private const double LegendHeight = 22;
    private const double LeastWidth = 420;

    private readonly DiagramGraph _graph;
    private readonly bool _isDown;
    private readonly double _boxWidth;
    private readonly double _boxHeight;
    private readonly Arrangement _arrangement;
    private readonly double _width;
    private readonly List<(double X, double Y, StatusLook Look, string Text)> _legend = [];
    private readonly double _top;
    private readonly XmlWriter _xml;

    private SvgRenderer(DiagramGraph graph, DiagramDirection direction, XmlWriter xml)
    {
        _graph = graph;
        _xml = xml;
        _isDown = direction == DiagramDirection.TopDown;

        // With a run there is a bar before the words, and a line for the longest of Mage's states beside a duration.
        double widest = graph.Nodes.Select(node => DiagramText.Ems(node.Label) * NameSize).DefaultIfEmpty().Max();
        _boxWidth = Math.Ceiling(Math.Max(graph.Run is null ? 120 : 176, Math.Min(widest, WidestName) + TextIndent + 12));
        _boxHeight = graph.Run is null ? 46 : 62;
        _arrangement = LayeredLayout.Of(graph.Nodes.Count, graph.Edges, _isDown
            ? new LayoutMeasures(_boxHeight, _boxWidth, 44, 24, 16)
            : new LayoutMeasures(_boxWidth, _boxHeight, 56, 20, 16));
        _width = Math.Max(LeastWidth, Math.Ceiling(_isDown ? _arrangement.Breadth : _arrangement.Length) + (2 * Margin));
        _top = Margin + (graph.Run is null ? 34 : 56 + LayLegend());
    }

    private double TextIndent => _graph.Run is null ? 12 : 18;

    public static string Render(DiagramGraph graph, DiagramDirection direction)
    {
        using MemoryStream bytes = new();
        XmlWriterSettings settings = new() { Encoding = Encoding.ASCII, OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (XmlWriter xml = XmlWriter.Create(bytes, settings))
        {
            new SvgRenderer(graph, direction, xml).Draw();
        }

        return Encoding.ASCII.GetString(bytes.ToArray());
    }

    private void Draw()
    {
        double height = _top + Math.Max(_boxHeight, Math.Ceiling(_isDown ? _arrangement.Length : _arrangement.Breadth)) + Margin;
        Open("svg", ("class", "mage-diagram"), ("width", Text(_width)), ("height", Text(height)), ("viewBox", $"0 0 {Text(_width)} {Text(height)}"), ("role", "img"));
        _xml.WriteElementString("title", Namespace, _graph.Title);
        _xml.WriteElementString("desc", Namespace, Description());
        _xml.WriteElementString("style", Namespace, SvgStyle.Sheet);
        Empty("rect", ("class", "mage-page"), ("width", Text(_width)), ("height", Text(height)), ("rx", "8"));
        DrawHead();
        for (int i = 0; i < _arrangement.Routes.Count; i++)
        {
            DrawEdge(_arrangement.Routes[i]);
        }

        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            DrawNode(_graph.Nodes[i], Point(_arrangement.Corners[i]));
        }

        _xml.WriteEndElement();
    }

    private void DrawHead()
    {
        Label("mage-title", Margin, Margin + 14, DiagramText.CutMiddle(_graph.Name, (_width - (2 * Margin)) / TitleSize));
        if (_graph.Nodes.Count == 0)
        {
            Label(null, Margin, _top + 14, "No blocks.");
        }

        if (_graph.Run is not DiagramRun run)
        {
            return;
        }

        string?[] facts =
        [
            $"Run {run.Number}", run.Status, run.StartedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), Wording.Duration(run.Duration),
        ];
        Label(null, Margin, Margin + 34, string.Join(" \u00B7 ", facts.Where(fact => !string.IsNullOrEmpty(fact))));
        foreach ((double x, double y, StatusLook look, string text) in _legend)
        {
            Open("g", ("class", SvgStyle.ClassOf(look)));
            Empty("rect", ("class", "mage-box"), ("x", Text(x)), ("y", Text(y)), ("width", "12"), ("height", "12"), ("rx", "3"));
            Label("mage-state", x + 18, y + 10, text);
            _xml.WriteEndElement();
        }
    }

    private void DrawNode(DiagramNode node, (double X, double Y) corner)
    {
        StatusLook look = StatusLook.Of(node.Status);
        string?[] classes = ["mage-node", _graph.Run is null ? null : SvgStyle.ClassOf(look), node.IsRemoved ? "mage-removed" : null];
        Open("g", ("class", string.Join(" ", classes.Where(name => name is not null))));
        _xml.WriteElementString("title", Namespace, string.Join("\n", Facts(node)));
        Empty("rect", ("class", "mage-box"), ("x", Text(corner.X)), ("y", Text(corner.Y)), ("width", Text(_boxWidth)), ("height", Text(_boxHeight)), ("rx", "6"));
        double left = corner.X + TextIndent;
        double room = _boxWidth - TextIndent - 10;
        Label("mage-name", left, corner.Y + 20, DiagramText.CutMiddle(node.Label, room / NameSize));
        Label(null, left, corner.Y + 36, DiagramText.CutMiddle(node.Kind, room / TextSize));
        if (_graph.Run is not null)
        {
            Empty("rect", ("class", "mage-bar"), ("x", Text(corner.X + 6)), ("y", Text(corner.Y + 7)), ("width", "4"), ("height", Text(_boxHeight - 14)), ("rx", "2"));
            string duration = Wording.Duration(node.Duration) ?? string.Empty;
            double state = room - (DiagramText.Ems(duration) * TextSize) - (duration.Length > 0 ? 6 : 0);
            Label("mage-state", left, corner.Y + 52, DiagramText.CutMiddle(StatusLook.Words(node.Status), state / TextSize));
            Label("mage-end", corner.X + _boxWidth - 10, corner.Y + 52, duration);
        }

        _xml.WriteEndElement();
    }

    private void DrawEdge(Route route)
    {
        Spot[] spots = [.. route.Spots];
        int tip = route.IsBackward ? 0 : spots.Length - 1;
        double back = route.IsBackward ? Arrow : -Arrow;
        Spot point = spots[tip];
        spots[tip] = point with { Along = point.Along + back };

        StringBuilder line = new("M" + Pair(spots[0]));
        for (int i = 1; i < spots.Length; i++)
        {
            // Between layers a curve that leaves and arrives in the direction of flow; past a layer straight on.
            double half = (spots[i - 1].Along + spots[i].Along) / 2;
            line.Append(i % 2 == 1
                ? $" C{Pair(spots[i - 1] with { Along = half })} {Pair(spots[i] with { Along = half })} {Pair(spots[i])}"
                : $" L{Pair(spots[i])}");
        }

        Empty("path", ("class", route.IsBackward ? "mage-edge mage-backward" : "mage-edge"), ("d", line.ToString()));
        Spot wing = new(point.Along + back, point.Across);
        Empty("path", ("class", "mage-arrow"), ("d", $"M{Pair(point)} L{Pair(wing with { Across = wing.Across - 4 })} L{Pair(wing with { Across = wing.Across + 4 })} Z"));
    }

    private static IEnumerable<string> Facts(DiagramNode node)
    {
        yield return node.Label;
        if (node.Uuid != node.Label)
        {
            yield return node.Uuid;
        }

        if (node.Kind.Length > 0)
        {
            yield return node.Kind;
        }

        if (node.Status is not null)
        {
            yield return $"{StatusLook.Words(node.Status)} {Wording.Duration(node.Duration)}".TrimEnd();
        }

        if (node.Error is not null)
        {
            yield return node.Error;
        }
    }

    /// <summary>What somebody is told who cannot see the picture.</summary>
    private string Description()
    {
        string blocks = _graph.Nodes.Count == 1 ? "1 block" : $"{_graph.Nodes.Count.ToString(CultureInfo.InvariantCulture)} blocks";
        return _graph.Run is null ? blocks : $"{blocks}: {string.Join(", ", Counts().Select(count => $"{count.Number} {count.Status}"))}";
    }

    private IEnumerable<(StatusLook Look, string Status, string Number)> Counts() => _graph.Nodes
        .GroupBy(node => node.Status ?? StatusLook.NotBegun, StringComparer.Ordinal)
        .Select(same => (Look: StatusLook.Of(same.First().Status), same.Key, same.Count().ToString(CultureInfo.InvariantCulture)))
        .OrderBy(count => StatusLook.All.TakeWhile(look => look != count.Look).Count()).ThenBy(count => count.Key, StringComparer.Ordinal);

    /// <summary>Places the legend, in as many rows as it takes.</summary>
    /// <returns>Its height.</returns>
    private double LayLegend()
    {
        double x = Margin;
        double y = Margin + 46;
        foreach ((StatusLook look, string status, string number) in Counts())
        {
            string text = DiagramText.CutMiddle($"{look.Sign} {number} {status}", (LeastWidth - (2 * Margin) - 18) / TextSize);
            double width = 18 + (DiagramText.Ems(text) * TextSize) + 14;
            if (x > Margin && x + width > _width - Margin)
            {
                x = Margin;
                y += LegendHeight;
            }

            _legend.Add((Math.Round(x), y, look, text));
            x += width;
        }

        return y - (Margin + 46) + LegendHeight;
    }

    private void Open(string name, params (string Name, string Value)[] attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        foreach ((string attribute, string value) in attributes)
        {
            _xml.WriteAttributeString(attribute, value);
        }
    }

    private void Empty(string name, params (string Name, string Value)[] attributes)
    {
        Open(name, attributes);
        _xml.WriteEndElement();
    }

    private void Label(string? style, double x, double y, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        Open("text", ("x", Text(x)), ("y", Text(y)));
        if (style is not null)
        {
            _xml.WriteAttributeString("class", style);
        }

        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    private (double X, double Y) Point(Spot spot) => _isDown ? (Margin + spot.Across, _top + spot.Along) : (Margin + spot.Along, _top + spot.Across);

    private string Pair(Spot spot)
    {
        (double x, double y) = Point(spot);
        return $"{Text(x)} {Text(y)}";
    }

    private static string Text(double number) => Math.Round(number, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
