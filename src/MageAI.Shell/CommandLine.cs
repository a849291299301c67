using System;
using System.Collections.Generic;
using System.IO;

namespace MageAI.Shell;

/// <summary>What the shell was asked to run.</summary>
/// <param name="ScriptPath">The script; null when a command was given.</param>
/// <param name="Command">The command's text; null when a script was given.</param>
/// <param name="Arguments">What follows the script, for its parameters.</param>
/// <param name="NonInteractive">Whether nothing may be asked.</param>
internal sealed record CommandLine(string? ScriptPath, string? Command, IReadOnlyList<string> Arguments, bool NonInteractive)
{
    public const int UsageExitCode = 64;

    public const string Usage = """
        Usage: dotnet run --project src/MageAI.Shell -- [-NonInteractive] <script.ps1> [arguments of the script]
               dotnet run --project src/MageAI.Shell -- [-NonInteractive] -Command "<text>"
        """;

    /// <summary>Reads the arguments of the process; what follows the script belongs to the script.</summary>
    /// <returns>Null, with the problem in a sentence, when they cannot be meant.</returns>
    public static CommandLine? Parse(string[] arguments, out string? problem)
    {
        problem = null;
        bool nonInteractive = false;
        int next = 0;
        while (next < arguments.Length && Is(arguments[next], "-NonInteractive"))
        {
            nonInteractive = true;
            next++;
        }

        if (next == arguments.Length)
        {
            problem = "There is no script to run.";
            return null;
        }

        if (Is(arguments[next], "-Command"))
        {
            string text = string.Join(' ', arguments[(next + 1)..]);
            problem = text.Length == 0 ? "-Command needs a text." : null;
            return problem is null ? new CommandLine(null, text, [], nonInteractive) : null;
        }

        if (arguments[next].StartsWith('-'))
        {
            problem = $"The shell has no switch {arguments[next]}.";
            return null;
        }

        string script = Path.GetFullPath(arguments[next]);
        if (!File.Exists(script))
        {
            problem = $"There is no script {script}.";
            return null;
        }

        return new CommandLine(script, null, arguments[(next + 1)..], nonInteractive);
    }

    private static bool Is(string argument, string name) => argument.Equals(name, StringComparison.OrdinalIgnoreCase);
}
