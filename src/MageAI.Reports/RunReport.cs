using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Reports;

/// <summary>What a report of runs tells. Runs are added as they come; of each only what the page needs is kept.</summary>
internal sealed class RunReport
{
    private readonly RunMeasure _all = new(MageRunGrouping.None);
    private readonly RunMeasure _byPipeline = new(MageRunGrouping.Pipeline);
    private readonly RunMeasure _byDay = new(MageRunGrouping.Day);
    private readonly List<(ReportRun Run, Attempts.Thing Thing)> _runs = [];
    private readonly SortedSet<string> _servers = new(StringComparer.Ordinal);

    /// <summary>The servers that runs came from or were asked for, without credentials.</summary>
    public IReadOnlyCollection<string> Servers => _servers;

    public int Count => _runs.Count;

    /// <summary>All runs, newest first.</summary>
    public IReadOnlyList<ReportRun> Runs =>
        [.. _runs.Select(pair => pair.Run).OrderByDescending(run => run.Created ?? DateTimeOffset.MinValue).ThenByDescending(run => run.Id)];

    /// <summary>The figures of all runs, by the code that measures.</summary>
    public MageRunStatistic All => _all.Results()[0];

    public IReadOnlyList<MageRunStatistic> ByPipeline => _byPipeline.Results();

    public IReadOnlyList<MageRunStatistic> ByDay => _byDay.Results();

    /// <summary>The failures, those of a pipeline that tell the same together; the open ones first, then the newest.</summary>
    public IReadOnlyList<FailureGroup> Failures =>
    [
        .. _runs.Where(pair => pair.Run.IsFailed)
            .Select(pair => new ReportFailure(pair.Run, _all.NewestAt(pair.Thing)))
            .OrderByDescending(failure => failure.Run.Created ?? DateTimeOffset.MinValue)
            .ThenByDescending(failure => failure.Run.Id)
            .GroupBy(failure => (failure.IsOpen, failure.Run.Pipeline, failure.Run.Signature))
            .Select(group => new FailureGroup(group.Key.IsOpen, [.. group]))
            .OrderByDescending(group => group.IsOpen),
    ];

    /// <summary>Notes a server that was asked, also when it has no runs.</summary>
    public void AddServer(MageSession session) => _servers.Add(ReportRun.Plain(session.Uri).ToString());

    public void Add(MagePipelineRun run)
    {
        if (_all.Add(run) is not Attempts.Thing thing)
        {
            return;
        }

        _byPipeline.Add(run);
        _byDay.Add(run);
        _runs.Add((ReportRun.Of(run), thing));
        if (run.Session is not null)
        {
            AddServer(run.Session);
        }
    }
}
