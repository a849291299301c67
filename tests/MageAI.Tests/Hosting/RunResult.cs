using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Hosting;

/// <summary>What a script left: its output, its streams, and the requests a server got.</summary>
internal sealed record RunResult(
    Collection<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    RuntimeException? Terminating,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Debug,
    IReadOnlyList<string> Information,
    IReadOnlyList<EmulatorRequest> Requests)
{
    /// <summary>The requests as "METHOD /path?query body", for equality with what is expected to the letter.</summary>
    public string[] Wire => [.. Requests.Select(Line)];

    /// <summary>The requests that write.</summary>
    public string[] Writes => [.. Requests.Where(request => request.Method != "GET").Select(Line)];

    /// <summary>The one error, terminating or not.</summary>
    public ErrorRecord Error => Terminating?.ErrorRecord ?? Assert.Single(Errors);

    /// <summary>The fixed first part of the one error's id.</summary>
    public string ErrorId => Error.FullyQualifiedErrorId.Split(',')[0];

    public T One<T>() => (T)Assert.Single(ThrowOnError().Output).BaseObject;

    public T[] All<T>() => [.. ThrowOnError().Output.Select(item => (T)item.BaseObject)];

    public RunResult ThrowOnError()
    {
        if (Terminating is not null)
        {
            throw Terminating;
        }

        Assert.True(Errors.Count == 0, string.Join("\n", Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
        return this;
    }

    private static string Line(EmulatorRequest request) =>
        request.Method + " " + request.Path + (request.Query.Length > 0 ? "?" + request.Query : "") + (request.Body.Length > 0 ? " " + request.Body : "");
}
