using System;
using System.Management.Automation;
using MageAI.Sessions;

namespace MageAI.Loading;

/// <summary>What happens when the module comes and goes: a resolver is hooked in and taken out, no more.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static int s_imports;

    /// <summary>Called by PowerShell at import; loads no dependency and touches neither network nor disk.</summary>
    public void OnImport()
    {
        if (System.Threading.Interlocked.Increment(ref s_imports) == 1)
        {
            AppDomain.CurrentDomain.AssemblyResolve += DependencyResolver.Resolve;
        }
    }

    /// <summary>Called by PowerShell at removal: ends this runspace's sessions and emulators.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        SessionStore.CloseRunspace();
        EmulatorStore.CloseRunspace();
        if (System.Threading.Interlocked.Decrement(ref s_imports) == 0)
        {
            AppDomain.CurrentDomain.AssemblyResolve -= DependencyResolver.Resolve;
        }
    }
}
