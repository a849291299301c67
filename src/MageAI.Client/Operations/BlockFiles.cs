using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Files;
using MageAI.Http;
using MageAI.Json;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>The files of blocks, and who uses them: what the file of each pipeline and of each template says.</summary>
internal sealed class BlockFiles(MageSession session)
{
    private const string OfPlaces = @"/metadata\.yaml$";
    private static readonly (string Folder, string Words)[] s_places = [("pipelines/", "pipeline"), ("custom_templates/pipelines/", "template")];

    /// <summary>What was read out of a text; the session keeps the text as long as it holds.</summary>
    private static readonly ConditionalWeakTable<string, FileUse[]> s_uses = new();

    /// <summary>The blocks whose files lie in the project and are in no pipeline and in no template.</summary>
    public async Task<IReadOnlyList<MageBlock>> UnusedAsync(MageCall call)
    {
        (List<ProjectFile> files, List<FileUse> uses) = await LookAsync($"{BlockPath.Pattern}|{OfPlaces}", call).ConfigureAwait(false);
        List<MageBlock> blocks = [];
        foreach (ProjectFile file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (BlockPath.Read(file.Path) is (string type, string uuid, string language) && !uses.Exists(use => use.Is(file.Path)))
            {
                blocks.Add(new MageBlock
                {
                    Uuid = uuid,
                    Name = uuid,
                    Type = type,
                    Language = language,
                    FilePath = file.Path,
                    Session = session,
                    Document = JsonValue.ToUtf8(new Dictionary<string, object?> { ["uuid"] = uuid, ["name"] = uuid, ["type"] = type, ["language"] = language }),
                });
            }
        }

        return blocks;
    }

    /// <summary>A block of which only the file is known, with its code.</summary>
    public async Task<MageBlock> WithContentAsync(MageBlock block, MageCall call)
    {
        block.Content = await session.Files.ReadAsync(block.FilePath!, call).ConfigureAwait(false);
        return block;
    }

    /// <summary>Who uses a file.</summary>
    public async Task<List<FileUse>> UsesAsync(string path, MageCall call)
    {
        (_, List<FileUse> uses) = await LookAsync(OfPlaces, call).ConfigureAwait(false);
        return uses.FindAll(use => use.Is(path));
    }

    /// <summary>
    /// The other pipelines that use a block's file. Their files say it: Mage's own count hears of no pipeline that came or was changed by Git or by hand since
    /// the server began, of no callback and no conditional, and still counts a pipeline whose block was renamed. It is asked where the files cannot tell.
    /// </summary>
    public async Task<string[]> SharersAsync(MageBlock block, MageCall call)
    {
        if (BlockPath.Of(await session.Blocks.ReadAsync(block, call).ConfigureAwait(false)) is string path)
        {
            try
            {
                (_, List<FileUse> uses) = await LookAsync(OfPlaces, call, but: $"pipeline {block.PipelineUuid}").ConfigureAwait(false);
                return [.. uses.Where(use => use.Is(path)).Select(use => use.Pipeline).OfType<string>().Distinct()];
            }
            catch (MageException closed) when (closed.ErrorId == MageErrorId.Forbidden)
            {
                // Who may not read files is told what Mage counts.
            }
        }

        return await session.Blocks.SharedWithAsync(block, call).ConfigureAwait(false);
    }

    /// <param name="pattern">The files that are listed.</param>
    /// <param name="call">The caller.</param>
    /// <param name="but">A place whose uses are not asked for.</param>
    private async Task<(List<ProjectFile> Files, List<FileUse> Uses)> LookAsync(string pattern, MageCall call, string? but = null)
    {
        // No name of a pipeline, so no turn of one.
        using IDisposable turn = await session.Writes.EnterAsync("the files of blocks", call).ConfigureAwait(false);
        List<ProjectFile> files = await session.Files.ListAsync(pattern, call).ConfigureAwait(false);
        List<FileUse> uses = [];
        foreach (ProjectFile file in files)
        {
            if (PlaceOf(file.Path) is string place && place != but && await session.Files.ReadAsync(file, call).ConfigureAwait(false) is string text)
            {
                uses.AddRange(s_uses.GetValue(text, text => [.. Read(text, place)]));
            }
        }

        return (files, uses);
    }

    private static string? PlaceOf(string path)
    {
        foreach ((string folder, string words) in s_places)
        {
            if (path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith("/metadata.yaml", StringComparison.Ordinal) && path.Length > folder.Length + "/metadata.yaml".Length - 1)
            {
                return $"{words} {path.Substring(folder.Length, path.Length - folder.Length - "/metadata.yaml".Length)}";
            }
        }

        return null;
    }

    private static IEnumerable<FileUse> Read(string text, string place)
    {
        try
        {
            return Uses(YamlText.Parse(text), place);
        }
        catch (FormatException)
        {
            return [new FileUse(place, string.Empty, null, string.Empty) { Unreadable = text }];
        }
    }

    /// <summary>Blocks are in lists of several names, those of extensions one level deeper, those of a template within its pipeline: what is one has a uuid and a type.</summary>
    private static IEnumerable<FileUse> Uses(object? node, string place)
    {
        if (node is List<object?> list)
        {
            return list.SelectMany(item => Uses(item, place));
        }

        if (node is not Dictionary<string, object?> map)
        {
            return [];
        }

        IEnumerable<FileUse> inside = map.Values.SelectMany(value => Uses(value, place));
        if (Text(map, "uuid") is not string uuid || Text(map, "type") is not string type)
        {
            return inside;
        }

        string? path = BlockPath.Configured(map.TryGetValue("configuration", out object? configuration) ? configuration as Dictionary<string, object?> : null)
            ?? BlockPath.In(type, Text(map, "replicated_block") ?? uuid, Text(map, "language") ?? "python");
        return path is null ? inside : inside.Append(new FileUse(place, uuid, type, path));
    }

    private static string? Text(Dictionary<string, object?> map, string key) => map.TryGetValue(key, out object? value) ? value as string : null;
}
