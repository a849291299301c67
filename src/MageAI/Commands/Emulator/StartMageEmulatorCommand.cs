using System;
using System.Management.Automation;
using System.Net;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Emulation;
using MageAI.Sessions;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Starts a Mage server in this process, on 127.0.0.1: for trying things and for testing runbooks. It ends with
/// <c>Stop-MageEmulator</c>, with the module, or with the process.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "MageEmulator", SupportsShouldProcess = true)]
[OutputType(typeof(MageEmulator))]
public sealed class StartMageEmulatorCommand : MageCmdlet
{
    /// <summary>The port. Default: a free one.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>The owner. With it the emulator asks for a sign-in, without it it does not.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Fill it with a believable project.</summary>
    [Parameter]
    public SwitchParameter Sample { get; set; }

    /// <summary>How often its scheduler looks: milliseconds, a text such as 1s, or a TimeSpan. Mage's own looks every 10 s; here it is fast.</summary>
    [Parameter]
    [Milliseconds]
    [ValidateRange(10, 60000)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TickMilliseconds { get; set; } = 200;

    /// <summary>A folder to keep its state in, so that it survives a restart.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Starts the emulator and emits it.</summary>
    protected override void ProcessRecord()
    {
        string? folder;
        try
        {
            folder = Path is null ? null : LocalPath.Of(SessionState.Path, Path, MageErrorId.FileNotWritten, "nothing was started");
        }
        catch (MageException failure)
        {
            throw Scope.Terminate(failure);
        }

        if (!ShouldProcess(Port == 0 ? "127.0.0.1" : $"127.0.0.1:{Port}", "Start a Mage emulator"))
        {
            return;
        }

        // As Connect-Mage takes them, so that the two agree.
        string? email = StrayCharacters.Around(Credential?.UserName);
        NetworkCredential owner = new(email, StrayCharacters.OfPassword(Credential?.Password));
        try
        {
            if (folder is not null)
            {
                System.IO.Directory.CreateDirectory(folder);
            }

            MageEmulator emulator = MageEmulator.Start(new MageEmulatorOptions
            {
                Port = Port,
                OwnerEmail = email,
                OwnerPassword = email is null ? null : owner.Password,
                Sample = Sample,
                TickMilliseconds = TickMilliseconds,
                Path = folder,
            });
            EmulatorStore.Current.Add(emulator);
            WriteObject(emulator);
        }
        catch (Exception e) when (e is HttpListenerException or System.Net.Sockets.SocketException or System.IO.IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(Errors.ErrorRecords.From(new MageException(MageErrorId.ConnectionFailed, $"The emulator cannot start: {e.Message}", e)
            {
                RecommendedAction = "Choose another -Port, or leave it out for a free one, and check that -Path can be written.",
            }));
        }
    }
}
