using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using MageAI.Commands;

namespace MageAI.Tests.Hosting;

/// <summary>
/// The errors that help tells to expect: each cmdlet's page its own, and about_MageAI_Errors those of any command. Whatever a script of a test
/// makes a cmdlet say, caught or not, has to be among them; so the pages are as true as the tests are many.
/// </summary>
internal static partial class ErrorPages
{
    private static readonly HashSet<string> s_ids = [.. Enum.GetNames<MageErrorId>()];
    private static readonly ConcurrentDictionary<string, HashSet<string>> s_expected = new(StringComparer.Ordinal);
    private static readonly Lazy<string[]> s_ofAny = new(() => Ids(Any().Match(File.ReadAllText(Path.Combine(Repository.Root, "en-US", "about_MageAI_Errors.help.txt")))));

    /// <summary>What any command may give that asks a server.</summary>
    public static string[] OfAny => s_ofAny.Value;

    /// <summary>The ids that a cmdlet's page tells to expect.</summary>
    public static string[] Expected(string cmdlet) => Ids(Own().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "help", cmdlet + ".md"))));

    /// <summary>What is wrong with the pages, by these errors.</summary>
    /// <param name="errors">Error records, and what else an engine's <c>$Error</c> holds.</param>
    public static string[] Untold(IEnumerable<object?> errors) => [.. errors.Select(Untold).OfType<string>().Distinct()];

    private static string? Untold(object? error)
    {
        ErrorRecord? record = error as ErrorRecord ?? (error as IContainsErrorRecord)?.ErrorRecord;
        if (record?.FullyQualifiedErrorId.Split(',') is not [string id, string source] || !s_ids.Contains(id)
            || typeof(ConnectMageCommand).Assembly.GetType(source)?.GetCustomAttribute<CmdletAttribute>() is not { } cmdlet)
        {
            return null;
        }

        string name = $"{cmdlet.VerbName}-{cmdlet.NounName}";
        return s_expected.GetOrAdd(name, static page => [.. Expected(page), .. OfAny]).Contains(id)
            ? null
            : $"{name} gave {id} ({record}), which docs/help/{name}.md does not tell to expect. Name it there under \"The ones to expect here\", and renew docs/surface.md.";
    }

    private static string[] Ids(Match match) =>
        [.. match.Groups["ids"].Value.Split([',', ' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(id => id.Trim('`'))];

    [GeneratedRegex(@"The ones to expect here: (?<ids>[^.]+)\.")]
    private static partial Regex Own();

    [GeneratedRegex(@"Any command that asks a server may give these[^:]*:\s+(?<ids>[^.]+)\.")]
    private static partial Regex Any();
}
