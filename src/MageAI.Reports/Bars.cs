using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>
/// The bars of a timeline. While there are few, each run has its own; where they are dense, those of one state that would touch
/// become one, so that neither the page nor the eye has to cope with thousands.
/// </summary>
internal static class Bars
{
    private const int Few = 400;
    private const int Most = 900;

    /// <summary>In this order they are drawn, so that a failure is never hidden behind something else.</summary>
    private static readonly string[] s_order = [RunStatus.Completed, RunStatus.Cancelled, RunStatus.Initial, RunStatus.Running, RunStatus.Failed];

    /// <summary>The bars of each pipeline, in the order of the pipelines' names.</summary>
    public static IReadOnlyList<(string Pipeline, IReadOnlyList<Bar> Bars)> Of(IEnumerable<ReportRun> runs, TimeScale scale)
    {
        List<(string Pipeline, Bar[] Bars)> lanes = runs.Where(run => run.Begin is not null)
            .GroupBy(run => run.Pipeline, StringComparer.Ordinal)
            .OrderBy(lane => lane.Key, StringComparer.OrdinalIgnoreCase).ThenBy(lane => lane.Key, StringComparer.Ordinal)
            .Select(lane => (Pipeline: lane.Key, Bars: lane.Select(run => Single(run, scale)).OrderBy(bar => bar.From).ToArray()))
            .ToList();
        int all = lanes.Sum(lane => lane.Bars.Length);
        IReadOnlyList<(string, IReadOnlyList<Bar>)> drawn = Draw(-1);
        for (double gap = 0.1; all > Few && gap < 100 && drawn.Sum(lane => lane.Item2.Count) > Most; gap *= 2)
        {
            drawn = Draw(gap);
        }

        return drawn;

        IReadOnlyList<(string, IReadOnlyList<Bar>)> Draw(double gap) =>
        [
            .. lanes.Select(lane => (lane.Pipeline, (IReadOnlyList<Bar>)
            [
                .. lane.Bars.GroupBy(bar => bar.Status).OrderBy(state => Array.IndexOf(s_order, state.Key)).SelectMany(state => gap < 0 ? state : Merge(state, gap)),
            ])),
        ];
    }

    private static Bar Single(ReportRun run, TimeScale scale) => new(
        scale.At(run.Begin!.Value),
        scale.At(run.Ended is DateTimeOffset end && end > run.Begin ? end : run.Begin.Value),
        Array.IndexOf(s_order, run.Status) >= 0 ? run.Status : RunStatus.Running,
        1,
        run);

    private static IEnumerable<Bar> Merge(IEnumerable<Bar> bars, double gap)
    {
        Bar? open = null;
        foreach (Bar bar in bars)
        {
            if (open is not null && bar.From - open.To <= gap)
            {
                open = open with { To = Math.Max(open.To, bar.To), Count = open.Count + 1 };
                continue;
            }

            if (open is not null)
            {
                yield return open;
            }

            open = bar;
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    /// <summary>A bar from one place to another, in percent; what it stands for, and the first run of it.</summary>
    internal sealed record Bar(double From, double To, string Status, int Count, ReportRun First);
}
