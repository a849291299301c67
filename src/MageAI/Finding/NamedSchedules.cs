using System.Collections.Generic;
using System.Linq;
using MageAI.Errors;

namespace MageAI.Finding;

/// <summary>The schedules that were named for one maintenance, however many objects named them.</summary>
internal sealed class NamedSchedules
{
    private readonly HashSet<(MageSession Session, int Id)> _all = [];

    /// <summary>Notes one.</summary>
    public void Add(MageSession session, MageSchedule schedule) => _all.Add((session, schedule.Id));

    /// <summary>Whether this one was named.</summary>
    public bool Has(MageSchedule schedule) => schedule.Session is MageSession session && _all.Contains((session, schedule.Id));

    /// <summary>The session that all are of; null where none was named.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>: they are of several.</exception>
    public MageSession? Session()
    {
        MageSession[] sessions = [.. _all.Select(named => named.Session).Distinct()];
        return sessions.Length <= 1 ? sessions.SingleOrDefault() : throw MaintenanceErrors.SeveralServers(sessions);
    }
}
