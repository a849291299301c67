using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>The run times of a pipeline as a small line, oldest left, failures marked with a cross.</summary>
internal static class Sparkline
{
    /// <summary>Of more runs than this, several share a point: the longest of them, and a cross if any failed.</summary>
    private const int Points = 48;

    private const int Width = 132;
    private const int Height = 26;
    private const int Margin = 4;

    public static void Write(PageWriter page, IReadOnlyList<ReportRun> runs)
    {
        ReportRun[] timed = [.. runs.Where(run => run is { HasEnded: true, Duration: not null })];
        if (timed.Length == 0)
        {
            page.Text("\u2013");
            return;
        }

        int points = Math.Min(Points, timed.Length);
        double longest = Math.Max(1, timed.Max(run => run.Duration!.Value.Ticks));
        double arm = timed.Length > Points ? 2 : 3;
        StringBuilder line = new();
        StringBuilder crosses = new();
        for (int i = 0; i < points; i++)
        {
            ReportRun[] share = [.. timed.Skip(i * timed.Length / points).Take(((i + 1) * timed.Length / points) - (i * timed.Length / points))];
            double x = points == 1 ? Width / 2.0 : Margin + (i * (Width - (2.0 * Margin)) / (points - 1));
            double y = Height - Margin - ((Height - (2 * Margin)) * share.Max(run => run.Duration!.Value.Ticks) / longest);
            line.Append(Wording.Text($"{(i == 0 ? "M" : "L")}{x:0.#} {y:0.#}"));
            if (Array.Exists(share, run => run.IsFailed))
            {
                crosses.Append(Wording.Text($"M{x - arm:0.#} {y - arm:0.#}l{2 * arm} {2 * arm}m0-{2 * arm}l-{2 * arm} {2 * arm}"));
            }
        }

        string about = $"{Wording.Count(timed.Length, "run time")}, longest {Wording.Duration(timed.Max(run => run.Duration))}, {Wording.Count(timed.Count(run => run.IsFailed), "failure")}";
        page.Open("svg", ("class", "spark"), ("width", Width), ("height", Height), ("role", "img"), ("aria-label", about)).Leaf("title", about);
        if (points == 1)
        {
            // A line of one point has no length to be drawn.
            line.Append("h.1");
        }

        page.Empty("path", ("class", "line"), ("d", line));
        if (crosses.Length > 0)
        {
            page.Empty("path", ("class", "cross"), ("d", crosses));
        }

        page.Close();
    }
}
