using System;

namespace MageAI.Resources;

/// <summary>What a look showed after a write whose reply did not come.</summary>
/// <typeparam name="T">What the write gives.</typeparam>
internal abstract record Sight<T>
{
    private Sight()
    {
    }

    /// <summary>It is as it was meant to be.</summary>
    /// <param name="Value">What the reply would have given.</param>
    public sealed record Done(T Value) : Sight<T>;

    /// <summary>It is as it was, and nobody has touched it since: the write did not happen, or not yet.</summary>
    /// <param name="Words">What was seen, to follow "A look shows: ".</param>
    public sealed record Undone(string Words) : Sight<T>;

    /// <summary>It is neither: somebody else may have written since, or what is there does not tell.</summary>
    /// <param name="Words">What was seen, to follow "A look shows: ".</param>
    public sealed record Unclear(string Words) : Sight<T>;

    /// <summary>It was begun and not ended.</summary>
    /// <param name="Tell">Tells what is there now, of the failure that the write had.</param>
    public sealed record Half(Func<MageException, MageException> Tell) : Sight<T>;

    /// <summary>What was to be changed is not there.</summary>
    /// <param name="Failure">Says so.</param>
    public sealed record Gone(MageException Failure) : Sight<T>;
}
