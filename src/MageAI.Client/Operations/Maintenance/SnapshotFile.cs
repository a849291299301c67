using System;
using System.IO;
using System.Security;
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
        catch (Exception e) when (IsOfFiles(e))
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

    private void Write(Snapshot snapshot, bool toDisk, bool replaces)
    {
        // One name for all drafts, so that a process that is ended leaves one at most.
        string draft = Path + ".new";
        try
        {
            using (FileStream stream = new(draft, FileMode.Create, FileAccess.Write))
            {
                byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(snapshot, SnapshotJson.Default.Snapshot);
                stream.Write(bytes, 0, bytes.Length);
                stream.Flush(toDisk);
            }

            if (replaces)
            {
                File.Replace(draft, Path, null);
            }
            else
            {
                // Fails where a file has come there meanwhile.
                File.Move(draft, Path);
            }
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            Discard(draft);
            throw Refuse(MageErrorId.FileNotWritten, $"The file '{Path}' cannot be written: {Wording.Sentence(e.Message)} No schedule was changed after that.", "Check the path, its permissions and the space on the disk.", e);
        }
    }

    private MageException NoSnapshot(Exception? cause) => Refuse(MageErrorId.FileUnreadable, $"The file '{Path}' is no snapshot of a maintenance; nothing was sent, and the file was left as it is.", "Pass another path.", cause);

    private MageException Refuse(MageErrorId id, string what, string action, Exception? cause) => new(id, what, cause)
    {
        Target = Path,
        RecommendedAction = action,
    };

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or PlatformNotSupportedException;

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies beside the file and does no harm.
        }
    }
}
