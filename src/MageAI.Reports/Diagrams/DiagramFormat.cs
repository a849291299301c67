namespace MageAI;

/// <summary>What a diagram is written as.</summary>
public enum DiagramFormat
{
    /// <summary>Text with lines, for a terminal, a mail or a log.</summary>
    Tree,

    /// <summary>A Mermaid flowchart, for Markdown pages and wikis.</summary>
    Mermaid,

    /// <summary>Graphviz's language.</summary>
    Dot,

    /// <summary>A picture by itself, laid out here: a file for a browser, or a part of an HTML page.</summary>
    Svg,
}
