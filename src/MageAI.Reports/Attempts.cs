using System.Collections.Generic;

namespace MageAI.Reports;

/// <summary>
/// Which runs are attempts at one thing, as Mage groups them: those of one pipeline, schedule and execution date. The newest
/// attempt, the one of the highest id, tells how the thing stands.
/// </summary>
internal sealed class Attempts
{
    private readonly List<MageSession?> _servers = [];
    private readonly Dictionary<(int Server, string Pipeline), int> _pipelines = [];
    private readonly HashSet<(int Server, int Run)> _seen = [];
    private readonly Dictionary<Thing, Attempt> _newest = [];

    /// <summary>The newest attempt at each thing.</summary>
    public IEnumerable<Attempt> Newest => _newest.Values;

    /// <summary>Notes a run.</summary>
    /// <returns>What it is an attempt at; null for a run that was noted before.</returns>
    public Thing? Add(MagePipelineRun run, RunFigures figures)
    {
        if (!_seen.Add((Server(run), run.Id)))
        {
            return null;
        }

        Thing thing = ThingOf(run);
        if (!_newest.TryGetValue(thing, out Attempt? known) || known.Id <= run.Id)
        {
            _newest[thing] = new Attempt(run.Id, run.Status, figures);
        }

        return thing;
    }

    /// <summary>The newest attempt at something.</summary>
    public Attempt NewestAt(Thing thing) => _newest[thing];

    /// <summary>A run that does not tell both its pipeline and its date is an attempt at nothing but itself.</summary>
    private Thing ThingOf(MagePipelineRun run)
    {
        int server = Server(run);
        if (run.PipelineUuid is not string uuid || run.ExecutionDate is not { } date)
        {
            return new Thing(-1 - server, run.Id, -1);
        }

        if (!_pipelines.TryGetValue((server, uuid), out int pipeline))
        {
            _pipelines[(server, uuid)] = pipeline = _pipelines.Count;
        }

        return new Thing(pipeline, run.PipelineScheduleId ?? -1, date.UtcTicks);
    }

    private int Server(MagePipelineRun run)
    {
        int at = _servers.IndexOf(run.Session);
        if (at < 0)
        {
            at = _servers.Count;
            _servers.Add(run.Session);
        }

        return at;
    }

    /// <summary>What attempts are made at, in numbers.</summary>
    internal readonly record struct Thing(int Pipeline, int Schedule, long Date);

    /// <summary>A run as an attempt, and the figures it went into.</summary>
    internal sealed record Attempt(int Id, string? Status, RunFigures Figures);
}
