using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>Fresh processes: this program again, or pwsh where it is installed.</summary>
internal static class Child
{
    public static string? PowerShell { get; } = FindPowerShell();

    /// <summary>Runs a script in a fresh pwsh and gives back what it printed.</summary>
    public static Task<string> RunPowerShellAsync(string script) => RunAsync(PowerShell!, ["-NoProfile", "-NonInteractive", "-Command", script]);

    /// <summary>Runs a command of the .NET SDK.</summary>
    public static Task<string> RunDotnetAsync(params string[] arguments) => RunAsync("dotnet", arguments);

    /// <summary>Runs this program with other arguments and gives back what it printed.</summary>
    public static Task<string> RunSelfAsync(params string[] arguments) => RunAsync(Environment.ProcessPath!, arguments);

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    private static string? FindPowerShell()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
        {
            string path = Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
