using System;
using System.IO;
using System.Linq;
using MageAI.Tests.Hosting;
using MageAI.Tests.Shell;
using Xunit;

namespace MageAI.Tests.Meta;

public sealed class LoadingTests
{
    [Fact]
    public void The_staged_module_is_these_files_and_no_others()
    {
        string folder = Path.GetDirectoryName(Repository.StagedModule)!;

        Assert.Equal(
            ["LICENSE", "MageAI.Client.dll", "MageAI.Emulator.dll", "MageAI.Format.ps1xml", "MageAI.Reports.dll", "MageAI.Types.ps1xml", "MageAI.dll", "MageAI.psd1"],
            Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "Cronos.dll", "MageAI.Http.dll", "Microsoft.Bcl.AsyncInterfaces.dll", "Microsoft.Bcl.TimeProvider.dll", "Microsoft.Extensions.Configuration.Abstractions.dll",
                "Microsoft.Extensions.DependencyInjection.Abstractions.dll", "Microsoft.Extensions.DependencyInjection.dll", "Microsoft.Extensions.Http.dll",
                "Microsoft.Extensions.Logging.Abstractions.dll", "Microsoft.Extensions.Logging.dll", "Microsoft.Extensions.Options.dll", "Microsoft.Extensions.Primitives.dll",
                "Polly.Core.dll", "System.Buffers.dll", "System.ComponentModel.Annotations.dll", "System.Diagnostics.DiagnosticSource.dll", "System.Memory.dll",
                "System.Numerics.Vectors.dll", "System.Runtime.CompilerServices.Unsafe.dll", "System.Text.Encodings.Web.dll", "System.Text.Json.dll", "System.Threading.Tasks.Extensions.dll", "YamlDotNet.dll",
            ],
            Directory.GetFiles(Path.Combine(folder, "deps")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetDirectories(folder), path => Assert.Contains(Path.GetFileName(path), new[] { "deps", "en-US" }));
    }

    [Fact]
    public void An_import_loads_our_assemblies_at_most_and_prints_nothing()
    {
        string[] lines = FreshProcess.Run("import");

        Assert.Equal(["loaded MageAI.Client.dll Default", "loaded MageAI.dll Default"], lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reports_are_loaded_by_the_cmdlets_that_make_them_and_by_no_other() =>
        Assert.Equal(["etl", "before: 0", "0", "after: 1"], FreshProcess.Run("report"));

    [Fact]
    public void Dependencies_are_loaded_at_first_use_and_into_a_context_of_their_own()
    {
        string[] lines = FreshProcess.Run("use");

        Assert.Equal(["printed etl", "printed etl", "printed again"], lines.Where(line => !line.StartsWith("loaded", StringComparison.Ordinal)));
        string[] dependencies = [.. lines.Where(line => line.StartsWith("loaded deps/", StringComparison.Ordinal))];
        Assert.Contains("loaded deps/Polly.Core.dll MageAI", dependencies);
        Assert.All(dependencies, line => Assert.EndsWith(".dll MageAI", line, StringComparison.Ordinal));
        Assert.Equal(dependencies.Distinct(), dependencies);
    }

    /// <summary>PowerShell takes a path for a pattern in places: there it did not find the types that MageAI.Types.ps1xml names.</summary>
    [Fact]
    public void It_works_in_a_folder_whose_name_has_a_space_and_brackets()
    {
        using TemporaryFolder folder = new();
        string module = Path.Combine(folder.Path, "a b [x]", "MageAI");
        string staged = Path.GetDirectoryName(Repository.StagedModule)!;
        foreach (string file in Directory.GetFiles(staged, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(module, Path.GetRelativePath(staged, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        ShellRun run = ShellRun.OfScript(
            """
            param($Path)
            $ErrorActionPreference = 'Stop'
            Import-Module ([WildcardPattern]::Escape($Path))
            Start-MageEmulator | Connect-Mage
            (New-MagePipeline etl).UpdatedAt.GetType().Name
            (Get-Module MageAI).ModuleBase -eq [System.IO.Path]::GetDirectoryName($Path)
            """,
            Path.Combine(module, "MageAI.psd1"));

        Assert.Equal((0, "DateTime\nTrue\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void Two_runspaces_import_at_once_and_one_may_let_go() =>
        Assert.Equal(["etl", "etl", "etl", "0"], FreshProcess.Run("twice"));

    [Theory]
    [InlineData("6.0.0", "8.4.2")]
    [InlineData("10.0.0", "8.6.5")]
    public void Older_and_newer_real_dependencies_that_somebody_loaded_before_do_not_matter(string version, string polly) =>
        AssertWorks(Strangers.Real([.. s_extensions.Select(name => (name, version)), ("System.Text.Json", version), ("Polly.Core", polly)]));

    [Theory]
    [InlineData("6.0.0")]
    [InlineData("10.0.0")]
    public void Neither_does_one_of_them_without_its_own_dependencies(string version)
    {
        using TemporaryFolder folder = new();
        string alone = Path.Combine(folder.Path, "Microsoft.Extensions.Http.dll");
        File.Copy(Strangers.Real(("Microsoft.Extensions.Http", version))[0], alone);

        AssertWorks(alone);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    public void Not_even_assemblies_of_the_same_names_with_nothing_in_them(int major)
    {
        using TemporaryFolder folder = new();

        AssertWorks(Strangers.Hollow(folder.Path, new Version(major, 0, 0, 0), [.. s_extensions, "Microsoft.Extensions.Logging", "Polly.Core"]));
    }

    [Fact]
    public void An_older_and_hollow_System_Text_Json_does_not_matter_where_the_host_itself_survives_it()
    {
        using TemporaryFolder folder = new();

        AssertWorks(Strangers.Hollow(folder.Path, new Version(6, 0, 0, 0), "System.Text.Json"));
    }

    private static readonly string[] s_extensions =
    [
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Http",
        "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives",
    ];

    /// <summary>Import, connect, write and list; then once more after a removal; then in two runspaces at once.</summary>
    private static void AssertWorks(params string[] strangers) =>
        Assert.Equal(["etl", "MageSession", "etl", "MageSession", "etl", "etl", "etl", "0"], FreshProcess.Run("beside", strangers));
}
