using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>How each pipeline did, in figures and in two small drawings, and how the days went.</summary>
internal static class TrendSection
{
    /// <summary>A longer table of days is folded.</summary>
    private const int FewDays = 14;

    /// <summary>Of more pipelines there are figures only.</summary>
    private const int MostDrawn = 100;

    private static readonly (string Name, string Class)[] s_columns =
    [
        ("Runs", "number"), ("Success", "number"), ("Failed", "number"), ("Open", "number"), ("Cancelled", "number wide"), ("In progress", "number wide"),
        ("p50", "number medium"), ("p95", "number"), ("Longest", "number wide"), ("Queue p95", "number wide"), ("SLA misses", "number wide"),
    ];

    public static void Write(PageWriter page, IReadOnlyList<MageRunStatistic> pipelines, IReadOnlyList<MageRunStatistic> days, IReadOnlyList<ReportRun> runs)
    {
        ILookup<string, ReportRun> byPipeline = runs.Reverse().ToLookup(run => run.Pipeline, StringComparer.Ordinal);
        DateTime[] known = [.. runs.Select(run => run.Created?.UtcDateTime.Date).OfType<DateTime>()];
        DayColumns columns = known.Length == 0 ? new DayColumns(default, default) : new DayColumns(known.Min(), known.Max());

        page.Open("section", ("id", "trends")).Leaf("h2", "Trends").Open("div", ("class", "scroll")).Open("table", ("class", "trends")).Open("thead").Open("tr").Leaf("th", "Pipeline");
        Heads(page);
        bool drawn = pipelines.Count <= MostDrawn;
        if (drawn)
        {
            page.Leaf("th", "Run times").Leaf("th", "By day", ("class", "medium"));
        }

        page.Close().Close().Open("tbody");
        foreach (MageRunStatistic pipeline in pipelines)
        {
            page.Open("tr").Leaf("th", pipeline.Name, ("scope", "row"), ("title", pipeline.Name));
            Figures(page, pipeline);
            if (drawn)
            {
                ReportRun[] own = [.. byPipeline[ReportText.Clean(pipeline.Name)]];
                page.Open("td");
                Sparkline.Write(page, own);
                page.Close().Open("td", ("class", "medium"));
                columns.Write(page, own);
                page.Close();
            }

            page.Close();
        }

        page.Close().Close().Close();
        page.Leaf("p", (drawn ? "Run times: oldest run left, \u00D7 marks a failure. By day: up completed, down failed. " : "So many pipelines have no drawings here. ") + "p50 and p95: half, and 95 of 100, took no longer.", ("class", "quiet"));
        Days(page, days);
        page.Close();
    }

    private static void Days(PageWriter page, IReadOnlyList<MageRunStatistic> days)
    {
        page.Open("details", ("open", days.Count <= FewDays ? "open" : null)).Leaf("summary", Wording.Count(days.Count, "day"))
            .Open("div", ("class", "scroll")).Open("table", ("class", "days")).Open("thead").Open("tr").Leaf("th", "Day (UTC)");
        Heads(page);
        page.Close().Close().Open("tbody");
        foreach (MageRunStatistic day in days)
        {
            page.Open("tr").Leaf("th", day.Name, ("scope", "row"));
            Figures(page, day);
            page.Close();
        }

        page.Close().Close().Close().Close();
    }

    private static void Heads(PageWriter page)
    {
        foreach ((string name, string @class) in s_columns)
        {
            page.Leaf("th", name, ("class", @class));
        }
    }

    private static void Figures(PageWriter page, MageRunStatistic figures)
    {
        string?[] values =
        [
            Number(figures.Count), Wording.Percent(figures.SuccessRate), Number(figures.Failed), Number(figures.OpenFailures), Number(figures.Cancelled), Number(figures.InProgress),
            Wording.Duration(figures.RunTimeP50), Wording.Duration(figures.RunTimeP95), Wording.Duration(figures.RunTimeMax), Wording.Duration(figures.QueueTimeP95), Number(figures.SlaMisses),
        ];
        for (int i = 0; i < values.Length; i++)
        {
            bool bad = s_columns[i].Name is "Failed" or "Open" && values[i] != "0";
            page.Leaf("td", values[i] ?? "\u2013", ("class", bad ? "bad" : null));
        }
    }

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
