using System.Globalization;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>The figures of the whole period, each a tile.</summary>
internal static class SummarySection
{
    public static void Write(PageWriter page, MageRunStatistic all)
    {
        page.Open("section", ("id", "summary")).Leaf("h2", "Summary", ("class", "unseen"))
            .Leaf("p", Verdict(all), ("class", all.OpenFailures > 0 ? "verdict bad" : all.Completed > 0 ? "verdict good" : "verdict"))
            .Open("dl", ("class", "tiles"));
        Tile(page, "Runs", Number(all.Count));
        Tile(page, "Success", Wording.Percent(all.SuccessRate) ?? "\u2013");
        Tile(page, "Failed", Number(all.Failed), all.Failed > 0 ? "bad" : null);
        Tile(page, "Still open", Number(all.OpenFailures), all.OpenFailures > 0 ? "bad" : null);
        Tile(page, "Cancelled", Number(all.Cancelled));
        Tile(page, "In progress", Number(all.InProgress));
        Tile(page, "SLA misses", Number(all.SlaMisses), all.SlaMisses > 0 ? "late" : null);
        Tile(page, "p95 run time", Wording.Duration(all.RunTimeP95) ?? "\u2013");
        page.Close().Close();
    }

    private static string Verdict(MageRunStatistic all) => all switch
    {
        { OpenFailures: 1 } => "\u2716 One failure is still open.",
        { OpenFailures: > 1 } => $"\u2716 {Number(all.OpenFailures)} failures are still open.",
        { Failed: > 0 } => "\u2714 No failure is still open: each was tried again.",
        { Completed: > 0 } => "\u2714 No run failed.",
        _ => "No run has completed or failed.",
    };

    private static void Tile(PageWriter page, string name, string value, string? tone = null) =>
        page.Open("div", ("class", tone)).Leaf("dt", name).Leaf("dd", value).Close();

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
