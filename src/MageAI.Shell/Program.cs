using System;
using MageAI.Shell.Hosting;

namespace MageAI.Shell;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        // A job without a terminal gets no telemetry, as the module itself has none.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        CommandLine? commandLine = CommandLine.Parse(arguments, out string? problem);
        if (commandLine is null)
        {
            Console.Error.WriteLine(problem);
            Console.Error.WriteLine(CommandLine.Usage);
            return CommandLine.UsageExitCode;
        }

        Terminal terminal = Terminal.Current(commandLine.NonInteractive);
        using ScriptRunner runner = new(terminal);
        Console.CancelKeyPress += (_, key) => key.Cancel = runner.Stop();
        return runner.Run(commandLine);
    }
}
