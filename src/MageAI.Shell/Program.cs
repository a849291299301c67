using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

namespace MageAI.Shell;

/// <summary>
/// Starts Microsoft's PowerShell, the one that the build restored, so that it finds the module that the build laid out. A script and what follows it
/// are run as <c>pwsh -File</c> runs them; any other arguments are PowerShell's own; without any there is a prompt.
/// </summary>
internal static class Program
{
    /// <summary>
    /// What stands before the first prompt; a start-up script of the user's is not run, so that everybody gets the same. The module is told by its path:
    /// by its name PowerShell finds none in a folder that has brackets in its own.
    /// </summary>
    private const string Greeting = """
        Set-PSReadLineKeyHandler -Key Tab -Function MenuComplete
        Import-Module '{0}'
        'Try   Start-MageEmulator -Sample | Connect-Mage    (or Connect-Mage <address>)'
        'then  Get-MagePipeline, Tab wherever a name goes, and Get-Help about_MageAI.'
        """;

    private static int Main(string[] arguments)
    {
        string module = Fact("StagedModule");
        string compiled = Fact("CompiledPowerShell");

        // The tests leave a PowerShell that starts in half the time; the file that is written last tells that it is whole.
        string powerShell = File.Exists(Path.ChangeExtension(compiled, ".runtimeconfig.json")) ? compiled : Fact("PowerShell");
        if (new[] { module, powerShell }.FirstOrDefault(path => !File.Exists(path)) is string missing)
        {
            Console.Error.WriteLine($"There is no {missing}. Run dotnet build.");
            return 1;
        }

        ProcessStartInfo start = new(Environment.ProcessPath!, [powerShell, "-NoProfile", .. PowerShellArguments(arguments, module)]);
        string modules = Path.GetDirectoryName(Path.GetDirectoryName(module))!;
        start.Environment["PSModulePath"] = string.Join(Path.PathSeparator, new[] { modules, Environment.GetEnvironmentVariable("PSModulePath") }.Where(path => !string.IsNullOrEmpty(path)));
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";

        // Ctrl+C is PowerShell's: it gets the key too, and says what it means.
        Console.CancelKeyPress += (_, key) => key.Cancel = true;
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static string[] PowerShellArguments(string[] arguments, string module) => arguments switch
    {
        [] => ["-NoLogo", "-NoExit", "-Command", Greeting.Replace("{0}", module.Replace("'", "''"))],
        [string script, ..] when script.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) => ["-ExecutionPolicy", "Bypass", "-File", .. arguments],
        _ => arguments,
    };

    private static string Fact(string name) =>
        typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == name).Value!;
}
