using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>Measures runs as they come, in groups. It keeps numbers, never a run.</summary>
internal sealed class RunMeasure(MageRunGrouping groupBy = MageRunGrouping.None)
{
    public const string UnknownPipeline = "(unknown pipeline)";

    private readonly Dictionary<(string? Pipeline, int? Schedule, DateTime? Day), Group> _groups = [];
    private readonly Attempts _attempts = new();

    /// <summary>What the runs of one group have in common.</summary>
    public MageRunGrouping GroupBy { get; set; } = groupBy;

    /// <summary>Counts a run.</summary>
    /// <returns>What it is an attempt at; null for a run that was counted before.</returns>
    public Attempts.Thing? Add(MagePipelineRun run)
    {
        (string?, int?, DateTime?) key = GroupBy switch
        {
            MageRunGrouping.Pipeline => (run.PipelineUuid, null, null),
            MageRunGrouping.Schedule => (run.PipelineUuid, run.PipelineScheduleId, null),
            MageRunGrouping.Day => (null, null, run.CreatedAt?.UtcDateTime.Date),
            _ => default,
        };
        Group group = _groups.TryGetValue(key, out Group? known) ? known : new Group();
        if (_attempts.Add(run, group.Figures) is not Attempts.Thing thing)
        {
            return null;
        }

        _groups[key] = group;
        group.Figures.Add(run);
        group.ScheduleName ??= run.PipelineScheduleName;
        return thing;
    }

    /// <summary>The newest attempt at something.</summary>
    public Attempts.Attempt NewestAt(Attempts.Thing thing) => _attempts.NewestAt(thing);

    /// <summary>A statistic for each group, by name, days by date, the unknown last; for all together always one, if only of nothing.</summary>
    public IReadOnlyList<MageRunStatistic> Results()
    {
        if (GroupBy == MageRunGrouping.None && _groups.Count == 0)
        {
            _groups[default] = new Group();
        }

        ILookup<RunFigures, Attempts.Attempt> open = _attempts.Newest.Where(attempt => attempt.Status == RunStatus.Failed).ToLookup(attempt => attempt.Figures);
        return
        [
            .. _groups
                .Select(pair => (pair.Key, Statistic: pair.Value.Figures.Fill(Name(pair.Key, pair.Value.ScheduleName), open[pair.Value.Figures].Count())))
                .OrderBy(pair => GroupBy == MageRunGrouping.Day ? pair.Key.Day is null : GroupBy != MageRunGrouping.None && pair.Key.Pipeline is null)
                .ThenBy(pair => pair.Statistic.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(pair => pair.Key.Pipeline, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Schedule)
                .Select(pair => pair.Statistic),
        ];
    }

    private MageRunStatistic Name((string? Pipeline, int? Schedule, DateTime? Day) key, string? schedule)
    {
        string pipeline = key.Pipeline ?? UnknownPipeline;
        string name = GroupBy switch
        {
            MageRunGrouping.Pipeline => pipeline,
            MageRunGrouping.Schedule => $"{pipeline} / {schedule ?? (key.Schedule is int id ? Wording.Text($"schedule {id}") : "no schedule")}",
            MageRunGrouping.Day => key.Day is DateTime day ? Wording.Day(day) : "(unknown day)",
            _ => "All runs",
        };
        return new MageRunStatistic(name, GroupBy) { PipelineUuid = key.Pipeline, PipelineScheduleId = key.Schedule };
    }

    private sealed class Group
    {
        public RunFigures Figures { get; } = new();

        public string? ScheduleName { get; set; }
    }
}
