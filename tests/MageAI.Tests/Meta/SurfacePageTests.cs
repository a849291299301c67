using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using MageAI.Commands;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>docs/surface.md says what the cmdlets are called with, so that a change of it is seen where changes are read.</summary>
public sealed class SurfacePageTests
{
    private const string Renewal = "MAGEAI_RENEW_SURFACE";

    private static string Path => System.IO.Path.Combine(Repository.Root, "docs", "surface.md");

    [Fact]
    public void The_page_of_the_surface_is_what_the_cmdlets_are()
    {
        string page = Page();
        if (Environment.GetEnvironmentVariable(Renewal) == "1")
        {
            File.WriteAllText(Path, page);
        }

        string known = File.Exists(Path) ? File.ReadAllText(Path).ReplaceLineEndings("\n") : string.Empty;
        string[] changed = [.. page.Split('\n').Except(known.Split('\n')).Concat(known.Split('\n').Except(page.Split('\n'))).Take(10)];
        Assert.True(page == known, $"docs/surface.md is old. If the change is meant, renew it and commit it: {Renewal}=1 dotnet test --filter SurfacePageTests\n" + string.Join('\n', changed));
    }

    private static string Page()
    {
        StringBuilder page = new();
        page.Append("# The surface\n\n");
        page.Append("Every cmdlet, written by a test (`SurfacePageTests`), which fails when this page is old and says how to renew it.\n");
        page.Append("In *Sets* an asterisk marks a parameter that is mandatory there; *Pipeline* tells whether it binds by value, by a property's name, or both.\n");
        page.Append("*Errors* are the ids that its page of help tells to expect; those that any command may give stand in about_MageAI_Errors.\n");
        IEnumerable<(string Name, Type Type)> cmdlets = typeof(ConnectMageCommand).Assembly.GetExportedTypes()
            .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)
            .Select(type => (Name: Name(type), type))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal);
        foreach ((string name, Type type) in cmdlets)
        {
            Describe(page, name, type);
        }

        return page.ToString();
    }

    private static string Name(Type type) => type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet ? $"{cmdlet.VerbName}-{cmdlet.NounName}" : string.Empty;

    private static void Describe(StringBuilder page, string name, Type type)
    {
        CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
        string[] output = [.. type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(attribute => attribute.Type).Select(output => output.Name).Distinct()];
        page.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Output: {(output.Length == 0 ? "nothing" : string.Join(", ", output))}. ");
        page.Append(cmdlet.SupportsShouldProcess ? $"Asks at {cmdlet.ConfirmImpact} impact. " : "Reads only. ");
        page.Append(cmdlet.SupportsPaging ? "Pages. " : string.Empty);
        page.Append(cmdlet.DefaultParameterSetName is { Length: > 0 } set ? $"Default set: {set}.\n\n" : "\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Errors: {(ErrorPages.Expected(name) is { Length: > 0 } ids ? string.Join(", ", ids) : "none of its own")}.\n\n");
        page.Append("| Parameter | Type | Sets | Position | Pipeline | Aliases |\n| --- | --- | --- | --- | --- | --- |\n");
        IEnumerable<PropertyInfo> parameters = type.GetProperties()
            .Where(property => property.GetCustomAttributes<ParameterAttribute>().Any())
            .OrderBy(property => property.GetCustomAttributes<ParameterAttribute>().Min(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position))
            .ThenBy(property => property.Name, StringComparer.Ordinal);
        foreach (PropertyInfo property in parameters)
        {
            ParameterAttribute[] sets = [.. property.GetCustomAttributes<ParameterAttribute>().OrderBy(parameter => parameter.ParameterSetName, StringComparer.Ordinal)];
            string[] aliases = [.. property.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];
            string[] cells =
            [
                "-" + property.Name,
                Word(property.PropertyType),
                string.Join(", ", sets.Select(set => (set.ParameterSetName == ParameterAttribute.AllParameterSets ? "all" : set.ParameterSetName) + (set.Mandatory ? "*" : string.Empty))),
                string.Join(", ", sets.Where(set => set.Position >= 0).Select(set => set.Position).Distinct()),
                string.Join(", ", sets.SelectMany(Bindings).Distinct()),
                string.Join(", ", aliases),
            ];
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }
    }

    private static IEnumerable<string> Bindings(ParameterAttribute parameter)
    {
        if (parameter.ValueFromPipeline)
        {
            yield return "value";
        }

        if (parameter.ValueFromPipelineByPropertyName)
        {
            yield return "name";
        }
    }

    private static string Word(Type type) => type.IsArray ? Word(type.GetElementType()!) + "[]" : (Nullable.GetUnderlyingType(type) ?? type).Name;
}
