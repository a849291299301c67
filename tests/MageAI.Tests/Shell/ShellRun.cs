using System;
using System.Diagnostics;
using System.IO;

namespace MageAI.Tests.Shell;

/// <summary>What the shell said and how it ended, run as a process of its own, as its users run it.</summary>
internal sealed record ShellRun(int ExitCode, string Out, string Error)
{
    public static ShellRun Of(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MageAI.Shell.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ShellRun(process.ExitCode, output.ReplaceLineEndings("\n"), error.GetAwaiter().GetResult().ReplaceLineEndings("\n"));
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
