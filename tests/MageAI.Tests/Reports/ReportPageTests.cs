using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using MageAI.Reports;
using MageAI.Terms;
using Xunit;

namespace MageAI.Tests.Reports;

public sealed class ReportPageTests
{
    private static readonly XNamespace s_html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";
    private static readonly string[] s_void = ["meta", "br", "hr", "img", "input", "link"];

    [Fact]
    public void Two_thousand_runs_with_many_long_and_unlike_errors_stay_below_a_megabyte()
    {
        byte[] page = Bytes(SeededRuns.Many(2000, TimeSpan.FromDays(14), likeNoOther: true));

        Assert.InRange(page.Length, 100_000, 1_000_000);
        XElement[] rows = [.. Section(Page(page), "all").Descendants(s_html + "tbody").Single().Elements()];
        Assert.Equal(2000, rows.Length);
        Assert.InRange(Page(page).Descendants(s_svg + "rect").Count(), 100, 1500);
    }

    [Fact]
    public void Two_thousand_runs_of_a_thousand_pipelines_with_a_thousand_failures_in_Chinese_do_too_and_say_what_they_left_out()
    {
        string text = string.Concat(Enumerable.Repeat("\u9519\u8bef & <\u6570\u636e>", 200));
        MagePipelineRun[] runs =
        [
            .. Enumerable.Range(0, 2000).Select(i => i % 2 == 0
                ? Failed(i + 1, $"{text}\n{text} {i}", date: i % 60, pipeline: $"\u8ba2\u5355\u6bcf\u5c0f\u65f6\u6c47\u603b_{i / 2}", minute: i % 60)
                : Run(i + 1, "completed", date: i % 60, pipeline: $"\u8ba2\u5355\u6bcf\u5c0f\u65f6\u6c47\u603b_{i / 2}", minute: i % 60)),
        ];

        byte[] bytes = Bytes(runs);

        Assert.InRange(bytes.Length, 100_000, 999_999);
        XDocument page = Page(bytes);
        int left = page.Descendants(s_html + "p").Where(line => (string?)line.Attribute("class") == "quiet left").Sum(line => int.Parse(line.Value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(left, 1, 999);
        Assert.Equal(1000, page.Descendants(s_html + "article").Sum(Times) + left);
        Assert.Contains("1,000", Section(page, "summary").Value, StringComparison.Ordinal);
        Assert.Contains("900 more pipelines are not drawn", Section(page, "timeline").Value, StringComparison.Ordinal);
        Assert.Equal(Rows(Measured(MageRunGrouping.Pipeline, runs)), Rows(page, "trends"));
        Assert.Empty(Section(page, "trends").Descendants(s_svg + "svg"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(2000)]
    public void Its_figures_are_those_that_are_measured(int count)
    {
        MagePipelineRun[] runs = [.. SeededRuns.Many(count, TimeSpan.FromDays(14))];
        MageRunStatistic all = Measured(MageRunGrouping.None, runs).Single();

        XDocument page = Page(Bytes(runs));

        Dictionary<string, string> tiles = Section(page, "summary").Descendants(s_html + "div").ToDictionary(tile => tile.Element(s_html + "dt")!.Value, tile => tile.Element(s_html + "dd")!.Value);
        string[] expected =
        [
            $"{all.Count:#,0}", Wording.Percent(all.SuccessRate) ?? "\u2013", $"{all.Failed:#,0}", $"{all.OpenFailures:#,0}", $"{all.Cancelled:#,0}", $"{all.InProgress:#,0}", $"{all.SlaMisses:#,0}", Wording.Duration(all.RunTimeP95) ?? "\u2013",
        ];
        Assert.Equal(expected, tiles.Values);
        Assert.Equal(["Runs", "Success", "Failed", "Still open", "Cancelled", "In progress", "SLA misses", "p95 run time"], tiles.Keys);
        Assert.Equal(Rows(Measured(MageRunGrouping.Pipeline, runs)), Rows(page, "trends"));
        Assert.Equal(Rows(Measured(MageRunGrouping.Day, runs)), Rows(page, "days"));

        Assert.Equal(all.Count, Section(page, "all").Descendants(s_html + "tbody").Single().Elements().Count());
        XElement[] failures = [.. page.Descendants(s_html + "article")];
        Assert.Equal(all.Failed, failures.Sum(Times));
        Assert.Equal(all.OpenFailures, failures.Where(IsOpen).Sum(Times));
    }

    [Fact]
    public void What_a_server_says_is_shown_and_never_run()
    {
        const string evil = "<script>alert(1)</script>";

        XDocument page = Page(Bytes([Failed(1, $"{evil}</pre>{evil} & \"so\" 'on'", pipeline: evil, schedule: $"\"><img src=x onerror=alert(1)>", block: evil)], evil + "</title>"));

        Assert.Empty(page.Descendants(s_html + "script"));
        Assert.Empty(page.Descendants(s_html + "img"));
        Assert.Equal(evil, page.Descendants(s_html + "article").Single().Descendants(s_html + "h3").Single().Elements().ElementAt(1).Value);
        Assert.Equal($"{evil}</pre>{evil} & \"so\" 'on'", page.Descendants(s_html + "pre").Single().Value);
        Assert.Equal(evil + "</title>", page.Descendants(s_html + "title").Single().Value);
        Assert.Contains(evil, page.Descendants(s_html + "strong").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_no_page_can_hold_or_that_act_are_dropped()
    {
        XDocument page = Page(Bytes([Failed(1, "a\0b\u0001c\u001b[31md\u0085e\ufffeh\u202ei\u2066j \ud83d\ude00 \u65e5\n\ttab", pipeline: "x\u0007y\u202ez")]));

        Assert.Equal("abc[31mdehij \ud83d\ude00 \u65e5\n\ttab", page.Descendants(s_html + "pre").Single().Value);
        Assert.Contains("xyz", Rows(page, "trends").Single(), StringComparison.Ordinal);
        Assert.Equal("halves \ud83d\ude00", ReportText.Clean("\ude00ha\ud83dlves \ud83d\ude00\ud83d"));
    }

    [Fact]
    public void It_is_one_file_that_asks_nobody_for_anything()
    {
        string text = Encoding.UTF8.GetString(Bytes(SeededRuns.Many(50, TimeSpan.FromDays(2))));
        XDocument page = XDocument.Parse(text);

        Assert.StartsWith("<!DOCTYPE html ><html lang=\"en\"", text, StringComparison.Ordinal);
        Assert.Contains("<meta charset=\"utf-8\"", text[..200], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", text, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "base" or "form");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "style" or "srcset" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain("@import", ReportStyle.Css, StringComparison.Ordinal);
        Assert.All(ReportStyle.Css.Split("url(").Skip(1), url => Assert.StartsWith("#", url, StringComparison.Ordinal));
    }

    [Fact]
    public void It_reads_the_same_as_HTML_and_as_XML()
    {
        string text = Encoding.UTF8.GetString(Bytes(SeededRuns.Many(200, TimeSpan.FromDays(2))));
        XDocument page = XDocument.Parse(text);

        // HTML ignores the slash of any element of its own that is not void, and reads everything behind it as its content.
        foreach (System.Text.RegularExpressions.Match tag in System.Text.RegularExpressions.Regex.Matches(text, @"<([a-z0-9]+)[^<>]*/>"))
        {
            Assert.Contains(tag.Groups[1].Value, (string[])[.. s_void, "rect", "line", "path"]);
        }

        Assert.DoesNotContain(page.Descendants(), element => s_void.Contains(element.Name.LocalName) && !element.IsEmpty);
        Assert.DoesNotContain('&', page.Descendants(s_html + "style").Single().Value);
        Assert.DoesNotContain('<', page.Descendants(s_html + "style").Single().Value);
        Assert.DoesNotContain('>', page.Descendants(s_html + "style").Single().Value);
    }

    [Fact]
    public void Light_dark_narrow_and_paper_are_provided_for() => Assert.All(
        ["prefers-color-scheme: dark", "max-width: 700px", "@media print"],
        query => Assert.Contains(query, ReportStyle.Css, StringComparison.Ordinal));

    [Fact]
    public void Open_failures_come_first_and_others_tell_what_became_of_them()
    {
        XDocument page = Page(Bytes([Failed(1, "old and open"), Failed(2, "made good", date: 2), Run(3, "completed", date: 2), Failed(4, "again", date: 4), Run(5, "running", date: 4)]));

        string[] failures = [.. page.Descendants(s_html + "article").Select(failure => failure.Value)];
        Assert.Equal(3, failures.Length);
        Assert.Contains("still open", failures[0], StringComparison.Ordinal);
        Assert.Contains("run 1", failures[0], StringComparison.Ordinal);
        Assert.Contains("then run 5, not ended yet", failures[1], StringComparison.Ordinal);
        Assert.Contains("then run 3 completed", failures[2], StringComparison.Ordinal);
        Assert.StartsWith("\u2716 One failure is still open.", Section(page, "summary").Element(s_html + "p")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_that_tell_the_same_are_told_once_with_their_number_and_ids()
    {
        XDocument page = Page(Bytes(
        [
            .. Enumerable.Range(1, 3).Select(id => Failed(id, $"boom of <object at 0x7f0000{id:x4}> at 2026-11-24 0{id}:00:00.123")),
            Failed(4, "something else"), Failed(5, "boom of <object at 0x7f00000001> at 2026-11-24 01:00:00.123", pipeline: "other"),
        ]));

        string[] failures = [.. page.Descendants(s_html + "article").Select(failure => failure.Value)];
        Assert.Equal(3, failures.Length);
        Assert.Contains("3 times", failures[2], StringComparison.Ordinal);
        Assert.Contains("newest: run 3", failures[2], StringComparison.Ordinal);
        Assert.Contains("also: 2, 1; first 2026-11-24 00:01 UTC", failures[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_long_error_the_end_is_shown()
    {
        XDocument page = Page(Bytes([Failed(1, string.Join('\n', Enumerable.Range(1, 5000).Select(line => $"line {line}")) + "\nValueError: the end\n\n")]));

        string[] lines = page.Descendants(s_html + "pre").Single().Value.Split('\n');
        Assert.Equal(("\u2026", "line 4990", "ValueError: the end", 13), (lines[0], lines[1], lines[^1], lines.Length));

        string one = Page(Bytes([Failed(1, new string('x', 1_000_000) + "\ud83d\ude00end")])).Descendants(s_html + "pre").Single().Value;
        Assert.InRange(one.Length, 1400, 1600);
        Assert.EndsWith("\ud83d\ude00end", one, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folded_error_shows_the_line_that_says_what_happened()
    {
        XDocument page = Page(Bytes([.. Enumerable.Range(1, 7).Select(id => Failed(id, $"Traceback\n  raise\nValueError: short of {id} rows:\n  row a\n  row b\n")), Failed(8, "Traceback\nKeyError: 'x'")]));

        string[] folded = [.. page.Descendants(s_html + "summary").Where(line => (string?)line.Attribute("class") == "code").Select(line => line.Value)];
        Assert.Equal(["ValueError: short of 3 rows:", "ValueError: short of 2 rows:", "ValueError: short of 1 rows:"], folded);
        Assert.Equal(8, page.Descendants(s_html + "pre").Count());
    }

    [Fact]
    public void Secrets_in_errors_are_masked()
    {
        string shown = Page(Bytes([Failed(1, "cannot reach postgresql://me:pass-word@db/x with {'api_key': 'abcdefgh'} and eyJhbGciOiJIUzI1NiJ9.abc.def")])).Descendants(s_html + "pre").Single().Value;

        Assert.Equal("cannot reach postgresql://***@db/x with {'api_key': '***'} and ***", shown);
    }

    [Fact]
    public void No_runs_is_said_in_words()
    {
        XDocument page = Page(Bytes([]));

        Assert.Equal("No runs in this period.", page.Descendants(s_html + "main").Single().Value);
        Assert.Empty(page.Descendants(s_html + "table"));
    }

    [Fact]
    public void Runs_of_which_little_is_known_and_states_of_a_newer_Mage_come_out_well()
    {
        XDocument page = Page(Bytes(
        [
            SeededRuns.Run(new { id = 1, status = "failed", execution_date = "2026-11-24 00:00:00" }),
            SeededRuns.Run(new { id = 2 }),
            SeededRuns.Run(new { id = 3, pipeline_uuid = "etl", status = "hibernating", created_at = "2026-11-24 00:00:00", started_at = "2026-11-24 00:00:01" }),
            SeededRuns.Run(new { id = 4, pipeline_uuid = "etl", status = "failed", block_runs = new object[] { new { id = 1, status = "failed", metrics = new { error = (string?)null } }, new { id = 2, block_uuid = "b", status = "failed", metrics = new { error = "as text" } } } }),
        ]));

        Assert.Contains("hibernating", Section(page, "all").Value, StringComparison.Ordinal);
        Assert.Contains("unknown", Section(page, "all").Value, StringComparison.Ordinal);
        Assert.Contains("3 runs of unknown time are not shown here.", Section(page, "timeline").Value, StringComparison.Ordinal);
        Assert.Contains("No block reports an error", Section(page, "failures").Value, StringComparison.Ordinal);
        Assert.Contains("It left no error text", Section(page, "failures").Value, StringComparison.Ordinal);
        Assert.Equal("as text", page.Descendants(s_html + "pre").Single().Value);
    }

    [Theory]
    [InlineData("2026-11-24 10:00:00", "2026-11-24 10:00:00", "10:00 10:01")]
    [InlineData("2026-11-24 10:07:00", "2026-11-24 11:50:00", "10:15 10:30 10:45 11:00 11:15 11:30 11:45")]
    [InlineData("2026-11-23 19:00:00", "2026-11-24 19:00:00", "21:00 11-24 03:00 06:00 09:00 12:00 15:00 18:00")]
    [InlineData("2026-12-28 00:00:00", "2027-01-05 00:00:00", "12-28 12-29 12-30 12-31 2027-01-01 01-02 01-03 01-04 01-05")]
    [InlineData("2026-10-28 00:00:00", "2027-01-05 00:00:00", "11-02 11-09 11-16 11-23 11-30 12-07 12-14 12-21 12-28 2027-01-04")]
    [InlineData("2026-02-10 00:00:00", "2026-11-24 00:00:00", "2026-03 2026-04 2026-05 2026-06 2026-07 2026-08 2026-09 2026-10 2026-11")]
    [InlineData("2020-05-01 00:00:00", "2026-11-24 00:00:00", "2021 2022 2023 2024 2025 2026")]
    [InlineData("1970-01-03 00:00:00", "3000-01-01 00:00:00", "2000 2100 2200 2300 2400 2500 2600 2700 2800 2900 3000")]
    public void A_time_axis_has_round_times_few_enough_to_read(string from, string to, string labels)
    {
        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        TimeScale scale = new(Time(from), Time(to));

        Assert.Equal(labels, string.Join(' ', scale.Ticks().Select(tick => tick.Label)));
        Assert.All(scale.Ticks(), tick => Assert.InRange(tick.At, 0, 100));
    }

    [Fact]
    public void Few_runs_have_a_bar_each_and_dense_ones_share_some_but_no_run_is_lost()
    {
        TimeScale scale = new(SeededRuns.Newest.AddDays(-14), SeededRuns.Newest);
        static int Runs(IEnumerable<(string Pipeline, IReadOnlyList<Bars.Bar> Bars)> lanes) => lanes.Sum(lane => lane.Bars.Sum(bar => bar.Count));

        IReadOnlyList<(string Pipeline, IReadOnlyList<Bars.Bar> Bars)> few = Bars.Of(SeededRuns.Many(100, TimeSpan.FromDays(14)).Select(ReportRun.Of), scale);
        Assert.All(few.SelectMany(lane => lane.Bars), bar => Assert.Equal(1, bar.Count));
        Assert.Equal(100, Runs(few));

        IReadOnlyList<(string Pipeline, IReadOnlyList<Bars.Bar> Bars)> many = Bars.Of(SeededRuns.Many(5000, TimeSpan.FromDays(14)).Select(ReportRun.Of), scale);
        Assert.InRange(many.Sum(lane => lane.Bars.Count), 100, 900);
        Assert.Equal(5000, Runs(many));
        Assert.All(many, lane => Assert.Equal("failed", lane.Bars[^1].Status));
    }

    private static IEnumerable<string> Rows(IEnumerable<MageRunStatistic> statistics) => statistics.Select(one => string.Join(
        '|',
        one.Name, one.Count, Wording.Percent(one.SuccessRate) ?? "\u2013", one.Failed, one.OpenFailures, one.Cancelled, one.InProgress, Wording.Duration(one.RunTimeP50) ?? "\u2013",
        Wording.Duration(one.RunTimeP95) ?? "\u2013", Wording.Duration(one.RunTimeMax) ?? "\u2013", Wording.Duration(one.QueueTimeP95) ?? "\u2013", one.SlaMisses));

    private static IEnumerable<string> Rows(XDocument page, string table) =>
        page.Descendants(s_html + "table").Single(one => (string?)one.Attribute("class") == table).Element(s_html + "tbody")!.Elements()
            .Select(row => string.Join('|', row.Elements().Take(12).Select(cell => cell.Value)));

    private static int Times(XElement failure) => failure.Descendants(s_html + "span").SingleOrDefault(part => (string?)part.Attribute("class") == "times") is { } times
        ? int.Parse(times.Value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
        : 1;

    private static bool IsOpen(XElement failure) => ((string)failure.Attribute("class")!).Contains("open", StringComparison.Ordinal);

    private static XElement Section(XDocument page, string id) => page.Descendants(s_html + "section").Single(section => (string?)section.Attribute("id") == id);

    private static IReadOnlyList<MageRunStatistic> Measured(MageRunGrouping groupBy, MagePipelineRun[] runs)
    {
        RunMeasure measure = new(groupBy);
        Array.ForEach(runs, run => measure.Add(run));
        return measure.Results();
    }

    private static XDocument Page(byte[] page) => XDocument.Parse(Encoding.UTF8.GetString(page));

    private static byte[] Bytes(IEnumerable<MagePipelineRun> runs, string title = "Runs")
    {
        RunReport report = new();
        foreach (MagePipelineRun run in runs)
        {
            report.Add(run);
        }

        using MemoryStream stream = new();
        ReportPage.Write(report, new ReportHead(title, null, null), stream);
        return stream.ToArray();
    }

    private static MagePipelineRun Failed(int id, string error, int? date = null, string pipeline = "etl", string schedule = "nightly", string block = "load", int? minute = null) => Run(
        id, "failed", date, pipeline, schedule, minute, new { id = 1, block_uuid = block, status = "failed", metrics = new { error = new { error = "short", message = error } } });

    private static MagePipelineRun Run(int id, string status, int? date = null, string pipeline = "etl", string schedule = "nightly", int? minute = null, params object[] blocks) => SeededRuns.Run(new
    {
        id,
        status,
        pipeline_uuid = pipeline,
        pipeline_schedule_id = 1,
        pipeline_schedule_name = schedule,
        execution_date = $"2026-11-23 00:{date ?? id:00}:00",
        created_at = $"2026-11-24 00:{minute ?? id:00}:00",
        started_at = $"2026-11-24 00:{minute ?? id:00}:01",
        updated_at = $"2026-11-24 00:{minute ?? id:00}:30",
        block_runs = blocks,
    });
}
