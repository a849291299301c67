namespace MageAI.Reports.Diagrams;

/// <summary>What a diagram is written as, and where it goes.</summary>
internal sealed class DiagramStyle
{
    public DiagramFormat Format { get; set; }

    public DiagramDirection Direction { get; set; }
}
