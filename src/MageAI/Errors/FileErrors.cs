using System;
using MageAI.Terms;

namespace MageAI.Errors;

/// <summary>What can be wrong with a file that is to be written, in words.</summary>
internal static class FileErrors
{
    /// <param name="path">The path, as it was said.</param>
    /// <param name="id">The error id.</param>
    /// <param name="undone">What was not done, such as "nothing was written".</param>
    /// <param name="location">Where relative paths are meant from, should that be no folder either.</param>
    /// <param name="cause">What was thrown.</param>
    public static MageException NotInFileSystem(string path, MageErrorId id, string undone, string? location, Exception? cause) => new(id, $"'{path}' is no place in the file system; {undone}.", cause)
    {
        Target = path,
        RecommendedAction = location is null ? "Pass the path of a file or a folder on this computer."
            : $"Go to a folder first, as with Set-Location ~: the location is '{location}', and paths are meant from there.",
    };

    public static MageException IsFolder(string path) => new(MageErrorId.FileNotWritten, $"'{path}' is a folder; nothing was written.")
    {
        Target = path,
        RecommendedAction = "Pass the path of a file in it.",
    };

    public static MageException NoFolder(string path, string folder) => new(MageErrorId.FileNotFound, $"The folder '{folder}' does not exist; nothing was written.")
    {
        Target = path,
        RecommendedAction = "Make the folder first, or pass another path.",
    };

    public static MageException Exists(string path) => new(MageErrorId.FileExists, $"The file '{path}' exists already; nothing was written.")
    {
        Target = path,
        RecommendedAction = "Leave -NoClobber out to replace it, or pass another path.",
    };

    public static MageException CutShort(string path, string draft, Exception cause) => new(
        MageErrorId.FileNotWritten, $"The file '{path}' was cut short while it was overwritten: {Wording.Sentence(cause.Message)} The whole new content is in '{draft}'.", cause)
    {
        Target = path,
        RecommendedAction = $"Make room on the disk, then move '{draft}' to its place.",
    };

    public static MageException NotWritten(string path, Exception cause) => new(MageErrorId.FileNotWritten, $"The file '{path}' cannot be written: {cause.Message}", cause)
    {
        Target = path,
        RecommendedAction = "Check the path, its permissions and the space on the disk.",
    };
}
