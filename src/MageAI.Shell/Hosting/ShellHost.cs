using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace MageAI.Shell.Hosting;

/// <summary>The host that scripts see.</summary>
internal sealed class ShellHost(Terminal terminal) : PSHost
{
    public override string Name => "MageAI.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI { get; } = new ShellUserInterface(terminal);

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <summary>What <c>exit</c> said; null if it was not said.</summary>
    public int? ExitCode { get; private set; }

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
