using System;

namespace MageAI;

/// <summary>A failure that came in the middle of writing the code of a block: what was there before is not lost.</summary>
public sealed class MageBlockException : MageException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">What went wrong, by name.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="previousContent">The code that the block had.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MageBlockException(MageErrorId errorId, string message, string? previousContent, Exception? innerException = null)
        : base(errorId, message, innerException) => PreviousContent = previousContent;

    /// <summary>The code that the block had before; write it back where it is to stand again.</summary>
    public string? PreviousContent { get; }

    /// <summary>Another failure, told with the code that the block had.</summary>
    internal static MageBlockException Of(MageException cause, MageErrorId id, string message, string? previousContent, string advice, object target)
    {
        MageBlockException told = new(id, message, previousContent, cause);
        told.Follow(cause, advice, target);
        return told;
    }

    private protected override MageException Make(MageErrorId id, string message) => new MageBlockException(id, message, PreviousContent, this);
}
