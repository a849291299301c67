using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>What people copy begins so that an error ends it, and what they read names what there is.</summary>
public sealed class ExamplesTests
{
    private const string Stop = "$ErrorActionPreference = 'Stop'";

    public static TheoryData<string> Scripts => [.. Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*.ps1").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_begins_with_ending_at_errors(string script)
    {
        ScriptBlockAst code = Parser.ParseFile(Path.Combine(Repository.Root, "examples", script), out _, out ParseError[] errors);

        Assert.Empty(errors);
        Assert.Equal(Stop, code.EndBlock.Statements[0].Extent.Text);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("examples/README.md")]
    public void So_does_every_block_of_code(string page)
    {
        string[] blocks = [.. Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n"), "(?s)```powershell\n(.*?)\n```").Select(match => match.Groups[1].Value)];

        Assert.True(blocks.Length >= 2);
        foreach (string block in blocks)
        {
            ScriptBlockAst code = Parser.ParseInput(block, out _, out ParseError[] errors);
            Assert.Empty(errors);
            Assert.Equal(Stop, code.EndBlock.Statements[0].Extent.Text);
        }
    }

    [Fact]
    public void Help_about_reading_shows_nothing_that_writes()
    {
        Regex writing = new(@"\b(?:New|Set|Remove|Invoke|Start|Stop|Restart|Enable|Disable|Reset|Rename|Copy)-Mage\w+", RegexOptions.CultureInvariant);
        List<string> found = [];
        foreach (string page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "help"), "*.md").Where(file => Regex.IsMatch(Path.GetFileName(file), "^(?:Get|Measure|Test|ConvertTo)-")))
        {
            foreach (Match example in Regex.Matches(File.ReadAllText(page).ReplaceLineEndings("\n"), "(?s)```powershell\n(.*?)\n```"))
            {
                found.AddRange(example.Groups[1].Value.Split('\n').Where(line => writing.IsMatch(line) && !line.Contains("-WhatIf", StringComparison.Ordinal)).Select(line => $"{Path.GetFileName(page)}: {line}"));
            }
        }

        Assert.Empty(found);
    }

    [Fact]
    public void What_Get_Help_shows_holds_no_markdown()
    {
        XDocument help = XDocument.Load(Path.Combine(Repository.Root, "en-US", "MageAI.dll-Help.xml"));

        Assert.DoesNotContain(help.DescendantNodes().OfType<XText>(), text => text.Parent!.Name.LocalName != "code" && text.Value.Contains('`', StringComparison.Ordinal));
        Assert.DoesNotContain(help.Descendants().Where(node => node.Name.LocalName == "code"), code => code.Value.StartsWith("```", StringComparison.Ordinal));
        Assert.All(help.Descendants().Where(node => node.Name.LocalName == "example"), example => Assert.NotEqual("", example.Elements().Single(node => node.Name.LocalName == "code").Value));
    }

    [Fact]
    public void Topics_name_each_other_and_the_readme_names_all()
    {
        Dictionary<string, string> topics = Directory.GetFiles(Path.Combine(Repository.Root, "en-US"), "about_*.help.txt").ToDictionary(file => Path.GetFileName(file).Replace(".help.txt", "", StringComparison.Ordinal), File.ReadAllText);

        Assert.Subset(topics.Keys.ToHashSet(), new HashSet<string> { "about_MageAI", "about_MageAI_Sessions", "about_MageAI_Runbooks", "about_MageAI_Errors", "about_MageAI_Emulator" });
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        foreach ((string name, string text) in topics)
        {
            string[] seeAlso = [.. text[text.IndexOf("SEE ALSO", StringComparison.Ordinal)..].Split('\n').Select(line => line.Trim())];
            Assert.DoesNotContain(topics.Keys.Except(seeAlso), other => other != name);
            Assert.Contains(name, readme, StringComparison.Ordinal);
            Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        }
    }
}
