using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MageAI.Commands;
using MageAI.Emulation;
using MageAI.Errors;
using MageAI.Http;
using MageAI.Reports;
using MageAI.Resources;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>The layers of the house: who may know whom. docs/architecture.md draws them.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>The client's layers below the nouns, from the bottom; every folder that is not named here or at the top is a noun.</summary>
    private static readonly string[] s_belowNouns = ["Errors", "Json", "Terms", "Transport", "Resources"];

    private const string Top = "Operations";

    /// <summary>Of a class of a cmdlet below PSCmdlet.</summary>
    private const int MostSteps = 4;

    /// <summary>Read when a test asks: the names alone are asked for whenever tests are listed.</summary>
    private static readonly Dictionary<string, Lazy<SourceFolders>> s_projects = new(StringComparer.Ordinal)
    {
        ["MageAI.Http"] = new(() => new("MageAI.Http", typeof(HttpClients).Assembly)),
        ["MageAI.Client"] = new(() => new("MageAI.Client", typeof(MageSession).Assembly)),
        ["MageAI.Reports"] = new(() => new("MageAI.Reports", typeof(RunMeasure).Assembly)),
        ["MageAI"] = new(() => new("MageAI", typeof(MageCmdlet).Assembly)),
        ["MageAI.Emulator"] = new(() => new("MageAI.Emulator", typeof(MageEmulator).Assembly)),
    };

    public static TheoryData<string> Projects => [.. s_projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_type_is_found_in_its_source(string project) => None(s_projects[project].Value.Unplaced);

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_circle_of_folders(string project) => None(s_projects[project].Value.Circle());

    /// <summary>What users name stands in one namespace, wherever its source is.</summary>
    [Fact]
    public void What_is_internal_to_the_emulator_is_named_after_its_folder()
    {
        SourceFolders emulator = s_projects["MageAI.Emulator"].Value;

        None(
            from type in typeof(MageEmulator).Assembly.GetTypes()
            where !type.IsNested && emulator.Of(type.FullName!.Split('`')[0]) is not null
            let folder = emulator.Of(type.FullName!.Split('`')[0])!
            let expected = type.IsPublic || folder.Length == 0 ? "MageAI.Emulation" : "MageAI.Emulation." + folder
            where type.Namespace != expected
            select $"{type.FullName} stands in {folder}.");
    }

    [Fact]
    public void No_cmdlet_stands_more_than_four_steps_below_PSCmdlet() =>
        None(
            from type in typeof(MageCmdlet).Assembly.GetTypes()
            where typeof(PSCmdlet).IsAssignableFrom(type)
            let steps = Steps(type)
            where steps > MostSteps
            orderby steps descending, type.Name
            select $"{type.Name} stands {steps} steps below PSCmdlet.");

    [Fact]
    public void Each_layer_of_the_client_knows_only_those_below_it()
    {
        SourceFolders client = s_projects["MageAI.Client"].Value;

        None(client.Folders.Where(folder => folder.Length == 0).Select(_ => "A source at the root of the client is of no layer."));
        None(
            from use in client.Uses
            where client.Of(use.Target) is string target && Height(client.Of(use.Origin)!) < Height(target)
            select Words(client, use));
    }

    [Fact]
    public void A_noun_knows_of_another_its_models_and_nothing_else()
    {
        SourceFolders client = s_projects["MageAI.Client"].Value;
        Assembly assembly = typeof(MageSession).Assembly;

        None(
            from use in client.Uses
            let origin = Noun(client.Of(use.Origin)!)
            let target = client.Of(use.Target) is string folder ? Noun(folder) : null
            where origin is not null && target is not null && origin != target && !IsModel(assembly.GetType(use.Target)!)
            select Words(client, use));
    }

    [Theory]
    [InlineData("MageAI.Http")]
    [InlineData("MageAI.Client")]
    [InlineData("MageAI.Reports")]
    public void Nothing_below_the_module_knows_PowerShell(string project) =>
        None(s_projects[project].Value.Uses.Where(use => use.Target.StartsWith("System.Management.Automation.", StringComparison.Ordinal)).Select(use => Words(s_projects[project].Value, use)));

    [Theory]
    [InlineData("System.Net.Http.")]
    [InlineData("System.Text.Json.")]
    [InlineData("MageAI.Json.")]
    [InlineData("MageAI.Transport.Envelope")]
    [InlineData("MageAI.Transport.MageRequest")]
    [InlineData("MageAI.Transport.MageReply")]
    public void No_cmdlet_knows_HTTP_or_JSON(string what)
    {
        SourceFolders module = s_projects["MageAI"].Value;

        None(
            from use in module.Uses
            where module.Of(use.Origin)!.Split('/')[0] == "Commands" && use.Target.StartsWith(what, StringComparison.Ordinal)
            select Words(module, use));
    }

    [Theory]
    [InlineData("MageAI.Client")]
    [InlineData("MageAI.Reports")]
    public void The_client_names_no_cmdlet(string project) => None(s_projects[project].Value.Literals.Where(text => CmdletName().IsMatch(text)));

    [Fact]
    public void What_the_client_advises_has_a_cmdlet() =>
        None(s_projects["MageAI.Client"].Value.Literals.SelectMany(text => DeedName().Matches(text)).Select(match => match.Groups[1].Value).Where(deed => !DeedCmdlets.All.ContainsKey(deed)));

    [Fact]
    public void Reports_send_nothing() =>
        None(
            from use in s_projects["MageAI.Reports"].Value.Uses
            where use.Target.StartsWith("System.Net.Http.", StringComparison.Ordinal) || use.Target.StartsWith("MageAI.Operations.", StringComparison.Ordinal)
                || use.Target is "MageAI.Transport.MageTransport" or "MageAI.Transport.MageRequest"
                || typeof(ResourceClient).IsAssignableFrom(typeof(MageSession).Assembly.GetType(use.Target))
            select Words(s_projects["MageAI.Reports"].Value, use));

    private static int Steps(Type type) => type == typeof(PSCmdlet) ? 0 : 1 + Steps(type.BaseType!);

    private static int Height(string folder)
    {
        string layer = folder.Split('/')[0];
        return layer == Top ? s_belowNouns.Length + 1 : Array.IndexOf(s_belowNouns, layer) is >= 0 and int height ? height : s_belowNouns.Length;
    }

    private static string? Noun(string folder) => Height(folder) == s_belowNouns.Length ? folder.Split('/')[0] : null;

    /// <summary>What a server sent, and what reads it.</summary>
    private static bool IsModel(Type type) => typeof(MageObject).IsAssignableFrom(type) || typeof(JsonSerializerContext).IsAssignableFrom(type);

    [GeneratedRegex(@"\b[A-Z][a-z]+-Mage[A-Z]?")]
    private static partial Regex CmdletName();

    [GeneratedRegex(@" \[([a-z ]+)[:\]]")]
    private static partial Regex DeedName();

    private static void None(IEnumerable<string> offenders)
    {
        string all = string.Join("\n", offenders);
        Assert.True(all.Length == 0, all);
    }

    private static string Words(SourceFolders project, (string Origin, string Target) use) =>
        $"{use.Origin} ({project.Of(use.Origin)}) uses {use.Target} ({project.Of(use.Target)})";
}
