using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using MageAI.Commands;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>The words of help are of the cmdlet whose page they stand on, also where it shares a parameter with others.</summary>
public sealed partial class HelpTests
{
    private static readonly string[] s_common = ["Confirm", "WhatIf", "ErrorAction", "Verbose", "Debug"];

    /// <summary>What they offer are samples; other values are good too.</summary>
    private static readonly Type[] s_samples = [typeof(MageAI.Completion.ScheduleIntervalCompleter), typeof(MageAI.Completion.IntervalCompleter), typeof(MageAI.Completion.AgoCompleter)];

    private static readonly Type[] s_cmdlets = [.. typeof(MageCmdlet).Assembly.GetExportedTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)];

    public static TheoryData<string> Cmdlets => [.. s_cmdlets.Select(Name)];

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_parameter_that_is_spoken_of_is_one_of_the_cmdlet(string cmdlet)
    {
        Type type = s_cmdlets.Single(type => Name(type) == cmdlet);
        string[] paging = type.GetCustomAttribute<CmdletAttribute>()!.SupportsPaging ? ["First", "Skip", "IncludeTotalCount"] : [];
        HashSet<string> own = [.. s_common, .. paging, .. Parameters(type).Select(property => property.Name)];

        Assert.Empty(
            from page in Texts(cmdlet)
            from match in Spoken().Matches(OfOthers().Replace(page.Text, " "))
            where !own.Contains(match.Groups[1].Value)
            select $"-{page.Name} of {cmdlet} speaks of -{match.Groups[1].Value}");
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void What_is_of_use_only_where_somebody_waits_says_with_what(string cmdlet)
    {
        Type type = s_cmdlets.Single(type => Name(type) == cmdlet);
        string[] waits = [.. Parameters(type).Select(property => property.Name).Where(name => name is "Wait" or "Follow")];
        if (!type.IsSubclassOf(typeof(MageRunWatchCmdlet)) || cmdlet.StartsWith("Wait-", StringComparison.Ordinal))
        {
            // It does not wait, or always does.
            Assert.All(Texts(cmdlet).Where(page => page.Name is "TimeoutSec" or "PollSec"), page => Assert.DoesNotContain("-Wait", page.Text, StringComparison.Ordinal));
            return;
        }

        Assert.All(
            Texts(cmdlet).Where(page => page.Name is "TimeoutSec" or "PollSec" or "ErrorOnFailure"),
            page => Assert.StartsWith($"With {string.Join(" or ", waits.OrderDescending().Select(name => $"`-{name}`"))}:", page.Text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Default_and_accepted_values_are_those_of_the_binding(string cmdlet)
    {
        Type type = s_cmdlets.Single(type => Name(type) == cmdlet);
        object instance = Activator.CreateInstance(type)!;
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "help", cmdlet + ".md")).ReplaceLineEndings("\n");
        foreach (PropertyInfo parameter in Parameters(type))
        {
            Match told = Regex.Match(page, $@"^### -{parameter.Name}\n.*?^DefaultValue: (?<value>[^\n]*)\n.*?^AcceptedValues:(?<words>.*?)^HelpMessage", RegexOptions.Singleline | RegexOptions.Multiline);

            Assert.True(told.Success, $"-{parameter.Name} of {cmdlet}");
            Assert.Equal((parameter.Name, Default(cmdlet, parameter, instance)), (parameter.Name, told.Groups["value"].Value));
            Assert.Equal(Accepted(parameter), told.Groups["words"].Value.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..]));
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Inputs_are_what_the_binding_takes_from_the_pipeline(string cmdlet)
    {
        Type type = s_cmdlets.Single(type => Name(type) == cmdlet);
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "help", cmdlet + ".md")).ReplaceLineEndings("\n");
        string inputs = page[page.IndexOf("## INPUTS", StringComparison.Ordinal)..page.IndexOf("## OUTPUTS", StringComparison.Ordinal)];
        IEnumerable<string> taken = Parameters(type)
            .Where(parameter => parameter.GetCustomAttributes<ParameterAttribute>().Any(attribute => attribute.ValueFromPipeline || attribute.ValueFromPipelineByPropertyName))
            .Select(parameter => (Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType).FullName!)
            .Distinct();

        Assert.Equal(taken.Order(StringComparer.Ordinal), Regex.Matches(inputs, @"^### (\S+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Where(name => name != "None").Order(StringComparer.Ordinal));
    }

    private static string Default(string cmdlet, PropertyInfo parameter, object instance) => (cmdlet, parameter.Name) switch
    {
        ("New-MagePipeline", "Type") or ("New-MageBlock", "Language") => "python",
        _ when parameter.PropertyType == typeof(SwitchParameter) => "False",
        _ => parameter.GetValue(instance) is object value and not Array && Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) is string text and not ("" or "0" or "False") ? text : "None",
    };

    private static string[] Accepted(PropertyInfo parameter)
    {
        Type type = parameter.PropertyType.IsArray ? parameter.PropertyType.GetElementType()! : Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
        Type? completer = parameter.GetCustomAttributes<ArgumentCompleterAttribute>().FirstOrDefault()?.Type;
        return parameter.GetCustomAttribute<ValidateSetAttribute>() is { } set ? [.. set.ValidValues]
            : type.IsEnum ? Enum.GetNames(type)
            : completer is not null && completer.BaseType == typeof(MageAI.Completion.WordCompleter) && !s_samples.Contains(completer) ? ((MageAI.Completion.WordCompleter)Activator.CreateInstance(completer)!).Words
            : [];
    }

    private static string Name(Type type) => type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet ? $"{cmdlet.VerbName}-{cmdlet.NounName}" : string.Empty;

    private static IEnumerable<PropertyInfo> Parameters(Type type) => type.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any());

    /// <summary>What the page says of each parameter.</summary>
    private static IEnumerable<(string Name, string Text)> Texts(string cmdlet) => OneText()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "help", cmdlet + ".md")).ReplaceLineEndings("\n"))
        .Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex(@"^### -(\w+)\n\n(.*?)\n\n```yaml", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex OneText();

    /// <summary>Commands that are written out, and the parameters of other cmdlets.</summary>
    [GeneratedRegex(@"`[^`]*\w+-Mage\w+[^`]*`")]
    private static partial Regex OfOthers();

    [GeneratedRegex(@"(?<![\w-])-([A-Z]\w+)")]
    private static partial Regex Spoken();
}
