namespace MageAI.Operations;

/// <summary>What an operation makes of what was asked for, once it has looked: a step, a refusal, or nothing, since it is so already.</summary>
/// <typeparam name="T">What it gives when it is done.</typeparam>
internal sealed class Plan<T>
    where T : class
{
    /// <summary>Nothing is to be done, and there is nothing to give.</summary>
    public static Plan<T> Nothing { get; } = new();

    /// <summary>What is to be written; null where nothing is.</summary>
    public Step<T>? Step { get; private init; }

    /// <summary>Why it must not be; null where it may.</summary>
    public MageException? Refusal { get; private init; }

    /// <summary>What is as it was meant to be, and is given in place of what a step would give.</summary>
    public T? Already { get; private init; }

    public static implicit operator Plan<T>(Step<T> step) => new() { Step = step };

    public static implicit operator Plan<T>(MageException refusal) => new() { Refusal = refusal };

    public static Plan<T> Of(T already) => new() { Already = already };
}
