namespace MageAI;

/// <summary>What is done about the times that schedules missed while they were off.</summary>
public enum MageCatchUp
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A run for the last time that each missed.</summary>
    Last,

    /// <summary>A run for each time that was missed.</summary>
    All,
}
