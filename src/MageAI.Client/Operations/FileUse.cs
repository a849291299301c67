using System;

namespace MageAI.Operations;

/// <summary>The use of a file by a block in a pipeline or a template.</summary>
/// <param name="Place">Where, as in "pipeline etl".</param>
/// <param name="Block">The block's uuid.</param>
/// <param name="Type">Its type.</param>
/// <param name="Path">The file, as Mage makes or keeps its path.</param>
internal sealed record FileUse(string Place, string Block, string? Type, string Path)
{
    private const string OfPipeline = "pipeline ";

    /// <summary>The text of a pipeline's file that is no YAML; null for the others. What it names it may use.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The pipeline that uses it; null for a template.</summary>
    public string? Pipeline => Place.StartsWith(OfPipeline, StringComparison.Ordinal) ? Place.Substring(OfPipeline.Length) : null;

    /// <summary>Whether the file of this path within the project is used.</summary>
    public bool Is(string path) => Unreadable is string text
        ? text.IndexOf(System.IO.Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal) >= 0
        : Path == path || Path.EndsWith("/" + path, StringComparison.Ordinal) || path.EndsWith("/" + Path, StringComparison.Ordinal);

    /// <summary>Who uses it, in words.</summary>
    /// <returns>The words.</returns>
    public override string ToString() => Unreadable is null ? $"{Place} (block {Block})" : $"{Place}, maybe: its file cannot be read";
}
