using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>The report as one page: no script, nothing from elsewhere, failures first.</summary>
internal static class ReportPage
{
    /// <summary>Even a text that became markup by some mistake could load and run nothing.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    public static void Write(RunReport report, ReportHead head, Stream stream)
    {
        using PageWriter page = new(stream);
        page.Open("html", ("lang", "en")).Open("head")
            .Empty("meta", ("charset", "utf-8"))
            .Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy))
            .Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Empty("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Empty("meta", ("name", "referrer"), ("content", "no-referrer"))
            .Leaf("title", head.Title)
            .Leaf("style", ReportStyle.Css)
            .Close().Open("body");
        Header(page, report, head);
        page.Open("main");
        if (report.Count == 0)
        {
            page.Leaf("p", "No runs in this period.", ("class", "nothing"));
        }
        else
        {
            Sections(page, report, head);
        }

        page.Close().Close().Close();
    }

    private static void Sections(PageWriter page, RunReport report, ReportHead head)
    {
        IReadOnlyList<ReportRun> runs = report.Runs;
        SummarySection.Write(page, report.All);
        FailureSection.Write(page, report.Failures);
        TimelineSection.Write(page, runs, report.ByPipeline, Scale(head, runs));
        TrendSection.Write(page, report.ByPipeline, report.ByDay, runs);
        RunTables.Write(page, runs);
    }

    private static void Header(PageWriter page, RunReport report, ReportHead head)
    {
        page.Open("header").Leaf("h1", head.Title).Open("p", ("class", "facts"));
        if (report.Servers.Count > 0)
        {
            page.Leaf("span", string.Join(", ", report.Servers), ("class", "server"));
        }

        page.Leaf("span", Period(report, head), ("class", "period"))
            .Leaf("span", Wording.Count(report.Count, "run"), ("class", "count"))
            .Leaf("span", $"generated {Wording.Moment(head.Made)} UTC", ("class", "made"))
            .Close().Close();
    }

    private static string Period(RunReport report, ReportHead head)
    {
        DateTimeOffset? from = head.Since ?? report.All.From;
        DateTimeOffset? to = head.Until ?? (head.Since is null ? report.All.To : head.Made);
        return from is null || to is null ? "no period known" : $"{Wording.Moment(from)} to {Wording.Moment(to)} UTC";
    }

    private static TimeScale Scale(ReportHead head, IReadOnlyList<ReportRun> runs)
    {
        DateTimeOffset[] times = [.. runs.SelectMany(run => new[] { run.Begin, run.Ended }).OfType<DateTimeOffset>()];
        DateTimeOffset from = head.Since ?? (times.Length == 0 ? head.Made : times.Min());
        DateTimeOffset to = times.Length == 0 ? head.Made : times.Max();
        DateTimeOffset asked = head.Until ?? (head.Since is null ? to : head.Made);
        return new TimeScale(from, asked > to ? asked : to);
    }
}
