using System;
using System.Globalization;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A value of a person's arrives as a person would write it, or is refused by name before anything is sent.</summary>
public sealed class ValueTests : RunTestsBase
{
    public ValueTests()
        : base(Still) => Pipeline(_host, "etl", "x = 1");

    [Theory]
    [InlineData("[datetime]::new(2026, 1, 31)", "\"2026-01-31T00:00:00\"")]
    [InlineData("[datetime]::new(2026, 1, 31, 6, 30, 0, 250, [DateTimeKind]::Utc)", "\"2026-01-31T06:30:00.25Z\"")]
    [InlineData("[datetimeoffset]'2026-01-31T00:00:00+02:00'", "\"2026-01-31T00:00:00+02:00\"")]
    [InlineData("[dateonly]::new(2026, 1, 31)", "\"2026-01-31\"")]
    [InlineData("[timeonly]::new(6, 30)", "\"06:30:00\"")]
    [InlineData("[timeonly]::new(6, 30, 0, 5)", "\"06:30:00.005\"")]
    [InlineData("[timespan]'1.06:30:00'", "\"1.06:30:00\"")]
    [InlineData("[guid]'67d62ed3-aa00-4b11-8c11-111111111111'", "\"67d62ed3-aa00-4b11-8c11-111111111111\"")]
    [InlineData("[uri]'https://h/a%20b?x=%C3%A9'", "\"https://h/a%20b?x=%C3%A9\"")]
    [InlineData("[version]'1.2.3'", "\"1.2.3\"")]
    [InlineData("[semver]'1.2.3-rc.1'", "\"1.2.3-rc.1\"")]
    [InlineData("[dayofweek]::Monday", "\"Monday\"")]
    [InlineData("[bigint]::Parse('123456789012345678901234567890')", "123456789012345678901234567890")]
    [InlineData("[char]'x'", "\"x\"")]
    [InlineData("[byte[]](1, 2, 255)", "[1,2,255]")]
    [InlineData("[sbyte]-1", "-1")]
    [InlineData("[uint64]::MaxValue", "18446744073709551615")]
    [InlineData("1.0", "1.0")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e300", "1E+300")]
    [InlineData("1.50d", "1.50")]
    [InlineData("[float]0.1", "0.1")]
    [InlineData("[float]2", "2.0")]
    [InlineData("'5'", "\"5\"")]
    [InlineData("'2026-01-31'", "\"2026-01-31\"")]
    [InlineData("[switch]$true", "true")]
    [InlineData("[dbnull]::Value", "null")]
    [InlineData("[System.Management.Automation.Internal.AutomationNull]::Value", "null")]
    [InlineData("[System.Management.Automation.Language.NullString]::Value", "null")]
    [InlineData("[pscustomobject]@{ a = [pscustomobject]@{ day = [dateonly]::new(2026, 1, 31) }; b = @(1, 'x') }", "{\"a\":{\"day\":\"2026-01-31\"},\"b\":[1,\"x\"]}")]
    [InlineData("[ordered]@{ b = 1; a = @{ x = [uri]'a/b' } }", "{\"b\":1,\"a\":{\"x\":\"a/b\"}}")]
    [InlineData("[System.Collections.Generic.List[object]]@([guid]::Empty, [version]'1.2')", "[\"00000000-0000-0000-0000-000000000000\",\"1.2\"]")]
    [InlineData("@{ [dayofweek]::Monday = 1 }", "{\"Monday\":1}")]
    [InlineData("@{ [datetime]::new(2026, 1, 31) = 1 }", "{\"2026-01-31T00:00:00\":1}")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([dayofweek]::Monday))", "\"Monday\"")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([datetimeoffset]'2026-01-31T00:00:00+02:00'))", "\"2026-01-31T00:00:00+02:00\"")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([dateonly]::new(2026, 1, 31)))", "\"2026-01-31\"")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([timeonly]::new(6, 30)))", "\"06:30:00\"")]
    public void It_arrives_as_a_person_would_write_it(string value, string json)
    {
        RunResult result = _host.Run($"New-MageSchedule etl s -Api -Variable @{{ v = {value} }}");

        Assert.Equal(["POST /api/pipelines/etl/pipeline_schedules {\"pipeline_schedule\":{\"name\":\"s\",\"schedule_type\":\"api\",\"variables\":{\"v\":" + json + "}}}"], result.ThrowOnError().Writes);
    }

    [Fact]
    public void A_local_date_keeps_its_day_its_time_and_its_offset()
    {
        DateTime date = new(2026, 1, 31, 0, 0, 0, DateTimeKind.Local);

        RunResult result = _host.Run("New-MageSchedule etl s -Api -Variable @{ v = $date }", ("date", date));

        Assert.Contains("{\"v\":\"" + date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) + "\"}", Assert.Single(result.ThrowOnError().Writes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_JSON_text_is_sent_as_it_stands() => Assert.Contains(
        "\"variables\":{\"a\":1.0,\"b\":100.0,\"c\":1,\"day\":\"2026-01-31T00:00:00+05:00\"}",
        Assert.Single(_host.Run("New-MageSchedule etl s -Api -Variable '{\"a\":1.0,\"b\":1e2,\"c\":1,\"day\":\"2026-01-31T00:00:00+05:00\"}'").ThrowOnError().Writes),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("[System.IO.DirectoryInfo]::new('/')", "System.IO.DirectoryInfo")]
    [InlineData("[int]", "System.RuntimeType")]
    [InlineData("[xml]'<a><b/></a>'", "System.Xml.XmlDocument")]
    [InlineData("[ipaddress]'10.0.0.1'", "System.Net.IPAddress")]
    [InlineData("(Get-MagePipeline etl)", "MageAI.MagePipeline")]
    [InlineData("@(@{ a = 1 }.GetEnumerator())", "System.Collections.DictionaryEntry")]
    [InlineData("{ 1 }", "script block")]
    [InlineData("[securestring]::new()", "secret")]
    [InlineData("[pscredential]::new('a', [securestring]::new())", "secret")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([System.IO.DirectoryInfo]::new('/')))", "System.IO.DirectoryInfo")]
    [InlineData("(& { $map = @{ 1 = 'a' }; $map['1'] = 'b'; $map })", "outer.inner.1")]
    [InlineData("[double]::NaN", "NaN")]
    public void What_has_no_such_form_is_refused_by_name_and_nothing_is_sent(string value, string named)
    {
        RunResult result = _host.Run($"$value = {value}; $emulator.ClearRequests(); New-MageSchedule etl s -Api -Variable @{{ outer = @{{ inner = $value }} }}");

        Assert.Contains(named, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("outer.inner", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("Set-MageSchedule 1 -Variable @{ v = $date }")]
    [InlineData("Invoke-MagePipelineRun -Schedule 1 -Variable @{ v = $date }")]
    [InlineData("Invoke-MagePipelineRun -Schedule 1 -VariableSet @{ v = $date }")]
    [InlineData("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 1 -TriggerToken $token -Variable @{ v = $date }")]
    [InlineData("New-MageBackfill etl b 2026-01-01 2026-01-02 -Variable @{ v = $date }")]
    [InlineData("Set-MageBlock etl etl_0 -Configuration @{ v = $date }")]
    [InlineData("Invoke-MageApi pipeline_schedules/1 PUT -Body @{ pipeline_schedule = @{ variables = @{ v = $date } } }")]
    public void Wherever_it_is_passed(string command)
    {
        Schedule(_host, "etl");
        command = command.Replace("b 2026-01-01 2026-01-02", "b -From 2026-01-01 -To 2026-01-02", StringComparison.Ordinal);

        RunResult result = _host.Run(command, ("date", new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.FromHours(2))), ("token", TokenOf(1)));

        Assert.Contains("{\"v\":\"2026-01-31T00:00:00+02:00\"}", result.ThrowOnError().Writes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_servers_own_fields_take_its_form_of_times()
    {
        Schedule(_host, "etl");
        DateTimeOffset date = new(2026, 1, 31, 0, 0, 0, TimeSpan.FromHours(2));

        RunResult result = _host.Run(
            "Invoke-MageApi pipeline_schedules/1 PUT -Body @{ pipeline_schedule = [ordered]@{ start_time = $date; variables = @{ start_time = $date } } }; Invoke-MageApi pipeline_runs -Query @{ since = $date; day = [dateonly]::new(2026, 1, 31) } | Out-Null",
            ("date", date));

        Assert.Equal(
            [
                "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"start_time\":\"2026-01-30 22:00:00.000000\",\"variables\":{\"start_time\":\"2026-01-31T00:00:00+02:00\"}}}",
                "GET /api/pipeline_runs",
            ],
            result.ThrowOnError().Wire.Select(line => line.Split('?')[0]));
        string query = Uri.UnescapeDataString(result.Wire[1]).Replace('+', ' ');
        Assert.Contains("since=2026-01-30 22:00:00.000000", query, StringComparison.Ordinal);
        Assert.Contains("day=2026-01-31", query, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_are_found_by_the_value_they_were_given()
    {
        Schedule(_host, "etl");
        _host.Run("Invoke-MagePipelineRun -Schedule 1 -Variable @{ day = [dateonly]::new(2026, 1, 31); rate = 1.0 }; Invoke-MagePipelineRun -Schedule 1 -Variable @{ day = [dateonly]::new(2026, 2, 1) }").ThrowOnError();

        Assert.Equal(1, _host.Run("Get-MagePipelineRun -Variable @{ day = [dateonly]::new(2026, 1, 31) }").One<MagePipelineRun>().Id);
        Assert.Equal(1, _host.Run("Get-MagePipelineRun -Variable @{ rate = 1 }").One<MagePipelineRun>().Id);
    }

    [Fact]
    public void A_backfill_of_local_dates_keeps_their_days()
    {
        RunResult result = _host.Run(
            "New-MageBackfill etl b -From $from -To $to",
            ("from", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local)),
            ("to", new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Local)));

        Assert.Contains("\"start_datetime\":\"2026-01-01 00:00:00\",\"end_datetime\":\"2026-01-31 00:00:00\"", result.ThrowOnError().Writes[^1], StringComparison.Ordinal);
    }
}
