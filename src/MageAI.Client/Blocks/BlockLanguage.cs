using System;
using System.IO;

namespace MageAI.Blocks;

/// <summary>What the ending of a file says of the language of the code in it.</summary>
internal static class BlockLanguage
{
    /// <summary>The language of a file; null where its ending tells none.</summary>
    public static string? OfFile(string path)
    {
        string extension = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        return BlockPath.LanguageOf(extension == "yml" ? "yaml" : extension);
    }

    /// <summary>Refuses a file of another language than the block's: Mage would store it, and fail at the next run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="language">The block's language; null where it is not known.</param>
    /// <param name="block">The block, by its uuid or name.</param>
    /// <exception cref="MageException">The ending names another language; <see cref="MageErrorId.LanguageMismatch"/>.</exception>
    public static void RequireSame(string path, string? language, string block)
    {
        if (OfFile(path) is string other && !string.IsNullOrEmpty(language) && !other.Equals(language, StringComparison.OrdinalIgnoreCase))
        {
            throw new MageException(MageErrorId.LanguageMismatch, $"The ending of '{Path.GetFileName(path)}' says {other}, and block {block} is in {language}. Nothing was sent.")
            {
                Target = path,
                RecommendedAction = $"Pass a file in {language}. If the code is right and only the file's name is not, pass the text with -Content.",
            };
        }
    }
}
