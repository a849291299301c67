using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace MageAI.Shell.Hosting;

/// <summary>The host that scripts see.</summary>
internal sealed class ShellHost(Terminal terminal) : PSHost
{
    private readonly ShellUserInterface _interface = new(terminal);

    public override string Name => "MageAI.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _interface;

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <summary>What <c>exit</c> said; null if it was not said.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Whether what is shown from now on is an error, wherever the formatting engine believes it goes.</summary>
    public bool OutputIsError
    {
        get => _interface.OutputIsError;
        set => _interface.OutputIsError = value;
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This shell runs scripts; it has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell runs scripts; it has no prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
