using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using MageAI.Binding;
using MageAI.Commands;
using MageAI.Tests.Faults;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

public sealed class ErrorPageTests
{
    private static readonly Dictionary<Type, string> s_notFound = new()
    {
        [typeof(MagePipelineArgument)] = "PipelineNotFound",
        [typeof(MageScheduleArgument)] = "ScheduleNotFound",
        [typeof(MageBackfillArgument)] = "BackfillNotFound",
        [typeof(MageRunArgument)] = "PipelineRunNotFound",
    };

    private static readonly string[] s_ofWaiting =
        ["ScheduleNotFound", "PipelineNotFound", "ScheduleInactive", "SchedulerStopped", "RunQueued", "RunFailed", "RunCancelled", "WaitTimeout"];

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
            string cmdlet = Path.GetFileNameWithoutExtension(page);
            string[] ids = ErrorPages.Expected(cmdlet);

            Assert.True(ids.Length > 0 || silent.Contains(cmdlet), page);
            Assert.Subset(Enum.GetNames<MageErrorId>().ToHashSet(), ids.ToHashSet());
            Assert.Distinct(ids);
        }
    }

    [Fact]
    public void Every_id_stands_on_the_page_of_a_cmdlet_that_gives_it()
    {
        string[] told = [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "help"), "*.md").SelectMany(page => ErrorPages.Expected(Path.GetFileNameWithoutExtension(page)))];

        Assert.Empty(Enum.GetNames<MageErrorId>().Except(told).Except(ErrorPages.OfAny));
    }

    [Fact]
    public void Every_id_has_a_category_and_a_meaning_of_its_own()
    {
        string[] ids = Enum.GetNames<MageErrorId>();
        string[] texts = [.. File.ReadAllText(Path.Combine(Repository.Root, "en-US", "about_MageAI_Errors.help.txt")).ReplaceLineEndings("\n").Split("\n\n").Where(part => part.StartsWith("  ", StringComparison.Ordinal) && ids.Contains(part.Split('\n')[0].Trim()))];

        Assert.Equal(ids.Length, texts.Length);
        Assert.All(texts, text => Assert.DoesNotMatch("[<>]", text));
        Assert.Distinct(texts.Select(text => string.Join(' ', text.Split('\n').Skip(1)).Trim().ToUpperInvariant()));
    }

    [Fact]
    public void What_any_command_may_give_is_told_in_one_place_and_each_is_an_id()
    {
        Assert.NotEmpty(ErrorPages.OfAny);
        Assert.Subset(Enum.GetNames<MageErrorId>().ToHashSet(), ErrorPages.OfAny.ToHashSet());
    }

    [Fact]
    public void An_error_fails_the_test_that_saw_it_where_no_page_tells_of_it()
    {
        ErrorRecord[] seen = [.. new[] { "PipelineNotFound", "Forbidden", "WaitTimeout" }.Select(id => new ErrorRecord(new InvalidOperationException("so it is"), $"{id},{typeof(GetMagePipelineCommand).FullName}", ErrorCategory.NotSpecified, null))];

        string untold = Assert.Single(ErrorPages.Untold(seen));

        Assert.StartsWith("Get-MagePipeline gave WaitTimeout (so it is), which docs/help/Get-MagePipeline.md does not tell to expect.", untold, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_names_what_the_parameters_of_its_cmdlet_let_expect()
    {
        string[] missing =
        [
            .. from type in typeof(ConnectMageCommand).Assembly.GetExportedTypes()
               let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
               where cmdlet is not null
               let name = $"{cmdlet.VerbName}-{cmdlet.NounName}"
               from id in OfParameters(name, type).Except([.. ErrorPages.Expected(name), .. ErrorPages.OfAny])
               select $"{name}: {id}",
        ];

        Assert.Empty(missing);
    }

    private static string[] OfParameters(string name, Type type)
    {
        PropertyInfo[] parameters = [.. type.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any())];
        List<string> ids = [.. parameters.Select(parameter => s_notFound.GetValueOrDefault(parameter.PropertyType.GetElementType() ?? parameter.PropertyType)).OfType<string>()];
        if (parameters.Any(parameter => parameter.Name is "Since" or "Until"))
        {
            ids.Add("InvalidTime");
        }

        if (typeof(MageRunWatchCmdlet).IsAssignableFrom(type))
        {
            ids.AddRange(s_ofWaiting);
        }

        if (WriteMatrix.Cmdlets.Contains(name))
        {
            ids.Add("WriteOutcomeUnknown");
        }

        return [.. ids];
    }
}
