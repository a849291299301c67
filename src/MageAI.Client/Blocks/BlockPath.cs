using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Blocks;

/// <summary>Where in the project Mage keeps the code of a block.</summary>
internal static class BlockPath
{
    private static readonly Dictionary<string, string> s_extensions = new(StringComparer.Ordinal)
    {
        ["python"] = "py",
        ["sql"] = "sql",
        ["yaml"] = "yaml",
        ["r"] = "r",
        ["markdown"] = "md",
    };

    /// <summary>What a list of the files of blocks is asked for with.</summary>
    public static string Pattern { get; } = $@"\.({string.Join("|", s_extensions.Values)})$";

    /// <summary>What the configuration says, else what type, uuid and language make; null for blocks whose files are in other places.</summary>
    public static string? Of(MageBlock block) => Configured(block.Configuration) ?? In(block.Type, block.Uuid, block.Language);

    /// <summary>The file that a block's configuration names; null where it names none.</summary>
    public static string? Configured(Dictionary<string, object?>? configuration) =>
        Text(Value(configuration, "file_source") as Dictionary<string, object?>, "path") ?? Text(configuration, "file_path");

    /// <summary>The file that type, uuid and language make: <c>&lt;type&gt;s/&lt;uuid&gt;.&lt;extension&gt;</c>.</summary>
    public static string? In(string? type, string uuid, string? language) =>
        language is not null && s_extensions.TryGetValue(language, out string? extension) && Folder(type) is string folder ? $"{folder}/{uuid}.{extension}" : null;

    /// <summary>The block that a file is one of, by its path; null where it is none.</summary>
    public static (string Type, string Uuid, string Language)? Read(string path)
    {
        int slash = path.IndexOf('/');
        int dot = path.LastIndexOf('.');
        if (slash < 0 || dot < slash + 2)
        {
            return null;
        }

        string uuid = path.Substring(slash + 1, dot - slash - 1);
        string? type = Vocabulary.BlockTypes.FirstOrDefault(type => Folder(type) == path.Substring(0, slash));
        string? language = LanguageOf(path.Substring(dot + 1));
        return type is null || language is null || uuid.Split('/').Last() == "__init__" ? null : (type, uuid, language);
    }

    /// <summary>The language of the files with an extension, which has no dot; null for none.</summary>
    public static string? LanguageOf(string extension) => s_extensions.FirstOrDefault(pair => pair.Value == extension).Key;

    private static string? Folder(string? type) => type switch
    {
        null or "dbt" or "global_data_product" => null,
        "custom" => "custom",
        string other => other + "s",
    };

    private static object? Value(Dictionary<string, object?>? map, string key) => map is not null && map.TryGetValue(key, out object? value) ? value : null;

    private static string? Text(Dictionary<string, object?>? map, string key) => Value(map, key) is string { Length: > 0 } text ? text : null;
}
