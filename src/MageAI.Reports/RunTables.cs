using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>The slowest runs, those past their SLA, and all of them.</summary>
internal static class RunTables
{
    private const int Slowest = 10;
    private const int Late = 50;

    /// <summary>A longer list of runs past their SLA is folded.</summary>
    private const int FewLate = 12;

    /// <summary>A longer list of all runs is folded.</summary>
    private const int Few = 25;

    public static void Write(PageWriter page, IReadOnlyList<ReportRun> runs)
    {
        ReportRun[] slowest = [.. runs.Where(run => run is { HasEnded: true, Duration: not null }).OrderByDescending(run => run.Duration).Take(Slowest)];
        page.Open("section", ("id", "slowest")).Leaf("h2", "Slowest runs");
        Table(page, slowest, "No run has ended.", markLate: true);
        page.Close();

        ReportRun[] late = [.. runs.Where(run => run.PassedSla)];
        page.Open("section", ("id", "sla")).Leaf("h2", "Past their SLA");
        if (late.Length > FewLate)
        {
            page.Open("details").Leaf("summary", Wording.Count(late.Length, "run"));
        }

        Table(page, [.. late.Take(Late)], "\u2714 None.", markLate: false);
        if (late.Length > Late)
        {
            page.Leaf("p", Wording.Text($"The newest {Late} of {late.Length:#,0}; the list of all runs marks the others."), ("class", "quiet"));
        }

        if (late.Length > FewLate)
        {
            page.Close();
        }

        page.Close();

        page.Open("section", ("id", "all")).Leaf("h2", "All runs")
            .Open("details", ("open", runs.Count <= Few ? "open" : null)).Leaf("summary", Wording.Count(runs.Count, "run") + ", newest first");
        Table(page, runs, string.Empty, markLate: true);
        page.Close().Close();
    }

    private static void Table(PageWriter page, IReadOnlyList<ReportRun> runs, string none, bool markLate)
    {
        if (runs.Count == 0)
        {
            page.Leaf("p", none, ("class", "quiet"));
            return;
        }

        page.Open("div", ("class", "scroll")).Open("table", ("class", "runs")).Open("thead").Open("tr")
            .Leaf("th", "Run", ("class", "number")).Leaf("th", "Pipeline").Leaf("th", "Status").Leaf("th", "Duration", ("class", "number"))
            .Leaf("th", "Created (UTC)").Leaf("th", "Queued", ("class", "number")).Leaf("th", "Schedule").Close().Close().Open("tbody");
        foreach (ReportRun run in runs)
        {
            page.Open("tr")
                .Leaf("td", run.Id.ToString(CultureInfo.InvariantCulture))
                .Leaf("td", run.Pipeline)
                .Leaf("td", run.State + (markLate && run.PassedSla ? ", past SLA" : string.Empty), ("class", run.IsFailed ? "bad" : null))
                .Leaf("td", Wording.Duration(run.Duration) ?? "\u2013")
                .Leaf("td", Wording.Moment(run.Created) ?? "\u2013")
                .Leaf("td", Wording.Duration(run.QueueTime) ?? "\u2013")
                .Leaf("td", run.Schedule ?? "\u2013")
                .Close();
        }

        page.Close().Close().Close();
    }
}
