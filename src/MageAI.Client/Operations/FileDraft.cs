using System;
using System.IO;
using System.Security;

namespace MageAI.Operations;

/// <summary>
/// The new content of a file on this computer, before it is the file's. It lies beside the file, under a short name, since that of the file may be as long
/// as the file system allows. Where none can be made there, as beside a single file that is mounted into a container, it lies in the folder for such files:
/// the file itself may be writable all the same.
/// </summary>
internal static class FileDraft
{
    /// <summary>Makes one.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="name">Its name beside the file, which takes the place of one that was left behind; null for a new name.</param>
    public static FileStream Open(string path, string? name = null)
    {
        try
        {
            return new FileStream(Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, name ?? Path.GetRandomFileName()), name is null ? FileMode.CreateNew : FileMode.Create, FileAccess.Write);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write);
        }
    }

    /// <summary>A new content for the file that is there, which so keeps its permissions, and stays a link where it is one.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="path">The file.</param>
    /// <param name="isTouched">Whether the file may have lost its old content, when it fails.</param>
    public static void Refill(string draft, string path, ref bool isTouched)
    {
        using FileStream from = new(draft, FileMode.Open, FileAccess.Read);
        using FileStream to = Opened(path);
        isTouched = true;

        // Over what is there, not emptied first: the room it takes is not given to others meanwhile.
        from.CopyTo(to);
        if (to.CanSeek)
        {
            to.SetLength(from.Length);
        }

        to.Flush(flushToDisk: true);
    }

    /// <summary>Deletes one.</summary>
    public static void Discard(string? draft)
    {
        try
        {
            if (draft is not null)
            {
                File.Delete(draft);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It does no harm where it lies; what happened to the file matters more.
        }
    }

    /// <summary>Whether a failure is one of files.</summary>
    public static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException;

    /// <summary>The file as it is; one that a link leads to and that is not there yet is made.</summary>
    private static FileStream Opened(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Write);
        }
        catch (FileNotFoundException)
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        }
    }
}
