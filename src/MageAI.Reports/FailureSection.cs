using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>What failed: the open failures first, each with its blocks and the end of their errors.</summary>
internal static class FailureSection
{
    /// <summary>So many groups are laid open, the rest is folded.</summary>
    private const int Shown = 20;

    /// <summary>Of so many groups the errors are laid open too; of the rest the line that says what happened is.</summary>
    private const int Explained = 5;

    /// <summary>So many run ids are named for a group.</summary>
    private const int Ids = 40;

    /// <summary>Once failures take so many bytes, only the line that says what happened is shown of an error.</summary>
    private const int ErrorBudget = 120_000;

    /// <summary>Once failures take so many bytes, the others are counted only.</summary>
    private const int Budget = 220_000;

    public static void Write(PageWriter page, IReadOnlyList<FailureGroup> groups)
    {
        page.Open("section", ("id", "failures")).Leaf("h2", "Failures");
        if (groups.Count == 0)
        {
            page.Leaf("p", "\u2714 No run failed in this period.", ("class", "none"));
        }

        Room room = new(page) { Explained = Explained };
        FailureGroup[] open = [.. groups.Where(group => group.IsOpen)];
        FailureGroup[] tried = [.. groups.Where(group => !group.IsOpen)];
        WriteAll(page, [.. open.Take(Shown)], room);
        Fold(page, [.. open.Skip(Shown)], "more failure", "still open", unfolded: false, room);
        Fold(page, tried, "failure", "tried again since", unfolded: open.Length + tried.Length <= Explained, room);
        page.Close();
    }

    private static void Fold(PageWriter page, FailureGroup[] groups, string noun, string state, bool unfolded, Room room)
    {
        if (groups.Length == 0)
        {
            return;
        }

        int total = groups.Sum(group => group.Runs.Count);
        page.Open("details", ("open", unfolded ? "open" : null))
            .Leaf("summary", $"{Wording.Count(total, noun)} {(state == "still open" ? total == 1 ? "is" : "are" : total == 1 ? "was" : "were")} {state}");
        WriteAll(page, groups, room);
        page.Close();
    }

    private static void WriteAll(PageWriter page, FailureGroup[] groups, Room room)
    {
        int written = 0;
        for (; written < groups.Length && room.Taken < Budget; written++)
        {
            Write(page, groups[written], room);
        }

        int left = groups.Skip(written).Sum(group => group.Runs.Count);
        if (left > 0)
        {
            page.Leaf("p", Wording.Count(left, written == 0 ? "failure" : "more failure") + " for which there is no room here: the list of all runs has them.", ("class", "quiet left"));
        }
    }

    private static void Write(PageWriter page, FailureGroup group, Room room)
    {
        ReportRun run = group.Newest;
        page.Open("article", ("class", group.IsOpen ? "failure open" : "failure")).Open("h3");
        page.Leaf("span", group.IsOpen ? "\u2716 still open" : "\u21BB tried again", ("class", "badge"));
        page.Leaf("span", run.Pipeline, ("class", "name"));
        if (group.Runs.Count > 1)
        {
            page.Leaf("span", Wording.Text($"{group.Runs.Count:#,0} times"), ("class", "times"));
        }

        page.Close().Open("p", ("class", "facts"));
        page.Open("span").Text(group.Runs.Count > 1 ? "newest: " : string.Empty);
        Link(page, run, Wording.Text($"run {run.Id}")).Close();
        Fact(page, run.Schedule);
        Fact(page, Wording.Moment(run.Begin) is string begin ? begin + " UTC" : null);
        Fact(page, Wording.Duration(run.Duration) is string took ? "took " + took : null);
        Fact(page, Later(group.Runs[0]));
        page.Close();
        Others(page, group);
        Errors(page, run, room);
        page.Close();
    }

    private static void Others(PageWriter page, FailureGroup group)
    {
        if (group.Runs.Count == 1)
        {
            return;
        }

        page.Open("p", ("class", "others")).Text("also: ");
        for (int i = 1; i < Math.Min(group.Runs.Count, Ids); i++)
        {
            Link(page.Text(i > 1 ? ", " : null), group.Runs[i].Run, Wording.Text($"{group.Runs[i].Run.Id}"));
        }

        if (group.Runs.Count > Ids)
        {
            page.Text(Wording.Text($" and {group.Runs.Count - Ids:#,0} more"));
        }

        page.Text(Wording.Moment(group.Runs[group.Runs.Count - 1].Run.Begin) is string first ? $"; first {first} UTC" : null).Close();
    }

    private static void Errors(PageWriter page, ReportRun run, Room room)
    {
        if (run.FailedBlocks.Length == 0 && run.Reason is string reason)
        {
            page.Leaf("p", "no block failed, but the run:", ("class", "block")).Leaf("pre", reason);
        }
        else if (run.FailedBlocks.Length == 0)
        {
            page.Leaf("p", "No block reports an error, and nothing else tells why: so ends a run whose details Mage no longer tells.", ("class", "quiet"));
        }

        bool explained = room.Explained-- > 0;
        for (int i = 0; i < run.FailedBlocks.Length; i++)
        {
            long taken = room.Taken;
            if (taken >= Budget)
            {
                page.Leaf("p", Wording.Count(run.FailedBlocks.Length - i, "more block") + " failed.", ("class", "quiet"));
                break;
            }

            FailedBlock block = run.FailedBlocks[i];
            page.Open("p", ("class", "block")).Text("block ").Leaf("strong", block.Block).Close();
            if (block.Error is not string error)
            {
                page.Leaf("p", "It left no error text; its log tells more.", ("class", "quiet"));
                continue;
            }

            bool isShort = taken >= ErrorBudget;
            if (isShort || explained || error == block.Summary)
            {
                page.Leaf("pre", isShort ? block.Summary : error);
            }
            else
            {
                page.Open("details").Leaf("summary", block.Summary, ("class", "code")).Leaf("pre", error).Close();
            }
        }
    }

    /// <summary>What the newest attempt came to.</summary>
    private static string? Later(ReportFailure failure) => failure.IsOpen ? null : failure.Newest.Status switch
    {
        RunStatus.Completed or RunStatus.Failed => Wording.Text($"then run {failure.Newest.Id} {failure.Newest.Status}"),
        RunStatus.Cancelled => Wording.Text($"then run {failure.Newest.Id} was cancelled"),
        _ => Wording.Text($"then run {failure.Newest.Id}, not ended yet"),
    };

    private static void Fact(PageWriter page, string? text)
    {
        if (text is not null)
        {
            page.Leaf("span", text);
        }
    }

    private static PageWriter Link(PageWriter page, ReportRun run, string text) =>
        run.Page is null ? page.Text(text) : page.Leaf("a", text, ("href", run.Page.AbsoluteUri));

    /// <summary>How much of the page the failures take.</summary>
    private sealed class Room(PageWriter page)
    {
        private readonly long _before = page.Size;

        /// <summary>In bytes.</summary>
        public long Taken => page.Size - _before;

        /// <summary>Of so many more groups the errors are laid open.</summary>
        public int Explained { get; set; }
    }
}
