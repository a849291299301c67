using System;
using System.IO;
using System.Management.Automation;
using MageAI.Errors;
using MageAI.Operations;

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
            full = LocalPath.Of(paths, path, MageErrorId.FileNotWritten, "nothing was written");
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
        catch (Exception e) when (FileDraft.IsOfFiles(e))
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
            using (FileStream stream = FileDraft.Open(Path))
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
            FileDraft.Discard(draft);
            if (FileDraft.IsOfFiles(e))
            {
                throw FileErrors.NotWritten(Path, e);
            }

            throw;
        }

        if (_mustBeNew)
        {
            FileDraft.Discard(draft);
            throw FileErrors.Exists(Path);
        }

        Refill(draft);
    }

    /// <summary>A new content for the file that is there, which so keeps its permissions, and stays a link where it is one.</summary>
    private void Refill(string draft)
    {
        bool isTouched = false;
        try
        {
            FileDraft.Refill(draft, Path, ref isTouched);
        }
        catch (Exception e) when (FileDraft.IsOfFiles(e))
        {
            if (isTouched)
            {
                throw FileErrors.CutShort(Path, draft, e);
            }

            FileDraft.Discard(draft);
            throw FileErrors.NotWritten(Path, e);
        }

        FileDraft.Discard(draft);
    }

    /// <summary>Whether something has this name, if only a link that leads nowhere.</summary>
    private static bool IsThere(string path) => (int)new FileInfo(path).Attributes != -1;
}
