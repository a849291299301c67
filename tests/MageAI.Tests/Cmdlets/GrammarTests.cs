using System;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Durations and intervals are written the same wherever they occur.</summary>
public sealed class GrammarTests : RunTestsBase
{
    public GrammarTests()
        : base(Still) => Pipeline(_host, "etl", "x = 1");

    [Theory]
    [InlineData("2h", 7200)]
    [InlineData("'2 hours'", 7200)]
    [InlineData("30m", 1800)]
    [InlineData("'30 MIN'", 1800)]
    [InlineData("90s", 90)]
    [InlineData("2d", 172800)]
    [InlineData("'1w'", 604800)]
    [InlineData("1.5h", 5400)]
    [InlineData("90", 90)]
    [InlineData("'90'", 90)]
    [InlineData("0", 0)]
    [InlineData("'01:30:00'", 5400)]
    [InlineData("01:30:00", 5400)]
    [InlineData("([timespan]'01:30:00')", 5400)]
    [InlineData("([int64]90)", 90)]
    [InlineData("(90.0)", 90)]
    public void A_duration_in_seconds(string text, int seconds)
    {
        Assert.Equal(seconds, _host.Run($"New-MageSchedule etl s -Api -Sla {text}").One<MageSchedule>().Sla);
        Assert.Contains($"\"sla\":{seconds}}}", _host.Run($"Set-MageSchedule 1 -Sla 1; Set-MageSchedule 1 -Sla {text}").ThrowOnError().Writes[1], StringComparison.Ordinal);
        Assert.Contains(seconds == 0 ? "\"timeout\":null}" : $"\"timeout\":{seconds}}}", _host.Run($"Set-MageBlock etl etl_0 -Timeout 1; Set-MageBlock etl etl_0 -Timeout {text}").ThrowOnError().Writes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90.4")]
    [InlineData("0.2")]
    [InlineData("'1.5s'")]
    [InlineData("([timespan]'00:00:01.5')")]
    public void A_fraction_of_a_second_is_not_lost_without_a_word(string text)
    {
        foreach (string command in new[]
        {
            $"New-MageSchedule etl s -Api -Sla {text}", $"Set-MageSchedule 1 -Sla {text}", $"Set-MageBlock etl etl_0 -Timeout {text}", $"New-MageBlock etl b custom -Timeout {text}",
            $"New-MageSchedule etl s -Api -Setting @{{ timeout = {text} }}", $"Set-MagePipeline etl -RetryConfig @{{ delay = {text} }}",
        })
        {
            RunResult result = _host.Run($"try {{ {command} }} catch {{ throw }}");

            Assert.Contains("whole", result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Empty(result.Wire);
        }

        _host.Run($"$null = Get-MagePipelineRun | Wait-MagePipelineRun -TimeoutSec {text}").ThrowOnError();
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("'2 fortnights'")]
    [InlineData("1mo")]
    [InlineData("1h30m")]
    [InlineData("PT2H")]
    [InlineData("'1,5h'")]
    [InlineData("-5")]
    [InlineData("'-5m'")]
    [InlineData("([timespan]'-00:00:05')")]
    [InlineData("(2d)")]
    [InlineData("90:00")]
    [InlineData("@{}")]
    public void What_is_no_duration_is_refused_everywhere(string text)
    {
        foreach (string command in new[]
        {
            "New-MageSchedule etl s -Api -Sla", "Set-MageSchedule 1 -Sla", "Set-MageBlock etl etl_0 -Timeout", "Get-MagePipelineRun -RunningLongerThan", "Wait-MagePipelineRun 1 -TimeoutSec",
            "Wait-MagePipelineRun 1 -PollSec", "Connect-Mage $emulator.Uri -TimeoutSec", "Start-MageEmulator -TickMilliseconds",
        })
        {
            RunResult result = _host.Run($"{command} {text}");

            Assert.StartsWith("Parameter", result.ErrorId, StringComparison.Ordinal);
            Assert.Empty(result.Wire);
        }
    }

    [Theory]
    [InlineData("5", "2s", 2)]
    [InlineData("3s", "0.5", 3)]
    [InlineData("5m", "50s", 300)]
    [InlineData("'00:05:00'", "([timespan]'00:00:50')", 300)]
    [InlineData("90s", "10s", 90)]
    public void The_time_to_wait_and_the_pause_between_looks(string timeout, string poll, int atLeast)
    {
        int schedule = Schedule(_host, "etl");
        DateTimeOffset begun = Clock.GetUtcNow();

        RunResult result = _host.Run($"Invoke-MagePipelineRun -Schedule {schedule} -Wait -TimeoutSec {timeout} -PollSec {poll}");

        Assert.Equal("WaitTimeout", result.ErrorId);
        Assert.True(Clock.GetUtcNow() - begun >= TimeSpan.FromSeconds(atLeast));
    }

    [Fact]
    public void An_attempt_and_the_emulators_looks_have_durations_too()
    {
        _host.Run("Connect-Mage $emulator.Uri -Name other -TimeoutSec 5m -NotDefault; Connect-Mage $emulator.Uri -Name other -TimeoutSec 24h -NotDefault").ThrowOnError();
        Assert.Equal("ParameterArgumentValidationError", _host.Run("Connect-Mage $emulator.Uri -Name other -TimeoutSec 25h -NotDefault").ErrorId);
        Assert.Equal(2000, _host.Run("$other = Start-MageEmulator -TickMilliseconds 2s; Stop-MageEmulator $other; $other.Options.TickMilliseconds").One<int>());
        Assert.Equal(500, _host.Run("$other = Start-MageEmulator -TickMilliseconds 500; Stop-MageEmulator $other; $other.Options.TickMilliseconds").One<int>());
    }

    [Theory]
    [InlineData("2d")]
    [InlineData("90s")]
    [InlineData("'01:30:00'")]
    public void A_search_for_long_ones(string text) => Assert.Empty(_host.Run($"Get-MagePipelineRun -RunningLongerThan {text} -InitialLongerThan {text}").ThrowOnError().Output);

    [Theory]
    [InlineData("daily", "1 day")]
    [InlineData("Hourly", "1 hour")]
    [InlineData("'@weekly'", "1 week")]
    [InlineData("monthly", "1 month")]
    [InlineData("yearly", "1 year")]
    [InlineData("6h", "6 hours")]
    [InlineData("1d", "1 day")]
    [InlineData("'15 min'", "15 minutes")]
    [InlineData("'06:00:00'", "6 hours")]
    [InlineData("([timespan]'1.00:00:00')", "1 day")]
    public void The_step_of_a_backfill(string every, string interval)
    {
        MageBackfill made = _host.Run($"New-MageBackfill etl b -From 2026-01-01 -To 2026-01-01 -Every {every}").One<MageBackfill>();

        Assert.Equal(interval, $"{made.IntervalUnits} {made.IntervalType}{(made.IntervalUnits == 1 ? "" : "s")}");
    }

    [Theory]
    [InlineData("1d", "@daily")]
    [InlineData("24h", "@daily")]
    [InlineData("'1 hour'", "@hourly")]
    [InlineData("60m", "@hourly")]
    [InlineData("1w", "@weekly")]
    [InlineData("7d", "@weekly")]
    [InlineData("1mo", "@monthly")]
    [InlineData("yearly", "@yearly")]
    [InlineData("([timespan]'1.00:00:00')", "@daily")]
    [InlineData("once", "@once")]
    public void The_interval_of_a_schedule(string interval, string word)
    {
        Assert.Contains($"\"schedule_interval\":\"{word}\"", Assert.Single(_host.Run($"New-MageSchedule etl s -Interval {interval}").ThrowOnError().Writes), StringComparison.Ordinal);
        Assert.Contains($"\"schedule_interval\":\"{word}\"", _host.Run($"Set-MageSchedule 1 -Cron '7 7 * * *'; Set-MageSchedule 1 -Interval {interval}").ThrowOnError().Writes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6h", "'0 */6 * * *'")]
    [InlineData("15m", "'*/15 * * * *'")]
    [InlineData("90m", "cron")]
    [InlineData("2d", "cron")]
    public void An_interval_that_Mage_has_no_word_for_is_refused_with_the_cron_for_it(string interval, string cron)
    {
        RunResult result = _host.Run($"New-MageSchedule etl s -Interval {interval}");

        Assert.Equal("InvalidInterval", result.ErrorId);
        Assert.Contains(cron, result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("@{ timeout = '2h' }", "{\"timeout\":7200}")]
    [InlineData("@{ timeout = [timespan]'02:00:00' }", "{\"timeout\":7200}")]
    [InlineData("@{ timeout = '60' }", "{\"timeout\":60}")]
    [InlineData("@{ timeout = 60.0 }", "{\"timeout\":60}")]
    [InlineData("@{ timeout = $null }", "{\"timeout\":null}")]
    [InlineData("@{ pipeline_run_limit = [math]::Floor(5 / 2) }", "{\"pipeline_run_limit\":2}")]
    [InlineData("@{ pipeline_run_limit = '2' }", "{\"pipeline_run_limit\":2}")]
    [InlineData("@{ allow_blocks_to_fail = 'true' }", "{\"allow_blocks_to_fail\":true}")]
    [InlineData("@{ timeout_status = 'failed' }", "{\"timeout_status\":\"failed\"}")]
    [InlineData("@{ timeout_status = 'Cancelled' }", "{\"timeout_status\":\"cancelled\"}")]
    public void Settings_arrive_in_the_types_that_Mage_reckons_with(string settings, string json) =>
        Assert.EndsWith($"\"settings\":{json}}}}}", Assert.Single(_host.Run($"New-MageSchedule etl s -Api -Setting {settings}").ThrowOnError().Writes), StringComparison.Ordinal);

    [Theory]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ timeout = 'soon' }", "timeout")]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ pipeline_run_limit = 'two' }", "pipeline_run_limit")]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ pipeline_run_limit = 2.5 }", "pipeline_run_limit")]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ allow_blocks_to_fail = 'maybe' }", "allow_blocks_to_fail")]
    [InlineData("Set-MagePipeline etl -RetryConfig @{ delay = 'soon' }", "delay")]
    [InlineData("Set-MagePipeline etl -ConcurrencyConfig @{ block_run_limit = 'x' }", "block_run_limit")]
    [InlineData("Set-MageBlock etl etl_0 -RetryConfig @{ retries = -1 }", "retries")]
    public void A_setting_of_another_kind_is_refused(string command, string named)
    {
        RunResult result = _host.Run(command);

        Assert.Equal("InvalidValue", result.ErrorId);
        Assert.Contains(named, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("New-MageSchedule etl s -Api -Enabled -Setting @{ timeout = 10; timeout_status = 'canceled' }", "'canceled' is no timeout_status of Mage; nothing was sent.", "failed, cancelled")]
    [InlineData("Set-MageSchedule 1 -Setting @{ timeout_status = 'running' }", "'running' is no timeout_status of Mage; nothing was sent.", "failed, cancelled")]
    [InlineData("New-MageBackfill etl -Name b -From 2026-01-01 -To 2026-01-02 -Setting @{ timeout_status = 'fail' }", "'fail' is no timeout_status of Mage; nothing was sent.", "failed, cancelled")]
    [InlineData("Set-MagePipeline etl -ConcurrencyConfig @{ on_pipeline_run_limit_reached = 'skipp' }", "'skipp' is no on_pipeline_run_limit_reached of Mage; nothing was sent.", "wait, skip")]
    [InlineData("New-MagePipeline other -ConcurrencyConfig @{ on_pipeline_run_limit_reached = $true }", "'True' is no on_pipeline_run_limit_reached of Mage; nothing was sent.", "wait, skip")]
    [InlineData("Set-MageBlock etl etl_0 -Configuration @{ export_write_policy = 'overwrite' }", "'overwrite' is no export_write_policy of Mage; nothing was sent.", "append, fail, replace")]
    [InlineData("New-MageBlock etl two -Type data_exporter -Configuration @{ export_write_policy = 'overwrite' }", "'overwrite' is no export_write_policy of Mage; nothing was sent.", "append, fail, replace")]
    public void A_word_that_a_setting_does_not_have_is_refused_with_those_it_has(string command, string message, string words)
    {
        _host.Run("New-MageSchedule etl s -Api").ThrowOnError();

        RunResult result = _host.Run(command);

        Assert.Equal("UnknownWord", result.ErrorId);
        Assert.Equal(message, result.Error.Exception.Message);
        Assert.Equal($"Use one of: {words}.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Set-MagePipeline etl -ConcurrencyConfig @{ on_pipeline_run_limit_reached = 'Skip' }", "\"on_pipeline_run_limit_reached\":\"skip\"")]
    [InlineData("Set-MageBlock etl etl_0 -Configuration @{ export_write_policy = 'Replace'; use_raw_sql = 'true'; retries = 'mine' }", "\"export_write_policy\":\"replace\",\"use_raw_sql\":true,\"retries\":\"mine\"")]
    public void Words_of_settings_arrive_as_Mage_spells_them(string command, string sent)
    {
        string body = Assert.Single(_host.Run(command).ThrowOnError().Writes);

        Assert.All(sent.Split(','), part => Assert.Contains(part, body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("New-MageSchedule etl s -Api -Sla '24:00:00'", "\"sla\":86400}")]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ timeout = '24:00:00' }", "\"timeout\":86400}")]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ timeout = '1.00:00:30' }", "\"timeout\":86430}")]
    [InlineData("Set-MageBlock etl etl_0 -Timeout 100:30:00", "\"timeout\":361800}")]
    [InlineData("New-MageBackfill etl b -From 2026-01-01 -To 2026-01-05 -Every '24:00:00'", "\"interval_type\":\"day\",\"interval_units\":1}")]
    [InlineData("New-MageBackfill etl b -From 2026-01-01 -To 2026-01-05 -Every '36:00:00'", "\"interval_type\":\"hour\",\"interval_units\":36}")]
    public void Hours_on_a_clock_are_hours_however_many(string command, string sent) =>
        Assert.Contains(sent, _host.Run(command).ThrowOnError().Writes[^1], StringComparison.Ordinal);

    [Theory]
    [InlineData("Get-MagePipelineRun -Since '48:00:00'", "'48:00:00' is no time of day. Write a duration with its unit, such as 48h")]
    [InlineData("New-MageSchedule etl s -Interval daily -StartTime '24:00:00'", "'24:00:00' is no time of day. Write a duration with its unit, such as 24h")]
    [InlineData("New-MageSchedule etl s -Once -At '24:00'", "'24:00' is no time of day. Write a duration with its unit, such as 24h")]
    public void A_clock_beyond_its_day_is_no_moment(string command, string said)
    {
        RunResult result = _host.Run(command);

        Assert.Contains(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("New-MageSchedule etl s -Api -Setting @{ timeout = 2d }", "may have been 2d")]
    [InlineData("Set-MagePipeline etl -RetryConfig @{ delay = 1d }", "may have been 1d")]
    [InlineData("Set-MageBlock etl etl_0 -RetryConfig @{ max_delay = 3d }", "may have been 3d")]
    public void A_decimal_in_a_map_may_have_been_days(string command, string said)
    {
        RunResult result = _host.Run(command);

        Assert.Equal("InvalidValue", result.ErrorId);
        Assert.Contains(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Write it in quotes", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Measure-MagePipelineRun -GroupBy Pipeline,Day", "Pipeline, Day")]
    [InlineData("Measure-MagePipelineRun -GroupBy 'Pipeline, Day'", "Pipeline, Day")]
    [InlineData("ConvertTo-MageDiagram etl -As Mermaid,Dot", "Mermaid, Dot")]
    [InlineData("ConvertTo-MageDiagram etl -Direction LeftRight,TopDown", "LeftRight, TopDown")]
    [InlineData("Restart-MagePipelineRun 1 -Mode Incomplete,New", "Incomplete, New")]
    public void Of_several_words_where_one_is_meant_none_is_made_up(string command, string words)
    {
        RunResult result = _host.Run(command);

        Assert.Contains($"Only one word is taken here, and {words} are 2. Pass one of them.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(result.Writes);
    }
}
