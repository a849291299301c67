using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace MageAI.Benchmarks;

/// <summary>A PowerShell engine with the staged module in it.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Runspace _runspace;

    public Engine()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule([StagedModule]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    public static string StagedModule => Fact("StagedModule");

    public static string EmptyModule => Fact("EmptyModule");

    public Collection<PSObject> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript("$ErrorActionPreference = 'Stop'\n" + script);
        return shell.Invoke();
    }

    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    public void Dispose() => _runspace.Dispose();

    private static string Fact(string key) => typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}
