using System;
using System.Collections.Generic;

namespace MageAI;

/// <summary>The failure of a run: what of it failed.</summary>
public sealed class MageRunException : MageException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">How the run ended, by name.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="failedBlocks">The block runs that failed.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MageRunException(MageErrorId errorId, string message, IReadOnlyList<MageBlockRun> failedBlocks, Exception? innerException = null)
        : base(errorId, message, innerException) => FailedBlocks = failedBlocks;

    /// <summary>The block runs that failed; empty for a run that was cancelled.</summary>
    public IReadOnlyList<MageBlockRun> FailedBlocks { get; }
}
