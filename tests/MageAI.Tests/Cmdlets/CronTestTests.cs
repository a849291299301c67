using System;
using System.Globalization;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Test-MageCron, and -TimeZone of the cmdlets that store what it tests.</summary>
public sealed class CronTestTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void It_tells_the_next_times_in_UTC_and_asks_no_server()
    {
        RunResult result = _host.Run("Test-MageCron '30 6 * * 1-5' -From '2026-11-28T10:00:00Z' -Count 3");

        MageCronTest test = result.One<MageCronTest>();
        Assert.Equal(("30 6 * * 1-5", "30 6 * * 1-5", true, null, null), (test.Expression, test.UtcExpression, test.Valid, test.Error, test.TimeZone));
        Assert.Equal([Utc("2026-11-30 06:30"), Utc("2026-12-01 06:30"), Utc("2026-12-02 06:30")], test.Next);
        Assert.All(test.Next, time => Assert.Equal(TimeSpan.Zero, time.Offset));
        Assert.Empty(test.LocalNext);
        Assert.Empty(test.Warnings);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("@hourly", "2026-11-28 11:00", "2026-11-28 12:00")]
    [InlineData("@daily", "2026-11-29 00:00", "2026-11-30 00:00")]
    [InlineData("@weekly", "2026-11-30 00:00", "2026-12-07 00:00")]
    [InlineData("@monthly", "2026-12-01 00:00", "2027-01-01 00:00")]
    [InlineData("@yearly", "2027-01-01 00:00", "2028-01-01 00:00")]
    [InlineData("@once")]
    [InlineData("@always_on")]
    [InlineData("Daily", "2026-11-29 00:00", "2026-11-30 00:00")]
    [InlineData("0 0 12 * * *", "2026-12-12 00:00", "2026-12-12 00:00:01")]
    [InlineData("5-5 10 * * *", "2026-11-28 10:01", "2026-11-28 10:02")]
    public void Words_and_texts_mean_what_they_mean_to_Mage(string expression, params string[] next)
    {
        MageCronTest test = _host.Run("Test-MageCron $text -From '2026-11-28T10:00:00Z' -Count 2", ("text", expression)).One<MageCronTest>();

        Assert.True(test.Valid, test.Error);
        Assert.Equal(next.Select(Utc), test.Next);
    }

    [Theory]
    [InlineData("0 0 31 2 *", "never fires")]
    [InlineData("0 0 15W * *", "'15w'")]
    [InlineData("61 * * * *", "out of range")]
    [InlineData("every day", "2 fields")]
    [InlineData("@reboot", "'@reboot'")]
    [InlineData("", "0 fields")]
    public void What_is_not_valid_is_emitted_too_and_says_why(string expression, string why)
    {
        RunResult result = _host.Run("Test-MageCron $text", ("text", expression));

        MageCronTest test = result.One<MageCronTest>();
        Assert.False(test.Valid);
        Assert.Contains(why, test.Error, StringComparison.Ordinal);
        Assert.Empty(test.Next);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void What_nobody_would_expect_is_a_warning()
    {
        Assert.Contains("seconds last", Warning("0 0 12 * * *"), StringComparison.Ordinal);
        Assert.Contains("every value", Warning("5-5 * * * *"), StringComparison.Ordinal);
        Assert.Contains("each day that the day of the month or the weekday names", Warning("0 0 1 * 1"), StringComparison.Ordinal);
        Assert.Contains("leaves 2027-03-01 00:00 out of what it shows", Warning("0 0 */15 * *", "-From 2027-02-20"), StringComparison.Ordinal);
        Assert.Contains("for the last time at 2070-01-01 00:00", Warning("0 0 1 1 * 30 2020-2070"), StringComparison.Ordinal);

        string Warning(string text, string more = "") => Assert.Single(_host.Run($"Test-MageCron '{text}' {more}").One<MageCronTest>().Warnings);
    }

    [Fact]
    public void The_times_of_a_place_are_those_of_UTC_at_its_offset_with_what_the_clocks_make_of_it()
    {
        MageCronTest test = _host.Run("Test-MageCron '30 2 * * *' -TimeZone Europe/Amsterdam -From '2027-03-26T12:00:00Z' -Count 3").One<MageCronTest>();

        Assert.Equal(("30 1 * * *", "Europe/Amsterdam"), (test.UtcExpression, test.TimeZone));
        Assert.Equal([Utc("2027-03-27 01:30"), Utc("2027-03-28 01:30"), Utc("2027-03-29 01:30")], test.Next);
        Assert.Equal(["02:30", "03:30", "03:30"], test.LocalNext.Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture)));
        Assert.Equal(TimeSpan.FromHours(2), test.LocalNext[2].Offset);
        Assert.Contains("does not fire at 02:30 on 2027-03-28, which the clocks leave out", test.Warnings);
        Assert.StartsWith("shifts by one hour on 2027-03-28", test.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Schedules_pipe_into_it_and_those_without_an_interval_are_passed_over()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl a -Cron '0 6 * * *'; New-MageSchedule etl b -Api; New-MageSchedule etl c -Interval daily").ThrowOnError();

        MageCronTest[] tests = _host.Run("Get-MageSchedule | Test-MageCron -Count 1").All<MageCronTest>();

        Assert.Equal(["0 6 * * *", "@daily"], tests.Select(test => test.Expression));
    }

    [Fact]
    public void A_place_that_nobody_knows_is_refused_by_its_parameter() =>
        Assert.StartsWith("ParameterArgumentTransformationError", _host.Run("Test-MageCron '0 6 * * *' -TimeZone Europe/Atlantis").ErrorId, StringComparison.Ordinal);

    [Theory]
    [InlineData("New-MageSchedule etl x -Cron '30 2 * * *' -TimeZone Europe/Amsterdam", "POST /api/pipelines/etl/pipeline_schedules ")]
    [InlineData("Set-MageSchedule 1 -Cron '30 2 * * *' -TimeZone Europe/Amsterdam", "PUT /api/pipeline_schedules/1 ")]
    public void A_cron_of_a_place_is_stored_as_one_of_UTC_and_that_is_said(string script, string request)
    {
        _host.Run("New-MagePipeline etl | New-MageSchedule -Name old -Interval daily").ThrowOnError();

        RunResult result = _host.Run(script);

        string sent = Assert.Single(result.ThrowOnError().Writes);
        Assert.StartsWith(request, sent, StringComparison.Ordinal);
        Assert.True(sent.Contains("\"schedule_interval\":\"30 1 * * *\"", StringComparison.Ordinal) || sent.Contains("\"schedule_interval\":\"30 0 * * *\"", StringComparison.Ordinal), sent);
        Assert.Matches(@"^'30 2 \* \* \*' in Europe/Amsterdam is '30 [01] \* \* \*' in UTC, which Mage goes by\. It shifts by one hour on ", Assert.Single(result.Warnings));
    }

    [Theory]
    [InlineData("New-MageSchedule etl x -Cron '0 0,12 * * 1' -TimeZone Asia/Tokyo", "InvalidCron", "is no one cron expression of UTC")]
    [InlineData("New-MageSchedule etl x -Cron '@daily' -TimeZone Asia/Tokyo", "InvalidCron", "midnight of UTC")]
    [InlineData("New-MageSchedule etl x -Cron '0 0 31 2 *' -TimeZone Asia/Tokyo", "InvalidCron", "never fires")]
    [InlineData("New-MageSchedule etl x -Interval daily -TimeZone Asia/Tokyo", "InvalidInput", "there is no -Cron")]
    [InlineData("Set-MageSchedule 1 -TimeZone Asia/Tokyo", "InvalidInput", "there is no -Cron")]
    [InlineData("Set-MageSchedule 1 -Interval daily -TimeZone Asia/Tokyo", "InvalidInput", "there is no -Cron")]
    public void A_place_without_a_cron_that_can_be_told_in_UTC_is_refused(string script, string id, string why)
    {
        _host.Run("New-MagePipeline etl | New-MageSchedule -Name old -Interval daily").ThrowOnError();

        RunResult result = _host.Run(script);

        Assert.Equal(id, result.ErrorId);
        Assert.Contains(why, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
