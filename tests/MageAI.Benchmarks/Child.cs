using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>Fresh processes: this program again, the SDK, or the PowerShell that the build restores.</summary>
internal static class Child
{
    /// <summary>The folder of the repository that this program was built from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Runs a script in a fresh PowerShell and gives back what it printed.</summary>
    public static Task<string> RunPowerShellAsync(string script) => RunAsync("dotnet", ["tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-Command", script]);

    /// <summary>Runs a command of the .NET SDK.</summary>
    public static Task<string> RunDotnetAsync(params string[] arguments) => RunAsync("dotnet", arguments);

    /// <summary>Runs this program with other arguments and gives back what it printed.</summary>
    public static Task<string> RunSelfAsync(params string[] arguments) => RunAsync(Environment.ProcessPath!, arguments);

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = Repository };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MageAI.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("This program does not lie in the repository it was built from.");
    }
}
