using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>A pipeline's days as small columns: up what completed, down what failed.</summary>
internal sealed class DayColumns
{
    /// <summary>Of more days than this, several share a column.</summary>
    private const int MostColumns = 45;

    private const int Width = 110;
    private const int Up = 18;
    private const int Down = 10;

    private readonly DateTime _first;
    private readonly int _days;
    private readonly int _columns;

    public DayColumns(DateTime first, DateTime last)
    {
        _first = first;
        _days = (int)(last - first).TotalDays + 1;
        _columns = Math.Min(_days, MostColumns);
    }

    public void Write(PageWriter page, IReadOnlyList<ReportRun> runs)
    {
        ILookup<int, ReportRun> byColumn = runs.Where(run => run.Created is not null && run.Status is RunStatus.Completed or RunStatus.Failed)
            .ToLookup(run => (int)((long)(run.Created!.Value.UtcDateTime.Date - _first).TotalDays * _columns / _days));
        if (byColumn.Count == 0)
        {
            page.Text("\u2013");
            return;
        }

        double most = byColumn.Max(column => Math.Max(column.Count(run => !run.IsFailed), column.Count(run => run.IsFailed)));
        double pitch = Math.Min(14, (double)Width / _columns);
        int bad = byColumn.Count(column => column.Any(run => run.IsFailed));
        string about = $"{Wording.Count(byColumn.Count, _days > _columns ? "span" : "day")} with runs, {bad} with failures";
        page.Open("svg", ("class", "columns"), ("width", Wording.Text($"{_columns * pitch:0.#}")), ("height", Up + Down), ("role", "img"), ("aria-label", about)).Leaf("title", about);
        page.Empty("line", ("class", "base"), ("x2", "100%"), ("y1", Up), ("y2", Up));
        foreach (IGrouping<int, ReportRun> column in byColumn.OrderBy(column => column.Key))
        {
            int failed = column.Count(run => run.IsFailed);
            Column(page, RunStatus.Completed, column.Key * pitch, pitch, (column.Count() - failed) / most, Up, -1);
            Column(page, RunStatus.Failed, column.Key * pitch, pitch, failed / most, Down, 1);
        }

        page.Close();
    }

    private static void Column(PageWriter page, string status, double x, double pitch, double share, int room, int direction)
    {
        if (share > 0)
        {
            // What happened at all is seen, if it is one of hundreds.
            double height = Math.Max(2, share * (room - 1));
            page.Empty(
                "rect", ("class", status), ("x", Wording.Text($"{x:0.#}")), ("y", Wording.Text($"{(direction < 0 ? Up - height : Up):0.#}")),
                ("width", Wording.Text($"{Math.Max(1, pitch - 1):0.#}")), ("height", Wording.Text($"{height:0.#}")));
        }
    }
}
