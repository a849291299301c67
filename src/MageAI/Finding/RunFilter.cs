using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using MageAI.Binding;
using MageAI.Runs;
using MageAI.Terms;

namespace MageAI.Finding;

/// <summary>What narrows a search for runs beside what they belong to.</summary>
internal sealed class RunFilter
{
    /// <summary>Runs that the search for long ones met on another thread.</summary>
    private readonly ConcurrentQueue<string> _undated = new();

    public string[]? Statuses { get; init; }

    public bool LastFailed { get; init; }

    public MageTimeArgument? Since { get; init; }

    public MageTimeArgument? Until { get; init; }

    /// <summary>How long a run has to be running for at least; null for any time.</summary>
    public TimeSpan? Running { get; init; }

    /// <summary>How long a run has to be waiting for at least; null for any time.</summary>
    public TimeSpan? Initial { get; init; }

    public IDictionary? Variable { get; init; }

    public RunQuery Narrow(RunQuery which, MageSession session) =>
        which with { Statuses = Statuses ?? Implied(), LastFailed = LastFailed, Since = Since?.At(session), Until = Until?.At(session), Filter = Filter(session) };

    /// <summary>The runs met since it was last asked that do not say when they began.</summary>
    public IEnumerable<string> TakeUndated()
    {
        while (_undated.TryDequeue(out string? run))
        {
            yield return run;
        }
    }

    /// <summary>The states a search for long ones is about; with it the server narrows the list.</summary>
    private string[] Implied() => (Running, Initial) switch
    {
        (null, null) => [],
        (not null, null) => [RunStatus.Running],
        (null, not null) => [RunStatus.Initial],
        _ => [RunStatus.Initial, RunStatus.Running],
    };

    private Func<MagePipelineRun, bool>? Filter(MageSession session)
    {
        Func<MagePipelineRun, bool>? variables = Variable is null ? null : new VariableFilter(Variable).Matches;
        if (Running is null && Initial is null)
        {
            return variables;
        }

        return run => IsLongEnough(run, session.Present) && variables?.Invoke(run) != false;
    }

    private bool IsLongEnough(MagePipelineRun run, DateTimeOffset now)
    {
        if (run is { Status: RunStatus.Running, StartedAt: null })
        {
            _undated.Enqueue(run.ToString());
        }

        return run.Status switch
        {
            RunStatus.Running => now - (run.StartedAt ?? run.CreatedAt) > Running,
            RunStatus.Initial => now - run.CreatedAt > Initial,
            _ => false,
        };
    }
}
