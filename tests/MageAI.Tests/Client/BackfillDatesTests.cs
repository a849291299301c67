using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Json;
using MageAI.Terms;
using MageAI.Tests.Emulation;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>The dates a backfill runs for, as the server works them out.</summary>
public sealed class BackfillDatesTests
{
    [Theory]
    [InlineData("2024-01-01", "2024-01-05", "day", 1, "2024-01-01 2024-01-02 2024-01-03 2024-01-04 2024-01-05")]
    [InlineData("2024-01-01 06:00", "2024-01-03 05:00", "day", 1, "2024-01-01T06 2024-01-02T06")]
    [InlineData("2024-01-01", "2024-01-01", "day", 1, "2024-01-01")]
    [InlineData("2024-01-01", "2024-01-22", "week", 2, "2024-01-01 2024-01-15")]
    [InlineData("2024-01-01", "2024-01-01 12:00", "hour", 6, "2024-01-01 2024-01-01T06 2024-01-01T12")]

    // By dateutil's relativedelta, added to the date before: the 31st is lost on the way.
    [InlineData("2024-01-31", "2024-06-30", "month", 1, "2024-01-31 2024-02-29 2024-03-29 2024-04-29 2024-05-29 2024-06-29")]
    [InlineData("2024-01-31", "2024-12-31", "month", 2, "2024-01-31 2024-03-31 2024-05-31 2024-07-31 2024-09-30 2024-11-30")]
    [InlineData("2024-02-29", "2029-02-28", "year", 1, "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-28 2029-02-28")]
    [InlineData("2024-01-31", "2029-12-31", "month", 13, "2024-01-31 2025-02-28 2026-03-28 2027-04-28 2028-05-28 2029-06-28")]
    public void The_end_is_included_when_a_step_falls_on_it(string start, string end, string type, int units, string expected) =>
        Assert.Equal(expected.Split(' ').Select(Moment), BackfillDates.Between(Moment(start), Moment(end), new BackfillInterval(type, units)));

    [SkippableTheory]
    [InlineData("experiments/backfill-read-preview")]
    [InlineData("experiments/backfill-read-preview-limit")]
    public void They_are_those_that_a_real_server_previewed(string recording)
    {
        Skip.If(Recording.Folder is null, "MAGE_TRAFFIC names no folder with recordings.");
        JsonNode backfill = Recording.Load(recording).Json!["backfill"]!;

        DateTimeOffset[] dates = BackfillDates.Require(Read(backfill["start_datetime"]), Read(backfill["end_datetime"]), new BackfillInterval((string)backfill["interval_type"]!, (int)backfill["interval_units"]!), 100, "it");

        Assert.Equal((int)backfill["total_run_count"]!, dates.Length);
        DateTimeOffset[] previewed = [.. backfill["pipeline_run_dates"]!.AsArray().Select(date => Read(date!["execution_date"])!.Value)];
        Assert.Equal(previewed, dates.Take(previewed.Length));
    }

    [Fact]
    public async Task They_are_those_of_the_emulator_which_works_them_out_by_itself()
    {
        using EmulatorHarness mage = new(new() { TickMilliseconds = 0 });
        await mage.Pipeline("etl");
        await mage.Json("POST", "/api/pipelines/etl/backfills", "{\"backfill\":{\"name\":\"x\"}}");
        Random random = new(20261124);
        for (int i = 0; i < 60; i++)
        {
            BackfillInterval interval = new(Vocabulary.BackfillIntervals[random.Next(Vocabulary.BackfillIntervals.Length)], random.Next(1, 40));
            DateTimeOffset start = Moment("2024-01-31").AddSeconds(random.Next(0, 90 * 86400));
            DateTimeOffset end = BackfillDates.Between(start, DateTimeOffset.MaxValue, interval).ElementAt(random.Next(0, 20)).AddSeconds(random.Next(0, 2));
            await mage.Json("PUT", "/api/backfills/1", new JsonObject
            {
                ["backfill"] = new JsonObject
                {
                    ["start_datetime"] = MageTime.FormatSeconds(start),
                    ["end_datetime"] = MageTime.FormatSeconds(end),
                    ["interval_type"] = interval.Type,
                    ["interval_units"] = interval.Units,
                },
            }.ToJsonString());

            JsonNode preview = (await mage.Get("/api/backfills/1?include_preview_runs=true&_limit=1000"))["backfill"]!;

            Assert.Equal(preview["pipeline_run_dates"]!.AsArray().Select(date => Read(date!["execution_date"])!.Value), BackfillDates.Between(start, end, interval));
        }
    }

    [Fact]
    public void What_the_server_cannot_make_runs_of_is_refused_in_words()
    {
        BackfillInterval daily = new("day", 1);
        Assert.Equal("it has no start, so there is no date to run for; nothing was sent.", Refused(null, Moment("2024-01-01"), daily));
        Assert.Equal("it has no interval, so there is no date to run for; nothing was sent.", Refused(Moment("2024-01-01"), Moment("2024-01-01"), null));
        Assert.StartsWith("The end of it, 2024-01-01 00:00:00Z, lies before its start, 2024-01-05 00:00:00Z", Refused(Moment("2024-01-05"), Moment("2024-01-01"), daily), StringComparison.Ordinal);
        Assert.StartsWith("it has more than 10 dates to run for (every day from", Refused(Moment("2024-01-01"), Moment("2024-01-11"), daily), StringComparison.Ordinal);
        Assert.StartsWith("The dates of it go beyond the year 9999", Refused(Moment("9999-12-30"), Moment("9999-12-31"), daily), StringComparison.Ordinal);
        Assert.Equal(10, BackfillDates.Require(Moment("2024-01-01"), Moment("2024-01-10"), daily, 10, "it").Length);
    }

    [Fact]
    public void Too_many_dates_are_not_worked_out() =>
        Assert.Contains("more than 10", Refused(Moment("0001-01-01"), Moment("9998-01-01"), new BackfillInterval("second", 1)), StringComparison.Ordinal);

    [Fact]
    public void A_date_with_an_offset_is_stepped_in_UTC() => Assert.Equal(
        [new DateTimeOffset(2024, 1, 30, 23, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 2, 29, 23, 0, 0, TimeSpan.Zero)],
        BackfillDates.Between(new DateTimeOffset(2024, 1, 31, 0, 0, 0, TimeSpan.FromHours(1)), Moment("2024-03-01"), new BackfillInterval("month", 1)));

    private static string Refused(DateTimeOffset? start, DateTimeOffset? end, BackfillInterval? interval)
    {
        MageException refused = Assert.Throws<MageException>(() => BackfillDates.Require(start, end, interval, 10, "it"));
        Assert.Equal(refused.Message.Contains("more than", StringComparison.Ordinal) ? MageErrorId.TooManyRuns : MageErrorId.InvalidTime, refused.ErrorId);
        return refused.Message;
    }

    private static DateTimeOffset? Read(JsonNode? node) => MageTime.TryParse((string?)node, out DateTimeOffset time) ? time : null;

    private static DateTimeOffset Moment(string text) => text.Length == 13
        ? Moment(text[..10]).AddHours(int.Parse(text[11..], System.Globalization.CultureInfo.InvariantCulture))
        : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
