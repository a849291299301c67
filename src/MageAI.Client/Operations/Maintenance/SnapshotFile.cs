using System;
using System.IO;
using System.Text;
using System.Text.Json;
using MageAI.Terms;

namespace MageAI.Operations.Maintenance;

/// <summary>
/// The file of a snapshot: whole at every moment, whenever the process ends. The first writing is on the disk before it counts, and takes the
/// place of no other file but the snapshot of a maintenance that is over.
/// </summary>
/// <param name="path">The full path.</param>
internal sealed class SnapshotFile(string path)
{
    /// <summary>From so many bytes on a name leaves no room for an ending in every file system.</summary>
    private const int LongName = 128;

    public string Path { get; } = path;

    /// <summary>The snapshot that is there; null where no file is.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileUnreadable"/>: it is no snapshot, or cannot be read.</exception>
    public Snapshot? Read()
    {
        byte[] bytes;
        try
        {
            if (!File.Exists(Path))
            {
                return null;
            }

            bytes = File.ReadAllBytes(Path);
        }
        catch (Exception e) when (FileDraft.IsOfFiles(e))
        {
            throw Refuse(MageErrorId.FileUnreadable, $"The file '{Path}' cannot be read: {Wording.Sentence(e.Message)} Nothing was sent.", "Check its permissions.", e);
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, SnapshotJson.Default.Snapshot) is { About: Snapshot.Kind, Server: not null, Schedules: not null } snapshot
                ? snapshot
                : throw NoSnapshot(null);
        }
        catch (JsonException e)
        {
            throw NoSnapshot(e);
        }
    }

    /// <summary>Writes a snapshot for the first time.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileNotWritten"/> when it cannot be written, or another file has come there.</exception>
    public void Create(Snapshot snapshot, bool replacesOld) => Write(snapshot, toDisk: true, replacesOld);

    /// <summary>Writes what has happened since.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileNotWritten"/> when it cannot be written.</exception>
    public void Update(Snapshot snapshot) => Write(snapshot, toDisk: false, replaces: true);

    /// <summary>One name for all drafts, so that a process that is ended leaves one at most; null where that of the file is too long for an ending.</summary>
    private string? DraftName => System.IO.Path.GetFileName(Path) is string name && Encoding.UTF8.GetByteCount(name) < LongName ? name + ".new" : null;

    private void Write(Snapshot snapshot, bool toDisk, bool replaces)
    {
        string? draft = null;
        bool isTouched = false;
        try
        {
            using (FileStream stream = FileDraft.Open(Path, DraftName))
            {
                draft = stream.Name;
                byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(snapshot, SnapshotJson.Default.Snapshot);
                stream.Write(bytes, 0, bytes.Length);
                stream.Flush(toDisk);
            }

            if (replaces)
            {
                Replace(draft, ref isTouched);
            }
            else
            {
                // Fails where a file has come there meanwhile.
                File.Move(draft, Path);
            }
        }
        catch (Exception e) when (FileDraft.IsOfFiles(e))
        {
            if (isTouched)
            {
                throw Refuse(MageErrorId.FileNotWritten, $"The file '{Path}' was cut short while it was overwritten: {Wording.Sentence(e.Message)} Its whole content is in '{draft}'.", $"Make room on the disk, then move '{draft}' to its place.", e);
            }

            FileDraft.Discard(draft);
            throw Refuse(MageErrorId.FileNotWritten, $"The file '{Path}' cannot be written: {Wording.Sentence(e.Message)} No schedule was changed after that.", "Check the path, its permissions and the space on the disk.", e);
        }
    }

    /// <summary>The draft in the place of the file; where nothing may take that, its content.</summary>
    private void Replace(string draft, ref bool isTouched)
    {
        if (System.IO.Path.GetDirectoryName(draft) == System.IO.Path.GetDirectoryName(Path))
        {
            try
            {
                File.Replace(draft, Path, null);
                return;
            }
            catch (Exception e) when (FileDraft.IsOfFiles(e))
            {
                // A file that is mounted by itself, or held open by a program that allows no more than writing.
            }
        }

        FileDraft.Refill(draft, Path, ref isTouched);
        FileDraft.Discard(draft);
    }

    private MageException NoSnapshot(Exception? cause) => Refuse(MageErrorId.FileUnreadable, $"The file '{Path}' is no snapshot of a maintenance; nothing was sent, and the file was left as it is.", "Pass another path.", cause);

    private MageException Refuse(MageErrorId id, string what, string action, Exception? cause) => new(id, what, cause)
    {
        Target = Path,
        RecommendedAction = action,
    };
}
