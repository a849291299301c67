namespace MageAI.Resources;

/// <summary>What a deletion gives: that what was to go is gone.</summary>
internal enum Removed
{
    /// <summary>It is gone.</summary>
    Yes,
}
