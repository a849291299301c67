using System;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Resources;

/// <summary>What a write means, and how to look whether it was done when its reply does not say.</summary>
/// <typeparam name="T">What the write gives.</typeparam>
/// <param name="deed">The words for it, as in "the creation of pipeline etl".</param>
/// <param name="whereToLook">How a person looks, in words and deeds, as in "Look at the pipeline [list pipelines: etl]".</param>
/// <param name="look">Looks. It is given the moment at which the write was first sent.</param>
internal sealed class WriteIntent<T>(string deed, string whereToLook, Func<ServerMoment, Task<Sight<T>>> look)
{
    public string Deed { get; } = deed;

    public string WhereToLook { get; } = whereToLook;

    public Task<Sight<T>> LookAsync(ServerMoment sent) => look(sent);
}
