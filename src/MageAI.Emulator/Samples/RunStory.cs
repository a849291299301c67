using System;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Samples;

/// <summary>What is to be told of a run that never ran here.</summary>
internal sealed class RunStory
{
    /// <summary>How the run ended; running for one that has not.</summary>
    public string Status { get; init; } = "completed";

    /// <summary>The block at which it failed, was cancelled or still is; the first one if null.</summary>
    public string? At { get; init; }

    public string ErrorType { get; init; } = "RuntimeError";

    public string Error { get; init; } = "seeded failure";

    /// <summary>How long it waited for its start; a second or two if null.</summary>
    public TimeSpan? Queued { get; init; }

    /// <summary>How long its blocks took together; a few seconds if null.</summary>
    public TimeSpan? Work { get; init; }

    /// <summary>How long after its execution date it was made: a later attempt at the same date.</summary>
    public TimeSpan Later { get; init; }

    public bool PassedSla { get; init; }

    /// <summary>What the caller sent along.</summary>
    public JsonObject? Variables { get; init; }
}
