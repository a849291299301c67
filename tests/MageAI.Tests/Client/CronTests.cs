using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using MageAI.Emulation.Terms;
using MageAI.Terms;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>What a cron text means, judged by the code of Mage 0.9.79 itself.</summary>
public sealed class CronTests
{
    /// <summary>
    /// Random texts and what <c>mage_ai/shared/croniter.py</c> says of them. A line has the text, a moment, and either "refused" or: the last moment
    /// before that, what the server shows as the next, and the next two; a dash where croniter fails. UTC, without seconds where they are none.
    /// </summary>
    private static readonly string s_answers = Path.Combine(Repository.Root, "tests", "MageAI.Tests", "Client", "CronAnswers.tsv");

    [Fact]
    public void It_is_read_as_the_server_reads_it()
    {
        string[] lines = File.ReadAllLines(s_answers);
        List<string> wrong = [];
        foreach (string line in lines)
        {
            string[] cells = line.Split('\t');
            string answer = Answer(cells[0], Moment(cells[1]));
            if (answer != string.Join('\t', cells.Skip(2)))
            {
                wrong.Add($"{line}\n  {answer}");
            }
        }

        Assert.True(lines.Length > 500);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {lines.Length}:\n{string.Join('\n', wrong.Take(20))}");
    }

    /// <summary>The emulator, which shares no code with the client.</summary>
    [Fact]
    public void It_is_read_as_the_emulator_reads_it()
    {
        foreach (string[] cells in File.ReadAllLines(s_answers).Select(line => line.Split('\t')))
        {
            DateTime now = Moment(cells[1]).UtcDateTime;
            string answer = "refused";
            if (CronText.IsValid(cells[0]))
            {
                DateTime? first = CronText.Next(cells[0], now);
                answer = $"{Text(CronText.Previous(cells[0], now.AddTicks(-1)))}\t{Text(CronText.Shown(cells[0], now))}\t{Text(first)}";
                answer = first is DateTime found ? $"{answer}\t{Text(CronText.Next(cells[0], found))}" : answer;
                Assert.Equal((cells[0], cells[2] == "-" ? "failed to find prev date" : cells[3] == "-" ? "failed to find next date" : null), (cells[0], CronText.Failure(cells[0], now)));
            }

            Assert.Equal((cells[0], string.Join('\t', cells.Skip(2))), (cells[0], answer));
        }
    }

    [Theory]
    [InlineData("0 0 L,31 4,6,9,11 *", true)]
    [InlineData("0 0 L,30 2 *", true)]
    [InlineData("0 0 31,L 4 *", true)]
    [InlineData("0 0,12 L,31 4 *", true)]
    [InlineData("0 0 L,29 2 *", false)]
    [InlineData("0 0 L,15 4 *", false)]
    [InlineData("0 0 L,31 * *", false)]
    [InlineData("0 0 L,31 3,4 *", false)]
    public void A_last_day_that_the_server_never_comes_to_is_not_stored(string text, bool isRefused)
    {
        foreach (string now in new[] { "2027-01-01 00:00", "2027-04-30 06:00", "2028-02-29 13:00", "2027-06-15 00:00" })
        {
            Assert.Equal(isRefused, ScheduleInterval.Unstorable(CronReader.Read(text), Moment(now)) is not null);
        }
    }

    [Theory]
    [InlineData("5-5 * * * *", "'5-5' in the minute field as every value, not as 5")]
    [InlineData("0 0 * * mon-mon", "'mon-mon' in the weekday field as every value, not as 1")]
    [InlineData("59/5 * * * *", "'59/5' in the minute field as 0, 5, 10, 15, 20, 25, 30, 35…, not as 59")]
    [InlineData("0 22-4/3 * * *", "'22-4/3' in the hour field as 2, 22, not as 1, 4, 22")]
    [InlineData("*/70 * * * *", "goes beyond the minute field")]
    [InlineData("0 0 12 * * *", "reads the seconds last")]
    [InlineData("0 0 12 * * 1-5 2030-2040", "reads the seconds last")]
    [InlineData("0 6 0 * * 30", "reads day 0")]
    [InlineData("0 0 13 * fri#2", "leaves the day of the month out")]
    [InlineData("0 0 * * *,5#2", "leaves the '*'")]
    public void What_nobody_would_expect_is_noted(string text, string noted) =>
        Assert.Contains(noted, Assert.Single(CronReader.Read(text).Oddities), StringComparison.Ordinal);

    [Theory]
    [InlineData("0 6 * * 1-5")]
    [InlineData("*/60 * * * *")]
    [InlineData("0 22-4 * * fri-sun")]
    [InlineData("0 0 * * 0-7")]
    [InlineData("0 0 1,15,L * *")]
    [InlineData("0 0 * * L5")]
    [InlineData("0 0 * * 5#2,5#4")]
    [InlineData("0 0 ? JAN-mar mon")]
    [InlineData("0 0 1 * 1")]
    [InlineData("0 6 * * * 45")]
    [InlineData("* * * * * *")]
    [InlineData("@Yearly")]
    public void What_everybody_reads_alike_is_not(string text) => Assert.Empty(CronReader.Read(text).Oddities);

    [Fact]
    public void Who_writes_the_seconds_first_is_told_where_Mage_has_them() =>
        Assert.EndsWith("Mage reads the seconds last.", Assert.Throws<FormatException>(() => CronReader.Read("0 0 12 ? * mon-fri")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0 0 31 2 *", true)]
    [InlineData("0 0 31 2,4,6 *", true)]
    [InlineData("0 0 31 2 1", true)]
    [InlineData("0 0 1 * 5#2", true)]
    [InlineData("0 0 29 2 *", false)]
    [InlineData("0 0 * 2 5#5", false)]
    [InlineData("0 0 1 1 * 0 2090", true)]
    public void What_never_comes_is_told_apart(string text, bool never) =>
        Assert.Equal(never, CronReader.Read(text).Next(Moment("2026-11-28 10:00")) is null);

    [Fact]
    public void What_the_server_shows_and_what_it_does_part_at_the_end_of_February()
    {
        Cron cron = CronReader.Read("0 0 */15 * *");

        Assert.Equal("2027-03-16 00:00", Text(cron.Shown(Moment("2027-02-20 00:00"))));
        Assert.Equal("2027-03-01 00:00", Text(cron.Next(Moment("2027-02-20 00:00"))));
        Assert.Equal("2028-02-29 00:00", Text(CronReader.Read("0 0 L,29 2 *").Shown(Moment("2026-11-28 00:00"))));
        Assert.Equal("2027-02-28 00:00", Text(CronReader.Read("0 0 L,29 2 *").Next(Moment("2026-11-28 00:00"))));
    }

    [Fact]
    public void Years_come_to_an_end()
    {
        Assert.Equal("2027-12-31 06:00", Text(CronReader.Read("0 6 * * * 45 2026-2027").End(Moment("2026-11-28 10:00")) - TimeSpan.FromSeconds(45)));
        Assert.Null(CronReader.Read("0 6 * * * 45 *").End(Moment("2026-11-28 10:00")));
        Assert.Null(CronReader.Read("0 6 * * * 45 */2").End(Moment("2026-11-28 10:00")));
    }

    private static string Answer(string text, DateTimeOffset now)
    {
        Cron cron;
        try
        {
            cron = CronReader.Read(text);
        }
        catch (FormatException)
        {
            return "refused";
        }

        DateTimeOffset? first = cron.ServerNext(now);
        string answer = $"{Text(cron.ServerPrevious(now))}\t{Text(cron.Shown(now))}\t{Text(first)}";
        return first is DateTimeOffset found ? $"{answer}\t{Text(cron.ServerNext(found))}" : answer;
    }

    private static string Text(DateTime? time) => Text(time is DateTime known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : (DateTimeOffset?)null);

    private static string Text(DateTimeOffset? time) => time?.ToString(time.Value.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
