using System.Collections.Generic;
using MageAI.Runs;

namespace MageAI.Finding;

/// <summary>
/// The runs that one command has given, so that each comes once although its lists overlap. The rows of a first list are told apart by the list
/// itself and are not kept, so that a list of any length takes no memory: whether a later run was in it, what it asked for tells.
/// </summary>
/// <param name="areCut">Whether of each list only the first row is given, so that what it asked for tells nothing.</param>
internal sealed class RunLists(bool areCut)
{
    private readonly HashSet<(MageSession Session, int Id)> _given = [];
    private (MageSession Session, RunQuery Query)? _first;
    private bool _isFirst;

    /// <summary>Notes that a list begins.</summary>
    public void Begin(MageSession session, RunQuery query)
    {
        _isFirst = _first is null && _given.Count == 0 && !areCut;
        _first ??= _isFirst ? (session, query) : null;
    }

    /// <summary>Notes that a run comes by itself.</summary>
    public void BeginOne() => _isFirst = false;

    /// <summary>Whether a run was not given before; it is now.</summary>
    public bool IsNew(MageSession session, MagePipelineRun run) => _isFirst
        || (!(_first is { } first && ReferenceEquals(first.Session, session) && first.Query.Matches(run)) && _given.Add((session, run.Id)));
}
