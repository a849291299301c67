using System;

namespace MageAI.Commands;

/// <summary>Whether somebody is there to look at a progress bar and to answer a question.</summary>
internal static class Interactivity
{
    /// <summary>What to believe instead of looking; for tests, whose engine is nobody's prompt.</summary>
    internal static bool? Assumed { get; set; }

    public static bool IsInteractive => Assumed ?? Look();

    /// <summary>Whether somebody looks on, and no file or program takes what is shown.</summary>
    public static bool IsWatched => Assumed ?? (Look() && !Console.IsOutputRedirected);

    private static bool Look()
    {
        if (!Environment.UserInteractive || Console.IsInputRedirected)
        {
            return false;
        }

        foreach (string argument in Environment.GetCommandLineArgs())
        {
            if (argument.Length >= 5 && (argument[0] is '-' or '/') && "noninteractive".StartsWith(argument.Substring(1), StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
