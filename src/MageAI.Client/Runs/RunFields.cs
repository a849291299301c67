using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Json;
using MageAI.Resources;

namespace MageAI.Runs;

/// <summary>The fields of a new run that an editor may write.</summary>
internal sealed class RunFields : WireChanges
{
    /// <summary>Where Mage keeps the run's logs and data: it always writes this one itself.</summary>
    private const string Partition = "execution_partition";

    public IDictionary? Variables
    {
        get;
        set
        {
            field = value;
            Set("variables", value);
        }
    }

    public IDictionary? EventVariables
    {
        set => Set("event_variables", value);
    }

    /// <summary>The time the run is for. Sent in UTC without an offset, which Mage would drop.</summary>
    public DateTimeOffset ExecutionDate
    {
        set => Set("execution_date", MageTime.Format(value));
    }

    public int BackfillId
    {
        set => Set("backfill_id", value);
    }

    public static RunFields Of(IDictionary? variables) => variables is null ? new() : new() { Variables = variables };

    /// <summary>All that makes a run what it is, for another attempt at it: what is not sent along is lost.</summary>
    /// <param name="run">The run, whole.</param>
    /// <param name="changed">Variables that differ this time, or null.</param>
    public static RunFields For(MagePipelineRun run, IDictionary? changed)
    {
        Dictionary<string, object?> variables = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> pair in (run.Variables ?? []).Where(pair => pair.Key != Partition))
        {
            variables[pair.Key] = pair.Value;
        }

        foreach (DictionaryEntry pair in changed ?? new Hashtable())
        {
            variables[(string)pair.Key] = pair.Value;
        }

        RunFields fields = new() { Variables = variables };
        if (run.EventVariables is { Count: > 0 } events)
        {
            fields.EventVariables = events;
        }

        if (run.ExecutionDate is DateTimeOffset date)
        {
            fields.ExecutionDate = date;
        }

        if (run.BackfillId is int backfill)
        {
            fields.BackfillId = backfill;
        }

        return fields;
    }

    protected override bool IsApplied(string wireName, object? sent, object? stored) => wireName == "variables"
        ? sent is not IDictionary<string, object?> wanted || (stored is IDictionary<string, object?> kept
            && wanted.All(pair => pair.Key == Partition || (kept.TryGetValue(pair.Key, out object? value) && JsonValue.Same(pair.Value, value))))
        : base.IsApplied(wireName, sent, stored);
}
