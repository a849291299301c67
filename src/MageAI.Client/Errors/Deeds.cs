using System;
using System.Text.RegularExpressions;

namespace MageAI.Errors;

/// <summary>
/// What a person can do about a failure, within the words of an advice, as in <c>List the blocks [list blocks: -Pipeline etl].</c> The
/// client says what; with which command, and that there are commands, only those know who show the advice.
/// </summary>
internal static class Deeds
{
    /// <summary>
    /// How it is meant may hold brackets of its own, as an address in IPv6 does. Any other bracket is one of the advice: a type of PowerShell's, or a
    /// text of somebody's.
    /// </summary>
    private static readonly Regex s_deed = new(
        @" \[(?<deed>(?:change|connect|enable|list|make|read|remove|repeat|run|start|stop|wait)(?: [a-z ]+)?)(?:: (?<how>(?:[^\[\]]|\[[^\[\]]*\])+))?\](?!:)",
        RegexOptions.CultureInvariant);

    /// <summary>The advice for those who have no commands.</summary>
    public static string? Without(string? advice) => Tell(advice, (_, _) => string.Empty);

    /// <summary>The advice with each deed in words.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="words">The words for a deed and how it is meant (empty where nothing is said of that); they follow a word without a space.</param>
    public static string? Tell(string? advice, Func<string, string, string> words) =>
        advice is null ? null : s_deed.Replace(advice, match => words(match.Groups["deed"].Value, match.Groups["how"].Value));
}
