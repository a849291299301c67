using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Sessions;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>A cmdlet that acts on a session: the one passed, else the one its input came from, else the runspace's default.</summary>
public abstract class MageSessionCmdlet : MageCmdlet
{
    private string[] _typed = [];
    private WriteQueue? _writes;

    /// <summary>The session to use, or its name. Without it: the session an object piped in came from, else the default one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public MageSessionArgument? Session { get; set; }

    /// <summary>Notes what stands on the command line, before anything is bound from the pipeline.</summary>
    protected override void BeginProcessing() => _typed = [.. MyInvocation.BoundParameters.Keys];

    /// <summary>Waits for what is still being written.</summary>
    protected override void EndProcessing() => _writes?.Drain(0);

    /// <summary>How many writes may be under way at once.</summary>
    private protected virtual int Throttle => 1;

    /// <summary>Whether a parameter stands on the command line; one that came with a piped object does not.</summary>
    private protected bool IsTyped(string parameter) => Array.IndexOf(_typed, parameter) >= 0;

    /// <summary>Finds the session for one item; without one the command ends.</summary>
    private protected MageSession Resolve(MageSession? own = null)
    {
        MageSession? session = Session switch
        {
            { Session: MageSession given } => given,
            { Name: string name } => SessionStore.Current.Find(name) ?? throw Terminate(ErrorRecords.SessionNotFound(name)),
            _ => own ?? SessionStore.Current.Default,
        };
        return session ?? throw Terminate(ErrorRecords.NotConnected());
    }

    /// <summary>Writes something, if <c>-WhatIf</c> and <c>-Confirm</c> allow it.</summary>
    /// <param name="session">Where.</param>
    /// <param name="what">The thing, as in "pipeline daily_sales"; the server is added.</param>
    /// <param name="action">What is done, as in "Remove".</param>
    /// <param name="target">What an error is about.</param>
    /// <param name="work">Does it.</param>
    /// <returns>What the work gave; null when it was not allowed or failed.</returns>
    private protected T? Write<T>(MageSession session, string what, string action, object? target, Func<MageCall, Task<T>> work)
        where T : class
    {
        if (!ShouldProcess($"{what} on {session.Uri}", action))
        {
            return null;
        }

        T? result = null;
        try
        {
            Attempt(target, () => result = Await(work));
        }
        finally
        {
            CompletionCache.Forget(session);
        }

        return result;
    }

    /// <summary>
    /// Writes something, if <c>-WhatIf</c> and <c>-Confirm</c> allow it, beside other writes of this command as far as the throttle
    /// allows. Results and errors come in the order of the input.
    /// </summary>
    /// <param name="session">Where.</param>
    /// <param name="what">The thing, as in "pipeline daily_sales"; the server is added.</param>
    /// <param name="action">What is done, as in "Remove".</param>
    /// <param name="target">What an error is about.</param>
    /// <param name="work">Does it.</param>
    /// <param name="done">Takes what the work gave, on the pipeline thread, in its turn.</param>
    private protected void Write<T>(MageSession session, string what, string action, object? target, Func<MageCall, Task<T>> work, Action<T> done)
        where T : class
    {
        if (Throttle <= 1)
        {
            if (Write(session, what, action, target, work) is T result)
            {
                done(result);
            }

            return;
        }

        if (!ShouldProcess($"{what} on {session.Uri}", action))
        {
            return;
        }

        CompletionCache.Forget(session);
        MageCall call = new(Cancellation);
        _writes ??= new WriteQueue(Throttle);
        _writes.Add(() => work(call), task => Attempt(target, () =>
        {
            T result;
            try
            {
                result = task.GetAwaiter().GetResult();
            }
            finally
            {
                Tell(call);
                CompletionCache.Forget(session);
            }

            done(result);
        }));
    }

    /// <summary>The pipelines that were given; an empty cell of a CSV file is none.</summary>
    private protected static MagePipelineArgument[] Given(MagePipelineArgument[]? pipelines) =>
        [.. (pipelines ?? []).Where(pipeline => pipeline.Name.Length > 0)];

    /// <summary>
    /// Ends the command when a parameter on the command line narrows to nothing: taken for "all" it would let a misspelt
    /// variable reach everything on the server.
    /// </summary>
    private protected void RequireFilled<T>(string parameter, T[]? values)
    {
        if (IsTyped(parameter) && (values is null || values.Length == 0 || values.Any(value => value is ICollection { Count: 0 } || value?.ToString() is null or "")))
        {
            throw Terminate(new MageException(MageErrorId.InvalidInput, $"-{parameter} is empty; nothing was sent.")
            {
                RecommendedAction = $"Check the variable, or leave -{parameter} out to mean all.",
            });
        }
    }

    /// <inheritdoc cref="RequireFilled{T}(string, T[])"/>
    private protected void RequireFilled(string parameter, object? value) => RequireFilled(parameter, new[] { value });

    /// <summary>
    /// Whether what was piped in names nothing, such as a row whose cell is empty: "all" is the last thing that is meant then. A row may
    /// name a session alone.
    /// </summary>
    /// <param name="parameters">What a row may name.</param>
    private protected bool NamesNothing(params string[] parameters) => MyInvocation.ExpectingInput
        && (!IsBound(nameof(Session)) || IsTyped(nameof(Session)) || parameters.Any(IsBound));

    /// <summary>Refuses an object of another kind: it names a pipeline too, but that is not what it stands for.</summary>
    private protected bool IsMeant<T>(MageObject? source, string noun)
        where T : MageObject
    {
        if (source is null or T)
        {
            return true;
        }

        Report(ErrorRecords.WrongObject(noun, source));
        return false;
    }

    /// <summary>
    /// The pipelines an argument means. An object or a literal costs no request here; a pattern is matched against uuid and
    /// name of the list.
    /// </summary>
    private protected IEnumerable<string> PipelineUuids(MagePipelineArgument argument, MageSession session) => argument.IsPattern
        ? FindPipelines(argument, session, includeSchedules: false).Select(pipeline => pipeline.Uuid)
        : [argument.Uuid];

    /// <summary>The pipelines an argument means, read from the list.</summary>
    /// <exception cref="MageException">A literal that does not exist.</exception>
    private protected IReadOnlyList<MagePipeline> FindPipelines(MagePipelineArgument argument, MageSession session, bool includeSchedules)
    {
        if (!argument.IsPattern)
        {
            return [Await(call => session.Pipelines.FindAsync(argument.Uuid, call, includeSchedules)) ?? throw session.Pipelines.NotFound(argument.Uuid)];
        }

        NamePattern pattern = new(argument.Name);
        Page<MagePipeline> page = Await(call => session.Pipelines.ListAsync(
            new PipelineQuery { Search = SearchTerm(argument.Name), IncludeSchedules = includeSchedules }, call));
        return [.. page.Items.Where(pipeline => pattern.IsMatch(pipeline.Uuid) || (pipeline.Name is not null && pattern.IsMatch(pipeline.Name)))];
    }

    private protected MageException Terminate(MageException failure)
    {
        ThrowTerminatingError(ErrorRecords.From(failure));
        return failure;
    }

    /// <summary>The longest plain part of a pattern, for the server to narrow the list with; null when there is none.</summary>
    internal static string? SearchTerm(string pattern)
    {
        if (pattern.IndexOfAny(['[', '`']) >= 0)
        {
            return null;
        }

        string? longest = pattern.Split('*', '?').OrderByDescending(part => part.Length).First().ToLowerInvariant();

        // Only what a uuid and the name it was made of have in common.
        return longest.Length > 0 && longest.All(c => c is >= 'a' and <= 'z') ? longest : null;
    }
}
