using System;
using System.Diagnostics;
using System.IO;

namespace MageAI.Tests.Shell;

/// <summary>What the shell said and how it ended, run as a process of its own, as its users run it.</summary>
internal sealed record ShellRun(int ExitCode, string Out, string Error)
{
    /// <summary>A script that takes longer does not end: its process is killed, and its exit code tells.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static ShellRun Of(params string[] arguments) => Run(arguments, string.Empty);

    /// <summary>Runs a command in a time zone and a culture. Windows has its zone from elsewhere.</summary>
    public static ShellRun In(string zone, string culture, string command) => Run(
        ["-NonInteractive", "-Command", $"$ErrorActionPreference = 'Stop'; [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '{culture}'; {command}"],
        string.Empty,
        ("TZ", zone));

    /// <summary>Without arguments, with this on its input.</summary>
    public static ShellRun Typing(string input) => Run([], input);

    private static ShellRun Run(string[] arguments, string input, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MageAI.Shell.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using System.Threading.Timer watchdog = new(_ => Kill(process), null, s_patience, System.Threading.Timeout.InfiniteTimeSpan);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ShellRun(process.ExitCode, output.ReplaceLineEndings("\n"), error.GetAwaiter().GetResult().ReplaceLineEndings("\n"));
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended just now.
        }
    }

    /// <summary>Runs a script of this text.</summary>
    public static ShellRun OfScript(string text, params string[] arguments)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ps1");
        File.WriteAllText(path, text);
        try
        {
            return Of([path, .. arguments]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
