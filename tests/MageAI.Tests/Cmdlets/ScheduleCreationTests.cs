using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class ScheduleCreationTests : IDisposable
{
    private const string Address = "POST /api/pipelines/etl/pipeline_schedules ";

    private readonly MageHost _host = MageHost.Connected();

    public ScheduleCreationTests() => _host.Run("New-MagePipeline etl -Description 'Not the schedule''s' -Tag notthis | Out-Null").ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("-Interval daily -Enabled")]
    [InlineData("-Cron '30 5 * * MON-FRI' -Enabled")]
    [InlineData("-Interval weekly -Enabled -Tag a")]
    [InlineData("-Interval monthly")]
    [InlineData("-Interval daily -Enabled -StartTime 2020-01-01T06:00Z -Setting @{ landing_time_enabled = $true }")]
    [InlineData("-Once -Enabled")]
    [InlineData("-Api")]
    public void A_new_schedule_says_when_it_runs_next_as_a_list_says_it(string fields)
    {
        _host.Run("$null = New-MagePipeline next").ThrowOnError();

        RunResult both = _host.Run($"New-MageSchedule next s {fields} | ForEach-Object {{ $_; Get-MageSchedule -Id $_.Id }}");

        MageSchedule[] two = [.. both.ThrowOnError().All<MageSchedule>()];
        Assert.Equal(2, two.Length);
        Assert.Equal(two[1].NextPipelineRunDate, two[0].NextPipelineRunDate);
        Assert.Equal(fields.Contains("-Interval", StringComparison.Ordinal) || fields.Contains("-Cron", StringComparison.Ordinal), two[0].NextPipelineRunDate is not null);
    }

    [Theory]
    [InlineData("-Cron ' 0 6 * * 1-5 '", "\"schedule_type\":\"time\",\"schedule_interval\":\"0 6 * * 1-5\"")]
    [InlineData("-Interval hourly", "\"schedule_type\":\"time\",\"schedule_interval\":\"@hourly\"")]
    [InlineData("-Interval '@Daily'", "\"schedule_type\":\"time\",\"schedule_interval\":\"@daily\"")]
    [InlineData("-Interval AlwaysOn", "\"schedule_type\":\"time\",\"schedule_interval\":\"@always_on\"")]
    [InlineData("-Once", "\"schedule_type\":\"time\",\"schedule_interval\":\"@once\"")]
    [InlineData("-Api", "\"schedule_type\":\"api\"")]
    public void One_of_four_says_what_starts_it_and_it_is_made_switched_off(string start, string fields)
    {
        RunResult result = _host.Run($"New-MageSchedule etl nightly {start}");

        Assert.Equal([Address + "{\"pipeline_schedule\":{\"name\":\"nightly\"," + fields + "}}"], result.Writes);
        MageSchedule made = result.One<MageSchedule>();
        Assert.Equal((1, "nightly", "etl", "inactive", "emulator"), (made.Id, made.Name, made.PipelineUuid, made.Status, made.Session!.Name));
        Assert.Null(made.LastEnabledAt);
    }

    [Fact]
    public void Everything_that_is_passed_is_sent_and_nothing_else()
    {
        RunResult result = _host.Run("""
            New-MageSchedule -Pipeline etl -Name nightly -Interval daily -Enabled -Description 'Each night' -Sla 01:00:00 `
                -Variable @{ env = 'prod' } -Setting @{ timeout = 60 } -StartTime ([DateTimeOffset]'2026-03-01T12:00:00+02:00')
            """);

        Assert.Equal(
            [
                Address + "{\"pipeline_schedule\":{\"name\":\"nightly\",\"schedule_type\":\"time\",\"schedule_interval\":\"@daily\","
                + "\"start_time\":\"2026-03-01 10:00:00\",\"status\":\"active\",\"description\":\"Each night\",\"variables\":{\"env\":\"prod\"},"
                + "\"settings\":{\"timeout\":60},\"sla\":3600}}",
            ],
            result.Writes);
        MageSchedule made = result.One<MageSchedule>();
        Assert.Equal(("active", 3600, "prod", 60), (made.Status, made.Sla, made.Variables!["env"], made.Settings!["timeout"]));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), made.StartTime);
    }

    [Theory]
    [InlineData("-Interval hourly -StartTime 2030-01-02T05:30Z", "'30 * * * *'")]
    [InlineData("-Interval daily -StartTime 2030-01-02T05:00Z", "'0 5 * * *'")]
    [InlineData("-Interval weekly -StartTime 2030-01-02T05:00Z", "'0 5 * * 3'")]
    [InlineData("-Interval monthly -StartTime 2030-01-02T00:00Z", "'0 0 2 * *'")]
    [InlineData("-Interval '@yearly' -StartTime 2030-03-02T04:05Z", "'5 4 2 3 *'")]
    [InlineData("-Once -At 2020-01-01T00:00Z", "2020-01-01 00:00")]
    public void A_start_time_that_does_not_do_what_it_looks_like_is_told(string start, string told)
    {
        RunResult made = _host.Run($"New-MageSchedule etl nightly {start}");
        Assert.Contains(told, Assert.Single(made.ThrowOnError().Warnings), StringComparison.Ordinal);

        string[] words = start.Split(' ');
        RunResult changed = _host.Run($"$null = New-MageSchedule etl other -Interval {(words[0] == "-Once" ? "once" : words[1])}; Set-MageSchedule other -StartTime {words[^1]}");
        Assert.Contains(told, Assert.Single(changed.ThrowOnError().Warnings), StringComparison.Ordinal);
        Assert.Contains(told, Assert.Single(_host.Run($"$null = New-MageSchedule etl third -Api; Set-MageSchedule third -Type time -Interval {(words[0] == "-Once" ? "once" : words[1])} -StartTime {words[^1]}").Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Interval daily -StartTime 2030-01-02T00:00Z")]
    [InlineData("-Interval weekly -StartTime 2030-01-07T00:00Z")]
    [InlineData("-Interval daily -StartTime 2030-01-02T05:00Z -Setting @{ landing_time_enabled = $true }")]
    [InlineData("-Interval always_on -StartTime 2020-01-02T05:00Z")]
    [InlineData("-Cron '0 6 * * *' -StartTime 2030-01-02T05:00Z")]
    [InlineData("-Once -At 2030-01-01T00:00Z")]
    [InlineData("-Once")]
    public void A_start_time_that_does_what_it_looks_like_is_not_spoken_of(string start) => Assert.Empty(_host.Run($"New-MageSchedule etl nightly {start}").ThrowOnError().Warnings);

    [Theory]
    [InlineData("-Once -At ([DateTimeOffset]'2026-03-01T12:00:00+02:00')", "2026-03-01 10:00:00")]
    [InlineData("-At ([DateTime]::new(2026, 3, 1, 10, 0, 0, [DateTimeKind]::Utc))", "2026-03-01 10:00:00")]
    [InlineData("-At '2026-03-01T10:00:00Z'", "2026-03-01 10:00:00")]
    public void The_moment_of_a_single_run_is_sent_in_UTC_without_an_offset(string at, string sent) => Assert.Equal(
        [Address + "{\"pipeline_schedule\":{\"name\":\"x\",\"schedule_type\":\"time\",\"schedule_interval\":\"@once\",\"start_time\":\"" + sent + "\"}}"],
        _host.Run("New-MageSchedule etl x " + at).ThrowOnError().Writes);

    [Fact]
    public void A_moment_that_says_no_offset_is_local_time()
    {
        MageSchedule made = _host.Run("New-MageSchedule etl x -At ([DateTime]'2026-07-01 06:30')").One<MageSchedule>();

        Assert.Equal(new DateTime(2026, 7, 1, 6, 30, 0, DateTimeKind.Local).ToUniversalTime(), made.StartTime!.Value.UtcDateTime);
    }

    [Fact]
    public void Tags_fail_on_creation_so_they_go_into_a_second_request()
    {
        RunResult result = _host.Run("New-MageSchedule etl nightly -Api -Tag nightly, core, core");

        Assert.Equal(
            [
                Address + "{\"pipeline_schedule\":{\"name\":\"nightly\",\"schedule_type\":\"api\"}}",
                "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"tags\":[\"nightly\",\"core\"]}}",
            ],
            result.Writes);
        Assert.Equal(["core", "nightly"], result.One<MageSchedule>().Tags);
    }

    [Fact]
    public void When_the_second_request_fails_the_error_says_that_the_schedule_was_made()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"errors\":[],\"message\":\"\"}}"), method: "PUT");

        RunResult result = _host.Run("New-MageSchedule etl nightly -Api -Tag core");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.EndsWith("Schedule 1 was made, but without its tags.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Set-MageSchedule 1", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void For_an_editor_Mage_drops_settings_and_sla_on_creation_so_they_are_set_by_a_second_request()
    {
        using MageHost host = MageHost.ConnectedAs("editor");
        host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = host.Run("New-MageSchedule etl nightly -Api -Sla 60 -Setting @{ timeout = 5 } -Description kept");

        Assert.Equal("PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"settings\":{\"timeout\":5},\"sla\":60}}", result.Writes[1]);
        MageSchedule made = result.One<MageSchedule>();
        Assert.Equal((60, 5, "kept"), (made.Sla, made.Settings!["timeout"], made.Description));
    }

    [Fact]
    public void A_change_that_is_dropped_without_a_word_is_an_error()
    {
        _host.Emulator.Faults.Next(
            EmulatorFault.Json("{\"pipeline_schedule\":{\"id\":7,\"name\":\"nightly\",\"pipeline_uuid\":\"etl\",\"schedule_type\":\"api\",\"status\":\"inactive\",\"description\":null},\"metadata\":null}"),
            method: "POST");

        RunResult result = _host.Run("New-MageSchedule etl nightly -Api -Description dropped");

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Equal(ErrorCategory.WriteError, result.Error.CategoryInfo.Category);
        Assert.Contains("description", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-Setting @{ foo = 1 } -Api")]
    [InlineData("-Setting @{ Timeout = 1 } -Api")]
    [InlineData("-Setting '{\"skip\": true}' -Api")]
    public void A_settings_key_that_stops_the_scheduler_of_the_whole_project_is_refused(string arguments)
    {
        RunResult result = _host.Run("New-MageSchedule etl x -Enabled " + arguments);

        Assert.Equal("UnknownKey", result.ErrorId);
        Assert.Contains("skip_if_previous_running", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("x -Cron '61 * * * *'", "InvalidCron")]
    [InlineData("x -Cron 'every morning'", "InvalidCron")]
    [InlineData("x -Cron '* * * *'", "InvalidCron")]
    [InlineData("x -Interval fortnightly", "InvalidCron")]
    [InlineData("x -Interval '@fortnightly'", "InvalidCron")]
    [InlineData("'' -Api", "InvalidName")]
    [InlineData("x", "InvalidInput")]
    [InlineData("x -Api -Once", "InvalidInput")]
    [InlineData("x -Interval daily -Cron '0 6 * * *'", "InvalidInput")]
    [InlineData("x -Interval daily -At 2026-03-01", "InvalidInput")]
    [InlineData("x -Once -At 2026-03-01 -StartTime 2026-03-02", "InvalidInput")]
    public void What_would_harm_the_server_or_cannot_be_meant_is_refused_before_anything_is_sent(string arguments, string id)
    {
        RunResult result = _host.Run("New-MageSchedule etl " + arguments);

        Assert.Equal(id, result.ErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("0 0 31 2 *", "never fires")]
    [InlineData("0 0 30,31 2 *", "never fires")]
    [InlineData("0 0 31 4,6,9,11 *", "never fires")]
    [InlineData("0 0 31 2 mon", "never fires")]
    [InlineData("0 0 1 1 * 30 2020", "does not fire any more")]
    [InlineData("0 0 1 1 * 30 2070", "has not fired yet")]
    [InlineData("0 0 12 * * *", "reads the seconds last")]
    [InlineData("0 0 12 ? * MON-FRI", "reads the seconds last")]
    [InlineData("0 0 15W * *", "'15w'")]
    [InlineData("0 0 LW * *", "'lw'")]
    [InlineData("0 0 * * 5L", "'5l'")]
    [InlineData("0 0 L-3 * *", "'l-3'")]
    [InlineData("5-5 * * * *", "every value")]
    [InlineData("59/5 * * * *", "0, 5, 10")]
    [InlineData("*/90 * * * *", "goes beyond the minute field")]
    [InlineData("0 0 13 * fri#2", "leaves the day of the month out")]
    [InlineData("R * * * *", "random")]
    [InlineData("0 0 * * monday", "'monday'")]
    public void A_cron_that_never_fires_or_that_Mage_reads_like_nobody_else_is_refused(string cron, string why)
    {
        foreach (string script in new[] { "New-MageSchedule etl x -Cron $cron", "New-MageSchedule etl x -Interval $cron" })
        {
            RunResult result = _host.Run(script, ("cron", cron));

            Assert.Equal("InvalidCron", result.ErrorId);
            Assert.Contains(why, result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
            Assert.Empty(result.Wire);
        }
    }

    [Theory]
    [InlineData("0 0 * * L5")]
    [InlineData("0 0 * * 5#2,5#4")]
    [InlineData("0 0 1,15,L * *")]
    [InlineData("0 0 29 2 *")]
    [InlineData("0 22-4 * * fri-sun")]
    [InlineData("*/60 * ? JAN-MAR *")]
    [InlineData("0 0 1 * 1")]
    [InlineData("0 6 * * * 30")]
    [InlineData("0 6 * * * 30 *")]
    public void A_cron_that_Mage_takes_is_taken(string cron)
    {
        RunResult result = _host.Run("New-MageSchedule etl x -Cron $cron", ("cron", cron));

        Assert.Equal(cron, result.One<MageSchedule>().ScheduleInterval);
        Assert.Empty(result.Warnings);
        Assert.Equal(cron, _host.Run("Get-MageSchedule").One<MageSchedule>().ScheduleInterval);
    }

    [Fact]
    public void A_cron_that_comes_to_an_end_is_taken_with_a_warning()
    {
        RunResult result = _host.Run("New-MageSchedule etl x -Cron '0 6 * * * 30 2020-2070'");

        Assert.Contains("for the last time at 2070-12-31 06:00", result.One<MageSchedule>() is not null ? Assert.Single(result.Warnings) : null, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Sla soon")]
    [InlineData("-Sla -5")]
    [InlineData("-StartTime someday")]
    public void A_value_that_is_no_duration_or_moment_is_refused_by_its_parameter(string arguments)
    {
        RunResult result = _host.Run("New-MageSchedule etl x -Interval daily " + arguments);

        Assert.StartsWith("ParameterArgumentTransformationError", result.ErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Names_are_not_unique_in_Mage()
    {
        Assert.Equal([1, 2], _host.Run("1..2 | ForEach-Object { New-MageSchedule etl same -Api -AllowDuplicate }").All<MageSchedule>().Select(schedule => schedule.Id));
    }

    [Fact]
    public void A_missing_pipeline_is_reported_in_the_servers_words_and_the_next_has_its_turn()
    {
        RunResult result = _host.Run("'nope', 'etl' | New-MageSchedule -Name x -Api");

        Assert.Equal("PipelineNotFound", result.ErrorId);
        Assert.Equal("Pipeline nope does not exist.", result.Error.Exception.Message);
        Assert.Equal("nope", result.Error.TargetObject);
        Assert.Equal("etl", ((MageSchedule)Assert.Single(result.Output).BaseObject).PipelineUuid);
    }

    [Fact]
    public void A_creation_whose_reply_is_lost_is_looked_for_before_it_is_called_failed()
    {
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST");

        RunResult result = _host.Run("New-MageSchedule etl nightly -Api");

        Assert.Equal(1, result.One<MageSchedule>().Id);
        Assert.Single(result.Warnings);
        Assert.Equal(1, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        RunResult result = _host.Run("New-MageSchedule etl nightly -Api -Tag x -WhatIf");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_viewer_may_not()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        host.Run("New-MagePipeline etl").ThrowOnError();
        string token = host.Emulator.AddUser("viewer@example.com", "viewer-password", "viewer");
        host.Run("Connect-Mage $emulator.Uri -Token $token -Name viewer", ("token", token)).ThrowOnError();

        RunResult result = host.Run("New-MageSchedule etl nightly -Api -Session viewer");

        Assert.Equal("Forbidden", result.ErrorId);
        Assert.Equal(0, host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void Rows_of_a_CSV_file_have_a_column_for_each_and_empty_cells_say_nothing()
    {
        RunResult result = _host.Run("""
            function Row { [pscustomobject]([ordered]@{
                Pipeline = 'etl'; Name = $args[0]; Interval = $args[1]; Cron = $args[2]; Once = $args[3]; Api = $args[4]; At = ''
                Tag = $args[5]; Sla = $args[6]; Description = $args[7]; StartTime = $args[8]; Variable = $args[9]; Enabled = $args[10] }) }
            & {
                Row a daily '' '' '' 'core;finance' '3600' 'Each day' '' '' true
                Row b '' '0 6 * * *' '' no core '' '' 2026-03-01T10:00:00Z '{"env": "prod"}' ''
                Row c '' '' yes '' '' '' '' '' '' ''
                Row d '' '' '' true '' '' '' '' '' false
            } | New-MageSchedule
            """);

        Assert.Equal(
            [
                Address + "{\"pipeline_schedule\":{\"name\":\"a\",\"schedule_type\":\"time\",\"schedule_interval\":\"@daily\",\"status\":\"active\",\"description\":\"Each day\",\"sla\":3600}}",
                "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"tags\":[\"core\",\"finance\"]}}",
                Address + "{\"pipeline_schedule\":{\"name\":\"b\",\"schedule_type\":\"time\",\"schedule_interval\":\"0 6 * * *\",\"start_time\":\"2026-03-01 10:00:00\",\"variables\":{\"env\":\"prod\"}}}",
                "PUT /api/pipeline_schedules/2 {\"pipeline_schedule\":{\"tags\":[\"core\"]}}",
                Address + "{\"pipeline_schedule\":{\"name\":\"c\",\"schedule_type\":\"time\",\"schedule_interval\":\"@once\"}}",
                Address + "{\"pipeline_schedule\":{\"name\":\"d\",\"schedule_type\":\"api\"}}",
            ],
            result.ThrowOnError().Writes);
    }

    [Fact]
    public void A_pipeline_piped_in_gives_its_uuid_and_none_of_its_own_fields()
    {
        RunResult result = _host.Run("Get-MagePipeline etl | New-MageSchedule -Name nightly -Interval daily");

        Assert.Equal([Address + "{\"pipeline_schedule\":{\"name\":\"nightly\",\"schedule_type\":\"time\",\"schedule_interval\":\"@daily\"}}"], result.Writes);
    }

    [Fact]
    public void A_schedule_piped_in_is_copied_to_another_pipeline()
    {
        _host.Run("New-MagePipeline sales; New-MageSchedule etl nightly -Cron '0 6 * * *' -Sla 60 -Setting @{ timeout = 5 } -Variable @{ a = 1 } -Tag core -Enabled").ThrowOnError();

        RunResult result = _host.Run("Get-MageSchedule nightly | New-MageSchedule -Pipeline sales");

        MageSchedule copy = result.One<MageSchedule>();
        Assert.Equal(("nightly", "sales", "0 6 * * *", "inactive", 60), (copy.Name, copy.PipelineUuid, copy.ScheduleInterval, copy.Status, copy.Sla));
        Assert.Equal(["core"], copy.Tags);
    }

    [Theory]
    [InlineData("-Cron '0 7 * * *'", "time", "0 7 * * *")]
    [InlineData("-At '2026-03-02T10:00:00Z'", "time", "@once")]
    [InlineData("-Api", "api", null)]
    public void What_is_typed_replaces_what_starts_the_schedule_that_is_copied(string start, string type, string? interval)
    {
        _host.Run("New-MageSchedule etl nightly -Interval daily -StartTime '2026-03-01T10:00:00Z'").ThrowOnError();

        MageSchedule copy = _host.Run("Get-MageSchedule nightly | New-MageSchedule -Name second " + start).One<MageSchedule>();

        Assert.Equal(("second", "etl", type, interval), (copy.Name, copy.PipelineUuid, copy.ScheduleType, copy.ScheduleInterval));
        Assert.Equal(start.StartsWith("-At", StringComparison.Ordinal) ? 2 : 1, copy.StartTime!.Value.Day);
    }

    [Fact]
    public void A_wildcard_makes_one_in_every_pipeline()
    {
        _host.Run("New-MagePipeline etl_two").ThrowOnError();

        Assert.Equal(["etl", "etl_two"], _host.Run("New-MageSchedule etl* nightly -Interval daily").All<MageSchedule>().Select(schedule => schedule.PipelineUuid));
    }

    [Fact]
    public void Each_pipeline_gets_its_schedule_on_the_server_it_came_from()
    {
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });

        RunResult result = _host.Run(
            """
            $second = $other | Connect-Mage -Name second -PassThru
            New-MagePipeline sales -Session second | Out-Null
            (Get-MagePipeline etl -Session emulator), (Get-MagePipeline sales -Session second) | New-MageSchedule -Name nightly -Api
            """,
            ("other", other));

        Assert.Equal(["emulator", "second"], result.All<MageSchedule>().Select(schedule => schedule.Session!.Name));
        Assert.Equal((1, 1), (_host.Emulator.CountOf("schedules"), other.CountOf("schedules")));
    }
}
