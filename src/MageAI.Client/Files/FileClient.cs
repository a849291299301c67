using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Files;

/// <summary>The operations on the files of the project.</summary>
internal sealed class FileClient(MageSession session) : ResourceClient(session)
{
    private readonly ConcurrentDictionary<string, (ProjectFile File, string? Text)> _texts = new(StringComparer.Ordinal);

    /// <summary>The files whose paths match a pattern, from the disk and so as they are now.</summary>
    /// <param name="pattern">A regular expression, searched for in the whole path.</param>
    /// <param name="call">The caller.</param>
    public async Task<List<ProjectFile>> ListAsync(string pattern, MageCall call)
    {
        // Mage leaves out what is hidden, and so all of a project that lies in a hidden folder, unless another pattern is given.
        MageRequest request = Get(About(null), "files").With("flatten", "true").With("pattern", pattern).With("exclude_pattern", "a^");
        (_, object? value, _, _) = Envelope.Any(await SendAsync(request, call).ConfigureAwait(false), Session);
        return [.. (value as List<object?> ?? []).OfType<Dictionary<string, object?>>().Select(Read).OfType<ProjectFile>()];
    }

    /// <summary>Whether there is a file of exactly this path. The routes of one file take the first that ends like it.</summary>
    public async Task<bool> ExistsAsync(string path, MageCall call) =>
        (await ListAsync(PatternOf(path), call).ConfigureAwait(false)).Exists(file => file.Path == path);

    /// <summary>The pattern by which a file is listed.</summary>
    public static string PatternOf(string path) => "/" + Regex.Escape(path) + "$";

    /// <summary>The text of a file; null where there is none.</summary>
    public Task<string?> ReadAsync(string path, MageCall call) => FileTextAsync(About(path), path, call);

    /// <summary>The text of a file of the list: read once in a session, and again when the list shows that it was written.</summary>
    public async Task<string?> ReadAsync(ProjectFile file, MageCall call)
    {
        if (_texts.TryGetValue(file.Path, out (ProjectFile File, string? Text) known) && known.File == file)
        {
            return known.Text;
        }

        string? text = await ReadAsync(file.Path, call).ConfigureAwait(false);
        if (IsSettled(file))
        {
            _texts[file.Path] = (file, text);
        }

        return text;
    }

    /// <summary>Deletes a file.</summary>
    /// <returns>False where there was none.</returns>
    public async Task<bool> DeleteAsync(string path, MageCall call)
    {
        if (!await ExistsAsync(path, call).ConfigureAwait(false))
        {
            return false;
        }

        await WriteAsync(
            Delete(About(path), "files", path),
            reply =>
            {
                Envelope.Read(reply, "file", Session);
                return Removed.Yes;
            },
            new WriteIntent<Removed>(
                $"the removal of the file {path}",
                $"Look for the file {path}",
                async _ => await ExistsAsync(path, call).ConfigureAwait(false) ? new Sight<Removed>.Undone($"the file {path} is still there") : new Sight<Removed>.Done(Removed.Yes)),
            call).ConfigureAwait(false);
        return true;
    }

    private static Subject About(string? path) => new("file", path, MageErrorId.NotFound);

    /// <summary>Whether another writing would show: a file that was written just now may be written again within the same second.</summary>
    private bool IsSettled(ProjectFile file) => file.ModifiedAt is long at && DateTimeOffset.FromUnixTimeSeconds(at) < Session.Present - TimeSpan.FromSeconds(3);

    /// <summary>Mage puts the name of the project's folder before each path.</summary>
    private static ProjectFile? Read(Dictionary<string, object?> row) =>
        row.TryGetValue("path", out object? at) && at is string path && path.IndexOf('/') is > 0 and int slash
            ? new ProjectFile(path.Substring(slash + 1), Number(row, "size"), Number(row, "modified_timestamp"))
            : null;

    private static long? Number(Dictionary<string, object?> row, string key) =>
        row.TryGetValue(key, out object? value) && value is int or long or double or decimal ? (long)Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;
}
