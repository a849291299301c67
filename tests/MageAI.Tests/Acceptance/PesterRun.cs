using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MageAI.Tests.Hosting;

namespace MageAI.Tests.Acceptance;

/// <summary>Runs files of Pester tests on the staged module, in a PowerShell of their own that knows nothing of whose machine it runs on.</summary>
internal static class PesterRun
{
    /// <summary>A file that hangs is ended; its error tells.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>What of the surroundings would change what is tested: servers, proxies, module paths, profiles and histories.</summary>
    private static readonly string[] s_foreign = ["MAGE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "PSMODULEPATH", "XDG_", "__PSLOCKDOWNPOLICY"];

    public static string[] Files { get; } = [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.Tests.ps1").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Runs some files; a run that breaks off is a failed test by itself.</summary>
    public static IReadOnlyList<PesterTest> Of(IEnumerable<string> files)
    {
        string folder = Directory.CreateTempSubdirectory("mage-pester-").FullName;
        try
        {
            string results = Path.Combine(folder, "results.json");
            (int exitCode, string output) = Run(folder, [.. files], results);
            PesterTest[] tests = File.Exists(results) ? JsonSerializer.Deserialize<PesterTest[]>(File.ReadAllText(results))! : [];
            return exitCode == 0 || tests.Any(test => test.Result == "Failed")
                ? tests
                : [.. tests, new PesterTest(string.Join(", ", files), "the run itself", "Failed", $"PowerShell ended with {exitCode}.\n{output}")];
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static (int ExitCode, string Output) Run(string home, string[] files, string results)
    {
        string root = Repository.Root;
        ProcessStartInfo start = new("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "MageAI.Shell.dll"), "-NonInteractive", "-File", Path.Combine(root, "tests", "Invoke-Tests.ps1"),
            "-Pester", Repository.Pester, "-ResultFile", results, "-Name", string.Join(",", files)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (string name in start.Environment.Keys.Where(name => s_foreign.Any(foreign => name.StartsWith(foreign, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = home;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"It took more than {s_patience.TotalMinutes} minutes.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }
}
