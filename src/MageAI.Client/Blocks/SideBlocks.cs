using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using MageAI.Http;
using MageAI.Json;

namespace MageAI.Blocks;

/// <summary>The callbacks, conditionals and blocks of extensions in a pipeline's file.</summary>
internal static class SideBlocks
{
    /// <summary>Most pipelines have none, and then the file need not be read as YAML.</summary>
    private static readonly Regex s_any = new(@"^(callbacks|conditionals|extensions):\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <exception cref="MageException"><see cref="MageErrorId.InvalidResponse"/> when the file is no YAML.</exception>
    public static IEnumerable<MageBlock> In(string? file, string pipeline, MageSession session)
    {
        if (file is null || !s_any.IsMatch(file))
        {
            return [];
        }

        try
        {
            List<MageBlock> blocks = [];
            Dictionary<string, object?>? map = YamlText.Parse(file) as Dictionary<string, object?>;
            foreach (string list in new[] { "callbacks", "conditionals" })
            {
                blocks.AddRange(Items(map, list).Select(item => Read(item, pipeline, session)));
            }

            foreach (KeyValuePair<string, object?> extension in Value(map, "extensions") as Dictionary<string, object?> ?? [])
            {
                foreach (MageBlock block in Items(extension.Value as Dictionary<string, object?>, "blocks").Select(item => Read(item, pipeline, session)))
                {
                    block.ExtensionUuid = extension.Key;
                    blocks.Add(block);
                }
            }

            return blocks;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new MageException(MageErrorId.InvalidResponse, $"The file metadata.yaml of pipeline {pipeline} cannot be read: {e.Message}", e) { Target = pipeline };
        }
    }

    private static object? Value(Dictionary<string, object?>? map, string key) => map?.TryGetValue(key, out object? value) == true ? value : null;

    private static List<object?> Items(Dictionary<string, object?>? map, string key) => Value(map, key) as List<object?> ?? [];

    private static MageBlock Read(object? item, string pipeline, MageSession session)
    {
        byte[] document = JsonValue.ToUtf8(item);
        MageBlock block = JsonSerializer.Deserialize(document, BlockJson.Default.MageBlock) ?? throw new FormatException("a block is null");
        block.Document = document;
        block.Session = session;
        block.ReadAt = session.Now;
        block.PipelineUuid = pipeline;
        return block;
    }
}
