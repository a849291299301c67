using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>What stands on the command line, and what came with objects piped in.</summary>
internal sealed class CommandLine(PSCmdlet cmdlet)
{
    private string[] _typed = [];
    private string[] _delayed = [];

    /// <summary>Notes what stands there, before anything is bound from the pipeline.</summary>
    public void Note()
    {
        _typed = [.. cmdlet.MyInvocation.BoundParameters.Keys];
        _delayed = [.. _typed.Where(IsDelayed)];
    }

    public bool IsBound(string parameter) => cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether it stands there with a value; a script block that is to be run for each thing has none before the first of them.</summary>
    public bool IsTyped(string parameter) => Array.IndexOf(_typed, parameter) >= 0 && !IsDelayed(parameter);

    /// <summary>Whether a script block stands there that says it anew for each thing piped in.</summary>
    public bool IsPerThing(string parameter) => Array.IndexOf(_delayed, parameter) >= 0;

    /// <summary>What PowerShell keeps in place of the value until then is a type of its own, which is not public.</summary>
    private bool IsDelayed(string parameter) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) && value?.GetType().Name == "DelayedScriptBlockArgument";

    /// <summary>
    /// Refuses a parameter on the command line that narrows to nothing: taken for "all" it would let a misspelt
    /// variable reach everything on the server.
    /// </summary>
    /// <returns>The values.</returns>
    public T[]? RequireFilled<T>(string parameter, T[]? values) => IsTyped(parameter) && IsEmpty(values) ? throw Empty(parameter, "mean all") : values;

    /// <summary>
    /// Refuses a session that is none: taken for the default one it would let what was meant for a server that could not be connected to reach
    /// another. What comes with an object piped in may name none.
    /// </summary>
    /// <param name="parameter">The parameter for the session.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="isBegun">Whether something was piped in already, so that a script block for each has given its value.</param>
    public void RequireSession<T>(string parameter, T[]? sessions, bool isBegun)
    {
        if ((IsTyped(parameter) || (isBegun && IsPerThing(parameter)) || sessions is { Length: > 0 }) && IsEmpty(sessions))
        {
            throw Empty(parameter, "act on the default session");
        }
    }

    public static bool IsEmpty<T>(T[]? values) => values is null || values.Length == 0 || values.Any(value => value is ICollection { Count: 0 } || value?.ToString() is null or "");

    public static MageException Empty(string parameter, string otherwise) => new(MageErrorId.EmptyInput, $"-{parameter} is empty; nothing was sent.")
    {
        RecommendedAction = $"Check the variable, or leave -{parameter} out to {otherwise}.",
    };

    /// <summary>
    /// Whether what was piped in names nothing, such as a row whose cell is empty: "all" is the last thing that is meant then. A row may
    /// name a session alone.
    /// </summary>
    /// <param name="session">The parameter for the session.</param>
    /// <param name="parameters">What a row may name.</param>
    public bool NamesNothing(string session, string[] parameters) =>
        cmdlet.MyInvocation.ExpectingInput && (!IsBound(session) || IsTyped(session) || parameters.Any(IsBound));
}
