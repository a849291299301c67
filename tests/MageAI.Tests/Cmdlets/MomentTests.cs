using System;
using System.Globalization;
using System.Linq;
using MageAI.Binding;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A moment is read the same in every culture; a text that could mean two is refused with both.</summary>
public sealed class MomentTests : RunTestsBase
{
    /// <summary>As far as dates go: the test engine has no culture but one.</summary>
    private static readonly CultureInfo s_german = German();

    public MomentTests()
        : base(Still) => Pipeline(_host, "etl", "x = 1");

    [Theory]
    [InlineData("01.02.2026", "2026-02-01", "2026-01-02")]
    [InlineData("1/2/2026", "2026-02-01", "2026-01-02")]
    [InlineData("1/2/26", "2026-02-01", "2026-01-02")]
    [InlineData("01-02-2026", "2026-02-01", "2026-01-02")]
    [InlineData("01.02.2026 06:30", "'2026-02-01 06:30'", "'2026-01-02 06:30'")]
    [InlineData("1/2/2026 6:30:05 PM", "'2026-02-01 18:30:05'", "'2026-01-02 18:30:05'")]
    [InlineData("03/04/05", "2005-04-03", "2005-03-04", "2003-04-05")]
    public void A_text_with_two_readings_is_refused_with_both_in_any_culture(string text, params string[] readings)
    {
        foreach (CultureInfo culture in new[] { CultureInfo.InvariantCulture, s_german })
        {
            foreach (string command in new[]
            {
                "Get-MagePipelineRun -Since $text", "Get-MagePipelineRun -Until $text", "Measure-MagePipelineRun -Since $text", "Get-MageLog -Pipeline etl -Since $text",
                "New-MageSchedule etl s -Once -At $text", "New-MageSchedule etl s -Interval daily -StartTime $text", "Set-MageSchedule 1 -StartTime $text",
                "New-MageBackfill etl b -From $text -To 2026-12-31", "New-MageBackfill etl b -From 2026-01-01 -To $text",
            })
            {
                RunResult result = _host.Run($"[System.Threading.Thread]::CurrentThread.CurrentCulture = $culture; {command}", ("culture", culture), ("text", text));

                Assert.Empty(result.Wire);
                string said = result.Error.Exception.Message;
                Assert.All(readings, reading => Assert.Contains(reading, said, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("31.01.2026", "2026-01-31")]
    [InlineData("1/31/2026", "2026-01-31")]
    [InlineData("2026/01/31", "2026-01-31")]
    [InlineData("2026-1-31", "2026-01-31")]
    [InlineData("02.02.2026", "2026-02-02")]
    [InlineData("31.01.2026 06:30", "'2026-01-31 06:30'")]
    [InlineData("31 January 2026", "2026-01-31")]
    [InlineData("Sat, 31 Jan 2026 06:30:00 GMT", "'2026-01-31 06:30:00+00:00'")]
    [InlineData("2026-01-31 6:30 PM", "'2026-01-31 18:30'")]
    public void A_text_of_a_culture_with_one_reading_is_refused_with_what_to_write(string text, string iso)
    {
        RunResult result = _host.Run("[System.Threading.Thread]::CurrentThread.CurrentCulture = $culture; Get-MagePipelineRun -Since $text", ("culture", s_german), ("text", text));

        Assert.Empty(result.Wire);
        Assert.Contains($"Write {iso}.", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'x'")]
    [InlineData("'2026'")]
    [InlineData("2026")]
    [InlineData("7")]
    [InlineData("1.5")]
    [InlineData("(2d)")]
    [InlineData("'2026-02-30'")]
    [InlineData("'２０２６-01-31'")]
    [InlineData("'2026-01-31 0６:00'")]
    [InlineData("'２h'")]
    [InlineData("'2026-13-01'")]
    [InlineData("'2026-01'")]
    [InlineData("'2026-01-31 25:00'")]
    [InlineData("'2026-01-31T06:00+25:00'")]
    [InlineData("'-2h'")]
    [InlineData("'2h30'")]
    [InlineData("'PT2H'")]
    [InlineData("([timespan]'-01:00:00')")]
    [InlineData("$true")]
    [InlineData("@{}")]
    public void What_is_no_moment_is_refused(string value)
    {
        Assert.NotNull(_host.Run($"Get-MagePipelineRun -Since {value}").Error);
        Assert.NotNull(_host.Run($"New-MageSchedule etl s -Once -At {value}").Error);
    }

    [Theory]
    [InlineData("'2026-01-31T06:30:00Z'", "2026-01-31 06:30:00")]
    [InlineData("'2026-01-31t06:30z'", "2026-01-31 06:30:00")]
    [InlineData("' 2026-01-31 06:30:00.123456+02:00 '", "2026-01-31 04:30:00")]
    [InlineData("'2026-01-31 06:30:00 +0200'", "2026-01-31 04:30:00")]
    [InlineData("'2026-01-31T06:30:00,5-05'", "2026-01-31 11:30:00")]
    [InlineData("'20260131T063000Z'", "2026-01-31 06:30:00")]
    [InlineData("([datetimeoffset]'2026-01-31T06:30:00+02:00')", "2026-01-31 04:30:00")]
    [InlineData("([datetime]::new(2026, 1, 31, 6, 30, 0, [datetimekind]::Utc))", "2026-01-31 06:30:00")]
    [InlineData("([psobject]'2026-01-31T06:30:00Z')", "2026-01-31 06:30:00")]
    [InlineData("([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([datetimeoffset]'2026-01-31T06:30:00+02:00')))", "2026-01-31 04:30:00")]
    public void ISO_forms_and_dates_are_read(string value, string utc)
    {
        Assert.Contains($"\"start_time\":\"{utc}\"", Assert.Single(_host.Run($"New-MageSchedule etl s -Once -At {value}").ThrowOnError().Writes), StringComparison.Ordinal);
        Assert.Contains($"\"start_datetime\":\"{utc}\"", _host.Run($"New-MageBackfill etl b -From {value} -To 2026-02-28").ThrowOnError().Writes[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'2026-01-31'")]
    [InlineData("'20260131'")]
    [InlineData("20260131")]
    [InlineData("2026-01-31")]
    [InlineData("([dateonly]::new(2026, 1, 31))")]
    [InlineData("([datetime]::new(2026, 1, 31))")]
    public void A_date_without_an_offset_is_local_and_that_of_a_backfill_UTC(string value)
    {
        string local = new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Local).ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

        Assert.Contains($"\"start_time\":\"{local}\"", Assert.Single(_host.Run($"New-MageSchedule etl s -Once -At {value}").ThrowOnError().Writes), StringComparison.Ordinal);
        Assert.Contains("\"start_datetime\":\"2026-01-31 00:00:00\"", _host.Run($"New-MageBackfill etl b -From {value} -To 2026-02-28").ThrowOnError().Writes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_are_ago_for_what_was_and_from_now_for_what_is_to_be()
    {
        // By the server's clock, which is the host's.
        DateTimeOffset before = _host.Clock.GetUtcNow();
        DateTimeOffset beforeHere = DateTimeOffset.UtcNow;
        MageSchedule made = _host.Run("New-MageSchedule etl s -Once -At 2h; New-MageSchedule etl t -Interval daily -StartTime ([timespan]'02:00:00')").All<MageSchedule>().First();
        MageBackfill backfill = _host.Run("New-MageBackfill etl b -From 2d -To 1d").One<MageBackfill>();

        Assert.InRange(made.StartTime!.Value, before.AddHours(2).AddSeconds(-1), _host.Clock.GetUtcNow().AddHours(2));
        Assert.InRange(backfill.StartDatetime!.Value, before.AddDays(-2).AddSeconds(-1), _host.Clock.GetUtcNow().AddDays(-2));
        Assert.InRange(new MageTimeArgument("90s").Time, beforeHere.AddSeconds(-90), DateTimeOffset.UtcNow.AddSeconds(-90));
    }

    [Fact]
    public void A_time_of_day_is_todays()
    {
        Assert.Equal(DateTime.Today.AddHours(5).ToUniversalTime(), new MageTimeArgument("05:00").Time.UtcDateTime);
        Assert.Equal(DateTime.Today.AddHours(5).ToUniversalTime(), _host.Run("New-MageSchedule etl s -Interval daily -StartTime 5:00").One<MageSchedule>().StartTime!.Value.UtcDateTime);
    }

    private static CultureInfo German()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.DateTimeFormat.DateSeparator, culture.DateTimeFormat.ShortDatePattern) = (".", "dd.MM.yyyy");
        return culture;
    }
}
