using System;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>A cmdlet that takes no session.</summary>
public abstract class MageCmdlet : PSCmdlet, IDisposable
{
    /// <summary>Made for each cmdlet class.</summary>
    private protected MageCmdlet() => Scope = new CommandScope(this);

    private protected CommandScope Scope { get; }

    /// <summary>Ctrl+C: ends the request under way.</summary>
    protected override void StopProcessing() => Scope.Stop();

    /// <summary>The one call PowerShell makes when a command downstream has enough.</summary>
    public void Dispose()
    {
        Scope.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="CommandScope.Await{T}"/>
    private protected T Await<T>(Func<MageCall, Task<T>> work) => Scope.Await(work);

    /// <inheritdoc cref="CommandScope.Await(Func{MageCall, Task})"/>
    private protected void Await(Func<MageCall, Task> work) => Scope.Await(work);

    /// <inheritdoc cref="CommandScope.Attempt"/>
    private protected bool Attempt(object? target, Action work) => Scope.Attempt(target, work);

    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
