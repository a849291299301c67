using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using MageAI.Shell.Hosting;

namespace MageAI.Shell;

/// <summary>An engine with the staged module in it that runs one script and shows what comes out of it.</summary>
internal sealed class ScriptRunner : IDisposable
{
    private const int Stopped = 130;

    private readonly Terminal _terminal;
    private readonly ShellHost _host;
    private PowerShell? _running;

    public ScriptRunner(Terminal terminal)
    {
        _terminal = terminal;
        _host = new ShellHost(terminal);
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What <c>exit</c> said; 1 after an error nobody caught; 130 after Ctrl+C; else 0.</returns>
    public int Run(CommandLine commandLine)
    {
        using Runspace runspace = Open();
        using PowerShell shell = PowerShell.Create(runspace);
        AddScript(shell, commandLine);

        // Errors in their turn, between the output: what the formatting engine shows, it shows in order.
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        Interlocked.Exchange(ref _running, shell);
        try
        {
            shell.Invoke();
            return shell.InvocationStateInfo.State == PSInvocationState.Stopped ? Stopped : _host.ExitCode ?? 0;
        }
        catch (PipelineStoppedException)
        {
            return _host.ExitCode ?? Stopped;
        }
        catch (RuntimeException uncaught)
        {
            Show(runspace, uncaught.ErrorRecord ?? new ErrorRecord(uncaught, uncaught.GetType().Name, ErrorCategory.NotSpecified, null));
            return 1;
        }
        finally
        {
            Interlocked.Exchange(ref _running, null);
        }
    }

    /// <summary>Ctrl+C: ends what runs.</summary>
    /// <returns>Whether something ran.</returns>
    public bool Stop()
    {
        PowerShell? running = Volatile.Read(ref _running);
        running?.BeginStop(null, null);
        return running is not null;
    }

    public void Dispose() => Interlocked.Exchange(ref _running, null)?.Stop();

    private Runspace Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
        {
            // Windows runs no scripts unless told otherwise, and this one was named on the command line.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        state.ImportPSModule([StagedModule.Path]);
        Runspace runspace = RunspaceFactory.CreateRunspace(_host, state);
        runspace.Open();
        PSStyle.Instance.OutputRendering = _terminal.HasColor ? OutputRendering.Ansi : OutputRendering.PlainText;
        runspace.SessionStateProxy.Path.SetLocation(Directory.GetCurrentDirectory());
        return runspace;
    }

    private static void AddScript(PowerShell shell, CommandLine commandLine)
    {
        if (commandLine.ScriptPath is null)
        {
            shell.AddScript(commandLine.Command + "\nif (-not $?) { exit 1 }");
            return;
        }

        // A script's own exit ends only the script, and leaves its code where we have to pick it up; what ends it otherwise leaves none.
        ScriptArguments arguments = ScriptArguments.Read(commandLine.Arguments);
        shell.AddScript("param($Script, $Named, $Values) & $Script @Named @Values; if (-not $?) { exit $(if ($LASTEXITCODE) { $LASTEXITCODE } else { 1 }) }")
            .AddArgument(commandLine.ScriptPath)
            .AddArgument(arguments.Named)
            .AddArgument(arguments.Values);
    }

    private void Show(Runspace runspace, ErrorRecord error)
    {
        using PowerShell shell = PowerShell.Create(runspace);

        // Written as an error again, it would lose the place in the script where it arose.
        _host.OutputIsError = true;
        shell.AddCommand("Out-Default").AddParameter("InputObject", error).Invoke();
    }
}
