using System;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>Asks <c>-WhatIf</c> and <c>-Confirm</c> with the words of each step of a command, and carries the steps out.</summary>
/// <param name="cmdlet">The command.</param>
/// <param name="scope">Its way to the client.</param>
/// <param name="throttle">How many writes may be under way at once.</param>
internal sealed class StepRunner(PSCmdlet cmdlet, CommandScope scope, int throttle)
{
    private readonly PreviewTotal _total = new();
    private readonly WriteQueue? _queue = throttle > 1 ? new WriteQueue(throttle) : null;

    public bool IsWhatIf { get; } = LanguagePrimitives.IsTrue(
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? asked) ? asked : cmdlet.GetVariableValue("WhatIfPreference"));

    /// <summary>Carries a step out, if that is allowed. A preview refuses what carrying it out would.</summary>
    /// <returns>What the step gave; null when it was not allowed.</returns>
    /// <exception cref="MageException">It was refused, or failed.</exception>
    public T? Perform<T>(MageSession session, Step<T> step)
        where T : class
    {
        if (!IsAllowed(session, step))
        {
            return null;
        }

        try
        {
            return scope.Await(step.How);
        }
        finally
        {
            CompletionCache.Forget(session);
        }
    }

    /// <summary>Carries out what an operation made of something that was asked for; what it refuses is reported.</summary>
    /// <returns>What was made of it, or is so already; null when it was refused or not allowed, or where there is nothing to give.</returns>
    /// <exception cref="MageException">It failed.</exception>
    public T? Perform<T>(MageSession session, Plan<T> plan)
        where T : class => Settled(plan) ?? (plan.Step is null ? null : Perform(session, plan.Step));

    /// <inheritdoc cref="Perform{T}(MageSession, Plan{T})"/>
    /// <param name="session">Where.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="done">Takes what was made of it, or is so already, in its turn.</param>
    /// <param name="instead">Deals with a failure in another way than by telling of it: true when that was done.</param>
    public void Perform<T>(MageSession session, Plan<T> plan, Action<T> done, Func<MageException, bool>? instead)
        where T : class
    {
        if (plan.Step is not null)
        {
            Perform(session, plan.Step, done, instead);
        }
        else if (Settled(plan) is T already)
        {
            done(already);
        }
    }

    /// <summary>
    /// Carries a step out, if that is allowed, beside others of this command as far as the throttle allows. Results and errors come in the order
    /// of the input.
    /// </summary>
    /// <param name="session">Where.</param>
    /// <param name="step">The step.</param>
    /// <param name="done">Takes what the step gave, on the pipeline thread, in its turn.</param>
    /// <param name="instead">Deals with a failure in another way than by telling of it: true when that was done.</param>
    /// <exception cref="MageException">It was refused, or failed, and no others are under way beside it.</exception>
    public void Perform<T>(MageSession session, Step<T> step, Action<T> done, Func<MageException, bool>? instead)
        where T : class
    {
        if (_queue is null)
        {
            if (Perform(session, step) is T result)
            {
                done(result);
            }

            return;
        }

        if (!IsAllowed(session, step))
        {
            return;
        }

        CompletionCache.Forget(session);
        MageCall call = new(scope.Cancellation);
        _queue.Add(() => step.How(call), task => scope.Attempt(step.Target, () => Finish(session, task, call, done, instead)));
    }

    /// <summary>Waits for what is still being written.</summary>
    public void Drain() => _queue?.Drain(0);

    /// <summary>Counts a thing that is as it is to be already.</summary>
    public void NoteAlike() => _total.AddAlike();

    /// <summary>Waits for what is still being written; a preview of many things says what it comes to, after the lines of each.</summary>
    public void End()
    {
        Drain();
        for (int refused = scope.TakeReported(); refused > 0; refused--)
        {
            _total.AddRefused();
        }

        if (IsWhatIf && _total.Take() is string total)
        {
            cmdlet.ShouldProcess(total, total, string.Empty);
        }
    }

    private T? Settled<T>(Plan<T> plan)
        where T : class
    {
        if (plan.Refusal is MageException refusal)
        {
            scope.Report(refusal);
        }

        if (plan.Already is not null)
        {
            NoteAlike();
        }

        return plan.Already;
    }

    private void Finish<T>(MageSession session, Task<T> task, MageCall call, Action<T> done, Func<MageException, bool>? instead)
    {
        T result;
        try
        {
            result = task.GetAwaiter().GetResult();
        }
        catch (MageException failure)
        {
            if (instead?.Invoke(failure) != true)
            {
                throw;
            }

            return;
        }
        finally
        {
            scope.Tell(call);
            CompletionCache.Forget(session);
        }

        done(result);
    }

    private bool IsAllowed<T>(MageSession session, Step<T> step)
    {
        string action = step.Action;
        if (IsWhatIf && step.Look is Func<MageCall, Task<Preview>> look)
        {
            Preview preview = scope.Await(look);
            if (preview.ChangesNothing)
            {
                _total.AddAlike();
                return false;
            }

            action = preview.Words(action);
        }

        _total.Add(session, step.What, step.Action);
        return cmdlet.ShouldProcess($"{step.What} on {session.Uri}", session.Redact(action));
    }
}
