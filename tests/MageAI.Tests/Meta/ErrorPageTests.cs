using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

public sealed partial class ErrorPageTests
{
    [Fact]
    public void About_errors_tells_of_every_id_and_of_no_other()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "en-US", "about_MageAI_Errors.help.txt"));
        string[] told = [.. lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 2 && line[2] != ' ').Select(line => line.Trim())];

        Assert.Equal(Enum.GetNames<MageErrorId>().Order(StringComparer.Ordinal), told);
    }

    /// <summary>What any command may give that asks a server, and what only the server knows.</summary>
    private static readonly string[] s_ofAny =
    [
        "ServerError", "NotConnected", "SessionNotFound", "ConnectionFailed", "TlsFailed", "RequestTimeout", "NotMageServer", "Redirected", "EmptyResponse", "InvalidResponse",
        "RateLimited", "InvalidApiKey", "InvalidToken", "TokenExpired", "SignInRequired", "SignInFailed", "MfaRequired", "CredentialRequired", "Forbidden", "NotFound", "RequestInvalid",
        "NotSupported", "WrongObjectType", "WrongServer",
    ];

    [Fact]
    public void Every_page_of_help_names_the_ids_to_expect_and_each_is_one()
    {
        string[] silent = ["Stop-MageEmulator", "Test-MageCron"];
        foreach (string page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "help"), "*.md"))
        {
            string cmdlet = Path.GetFileNameWithoutExtension(page);
            string[] ids = Expected(cmdlet);

            Assert.True(ids.Length > 0 || silent.Contains(cmdlet), page);
            Assert.Subset(Enum.GetNames<MageErrorId>().ToHashSet(), ids.ToHashSet());
            Assert.Distinct(ids);
        }
    }

    [Fact]
    public void Every_id_stands_on_the_page_of_a_cmdlet_that_gives_it()
    {
        string[] told = [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "help"), "*.md").SelectMany(page => Expected(Path.GetFileNameWithoutExtension(page)))];

        Assert.Empty(Enum.GetNames<MageErrorId>().Except(told).Except(s_ofAny));
    }

    [Fact]
    public void Every_id_has_a_category_and_a_meaning_of_its_own()
    {
        string[] ids = Enum.GetNames<MageErrorId>();
        string[] texts = [.. File.ReadAllText(Path.Combine(Repository.Root, "en-US", "about_MageAI_Errors.help.txt")).ReplaceLineEndings("\n").Split("\n\n").Where(part => part.StartsWith("  ", StringComparison.Ordinal) && ids.Contains(part.Split('\n')[0].Trim()))];

        Assert.Equal(ids.Length, texts.Length);
        Assert.Distinct(texts.Select(text => string.Join(' ', text.Split('\n').Skip(1)).Trim().ToUpperInvariant()));
    }

    /// <summary>The ids that a page of help tells to expect.</summary>
    internal static string[] Expected(string cmdlet)
    {
        Match expected = Expecting().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "help", cmdlet + ".md")));
        return [.. expected.Groups["ids"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(id => id.Trim('`'))];
    }

    [GeneratedRegex(@"The ones to expect here: (?<ids>[^.]+)\.")]
    private static partial Regex Expecting();
}
