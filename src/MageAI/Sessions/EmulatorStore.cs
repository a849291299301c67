using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using MageAI.Emulation;

namespace MageAI.Sessions;

/// <summary>The emulators that one runspace started, so that they end with the module.</summary>
internal sealed class EmulatorStore
{
    private static readonly ConditionalWeakTable<Runspace, EmulatorStore> s_stores = new();

    private readonly object _lock = new();
    private readonly List<MageEmulator> _emulators = [];

    /// <summary>The store of the runspace that runs on this thread. Ask on the pipeline thread only.</summary>
    public static EmulatorStore Current => s_stores.GetValue(
        Runspace.DefaultRunspace ?? throw new InvalidOperationException("There is no runspace on this thread."), _ => new EmulatorStore());

    public IReadOnlyList<MageEmulator> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _emulators];
            }
        }
    }

    public void Add(MageEmulator emulator)
    {
        lock (_lock)
        {
            _emulators.Add(emulator);
        }
    }

    public void Remove(MageEmulator emulator)
    {
        lock (_lock)
        {
            _emulators.Remove(emulator);
        }
    }

    /// <summary>Ends what this runspace started, at removal of the module.</summary>
    public static void CloseRunspace()
    {
        if (Runspace.DefaultRunspace is Runspace runspace && s_stores.TryGetValue(runspace, out EmulatorStore? store))
        {
            s_stores.Remove(runspace);
            foreach (MageEmulator emulator in store.All)
            {
                emulator.Stop();
            }
        }
    }
}
