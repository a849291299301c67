using System;
using System.IO;
using System.Linq;
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
}
