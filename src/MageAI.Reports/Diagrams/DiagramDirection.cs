namespace MageAI;

/// <summary>Where a diagram begins and where it goes.</summary>
public enum DiagramDirection
{
    /// <summary>From left to right.</summary>
    LeftRight,

    /// <summary>From top to bottom.</summary>
    TopDown,
}
