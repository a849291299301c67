using System;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// Something that an operation is going to write: in words for whoever is asked, and how. What it refuses it refuses in the write's own turn, on
/// what the server says then; a refusal is a <see cref="MageException"/> with its reason and what to do instead.
/// </summary>
/// <param name="what">The thing, as in "pipeline daily_sales".</param>
/// <param name="action">What is done to it, as in "Remove".</param>
/// <param name="target">What an error is about.</param>
/// <param name="how">Carries it out.</param>
internal sealed class Step<T>(string what, string action, object? target, Func<MageCall, Task<T>> how)
{
    public string What { get; } = what;

    public string Action { get; } = action;

    public object? Target { get; } = target;

    public Func<MageCall, Task<T>> How { get; } = how;

    /// <summary>Refuses, without writing, what carrying it out would refuse, and says what it would change; null where there is nothing to look at before. For previews.</summary>
    public Func<MageCall, Task<Preview>>? Look { get; init; }
}
