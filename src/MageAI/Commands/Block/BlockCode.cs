using System.Linq;

namespace MageAI.Commands;

/// <summary>What a command line says of a block's code.</summary>
internal static class BlockCode
{
    /// <summary>Refuses $null: it is a variable that was misspelt, where an empty text may be meant.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">What it got.</param>
    /// <param name="otherwise">What else to do, should it be meant.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.EmptyInput"/>.</exception>
    private static string RequireValue(string parameter, string? value, string otherwise) => value ?? throw new MageException(MageErrorId.EmptyInput, $"-{parameter} is empty; nothing was sent.")
    {
        RecommendedAction = $"Check the variable, or {otherwise}.",
    };

    /// <summary>The code that stands on the command line.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.EmptyInput"/>.</exception>
    public static string RequireContent(string? content) => RequireValue("Content", content, "pass -Content '' for a block without code");

    /// <summary>Refuses a path that says nothing.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.EmptyInput"/>.</exception>
    public static string RequirePath(string? path) => RequireValue("Path", string.IsNullOrWhiteSpace(path) ? null : path, "leave -Path out");

    /// <summary>Refuses more than one thing that says what code a new block is to have.</summary>
    /// <param name="name">The block's name; null where it is about all.</param>
    /// <param name="ways">Which of them are there.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>.</exception>
    public static void RequireOne(string? name, params bool[] ways)
    {
        if (ways.Count(way => way) > 1)
        {
            throw Refuse(name, $"More than one thing says what code {(name is null ? "the block" : $"block '{name}'")} is to have", "Pass one of -Content, -Path and -ReuseExisting.");
        }
    }

    /// <summary>Of a block that is to be made of another without its code nothing says what it is to have.</summary>
    public static MageException Missing(string name) => Refuse(name, $"Nothing says what code block '{name}' is to have: its Content is empty",
        "Read the code with Get-MageBlock -Content, name a file with -Path, share the one that the project has with -ReuseExisting, or pass -Content ''.");

    private static MageException Refuse(string? name, string what, string advice) => new(MageErrorId.InvalidInput, $"{what}; nothing was sent.") { Target = name, RecommendedAction = advice };
}
