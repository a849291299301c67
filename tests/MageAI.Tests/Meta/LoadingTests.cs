using System;
using System.IO;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

public sealed class LoadingTests
{
    [Fact]
    public void The_staged_module_is_these_files_and_no_others()
    {
        string folder = Path.GetDirectoryName(Repository.StagedModule)!;

        Assert.Equal(
            ["LICENSE", "MageAI.Client.dll", "MageAI.Emulator.dll", "MageAI.Format.ps1xml", "MageAI.Types.ps1xml", "MageAI.dll", "MageAI.psd1"],
            Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "Cronos.dll", "Microsoft.Bcl.AsyncInterfaces.dll", "Microsoft.Bcl.TimeProvider.dll", "Microsoft.Extensions.Configuration.Abstractions.dll",
                "Microsoft.Extensions.DependencyInjection.Abstractions.dll", "Microsoft.Extensions.DependencyInjection.dll", "Microsoft.Extensions.Http.dll",
                "Microsoft.Extensions.Logging.Abstractions.dll", "Microsoft.Extensions.Logging.dll", "Microsoft.Extensions.Options.dll", "Microsoft.Extensions.Primitives.dll",
                "Polly.Core.dll", "System.Buffers.dll", "System.ComponentModel.Annotations.dll", "System.Diagnostics.DiagnosticSource.dll", "System.Memory.dll",
                "System.Numerics.Vectors.dll", "System.Runtime.CompilerServices.Unsafe.dll", "System.Text.Encodings.Web.dll", "System.Text.Json.dll", "System.Threading.Tasks.Extensions.dll",
            ],
            Directory.GetFiles(Path.Combine(folder, "deps")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetDirectories(folder), path => Assert.Contains(Path.GetFileName(path), new[] { "deps", "en-US" }));
    }

    [Fact]
    public void An_import_loads_our_assemblies_at_most_and_prints_nothing()
    {
        string[] lines = FreshProcess.Run("import");

        Assert.All(lines, line => Assert.StartsWith("loaded MageAI", line, StringComparison.Ordinal));
        Assert.InRange(lines.Length, 1, 3);
    }

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

    [Fact]
    public void Two_runspaces_import_at_once_and_one_may_let_go() =>
        Assert.Equal(["etl", "etl", "etl", "0"], FreshProcess.Run("twice"));
}
