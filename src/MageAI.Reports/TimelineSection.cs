using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>When which pipeline ran: a lane each, bars by state. States differ in height and shape, not in colour alone.</summary>
internal static class TimelineSection
{
    /// <summary>So many lanes are laid open, the rest is folded.</summary>
    private const int Shown = 40;

    /// <summary>Of more pipelines than this, those that failed most are drawn, then those that ran most.</summary>
    private const int Most = 100;

    private const int LaneHeight = 22;

    private static readonly (string Status, string Meaning)[] s_legend =
    [
        (RunStatus.Completed, "completed"), (RunStatus.Failed, "failed (tall)"), (RunStatus.Cancelled, "cancelled (hollow)"), (RunStatus.Running, "running (striped)"), (RunStatus.Initial, "waiting (thin)"),
    ];

    public static void Write(PageWriter page, IReadOnlyList<ReportRun> runs, IReadOnlyList<MageRunStatistic> pipelines, TimeScale scale)
    {
        HashSet<string> drawn = new(pipelines.OrderByDescending(one => one.Failed).ThenByDescending(one => one.Count).Take(Most).Select(one => ReportText.Clean(one.Name)), StringComparer.Ordinal);
        IReadOnlyList<(string Pipeline, IReadOnlyList<Bars.Bar> Bars)> lanes = Bars.Of(runs.Where(run => drawn.Contains(run.Pipeline)), scale);
        if (lanes.Count == 0)
        {
            return;
        }

        page.Open("section", ("id", "timeline")).Leaf("h2", "Timeline");
        IReadOnlyList<(double At, string Label)> ticks = scale.Ticks();
        Legend(page, ticks);
        Dictionary<string, MageRunStatistic> known = pipelines.GroupBy(pipeline => ReportText.Clean(pipeline.Name)).ToDictionary(same => same.Key, same => same.First());
        Lanes(page, lanes.Take(Shown), known, ticks);
        if (lanes.Count > Shown)
        {
            page.Open("details").Leaf("summary", Wording.Count(lanes.Count - Shown, "more pipeline"));
            Lanes(page, lanes.Skip(Shown), known, ticks);
            page.Close();
        }

        int left = runs.Where(run => run.Begin is not null && !drawn.Contains(run.Pipeline)).Select(run => run.Pipeline).Distinct(StringComparer.Ordinal).Count();
        if (left > 0)
        {
            page.Leaf("p", Wording.Text($"{Wording.Count(left, "more pipeline")} {(left == 1 ? "is" : "are")} not drawn: here are those that failed most, then those that ran most. The figures of all are under Trends."), ("class", "quiet"));
        }

        int without = runs.Count(run => run.Begin is null);
        if (without > 0)
        {
            page.Leaf("p", $"{Wording.Count(without, "run")} of unknown time {(without == 1 ? "is" : "are")} not shown here.", ("class", "quiet"));
        }

        page.Close();
    }

    private static void Legend(PageWriter page, IReadOnlyList<(double At, string Label)> ticks)
    {
        page.Open("p", ("class", "legend"));
        foreach ((string status, string meaning) in s_legend)
        {
            page.Open("span").Open("svg", ("width", 22), ("height", LaneHeight), ("aria-hidden", "true"));
            if (status == RunStatus.Completed)
            {
                // Here once for all drawings of the page.
                page.Open("defs").Open("g", ("id", "ticks"));
                foreach ((double at, _) in ticks)
                {
                    page.Empty("line", ("class", "tick"), ("x1", Percent(at)), ("x2", Percent(at)), ("y2", LaneHeight));
                }

                page.Close().Open("pattern", ("id", "stripes"), ("width", 5), ("height", 5), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"))
                    .Empty("rect", ("class", "stripe"), ("width", 3), ("height", 5)).Close().Close();
            }

            Shape(page, status, "2", "18", null);
            page.Close().Text(meaning).Close();
        }

        page.Close();
    }

    private static void Lanes(PageWriter page, IEnumerable<(string Pipeline, IReadOnlyList<Bars.Bar> Bars)> lanes, Dictionary<string, MageRunStatistic> known, IReadOnlyList<(double At, string Label)> ticks)
    {
        page.Open("div", ("class", "lanes"));
        Axis(page, ticks);
        foreach ((string pipeline, IReadOnlyList<Bars.Bar> bars) in lanes)
        {
            string about = known.TryGetValue(pipeline, out MageRunStatistic? all) ? About(all) : string.Empty;
            page.Open("div", ("class", "lane")).Open("div", ("class", "who")).Leaf("span", pipeline, ("class", "name"), ("title", pipeline)).Leaf("span", about, ("class", "quiet")).Close();
            page.Open("svg", ("class", "bars"), ("width", "100%"), ("height", LaneHeight), ("role", "img"), ("aria-label", $"{pipeline}: {about}"));
            page.Open("use", ("href", "#ticks")).Close();
            foreach (Bars.Bar bar in bars)
            {
                double width = Math.Max(Least(bar.Status), bar.To - bar.From);
                Shape(page, bar.Status, Percent(Math.Min(bar.From, 100 - width)), Percent(width), Tip(bar));
            }

            page.Close().Close();
        }

        page.Close();
    }

    private static void Axis(PageWriter page, IReadOnlyList<(double At, string Label)> ticks)
    {
        page.Open("div", ("class", "lane axis")).Leaf("div", "UTC", ("class", "who quiet")).Open("svg", ("class", "bars"), ("width", "100%"), ("height", 18), ("aria-hidden", "true"));
        for (int i = 0; i < ticks.Count; i++)
        {
            (double at, string label) = ticks[i];
            string? end = at < 4 ? "first" : at > 96 ? "last" : null;
            string place = string.Join(" ", new[] { end, i % 2 == 1 ? "odd" : null }.OfType<string>());
            page.Leaf("text", label, ("x", Percent(at)), ("y", 13), ("class", place.Length == 0 ? null : place));
        }

        page.Close().Close();
    }

    private static void Shape(PageWriter page, string status, string x, string width, string? tip)
    {
        (int top, int height) = status switch
        {
            RunStatus.Failed => (1, LaneHeight - 2),
            RunStatus.Initial => (9, 4),
            _ => (6, 10),
        };
        page.Open("rect", ("class", status), ("x", x), ("y", top), ("width", width), ("height", height));
        if (tip is not null)
        {
            page.Leaf("title", tip);
        }

        page.Close();
    }

    /// <summary>However short a run was, it is seen, and so is whether its bar is hollow or striped.</summary>
    private static double Least(string status) => status is RunStatus.Completed or RunStatus.Failed ? 0.25 : 0.6;

    private static string About(MageRunStatistic pipeline) =>
        Wording.Count(pipeline.Count, "run") + (pipeline.Failed > 0 ? Wording.Text($", {pipeline.Failed:#,0} failed") : string.Empty);

    private static string Tip(Bars.Bar bar) => bar.Count > 1
        ? Wording.Text($"{bar.Count} {bar.Status} from {Wording.Moment(bar.First.Begin)}")
        : Wording.Text($"{bar.First.Id} {bar.First.State} {Wording.Moment(bar.First.Begin)} {Wording.Duration(bar.First.Duration)}").TrimEnd();

    private static string Percent(double place) => Wording.Text($"{place:0.##}%");
}
