using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>Ends emulators: those piped in, or all of this runspace.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MageEmulator", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopMageEmulatorCommand : MageCmdlet
{
    /// <summary>The emulators to end. Default: all that were started in this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public MageEmulator[]? Emulator { get; set; }

    /// <summary>Ends the emulators.</summary>
    protected override void ProcessRecord()
    {
        EmulatorStore store = EmulatorStore.Current;
        foreach (MageEmulator emulator in Emulator ?? store.All.ToArray())
        {
            if (ShouldProcess(emulator.ToString(), "Stop the Mage emulator"))
            {
                store.Remove(emulator);
                emulator.Stop();
            }
        }
    }
}
