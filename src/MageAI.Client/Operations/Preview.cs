using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>What a look at a step showed, before anything is written: what carrying it out would change.</summary>
internal sealed class Preview
{
    /// <summary>It would do what its words say.</summary>
    public static Preview AsSaid { get; } = new();

    /// <summary>It is so already.</summary>
    public static Preview Nothing { get; } = new() { ChangesNothing = true };

    /// <summary>Whether nothing would change.</summary>
    public bool ChangesNothing { get; private init; }

    /// <summary>What would be done, in place of the step's own words; null to keep those.</summary>
    public string? Action { get; init; }

    /// <summary>What else would come of it, each a part of a sentence.</summary>
    public IReadOnlyList<string?> Also { get; init; } = [];

    /// <summary>A look that refuses and sees nothing else.</summary>
    public static Func<MageCall, Task<Preview>> After(Func<MageCall, Task> refuse) => async call =>
    {
        await refuse(call).ConfigureAwait(false);
        return AsSaid;
    };

    /// <summary>The words for who asked.</summary>
    /// <param name="action">The step's own.</param>
    public string Words(string action) => string.Join("; ", new[] { Action ?? action }.Concat(Also.OfType<string>()));
}
