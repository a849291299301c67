using System;
using System.Diagnostics;
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

    /// <summary>
    /// Called by PowerShell at removal: ends this runspace's sessions and emulators. An import with <c>-Force</c> removes the module too, and
    /// brings it back at once: a script that does so must not close what its caller works with.
    /// </summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (!IsImportedAnew())
        {
            SessionStore.CloseRunspace();
            EmulatorStore.CloseRunspace();
        }
        if (System.Threading.Interlocked.Decrement(ref s_imports) == 0)
        {
            AppDomain.CurrentDomain.AssemblyResolve -= DependencyResolver.Resolve;
        }
    }

    /// <summary>PowerShell tells nobody why a module is removed; but Import-Module does it within itself.</summary>
    private static bool IsImportedAnew() => Array.Exists(
        new StackTrace(fNeedFileInfo: false).GetFrames() ?? [], frame => frame?.GetMethod()?.DeclaringType?.FullName == "Microsoft.PowerShell.Commands.ImportModuleCommand");
}
