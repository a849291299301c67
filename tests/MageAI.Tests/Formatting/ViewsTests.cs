using System;
using MageAI.Formatting;
using Xunit;

namespace MageAI.Tests.Formatting;

public sealed class ViewsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 3, 11, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "2026-11-24 03:11:00Z, now")]
    [InlineData(-59, "2026-11-24 03:10:01Z, 59 s ago")]
    [InlineData(-60, "2026-11-24 03:10:00Z, 1 min ago")]
    [InlineData(-3 * 3600, "2026-11-24 00:11:00Z, 3 h ago")]
    [InlineData(-47 * 3600, "2026-11-22 04:11:00Z, 47 h ago")]
    [InlineData(-48 * 3600, "2026-11-22 03:11:00Z, 2 d ago")]
    [InlineData(-90 * 86400, "2026-08-26 03:11:00Z, 3 mo ago")]
    [InlineData(-800 * 86400, "2024-09-15 03:11:00Z, 2 y ago")]
    [InlineData(5 * 3600, "2026-11-24 08:11:00Z, in 5 h")]
    [InlineData(30, "2026-11-24 03:11:30Z, in 30 s")]
    public void A_time_stands_beside_its_distance(int seconds, string expected) =>
        Assert.Equal(expected, Views.When(s_now.AddSeconds(seconds), s_now));

    [Fact]
    public void A_time_is_shown_in_UTC() =>
        Assert.Equal("2026-11-24 03:11:00Z, now", Views.When(s_now.ToOffset(TimeSpan.FromHours(9)), s_now));

    [Fact]
    public void Block_runs_and_records_tell_seconds_which_order_them()
    {
        DateTimeOffset time = s_now.AddMilliseconds(5109).ToOffset(TimeSpan.FromHours(9));
        Assert.Equal("2026-11-24 03:11:05Z", Views.Moment(time));
        Assert.Equal("2026-11-24 03:11:05.109Z", Views.Exact(time));
        Assert.Equal("03:11:05.109Z", Views.Clock(time));
    }

    [Fact]
    public void A_group_is_headed_by_its_run_and_that_of_a_log_by_its_day_too()
    {
        MageLogEntry entry = new() { PipelineRunId = 12, PipelineUuid = "etl", Timestamp = s_now.ToOffset(TimeSpan.FromHours(-9)) };
        Assert.Equal("12 of etl on 2026-11-24", Views.Group(entry));
        Assert.Equal("12 of etl", Views.Group(new MageBlockRun { PipelineRunId = 12, PipelineUuid = "etl" }));
        Assert.Equal("12", Views.Group(new MageBlockRun { PipelineRunId = 12 }));
        Assert.Equal("", Views.Group(new MageLogEntry()));
    }

    [Theory]
    [InlineData(-5, "0 ms")]
    [InlineData(0, "0 ms")]
    [InlineData(340, "340 ms")]
    [InlineData(1250, "1.2s")]
    [InlineData(59_990, "59.9s")]
    [InlineData(72_000, "1m 12s")]
    [InlineData(3_900_000, "1h 05m")]
    [InlineData(93_600_000, "1d 02h")]
    public void A_duration_has_its_two_largest_units(int milliseconds, string expected) =>
        Assert.Equal(expected, Views.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("2026-01-31T00:00:00+00:00", "2026-01-31")]
    [InlineData("2026-01-31T00:00:00+02:00", "2026-01-30 22:00")]
    [InlineData("2026-01-31T06:00:30+00:00", "2026-01-31 06:00:30")]
    public void A_date_is_as_short_as_it_can_be_told(string date, string expected) =>
        Assert.Equal(expected, Views.Date(DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_dates_of_a_backfill_stand_together()
    {
        Assert.Equal("2026-11-24 03:11 to 2026-12-01", Views.Dates(new MageBackfill { StartDatetime = s_now, EndDatetime = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }));
        Assert.Null(Views.Dates(new MageBackfill { StartDatetime = s_now }));
    }

    [Theory]
    [InlineData("day", 1, "1d")]
    [InlineData("hour", 6, "6h")]
    [InlineData("custom", 90, "90s")]
    [InlineData("month", 2, "2mo")]
    [InlineData(null, 1, null)]
    public void A_step_is_a_number_and_a_unit(string? type, int units, string? expected) =>
        Assert.Equal(expected, Views.Every(new MageBackfill { IntervalType = type, IntervalUnits = units }));

    [Fact]
    public void The_runs_of_a_backfill_are_counted_by_their_states()
    {
        MageBackfill backfill = new() { TotalRunCount = 31, Document = System.Text.Encoding.UTF8.GetBytes("{\"run_status_counts\":{\"failed\":1,\"completed\":12}}") };

        Assert.Equal("12/31", Views.Progress(backfill));
        Assert.Equal("12 completed, 1 failed", Views.Runs(backfill));
        Assert.Equal("0/2", Views.Progress(new MageBackfill { TotalRunCount = 2 }));
        Assert.Null(Views.Progress(new MageBackfill()));
        Assert.Null(Views.Runs(new MageBackfill()));
    }

    [Theory]
    [InlineData(1.0, "100 %")]
    [InlineData(0.9999, "99.9 %")]
    [InlineData(0.5, "50.0 %")]
    public void A_share_is_shown_in_percent(double share, string expected) => Assert.Equal(expected, Views.Percent(share));

    [Fact]
    public void What_is_not_known_is_shown_as_nothing()
    {
        Assert.Null(Views.Percent(null));
        Assert.Null(Views.When(null));
        Assert.Null(Views.Moment(null));
        Assert.Null(Views.Exact(null));
        Assert.Null(Views.Duration(null));
        Assert.Null(Views.Status(null));
        Assert.Null(Views.FirstLine(null));
        Assert.Equal("", Views.Join(null));
    }

    [Theory]
    [InlineData("completed", "\u001b[32mcompleted\u001b[0m")]
    [InlineData("failed", "\u001b[91mfailed\u001b[0m")]
    [InlineData("running", "\u001b[36mrunning\u001b[0m")]
    [InlineData("a_newer_word", "a_newer_word")]
    public void A_status_stands_out_where_there_are_colours(string status, string expected)
    {
        Assert.Equal(expected, Views.Status(status, inColor: true));
        Assert.Equal(status, Views.Status(status, inColor: false));
    }

    [Fact]
    public void A_flow_goes_down_in_layers() =>
        Assert.Equal("a, b \u2192 join \u2192 store, report", Views.Flow(
            [("a", []), ("b", []), ("join", ["a", "b"]), ("store", ["join"]), ("report", ["join"])]));

    [Fact]
    public void A_flow_does_not_depend_on_the_order_of_the_list_and_survives_a_cycle_and_a_missing_block()
    {
        Assert.Equal("a \u2192 b", Views.Flow([("b", ["a"]), ("a", [])]));
        Assert.Equal("a, b", Views.Flow([("a", ["b"]), ("b", ["a"])]));
        Assert.Equal("a", Views.Flow([("a", ["gone"])]));
        Assert.Equal("", Views.Flow([]));
    }

    [Fact]
    public void Only_the_first_line_of_an_error_goes_into_a_table() =>
        Assert.Equal("boom", Views.FirstLine("\n  boom\nTraceback"));

    [Fact]
    public void A_record_of_the_log_is_told_in_one_line()
    {
        Assert.Equal("17:42:48.109Z", Views.Clock(new DateTimeOffset(2026, 11, 23, 18, 42, 48, 109, TimeSpan.FromHours(1))));
        Assert.Equal("BlockRun 1 failed: no rows", Views.Message(new MageLogEntry { Message = "BlockRun 1 failed.", ErrorStacktrace = "no rows" }));
        Assert.Equal("3 rows.", Views.Message(new MageLogEntry { Message = "3 rows." }));
        Assert.Equal("\u001b[91mEXCEPTION\u001b[0m", Views.Level("EXCEPTION", true));
        Assert.Equal(("INFO", "NOTICE"), (Views.Level("INFO", true), Views.Level("NOTICE", true)));
    }

    [Fact]
    public void An_output_is_told_by_its_columns_or_its_text() =>
        Assert.Equal("True", Views.Sample(new MageBlockOutput { TextData = "True\nmore" }));

    [Fact]
    public void A_time_with_its_weekday_is_told_by_its_own_clock()
    {
        Assert.Equal("Sun 2026-11-29 02:30", Views.Weekday(new DateTimeOffset(2026, 11, 29, 2, 30, 0, TimeSpan.FromHours(1))));
        Assert.Equal("Sun 2026-11-29 02:30:15", Views.Weekday(new DateTimeOffset(2026, 11, 29, 2, 30, 15, TimeSpan.Zero)));
        Assert.Null(Views.Weekday(null));
    }

    [Fact]
    public void What_became_of_the_schedules_of_a_maintenance_is_counted()
    {
        MageMaintenanceSchedule Schedule(string outcome) => new(1, "x", "etl", "@daily") { Outcome = outcome };

        Assert.Equal("2 SwitchedOn, 1 LeftOff", Views.Outcomes(new MageMaintenance { Schedules = [Schedule("LeftOff"), Schedule("SwitchedOn"), Schedule("SwitchedOn")] }));
        Assert.Equal("none", Views.Outcomes(new MageMaintenance()));
        Assert.Null(Views.Outcomes(null!));
    }
}
