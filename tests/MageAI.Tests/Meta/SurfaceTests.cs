using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using MageAI.Binding;
using MageAI.Commands;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>What must hold for every cmdlet and every public type, also for those to come.</summary>
public sealed class SurfaceTests
{
    private static readonly Assembly[] s_ours = [typeof(ConnectMageCommand).Assembly, typeof(MageSession).Assembly, typeof(MageEmulator).Assembly];

    private static readonly string[] s_foreign = ["System.Text.Json", "Microsoft.Extensions", "Microsoft.Bcl", "Polly", "Cronos"];

    private static readonly string[] s_readers = ["Get", "Test", "Measure", "Wait", "Connect", "Compare", "ConvertTo", "ConvertFrom", "Find"];

    /// <summary>They make or list sessions, or need no server.</summary>
    private static readonly string[] s_withoutSession =
    [
        "Connect-Mage", "Get-MageSession", "Start-MageEmulator", "Stop-MageEmulator", "Test-MageCron", "Test-MagePipeline", "ConvertTo-MageDiagram",
    ];

    /// <summary>Which cmdlets of another noun take which objects.</summary>
    private static readonly Dictionary<Type, string[]> s_consumers = new()
    {
        [typeof(MagePipeline)] =
        [
            "Get-MageBlock", "New-MageBlock", "Get-MageSchedule", "New-MageSchedule", "Invoke-MagePipelineRun", "Get-MagePipelineRun", "Get-MageLog",
            "ConvertTo-MageDiagram", "Get-MageBackfill", "New-MageBackfill", "Measure-MagePipelineRun", "Export-MageRunReport",
        ],
        [typeof(MageBlock)] = ["Get-MagePipeline"],
        [typeof(MageSchedule)] = ["Get-MagePipeline", "Invoke-MagePipelineRun", "Get-MagePipelineRun", "Measure-MagePipelineRun", "Export-MageRunReport"],
        [typeof(MagePipelineRun)] =
        [
            "Get-MagePipeline", "Get-MageSchedule", "Get-MageBlockRun", "Get-MageBlockOutput", "Get-MageLog", "ConvertTo-MageDiagram", "Get-MageBackfill",
            "Export-MageRunReport",
        ],
        [typeof(MageBackfill)] = ["Get-MagePipeline", "Get-MageSchedule", "Get-MagePipelineRun", "Start-MageBackfill"],
        [typeof(MageBlockRun)] = ["Get-MagePipelineRun", "Get-MageBlockOutput", "Get-MageLog"],
        [typeof(MageSession)] = ["Disconnect-Mage"],
        [typeof(MageEmulator)] = ["Connect-Mage", "Stop-MageEmulator"],
    };

    public static TheoryData<string> Cmdlets => [.. Types.Keys.Order(StringComparer.Ordinal)];

    private static Dictionary<string, Type> Types { get; } = s_ours[0].GetExportedTypes()
        .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)
        .ToDictionary(type => type.GetCustomAttribute<CmdletAttribute>() is { } name ? $"{name.VerbName}-{name.NounName}" : "");

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_is_named_as_PowerShell_names_things(string name)
    {
        CmdletAttribute cmdlet = Facts(name);

        Assert.Contains(cmdlet.VerbName, ApprovedVerbs());
        Assert.StartsWith("Mage", cmdlet.NounName, StringComparison.Ordinal);
        Assert.False(cmdlet.NounName.EndsWith('s'), "A noun is singular.");
        Assert.Equal($"{name.Replace("-", "", StringComparison.Ordinal)}Command", Types[name].Name);
        Assert.True(Types[name].IsSealed);
        Assert.True(typeof(MageCmdlet).IsAssignableFrom(Types[name]) || typeof(MageSessionCmdlet).IsAssignableFrom(Types[name]));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_that_writes_asks_and_one_that_removes_asks_by_itself(string name)
    {
        CmdletAttribute cmdlet = Facts(name);

        Assert.Equal(!s_readers.Contains(cmdlet.VerbName), cmdlet.SupportsShouldProcess);
        if (cmdlet.VerbName == "Remove")
        {
            Assert.Equal(ConfirmImpact.High, cmdlet.ConfirmImpact);
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_says_what_it_emits(string name)
    {
        OutputTypeAttribute[] emitted = [.. Types[name].GetCustomAttributes<OutputTypeAttribute>()];

        Assert.NotEmpty(emitted);
        Assert.All(emitted.SelectMany(attribute => attribute.Type), type => Assert.NotNull(type.Type));
        if (Facts(name).VerbName == "Remove")
        {
            Assert.Equal(typeof(void), emitted.Single().Type.Single().Type);
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_a_session_and_where_it_changes_something_PassThru(string name)
    {
        if (!s_withoutSession.Contains(name))
        {
            Assert.NotNull(Types[name].GetProperty("Session")?.GetCustomAttribute<ParameterAttribute>());
        }

        if (Facts(name).VerbName is "Set" or "Enable" or "Disable" or "Rename" or "Connect")
        {
            Assert.Equal(typeof(SwitchParameter), Types[name].GetProperty("PassThru")?.PropertyType);
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void What_Get_emits_goes_into_every_cmdlet_of_its_noun_and_into_those_that_go_on_from_it(string name)
    {
        if (Facts(name).VerbName != "Get")
        {
            return;
        }

        foreach (Type emitted in Types[name].GetCustomAttributes<OutputTypeAttribute>().SelectMany(attribute => attribute.Type).Select(type => type.Type))
        {
            IEnumerable<string> same = Types.Keys.Where(other => Facts(other).NounName == Facts(name).NounName && Facts(other).VerbName is not ("New" or "Start"));
            if (!typeof(MageObject).IsAssignableFrom(emitted))
            {
                same = [];
            }

            foreach (string consumer in same.Concat(s_consumers.GetValueOrDefault(emitted, [])).Where(Types.ContainsKey))
            {
                Assert.True(Takes(Types[consumer], emitted), $"{consumer} takes no {emitted.Name} from the pipeline.");
            }
        }
    }

    [Fact]
    public void An_emulator_goes_where_emulators_go() =>
        Assert.All(s_consumers[typeof(MageEmulator)], consumer => Assert.True(Takes(Types[consumer], typeof(MageEmulator)), consumer));

    [Fact]
    public void The_manifest_exports_the_cmdlets_there_are_by_name()
    {
        ScriptBlockAst manifest = Parser.ParseFile(Repository.StagedModule, out _, out ParseError[] errors);
        Assert.Empty(errors);
        HashtableAst table = manifest.FindAll(ast => ast is HashtableAst, false).Cast<HashtableAst>().First();
        System.Collections.Hashtable facts = (System.Collections.Hashtable)table.SafeGetValue();

        Assert.Equal(Types.Keys.Order(StringComparer.Ordinal), ((object[])facts["CmdletsToExport"]!).Cast<string>().Order(StringComparer.Ordinal));
        Assert.All(["FunctionsToExport", "VariablesToExport", "AliasesToExport"], key => Assert.Empty((object[])facts[key]!));
        Assert.Equal("MageAI.dll", facts["RootModule"]);
        Assert.Equal("5.1", facts["PowerShellVersion"]);
    }

    [Fact]
    public void No_public_signature_names_a_dependency()
    {
        List<string> found = [];
        foreach (Type type in s_ours.SelectMany(assembly => assembly.GetExportedTypes()))
        {
            const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            IEnumerable<(string Name, Type Type)> named = type.GetInterfaces().Append(type.BaseType).OfType<Type>().Select(basis => (type.Name, basis))
                .Concat(type.GetFields(all).Where(field => field.IsPublic || field.IsFamily).Select(field => ($"{type.Name}.{field.Name}", field.FieldType)))
                .Concat(type.GetMethods(all).Where(Visible).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
                    .Select(part => ($"{type.Name}.{method.Name}", part))))
                .Concat(type.GetConstructors(all).Where(Visible).SelectMany(made => made.GetParameters().Select(parameter => ($"{type.Name} constructor", parameter.ParameterType))));
            found.AddRange(named.Where(part => Parts(part.Type).Any(inner => s_foreign.Any(name => inner.Assembly.GetName().Name!.StartsWith(name, StringComparison.Ordinal))))
                .Select(part => $"{part.Name}: {part.Type}"));
        }

        Assert.Empty(found);
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_word_of_a_few_is_one_word(string name) => Assert.All(
        Types[name].GetProperties().Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum && property.GetCustomAttributes<ParameterAttribute>().Any()),
        property => Assert.True(property.IsDefined(typeof(OneWordAttribute), false), property.Name));

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    private static CmdletAttribute Facts(string name) => Types[name].GetCustomAttribute<CmdletAttribute>()!;

    private static HashSet<string> ApprovedVerbs() =>
    [
        .. typeof(VerbsCommon).Assembly.GetExportedTypes()
            .Where(type => type.Name.StartsWith("Verbs", StringComparison.Ordinal) && type.IsAbstract && type.IsSealed)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    /// <summary>By value where the parameter's type takes such an object, else by a property of the parameter's name.</summary>
    private static bool Takes(Type cmdlet, Type emitted) => cmdlet.GetProperties().Any(property =>
        property.GetCustomAttributes<ParameterAttribute>().Any(parameter =>
            (parameter.ValueFromPipeline && Accepts(property.PropertyType, emitted))
            || (parameter.ValueFromPipelineByPropertyName && property.Name != "Session" && Names(property).Any(name => emitted.GetProperty(name) is not null))));

    private static bool Accepts(Type parameter, Type emitted)
    {
        Type one = parameter.IsArray ? parameter.GetElementType()! : parameter;
        return one.IsAssignableFrom(emitted)
            || one.GetConstructors().Any(made => made.GetParameters() is [ParameterInfo only] && only.ParameterType != typeof(object) && only.ParameterType.IsAssignableFrom(emitted));
    }

    private static IEnumerable<string> Names(PropertyInfo property) => (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Append(property.Name);
}
