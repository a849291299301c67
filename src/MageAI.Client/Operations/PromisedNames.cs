using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace MageAI.Operations;

/// <summary>The names that a preview gives to things, and those that it takes from them: for what comes after they are taken and free, as they would be.</summary>
internal sealed class PromisedNames
{
    private readonly Dictionary<string, bool> _isTaken = new(StringComparer.Ordinal);

    /// <summary>Refuses a name that was given; one of which nothing is known is looked at.</summary>
    /// <param name="name">The name.</param>
    /// <param name="look">Refuses it where the server has it.</param>
    /// <param name="refusal">What is said of one that was given.</param>
    public Task RequireFreeAsync(string name, Func<Task> look, Func<MageException> refusal) =>
        !_isTaken.TryGetValue(name, out bool isTaken) ? look() : isTaken ? throw refusal() : Task.CompletedTask;

    /// <summary>Notes that a thing gets a name.</summary>
    public void Give(string name) => _isTaken[name] = true;

    /// <summary>Notes that a thing gets another name.</summary>
    public void Move(string before, string after) => (_isTaken[before], _isTaken[after]) = (false, true);
}
