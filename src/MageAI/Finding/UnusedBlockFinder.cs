using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Operations;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>Finds the blocks of which only files are left.</summary>
internal sealed class UnusedBlockFinder(MageSession session)
{
    private readonly BlockFiles _files = new(session);

    /// <summary>Those that are meant, and for each literal name that means none why it does not.</summary>
    /// <param name="names">Uuids or patterns; null for all.</param>
    /// <param name="types">Types of blocks; null for all.</param>
    /// <param name="call">The caller.</param>
    public async Task<(IReadOnlyList<MageBlock> Found, IReadOnlyList<MageException> Missing)> FindAsync(string[]? names, string[]? types, MageCall call)
    {
        NamePattern[] patterns = [.. (names ?? ["*"]).Select(name => new NamePattern(name))];
        IReadOnlyList<MageBlock> unused = await _files.UnusedAsync(call).ConfigureAwait(false);
        return (
            [.. patterns.SelectMany(pattern => pattern.Among(unused, block => block.Uuid)).Distinct().Where(block => types is null || types.Contains(block.Type))],
            [.. patterns.Where(pattern => pattern.IsLiteral && !unused.Any(block => pattern.IsMatch(block.Uuid))).Select(pattern => NotFound(pattern.Meant))]);
    }

    /// <summary>One with its code.</summary>
    public Task<MageBlock> WithContentAsync(MageBlock block, MageCall call) => _files.WithContentAsync(block, call);

    private MageException NotFound(string name) => new(MageErrorId.BlockNotFound, $"The project on {session.Uri} has no unused file of a block {name}.")
    {
        Target = name,
        RecommendedAction = "List them all with Get-MageBlock -Unused.",
    };
}
