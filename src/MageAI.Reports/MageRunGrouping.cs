namespace MageAI;

/// <summary>What the runs of one statistic have in common.</summary>
public enum MageRunGrouping
{
    /// <summary>Nothing: all runs together.</summary>
    None,

    /// <summary>The pipeline.</summary>
    Pipeline,

    /// <summary>The schedule that made them.</summary>
    Schedule,

    /// <summary>The day, in UTC, on which they were made.</summary>
    Day,
}
