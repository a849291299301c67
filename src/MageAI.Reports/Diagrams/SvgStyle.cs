using System.Linq;

namespace MageAI.Reports.Diagrams;

/// <summary>
/// The style sheet of an SVG. It is the same in each, and its names are found nowhere else: several in one HTML page do not disturb
/// each other or the page. Paper is always light.
/// </summary>
internal static class SvgStyle
{
    public static string Sheet { get; } = string.Join("\n",
    [
        "",
        ".mage-diagram text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; font-size: 11px; fill: #57606a }",
        ".mage-diagram .mage-title { font-size: 16px; font-weight: 600; fill: #1f2328 }",
        ".mage-diagram .mage-name { font-size: 13px; font-weight: 600; fill: #1f2328 }",
        ".mage-diagram .mage-end { text-anchor: end }",
        ".mage-diagram .mage-page { fill: #ffffff; stroke: none }",
        ".mage-diagram .mage-box { fill: #ffffff; stroke: #8c959f; stroke-width: 1 }",
        ".mage-diagram .mage-removed .mage-box { stroke-dasharray: 5 3 }",
        ".mage-diagram .mage-bar { stroke: none }",
        ".mage-diagram .mage-edge { fill: none; stroke: #7d8792; stroke-width: 1.3 }",
        ".mage-diagram .mage-backward { stroke-dasharray: 5 3 }",
        ".mage-diagram .mage-arrow { fill: #7d8792; stroke: none }",
        .. StatusLook.All.SelectMany(look => Rules(look, look.Light)),
        "@media screen and (prefers-color-scheme: dark) {",
        ".mage-diagram text { fill: #9aa4af }",
        ".mage-diagram .mage-title, .mage-diagram .mage-name { fill: #f0f3f6 }",
        ".mage-diagram .mage-page { fill: #0d1117 }",
        ".mage-diagram .mage-box { fill: #161b22; stroke: #656d76 }",
        ".mage-diagram .mage-edge { stroke: #848d97 }",
        ".mage-diagram .mage-arrow { fill: #848d97 }",
        .. StatusLook.All.SelectMany(look => Rules(look, look.Dark)),
        "}",
        "",
    ]);

    public static string ClassOf(StatusLook look) => "mage-s-" + look.Status.Replace('_', '-');

    private static string[] Rules(StatusLook look, Paint paint) =>
    [
        $".mage-diagram .{ClassOf(look)} .mage-box {{ fill: {paint.Fill}; stroke: {paint.Ink} }}",
        $".mage-diagram .{ClassOf(look)} .mage-bar, .mage-diagram .{ClassOf(look)} .mage-state {{ fill: {paint.Ink} }}",
    ];
}
