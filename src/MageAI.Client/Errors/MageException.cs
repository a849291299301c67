using System;
using MageAI.Errors;

namespace MageAI;

/// <summary>A failure of a Mage server, of the way to it, or of what it was asked to do.</summary>
public class MageException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">What went wrong, by name.</param>
    /// <param name="message">The sentence for people: the server's own words first, where it said any.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MageException(MageErrorId errorId, string message, Exception? innerException = null)
        : base(message, innerException) => ErrorId = errorId;

    /// <summary>What went wrong, by name.</summary>
    public MageErrorId ErrorId { get; }

    /// <summary>The HTTP status of the reply; null if there was none. Mage reports most failures with 200.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>The method of the request that failed, or null.</summary>
    public string? Method { get; internal set; }

    /// <summary>The path of the request that failed, free of secrets, or null.</summary>
    public string? Path { get; internal set; }

    /// <summary>What the caller can do about it, or null if the error's name says it all.</summary>
    public string? RecommendedAction
    {
        get => Deeds.Without(Advice);
        internal set => Advice = value;
    }

    /// <summary>The same with its <see cref="Deeds"/>, for those who know commands for them, or make another failure of this one.</summary>
    internal string? Advice { get; set; }

    /// <summary>The object the failure is about: a uuid, an id, a model; never a secret.</summary>
    public object? Target { get; internal set; }

    /// <summary>Whether no byte of the request can have left, so that nothing can have come of it.</summary>
    internal bool NeverSent { get; set; }

    /// <summary>Whether Mage itself said, in its own words, that it refuses what was asked; nothing came of it then.</summary>
    internal bool IsRefusal { get; set; }

    /// <summary>Whether the request may have been carried out all the same.</summary>
    internal bool LeavesDoubt => !NeverSent && !IsRefusal;

    /// <summary>Whether somebody on the way gave up waiting: the request may be under way even now.</summary>
    internal bool IsTimeout => ErrorId == MageErrorId.RequestTimeout || StatusCode is 408 or 504 or 524 or 598 or 599;

    /// <summary>The server's Python traceback: for the debug stream only.</summary>
    internal string? Traceback { get; set; }

    /// <summary>The same failure under another name or in other words.</summary>
    /// <param name="id">What it is called.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="advice">What to do; null for what was advised before.</param>
    /// <param name="target">What it is about; null for what it was about before.</param>
    internal MageException Retold(MageErrorId id, string message, string? advice = null, object? target = null)
    {
        MageException retold = Make(id, message);
        retold.Follow(this, advice, target);
        return retold;
    }

    /// <summary>Takes over what the server said when this began.</summary>
    private protected void Follow(MageException cause, string? advice, object? target)
    {
        StatusCode = cause.StatusCode;
        Method = cause.Method;
        Path = cause.Path;
        Advice = advice ?? cause.Advice;
        Target = target ?? cause.Target;
        IsRefusal = cause.IsRefusal;
        Traceback = cause.Traceback;
    }

    private protected virtual MageException Make(MageErrorId id, string message) => new(id, message, this);
}
