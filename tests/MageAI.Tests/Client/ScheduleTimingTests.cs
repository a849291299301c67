using System;
using System.Globalization;
using System.IO;
using System.Linq;
using MageAI.Schedules;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>When schedules make their runs, judged by the code of Mage 0.9.79 itself.</summary>
public sealed class ScheduleTimingTests
{
    /// <summary>
    /// Random schedules and what <c>PipelineSchedule.next_execution_date</c> says of them. A line has interval, type, start time, whether that is a landing time, the
    /// moment, the current execution date, and the next; a dash for nothing. UTC, without seconds where they are none.
    /// </summary>
    private static readonly string s_answers = Path.Combine(Repository.Root, "tests", "MageAI.Tests", "Client", "ScheduleAnswers.tsv");

    [Fact]
    public void What_the_server_shows_as_next_is_known_here()
    {
        string[] lines = File.ReadAllLines(s_answers);

        Assert.Equal(lines, lines.Select(line =>
        {
            string[] cells = line.Split('\t');
            ScheduleTiming timing = new(cells[0], cells[1], Moment(cells[2]), cells[3] == "landing");
            return string.Join('\t', [.. cells.Take(6), Text(timing.Shown(Moment(cells[4])!.Value))]);
        }));
    }

    [Fact]
    public void Runs_do_not_come_before_the_start()
    {
        ScheduleTiming timing = new("@hourly", "time", Moment("2026-11-28 13:30"), lands: false);

        Assert.Equal(["2026-11-28 14:00", "2026-11-28 15:00"], Between(timing, "2026-11-28 10:00", "2026-11-28 15:59"));
        Assert.Equal("2026-11-28 11:00", Text(timing.Shown(Moment("2026-11-28 10:00")!.Value)));
    }

    [Theory]
    [InlineData(null, "2026-11-29 00:00 for 2026-11-29 12:25", "2026-11-30 00:00 for 2026-11-30 12:25")]
    [InlineData(30, "2026-11-28 11:55 for 2026-11-28 12:25", "2026-11-29 11:55 for 2026-11-29 12:25")]
    [InlineData(13 * 60, "2026-11-29 00:00 for 2026-11-29 12:25", "2026-11-30 00:00 for 2026-11-30 12:25")]
    public void A_landing_time_is_begun_before_and_never_before_its_day(int? minutes, params string[] expected)
    {
        ScheduleTiming timing = new("@daily", "time", Moment("2026-01-01 12:25"), lands: true);

        Assert.Equal(expected, timing
            .Between(Moment("2026-11-28 10:00")!.Value, Moment("2026-11-30 11:55")!.Value, minutes is int lead ? TimeSpan.FromMinutes(lead) : null)
            .Select(due => $"{Text(due.Begins)} for {Text(due.ExecutionDate)}").Take(2));
    }

    [Fact]
    public void On_the_31st_of_a_short_month_nothing_lands()
    {
        ScheduleTiming timing = new("@monthly", "time", Moment("2026-01-31 12:00"), lands: true);

        Assert.Equal(["2027-01-31 11:00", "2027-03-31 11:00", "2027-05-31 11:00"], timing.Between(Moment("2027-01-01 00:00")!.Value, Moment("2027-06-01 00:00")!.Value, TimeSpan.FromHours(1)).Select(due => Text(due.Begins)));
    }

    [Theory]
    [InlineData("@once")]
    [InlineData("@always_on")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("nonsense")]
    public void Others_come_at_no_set_times(string? interval) => Assert.Empty(Between(new ScheduleTiming(interval, "time", null, lands: false), "2026-11-28 10:00", "2027-11-28 10:00"));

    private static string[] Between(ScheduleTiming timing, string from, string until) => [.. timing.Between(Moment(from)!.Value, Moment(until)!.Value, null).Select(due => Text(due.Begins))];

    private static string Text(DateTimeOffset? time) => time?.ToString(time.Value.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    private static DateTimeOffset? Moment(string text) => text == "-" ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
