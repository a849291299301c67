using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace MageAI.Shell.Hosting;

/// <summary>Shows the streams, each in its colour where there are colours, and asks where somebody can answer.</summary>
internal sealed class ShellUserInterface(Terminal terminal) : PSHostUserInterface
{
    private const string Reset = "\u001b[0m";

    private readonly Questions _questions = new(terminal);

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface(terminal);

    public override bool SupportsVirtualTerminal => terminal.HasColor;

    public override void Write(string value) => terminal.Out.Write(Shown(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => terminal.Out.WriteLine(Shown(value));

    public override void WriteErrorLine(string value) => terminal.Error.WriteLine(InColor("\u001b[91m", value));

    public override void WriteWarningLine(string message) => terminal.Out.WriteLine(InColor("\u001b[33m", "WARNING: " + message));

    public override void WriteVerboseLine(string message) => terminal.Out.WriteLine(InColor("\u001b[90m", "VERBOSE: " + message));

    public override void WriteDebugLine(string message) => terminal.Out.WriteLine(InColor("\u001b[90m", "DEBUG: " + message));

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // A script's progress is for a screen that can be painted over; here it would only bury the output.
    }

    public override string ReadLine() => _questions.Line();

    public override SecureString ReadLineAsSecureString() => _questions.SecretLine();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.Fields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.Choice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _questions.Credential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        _questions.Credential(caption, message, userName);

    private string InColor(string color, string text) => terminal.HasColor ? color + text + Reset : Shown(text);

    // The formatting engine colours its headers always and leaves it to the host to take that off again.
    private string Shown(string text) => GetOutputString(text, terminal.HasColor);
}
