using System;
using System.IO;
using System.Management.Automation;
using System.Security;
using MageAI.Errors;

namespace MageAI.Commands;

/// <summary>A file that a cmdlet writes: nothing of it is touched before all of its content is there.</summary>
internal sealed class OutputFile
{
    private readonly bool _mustBeNew;

    private OutputFile(string path, bool mustBeNew)
    {
        Path = path;
        _mustBeNew = mustBeNew;
    }

    /// <summary>The full path in the file system.</summary>
    public string Path { get; }

    /// <summary>Looks at where a path of PowerShell leads.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileNotWritten"/> or <see cref="MageErrorId.FileNotFound"/> when no file can be there; <see cref="MageErrorId.FileExists"/> when one is that must stay.</exception>
    public static OutputFile At(PathIntrinsics paths, string path, bool mustBeNew)
    {
        string full;
        try
        {
            full = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                throw FileErrors.NotInFileSystem(path);
            }
        }
        catch (Exception e) when (e is RuntimeException or ArgumentException or NotSupportedException)
        {
            throw FileErrors.NotWritten(path, e);
        }

        if (Directory.Exists(full))
        {
            throw FileErrors.IsFolder(full);
        }

        if (System.IO.Path.GetDirectoryName(full) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw FileErrors.NoFolder(full, folder);
        }

        try
        {
            return mustBeNew && IsThere(full) ? throw FileErrors.Exists(full) : new OutputFile(full, mustBeNew);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw FileErrors.NotWritten(path, e);
        }
    }

    /// <summary>Writes the file: into a draft first, so that a content that cannot be made leaves it as it was.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileNotWritten"/> when it cannot be written.</exception>
    public void Write(Action<Stream> write)
    {
        string? draft = null;
        try
        {
            using (FileStream stream = Draft())
            {
                draft = stream.Name;
                write(stream);
            }

            if (!IsThere(Path))
            {
                // Fails where one has come there meanwhile.
                File.Move(draft, Path);
                return;
            }
        }
        catch (Exception e)
        {
            Discard(draft);
            if (IsOfFiles(e))
            {
                throw FileErrors.NotWritten(Path, e);
            }

            throw;
        }

        if (_mustBeNew)
        {
            Discard(draft);
            throw FileErrors.Exists(Path);
        }

        Refill(draft);
    }

    /// <summary>
    /// A new file beside the place, of a short name, since that of the place may be as long as the file system allows. Where none can be made there, as
    /// beside a single file that is mounted into a container, in the folder for such files: the file itself may be writable all the same.
    /// </summary>
    private FileStream Draft()
    {
        string name = System.IO.Path.GetRandomFileName();
        try
        {
            return Open(System.IO.Path.GetDirectoryName(Path) ?? string.Empty);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return Open(System.IO.Path.GetTempPath());
        }

        FileStream Open(string folder) => new(System.IO.Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write);
    }

    /// <summary>A new content for the file that is there, which so keeps its permissions, and stays a link where it is one.</summary>
    private void Refill(string draft)
    {
        bool isTouched = false;
        try
        {
            using (FileStream from = new(draft, FileMode.Open, FileAccess.Read))
            using (FileStream to = Emptied())
            {
                isTouched = true;
                from.CopyTo(to);
            }
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            if (isTouched)
            {
                throw FileErrors.CutShort(Path, draft, e);
            }

            Discard(draft);
            throw FileErrors.NotWritten(Path, e);
        }

        Discard(draft);
    }

    /// <summary>The file without its content; one that a link leads to and that is not there yet is made.</summary>
    private FileStream Emptied()
    {
        try
        {
            return new FileStream(Path, FileMode.Truncate, FileAccess.Write);
        }
        catch (FileNotFoundException)
        {
            return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write);
        }
    }

    /// <summary>Whether something has this name, if only a link that leads nowhere.</summary>
    private static bool IsThere(string path) => (int)new FileInfo(path).Attributes != -1;

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException;

    private static void Discard(string? draft)
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
}
