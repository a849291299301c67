using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

public sealed class ErrorPageTests
{
    [Fact]
    public void About_errors_tells_of_every_id_and_of_no_other()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "en-US", "about_MageAI_Errors.help.txt"));
        string[] told = [.. lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 2 && line[2] != ' ').Select(line => line.Trim())];

        Assert.Equal(Enum.GetNames<MageErrorId>().Order(StringComparer.Ordinal), told);
    }

    [Fact]
    public void Every_page_of_help_names_the_ids_to_expect_and_each_is_one()
    {
        string[] silent = ["Stop-MageEmulator", "Test-MageCron"];
        foreach (string page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "help"), "*.md"))
        {
            Match expected = Regex.Match(File.ReadAllText(page), @"The ones to expect here: (?<ids>[^.]+)\.");
            string[] ids = [.. expected.Groups["ids"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(id => id.Trim('`'))];

            Assert.True(ids.Length > 0 || silent.Contains(Path.GetFileNameWithoutExtension(page)), page);
            Assert.Subset(Enum.GetNames<MageErrorId>().ToHashSet(), ids.ToHashSet());
        }
    }
}
