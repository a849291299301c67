using System;
using System.Globalization;
using System.Linq;
using MageAI.Binding;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class RunTestsGet : RunTestsBase
{
    private const string Tail = "disable_retries_grouping=true&order_by[]=id%20desc";

    public RunTestsGet()
        : base(Still) => Pipeline(_host, "etl");

    [Theory]
    [InlineData("Get-MagePipelineRun -Since 2026-11-25 -Until 2026-11-20")]
    [InlineData("Get-MagePipelineRun -Since 1h -Until 2h")]
    [InlineData("Measure-MagePipelineRun etl -Since 2026-11-25 -Until 2026-11-25")]
    [InlineData("Export-MageRunReport no.html -Since 2026-11-25 -Until 2026-11-20")]
    public void A_time_that_ends_before_it_begins_is_refused(string command)
    {
        RunResult refused = _host.Run("try { " + command + " } catch { throw }");

        Assert.Equal("InvalidTime", refused.ErrorId);
        Assert.Contains("nothing lies between them", refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Wire);
    }

    [Fact]
    public void First_costs_exactly_one_request_of_that_size()
    {
        _host.Emulator.SeedRuns("etl", 250);

        RunResult result = _host.Run("Get-MagePipelineRun -First 5");

        Assert.Equal([250, 249, 248, 247, 246], result.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal([$"GET /api/pipeline_runs?{Tail}&_limit=5&_offset=0"], result.Wire);
    }

    [Fact]
    public void Whoever_stops_at_the_first_row_costs_one_request()
    {
        _host.Emulator.SeedRuns("etl", 250);

        RunResult result = _host.Run("foreach ($once in 1) { Get-MagePipelineRun | ForEach-Object { $_; break } }");

        Assert.Equal(250, result.One<MagePipelineRun>().Id);
        Assert.Equal([$"GET /api/pipeline_runs?{Tail}&_limit=100&_offset=0"], result.Wire);
    }

    [Fact]
    public void All_of_them_come_page_by_page_each_once()
    {
        _host.Emulator.SeedRuns("etl", 250);

        RunResult result = _host.Run("Get-MagePipelineRun");

        Assert.Equal(Enumerable.Range(1, 250).Reverse(), result.All<MagePipelineRun>().Select(run => run.Id));
        Assert.All(result.Wire, line => Assert.Contains("disable_retries_grouping=true", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Skip_and_the_total_are_the_servers()
    {
        _host.Emulator.SeedRuns("etl", 30);

        RunResult result = _host.Run("Get-MagePipelineRun -Skip 10 -First 2 -IncludeTotalCount");

        Assert.Equal(30UL, result.ThrowOnError().Output[0].BaseObject);
        Assert.Equal([20, 19], result.Output.Skip(1).Select(item => ((MagePipelineRun)item.BaseObject).Id));
        Assert.Equal([$"GET /api/pipeline_runs?{Tail}&_limit=2&_offset=10"], result.Wire);

        RunResult countOnly = _host.Run("Get-MagePipelineRun -First 0 -IncludeTotalCount");
        Assert.Equal(30UL, Assert.Single(countOnly.ThrowOnError().Output).BaseObject);
        Assert.Single(countOnly.Wire);
    }

    [Fact]
    public void Pipeline_and_status_narrow_on_the_server()
    {
        Pipeline(_host, "sales");
        Pipeline(_host, "other");
        _host.Emulator.SeedRuns("etl", 2);
        _host.Emulator.SeedRuns("sales", 2, "failed");
        _host.Emulator.SeedRuns("other", 2);

        RunResult one = _host.Run("Get-MagePipelineRun -Pipeline etl -Status Completed");
        Assert.Equal([2, 1], one.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal([$"GET /api/pipeline_runs?pipeline_uuid=etl&status=completed&{Tail}&_limit=100&_offset=0"], one.Wire);

        RunResult two = _host.Run("Get-MagePipelineRun -Pipeline etl, sal* -Status failed, completed");
        Assert.Equal([4, 3, 2, 1], two.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal($"GET /api/pipeline_runs?pipeline_uuid[]=etl%2Csales&status[]=failed%2Ccompleted&{Tail}&_limit=100&_offset=0", two.Wire[^1]);
    }

    [Fact]
    public void Times_are_asked_for_with_a_day_to_spare_and_compared_here_because_the_server_has_a_zone_of_its_own()
    {
        DateTimeOffset newest = DateTimeOffset.FromUnixTimeSeconds(_host.Clock.GetUtcNow().ToUnixTimeSeconds());
        _host.Emulator.SeedRuns("etl", 200, newest: newest);

        RunResult result = _host.Run("Get-MagePipelineRun -Since $since -Until $until -First 3", ("since", newest.AddMinutes(-120)), ("until", newest.AddMinutes(-100)));

        Assert.Equal([99, 98, 97], result.All<MagePipelineRun>().Select(run => run.Id));
        string start = newest.AddMinutes(-120).AddDays(-1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string end = newest.AddMinutes(-100).AddDays(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.StartsWith($"GET /api/pipeline_runs?start_timestamp={start}&end_timestamp={end}&{Tail.Replace("id%20desc", "created_at%20desc%2Cid%20desc", StringComparison.Ordinal)}&_limit=100&_offset=0", result.Wire[0], StringComparison.Ordinal);

        Assert.Equal(20, _host.Run("Get-MagePipelineRun -Since $since -Until $until", ("since", newest.AddMinutes(-120)), ("until", newest.AddMinutes(-100))).All<MagePipelineRun>().Length);
        Assert.Equal(10, _host.Run("Get-MagePipelineRun -Since 590s").All<MagePipelineRun>().Length);
    }

    [Fact]
    public void The_first_of_many_failures_of_a_day_cost_one_request()
    {
        _host.Emulator.SeedRuns("etl", 350, "failed");

        RunResult result = _host.Run("Get-MagePipelineRun -Status failed -Since 24h -First 5");

        Assert.Equal([350, 349, 348, 347, 346], result.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Contains("&_limit=5&_offset=0", Assert.Single(result.Wire), StringComparison.Ordinal);
    }

    [Fact]
    public void No_run_of_the_time_is_lost_where_ids_are_not_in_the_order_of_creation()
    {
        // As after a merge of two servers: the older runs have the higher ids.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _host.Emulator.SeedRuns("etl", 5, newest: now);
        _host.Emulator.SeedRuns("etl", 150, newest: now.AddDays(-3));
        _host.Emulator.SeedRuns("etl", 2, newest: now.AddMinutes(-10));

        Assert.Equal(7, _host.Run("Get-MagePipelineRun -Since 2h").All<MagePipelineRun>().Length);
    }

    [Fact]
    public void Reading_ends_soon_after_the_time_asked_for_and_not_a_day_later()
    {
        _host.Emulator.SeedRuns("etl", 1200);

        RunResult result = _host.Run("Get-MagePipelineRun -Since 30m; Get-MagePipelineRun -Since ([datetime]::MinValue) -Until ([datetime]::MaxValue) -First 1");

        Assert.InRange(result.All<MagePipelineRun>().Length, 30, 32);
        Assert.InRange(result.Wire.Length, 2, 4);
    }

    [Fact]
    public void A_text_that_is_no_time_is_refused_with_an_example()
    {
        RunResult result = _host.Run("Get-MagePipelineRun -Since yesterdayish");

        Assert.Contains("such as 24h", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData(" 24H ", 86400)]
    [InlineData("1.5d", 129600)]
    [InlineData("2w", 1209600)]
    public void A_time_may_be_how_long_ago(string text, int seconds)
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        DateTimeOffset time = new MageTimeArgument(text).Time;

        Assert.InRange(time.AddSeconds(seconds), before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public void A_time_may_be_a_date_in_any_zone()
    {
        DateTimeOffset expected = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

        Assert.Equal(expected, new MageTimeArgument("2026-11-24T06:00:00+02:00").Time);
        Assert.Equal(expected, new MageTimeArgument(expected.LocalDateTime).Time);
        Assert.Equal(expected, new MageTimeArgument(expected.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Time);
        Assert.Equal(3000, new MageTimeArgument(DateTime.MaxValue).Time.Year);
        Assert.Equal(1970, new MageTimeArgument(DateTime.MinValue).Time.Year);
        Assert.Throws<ArgumentException>(() => new MageTimeArgument(TimeSpan.FromHours(-1)));
        Assert.Throws<ArgumentException>(() => new MageTimeArgument("999999999w"));
    }

    [Fact]
    public void Ids_are_read_one_by_one_and_a_missing_one_does_not_stop_the_rest()
    {
        _host.Emulator.SeedRuns("etl", 2);

        RunResult result = _host.Run("Get-MagePipelineRun 1, 99, '2'");

        Assert.Equal([1, 2], result.Output.Select(item => ((MagePipelineRun)item.BaseObject).Id));
        Assert.Equal("PipelineRunNotFound", result.ErrorId);
        Assert.Equal(99, result.Error.TargetObject);
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/pipeline_runs/99", "GET /api/pipeline_runs/2"], result.Wire);
    }

    [Fact]
    public void A_run_piped_in_is_read_anew()
    {
        _host.Emulator.SeedRuns("etl", 1);

        RunResult result = _host.Run("$run = Get-MagePipelineRun; $run | Get-MagePipelineRun");

        Assert.Equal(1, result.One<MagePipelineRun>().Id);
        Assert.Equal("GET /api/pipeline_runs/1", result.Wire[^1]);
        Assert.Equal([1], _host.Run("1 | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Theory]
    [InlineData("Until")]
    [InlineData("Since")]
    [InlineData("Pipeline")]
    [InlineData("Schedule")]
    [InlineData("Backfill")]
    [InlineData("Status")]
    [InlineData("RunningLongerThan")]
    [InlineData("InitialLongerThan")]
    [InlineData("Variable")]
    public void A_filter_that_is_empty_does_not_mean_all_runs(string parameter)
    {
        _host.Emulator.SeedRuns("etl", 2);

        RunResult result = _host.Run($"Get-MagePipelineRun -{parameter} $misspelt | Remove-MagePipelineRun -Confirm:$false");

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void First_and_Skip_count_over_all_lists_of_a_command()
    {
        Pipeline(_host, "sales");
        int first = Schedule(_host, "etl");
        int second = Schedule(_host, "etl", "name = 'other'; schedule_type = 'api'");
        _host.Emulator.SeedRuns("etl", 3, scheduleId: first);
        _host.Emulator.SeedRuns("etl", 2, scheduleId: second);
        _host.Emulator.SeedRuns("sales", 1);

        Assert.Equal([3], Ids("-Schedule 1, 2 -First 1"));
        Assert.Equal([3, 2, 1, 5], Ids("-Schedule 1, 2 -First 4"));
        Assert.Equal([1, 5], Ids("-Schedule 1, 2 -Skip 2 -First 2"));
        Assert.Equal([6], Ids("-Pipeline etl, sales -Latest -Skip 1"));
        Assert.Equal([5], Ids("-Pipeline etl, sales -Latest -First 1"));

        int[] Ids(string parameters) => [.. _host.Run($"Get-MagePipelineRun {parameters}").All<MagePipelineRun>().Select(run => run.Id)];
    }

    [Fact]
    public void Pipelines_and_schedules_piped_in_stand_for_their_runs()
    {
        Pipeline(_host, "sales");
        int first = Schedule(_host, "etl");
        int second = Schedule(_host, "etl", "name = 'other'; schedule_type = 'api'");
        _host.Emulator.SeedRuns("etl", 3, scheduleId: first);
        _host.Emulator.SeedRuns("etl", 2, scheduleId: second);
        _host.Emulator.SeedRuns("sales", 1);

        RunResult pipelines = _host.Run("Get-MagePipeline etl, sales | Get-MagePipelineRun -First 2");
        Assert.Equal([5, 4], pipelines.All<MagePipelineRun>().Select(run => run.Id));

        RunResult schedule = _host.Run("$schedule | Get-MagePipelineRun -Status completed", ("schedule", ScheduleObject(first)));
        Assert.Equal([3, 2, 1], schedule.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal([$"GET /api/pipeline_schedules/1/pipeline_runs?status=completed&{Tail}&_limit=100&_offset=0"], schedule.Wire);

        RunResult names = _host.Run("Get-MagePipelineRun -Schedule other");
        Assert.Equal([5, 4], names.All<MagePipelineRun>().Select(run => run.Id));

        RunResult rows = _host.Run("[pscustomobject]@{ PipelineUuid = 'etl'; ScheduleId = 2 } | Get-MagePipelineRun");
        Assert.Equal([5, 4], rows.All<MagePipelineRun>().Select(run => run.Id));
    }

    [Fact]
    public void A_property_Id_of_a_row_is_not_taken_for_that_of_a_run()
    {
        _host.Emulator.SeedRuns("etl", 1);

        RunResult result = _host.Run("[pscustomobject]@{ Id = 1; Name = 'daily' } | Get-MagePipelineRun");

        Assert.Empty(result.Output);
        Assert.Empty(result.Wire);
        Assert.Equal("WrongObjectType", result.ErrorId);
    }

    [Fact]
    public void A_schedule_that_does_not_exist_never_means_the_runs_of_the_whole_project()
    {
        RunResult empty = _host.Run("Get-MagePipelineRun -Schedule 99");
        Assert.Equal("ScheduleNotFound", empty.ErrorId);

        _host.Emulator.SeedRuns("etl", 5);

        RunResult result = _host.Run("Get-MagePipelineRun -Schedule 99, api");
        Assert.All(result.Errors, error => Assert.StartsWith("ScheduleNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, result.Errors.Count);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_pipeline_without_runs_is_silence_and_one_that_does_not_exist_an_error()
    {
        Assert.Empty(_host.Run("Get-MagePipelineRun -Pipeline etl").ThrowOnError().Output);
        Assert.Empty(_host.Run("Get-MagePipelineRun -Pipeline nope*").ThrowOnError().Output);

        RunResult result = _host.Run("Get-MagePipelineRun -Pipeline etl, nope");
        Assert.Equal("PipelineNotFound", result.ErrorId);
        Assert.Equal("nope", result.Error.TargetObject);

        _host.Emulator.SeedRuns("etl", 2);
        RunResult beside = _host.Run("Get-MagePipelineRun -Pipeline etl, nope");
        Assert.Equal(2, beside.Output.Count);
        Assert.Equal("PipelineNotFound", beside.ErrorId);
        Assert.Single(_host.Run("Get-MagePipelineRun -Pipeline etl -First 2").Wire);
    }

    [Fact]
    public void The_runs_of_a_deleted_schedule_can_still_be_read_by_id()
    {
        Pipeline(_host, "full", "x = 1");
        _host.Emulator.SeedRuns("full", 1);
        _host.Run("$null = Invoke-MageApi pipeline_schedules/1 DELETE").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipelineRun 1");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/pipeline_runs/1?_format=with_basic_details"], result.Wire);
    }

    [Fact]
    public void A_viewer_may_read()
    {
        using MageHost host = MageHost.ConnectedAs("viewer");
        host.Run("Connect-Mage -Emulator $emulator -Name owner -NotDefault; New-MagePipeline etl -Session owner").ThrowOnError();
        host.Emulator.SeedRuns("etl", 1);

        Assert.Equal(1, host.Run("Get-MagePipelineRun").One<MagePipelineRun>().Id);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ PipelineUuid = $null }")]
    [InlineData("[pscustomobject]@{ PipelineUuid = '' }")]
    [InlineData("[pscustomobject]@{ PipelineUuid = @() }")]
    [InlineData("[pscustomobject]@{ ScheduleId = $null }")]
    [InlineData("[pscustomobject]@{ ScheduleId = '' }")]
    [InlineData("[pscustomobject]@{ PipelineUuid = 'nope'; ScheduleId = '' }")]
    [InlineData("[pscustomobject]@{ PipelineUuid = $null; ScheduleId = $null }")]
    [InlineData("[pscustomobject]@{ Foo = 1 }")]
    public void A_row_that_names_nothing_is_not_taken_for_all(string row)
    {
        _host.Emulator.SeedRuns("etl", 3);

        RunResult result = _host.Run(row + " | Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false");

        Assert.NotEmpty(result.Errors);
        Assert.Empty(result.Writes);
        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_hashtable_without_a_variable_is_an_empty_filter()
    {
        _host.Emulator.SeedRuns("etl", 3);

        RunResult result = _host.Run("Get-MagePipelineRun -Variable @{} | Remove-MagePipelineRun -Confirm:$false");

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void A_run_that_was_renamed_with_its_pipeline_is_the_same_and_one_that_has_its_id_since_is_not()
    {
        _host.Emulator.SeedRuns("etl", 1, newest: DateTimeOffset.UtcNow.AddDays(-1));
        _host.Run("$run = Get-MagePipelineRun 1; Rename-MagePipeline etl etl2").ThrowOnError();

        Assert.Equal("etl2", _host.Run("$run | Get-MagePipelineRun").One<MagePipelineRun>().PipelineUuid);
        Assert.Equal(1, _host.Run("$run | Wait-MagePipelineRun").One<MagePipelineRun>().Id);

        _host.Run("$run | Remove-MagePipelineRun -Confirm:$false; $null = Invoke-MagePipelineRun etl2").ThrowOnError();
        RunResult replaced = _host.Run("$run | Get-MagePipelineRun");
        Assert.Equal("PipelineRunNotFound", replaced.ErrorId);
        Assert.Empty(replaced.Output);
    }

    [Fact]
    public void No_list_is_read_when_all_that_was_asked_for_has_come()
    {
        _host.Emulator.SeedRuns("etl", 3);

        RunResult result = _host.Run("Get-MagePipelineRun -Schedule 1, 999 -First 1");

        Assert.Single(result.ThrowOnError().Output);
        Assert.Single(result.Wire);
    }
}
