using System.Management.Automation;
using MageAI.Errors;

namespace MageAI.Commands;

/// <summary>
/// Where a path of PowerShell leads in the file system. What leads into another provider has a form that looks like a path too, and .NET would take it
/// for one within the folder of the process, where another file of that name may be.
/// </summary>
internal static class LocalPath
{
    /// <summary>The full path.</summary>
    /// <param name="paths">The paths of the session.</param>
    /// <param name="path">What was said.</param>
    /// <param name="id">The id of the error where it leads elsewhere.</param>
    /// <param name="undone">What is not done then, such as "nothing was written".</param>
    /// <exception cref="MageException">It leads into no folder.</exception>
    public static string Of(PathIntrinsics paths, string path, MageErrorId id, string undone)
    {
        try
        {
            string full = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return IsFileSystem(provider) ? full : throw FileErrors.NotInFileSystem(path, id, undone, Elsewhere(paths, path), null);
        }
        catch (SessionStateException e) when (e is DriveNotFoundException or ProviderNotFoundException)
        {
            throw FileErrors.NotInFileSystem(path, id, undone, null, e);
        }
    }

    /// <summary>The location, where it is the reason: one that is no folder, and a path that names no drive itself.</summary>
    private static string? Elsewhere(PathIntrinsics paths, string path) =>
        IsFileSystem(paths.CurrentLocation.Provider) || paths.IsPSAbsolute(path, out _) || path.Contains("::") ? null : paths.CurrentLocation.Path;

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";
}
