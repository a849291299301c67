using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class RunTestsInvoke : RunTestsBase
{
    public RunTestsInvoke()
        : base(Still) => Pipeline(_host, "etl");

    [Fact]
    public void By_pipeline_makes_an_active_api_schedule_once_and_uses_it_from_then_on()
    {
        RunResult first = _host.Run("Invoke-MagePipelineRun etl");

        MagePipelineRun run = first.One<MagePipelineRun>();
        Assert.Equal(("etl", "initial", 1), (run.PipelineUuid, run.Status, run.PipelineScheduleId));
        Assert.Equal("emulator", run.Session!.Name);
        Assert.Equal(
            [
                "GET /api/pipelines/etl/pipeline_schedules?_limit=2000&_offset=0",
                "POST /api/pipelines/etl/pipeline_schedules {\"pipeline_schedule\":{\"name\":\"MageAI\",\"schedule_type\":\"api\",\"status\":\"active\"}}",
                "POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{}}",
            ],
            first.Wire);

        RunResult second = _host.Run("Get-MagePipeline etl | Invoke-MagePipelineRun");

        Assert.Equal(2, second.One<MagePipelineRun>().Id);
        Assert.Equal(["POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{}}"], second.Writes);
        Assert.Equal(1, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void Variables_keep_their_types_and_nothing_is_sent_beside_them()
    {
        int schedule = Schedule(_host, "etl");

        RunResult result = _host.Run($"Invoke-MagePipelineRun -Schedule {schedule} -Variable ([ordered]@{{ day = '2026-11-24'; full = $true; n = 3; ratio = 0.5; list = 1, 'a'; none = $null }})");

        Assert.Equal(
            ["POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{\"day\":\"2026-11-24\",\"full\":true,\"n\":3,\"ratio\":0.5,\"list\":[1,\"a\"],\"none\":null}}}"],
            result.Writes);
        MagePipelineRun run = result.One<MagePipelineRun>();
        Assert.Equal(true, run.Variables!["full"]);
        Assert.True(run.EventVariables is null or { Count: 0 });
    }

    [Fact]
    public void Variable_sets_are_piped_in_as_objects_and_the_schedule_is_read_once()
    {
        int schedule = Schedule(_host, "etl");

        RunResult result = _host.Run($$"""
            1..3 | ForEach-Object { [pscustomobject]@{ Schedule = {{schedule}}; Variable = @{ part = $_ } } } | Invoke-MagePipelineRun
            """);

        Assert.Equal([1, 2, 3], result.All<MagePipelineRun>().Select(run => run.Variables!["part"]));
        Assert.Equal(
            [
                "GET /api/pipeline_schedules/1",
                "POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{\"part\":1}}}",
                "POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{\"part\":2}}}",
                "POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{\"part\":3}}}",
            ],
            result.Wire);
    }

    [Fact]
    public void A_schedule_piped_in_is_run_unless_it_was_switched_off_since_it_was_read()
    {
        int schedule = Schedule(_host, "etl", "name = 'daily'; schedule_type = 'time'; schedule_interval = '@monthly'; status = 'active'");
        MageSchedule read = ScheduleObject(schedule);

        RunResult result = _host.Run("$schedule | Invoke-MagePipelineRun -Variable @{ a = 1 }", ("schedule", read));
        Assert.Equal(schedule, result.One<MagePipelineRun>().PipelineScheduleId);
        Assert.Equal(["GET /api/pipeline_schedules/1", "POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{\"variables\":{\"a\":1}}}"], result.Wire);
        Assert.Equal("active", StatusOf(schedule));

        _host.Run("$null = Invoke-MageApi pipeline_schedules/1 PUT -Body @{ pipeline_schedule = @{ status = 'inactive' } }").ThrowOnError();
        Assert.Equal("ScheduleInactive", _host.Run("$schedule | Invoke-MagePipelineRun", ("schedule", read)).ErrorId);
        Assert.Equal("ScheduleInactive", _host.Run("Invoke-MagePipelineRun -Schedule $schedule", ("schedule", read)).ErrorId);
    }

    [Theory]
    [InlineData("Invoke-MagePipelineRun etl -ErrorOnFailure")]
    [InlineData("Invoke-MagePipelineRun etl -TimeoutSec 5")]
    [InlineData("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 1 -TriggerToken x -PollSec 1")]
    public void What_only_waiting_can_give_is_refused_without_waiting(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("InvalidInput", result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Without_anything_to_run_it_neither_asks_nor_runs()
    {
        RunResult result = _host.Run("Invoke-MagePipelineRun");

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Rows_name_pipelines_and_schedules_within_them()
    {
        Pipeline(_host, "sales");
        Schedule(_host, "etl", "name = 'daily'; schedule_type = 'api'; status = 'active'");
        Schedule(_host, "sales", "name = 'daily'; schedule_type = 'api'; status = 'active'");

        RunResult result = _host.Run("""
            [pscustomobject]@{ Pipeline = 'sales'; Schedule = 'daily' } | Invoke-MagePipelineRun
            [pscustomobject]@{ PipelineUuid = 'etl'; Variable = '{"a":1}' } | Invoke-MagePipelineRun
            'etl', 'sales' | Invoke-MagePipelineRun
            """);

        Assert.Equal(["sales", "etl", "etl", "sales"], result.All<MagePipelineRun>().Select(run => run.PipelineUuid!));
        Assert.Equal([2, 3, 3, 4], result.All<MagePipelineRun>().Select(run => run.PipelineScheduleId!.Value));
    }

    [Fact]
    public void A_name_that_several_schedules_have_is_refused_and_one_that_none_has_is_told()
    {
        Pipeline(_host, "sales");
        Schedule(_host, "etl", "name = 'daily'; schedule_type = 'api'; status = 'active'");
        Schedule(_host, "sales", "name = 'daily'; schedule_type = 'api'; status = 'active'");

        RunResult ambiguous = _host.Run("Invoke-MagePipelineRun -Schedule daily");
        Assert.Equal("AmbiguousName", ambiguous.ErrorId);
        Assert.Contains("1 of etl, 2 of sales", ambiguous.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(ambiguous.Writes);

        Assert.Equal(2, _host.Run("Invoke-MagePipelineRun sales -Schedule daily").One<MagePipelineRun>().PipelineScheduleId);
        Assert.Equal(1, _host.Run("Invoke-MagePipelineRun et* -Schedule daily").One<MagePipelineRun>().PipelineScheduleId);
        Assert.Equal("ScheduleNotFound", _host.Run("Invoke-MagePipelineRun etl -Schedule 2").ErrorId);
        Assert.Equal("ScheduleNotFound", _host.Run("Invoke-MagePipelineRun -Schedule weekly -Pipeline etl").ErrorId);
        Assert.Equal("ScheduleNotFound", _host.Run("Invoke-MagePipelineRun -Schedule 99").ErrorId);
        Assert.Empty(_host.Run("Invoke-MagePipelineRun -Schedule week*").ThrowOnError().Output);
        Assert.Equal(2, _host.Run("Invoke-MagePipelineRun -Schedule dai*").All<MagePipelineRun>().Length);
    }

    [Fact]
    public void An_inactive_schedule_is_refused_because_its_run_would_never_begin()
    {
        int schedule = Schedule(_host, "etl", "name = 'api'; schedule_type = 'api'");

        RunResult refused = _host.Run($"Invoke-MagePipelineRun -Schedule {schedule}");

        Assert.Equal("ScheduleInactive", refused.ErrorId);
        Assert.Equal(ErrorCategory.InvalidOperation, refused.Error.CategoryInfo.Category);
        Assert.Contains("-Force", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["GET /api/pipeline_schedules/1"], refused.Wire);
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));

        RunResult forced = _host.Run($"Invoke-MagePipelineRun -Schedule {schedule} -Force");

        Assert.Equal("initial", forced.One<MagePipelineRun>().Status);
        Assert.Equal(
            ["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"status\":\"active\"}}", "POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{}}"],
            forced.Writes);
        Assert.Equal("active", StatusOf(schedule));
    }

    [Fact]
    public void The_modules_own_schedule_is_not_switched_on_against_somebodys_will_either()
    {
        int own = Schedule(_host, "etl", "name = 'MageAI'; schedule_type = 'api'");

        RunResult refused = _host.Run("Invoke-MagePipelineRun etl");
        Assert.Equal("ScheduleInactive", refused.ErrorId);
        Assert.Empty(refused.Writes);

        Assert.Equal(own, _host.Run("Invoke-MagePipelineRun etl -Force").One<MagePipelineRun>().PipelineScheduleId);
        Assert.Equal(1, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void Only_a_schedule_of_type_api_counts_as_the_modules_own()
    {
        Schedule(_host, "etl", "name = 'MageAI'; schedule_type = 'time'; schedule_interval = '@daily'; status = 'active'");

        Assert.Equal(2, _host.Run("Invoke-MagePipelineRun etl").One<MagePipelineRun>().PipelineScheduleId);
    }

    [Fact]
    public void Force_leaves_the_switching_on_of_a_once_schedule_to_Mage_so_that_it_runs_once()
    {
        int once = Schedule(_host, "etl", "name = 'once'; schedule_type = 'time'; schedule_interval = '@once'");

        RunResult forced = _host.Run($"Invoke-MagePipelineRun -Schedule {once} -Force");
        _host.Tick();
        _host.Tick();

        Assert.Equal(["POST /api/pipeline_schedules/1/pipeline_runs {\"pipeline_run\":{}}"], forced.Writes);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void WhatIf_reads_but_writes_nothing()
    {
        Schedule(_host, "etl", "name = 'off'; schedule_type = 'api'");

        RunResult result = _host.Run(
            "Invoke-MagePipelineRun etl -WhatIf -Wait; Invoke-MagePipelineRun -Schedule off -Force -WhatIf; Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 1 -TriggerToken x -WhatIf");

        result.ThrowOnError();
        Assert.Empty(result.Output);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_pipeline_that_does_not_exist_is_told_and_the_next_one_has_its_turn()
    {
        RunResult result = _host.Run("Invoke-MagePipelineRun nope, etl");

        Assert.Equal("PipelineNotFound", result.ErrorId);
        Assert.Equal("nope", result.Error.TargetObject);
        Assert.Equal("etl", ((MagePipelineRun)Assert.Single(result.Output).BaseObject).PipelineUuid);
        Assert.Empty(_host.Run("Invoke-MagePipelineRun nope*").ThrowOnError().Output);
    }

    [Fact]
    public void A_lost_reply_is_read_back_and_never_makes_a_second_run()
    {
        int schedule = Schedule(_host, "etl");
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST", pathContains: "pipeline_runs");

        RunResult result = _host.Run($"Invoke-MagePipelineRun -Schedule {schedule} -Variable @{{ day = 'x' }}");

        Assert.Equal(1, result.One<MagePipelineRun>().Id);
        Assert.Contains("was lost", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Single(result.Writes);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_run_that_was_not_made_is_not_made_up()
    {
        int schedule = Schedule(_host, "etl");
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST", pathContains: "pipeline_runs");

        RunResult result = _host.Run($"Invoke-MagePipelineRun -Schedule {schedule}");

        Assert.Equal("ConnectionFailed", result.ErrorId);
        Assert.Single(result.Writes);
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_run_or_a_block_piped_in_is_refused()
    {
        RunResult result = _host.Run("Invoke-MagePipelineRun etl | Invoke-MagePipelineRun");

        Assert.Equal("WrongObjectType", result.ErrorId);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));

        Assert.Equal("WrongObjectType", _host.Run("Invoke-MagePipelineRun -Schedule (Get-MagePipelineRun 1)").ErrorId);
        Assert.Equal("WrongObjectType", _host.Run("Invoke-MagePipelineRun -Pipeline (Get-MagePipelineRun 1)").ErrorId);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_viewer_is_refused_in_the_servers_words()
    {
        using MageHost host = MageHost.ConnectedAs("viewer");
        host.Run("Connect-Mage -Emulator $emulator -Name owner -NotDefault; New-MagePipeline etl -Session owner").ThrowOnError();

        RunResult result = host.Run("Invoke-MagePipelineRun etl");

        Assert.Equal("Forbidden", result.ErrorId);
        Assert.Equal(ErrorCategory.PermissionDenied, result.Error.CategoryInfo.Category);
        Assert.Equal(0, host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void Without_a_session_a_token_is_enough()
    {
        int schedule = Schedule(_host, "etl");
        string token = TokenOf(schedule);

        RunResult result = _host.Run("Disconnect-Mage; Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId $id -TriggerToken $token -Variable @{ full = $true } -Verbose", ("id", schedule), ("token", token));

        MagePipelineRun run = result.One<MagePipelineRun>();
        Assert.Equal(schedule, run.PipelineScheduleId);
        Assert.Null(run.Session);
        EmulatorRequest request = Assert.Single(result.Requests);
        Assert.Equal("POST /api/pipeline_schedules/1/api_trigger {\"pipeline_run\":{\"variables\":{\"full\":true}}}", Assert.Single(result.Wire));
        Assert.Equal("Bearer " + token, request.Headers["Authorization"]);
        Assert.False(request.Headers.ContainsKey("X-API-KEY"));
        Assert.DoesNotContain(result.Verbose, line => line.Contains(token, StringComparison.Ordinal));
        Assert.Empty(run.EventVariables!);
    }

    [Fact]
    public void The_token_travels_in_the_path_where_asked_and_is_shown_nowhere()
    {
        int schedule = Schedule(_host, "etl");
        string token = TokenOf(schedule);

        RunResult result = _host.Run(
            "Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId $id -TriggerToken $secret -TriggerTokenIn Path -Verbose", ("id", schedule), ("secret", new System.Net.NetworkCredential("", token).SecurePassword));

        result.One<MagePipelineRun>();
        Assert.Equal([$"POST /api/pipeline_schedules/1/pipeline_runs/{token} {{\"pipeline_run\":{{}}}}"], result.Wire);
        Assert.NotEmpty(result.Verbose);
        Assert.DoesNotContain(result.Verbose, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404, "<html><title>404: Not Found</title><body>404: Not Found</body></html>")]
    [InlineData(401, "{\"error\":{\"code\":401,\"message\":\"Invalid API key.\",\"type\":\"invalid_api_key\"},\"status\":200}")]
    [InlineData(200, "{\"error\":{\"code\":500,\"errors\":[],\"exception\":\"No module named 'mage_ai.api.resources.ApiTriggerResource'\",\"message\":\"\"}}")]
    public void An_older_server_without_the_header_route_gets_the_token_in_the_path(int status, string? body)
    {
        int schedule = Schedule(_host, "etl");
        string token = TokenOf(schedule);
        _host.Emulator.Faults.Next(EmulatorFault.Status(status, body: body), pathContains: "api_trigger");

        RunResult result = _host.Run("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId $id -TriggerToken $token", ("id", schedule), ("token", token));

        result.One<MagePipelineRun>();
        Assert.Equal(["/api/pipeline_schedules/1/api_trigger", $"/api/pipeline_schedules/1/pipeline_runs/{token}"], result.Requests.Select(request => request.Path));
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void Wrong_token_wrong_type_and_wrong_id_have_names_of_their_own()
    {
        int schedule = Schedule(_host, "etl");
        int timed = Schedule(_host, "etl", "name = 'daily'; schedule_type = 'time'; schedule_interval = '@daily'; status = 'active'");

        RunResult wrong = _host.Run($"Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId {schedule} -TriggerToken not-the-token");
        Assert.Equal("TriggerTokenInvalid", wrong.ErrorId);
        Assert.Equal(ErrorCategory.AuthenticationError, wrong.Error.CategoryInfo.Category);
        Assert.Equal("ScheduleNotApi", _host.Run($"Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId {timed} -TriggerToken not-the-token").ErrorId);
        Assert.Equal("ScheduleNotFound", _host.Run("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 99 -TriggerToken not-the-token").ErrorId);
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_lost_reply_to_a_token_is_told_as_unknown_and_not_repeated()
    {
        int schedule = Schedule(_host, "etl");
        string token = TokenOf(schedule);
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, pathContains: "api_trigger");

        RunResult result = _host.Run("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId $id -TriggerToken $token", ("id", schedule), ("token", token));

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.Single(result.Wire);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void Variable_sets_piped_in_make_a_run_each_a_hundred_with_ids_and_variables_of_their_own()
    {
        RunResult result = _host.Run("1..100 | ForEach-Object { @{ day = $_; full = $true } } | Invoke-MagePipelineRun etl");

        MagePipelineRun[] runs = result.All<MagePipelineRun>();
        Assert.Equal(Enumerable.Range(1, 100), runs.Select(run => run.Id));
        Assert.Equal(Enumerable.Range(1, 100).Select(day => (object?)day), runs.Select(run => run.Variables!["day"]));
        Assert.All(runs, run => Assert.Equal(true, run.Variables!["full"]));
        Assert.Equal(101, result.Writes.Length);
    }

    [Fact]
    public void Variable_sets_go_through_a_schedule_too_and_a_secret_in_one_is_refused()
    {
        Schedule(_host, "etl");

        Assert.Equal([1, 2], _host.Run("@{ a = 1 }, @{ a = 2 } | Invoke-MagePipelineRun -Schedule 1").All<MagePipelineRun>().Select(run => run.Variables!["a"]));
        RunResult refused = _host.Run("@{ a = [securestring]::new() } | Invoke-MagePipelineRun etl");
        Assert.NotEmpty(refused.Errors);
        Assert.Empty(refused.Writes);
    }

    [Theory]
    [InlineData("Invoke-MagePipelineRun etl -IfNotRunning", "GET /api/pipeline_runs?pipeline_uuid=etl&status[]=initial%2Crunning&disable_retries_grouping=true&order_by[]=id%20desc&_limit=100&_offset=0")]
    [InlineData("Invoke-MagePipelineRun -Schedule 1 -IfNotRunning", "GET /api/pipeline_schedules/1/pipeline_runs?status[]=initial%2Crunning&disable_retries_grouping=true&order_by[]=id%20desc&_limit=100&_offset=0")]
    public void No_other_run_is_made_while_one_is_under_way(string script, string asked)
    {
        Schedule(_host, "etl");
        MagePipelineRun first = _host.Run("Invoke-MagePipelineRun -Schedule 1 -IfNotRunning").One<MagePipelineRun>();

        RunResult second = _host.Run(script);

        Assert.Equal(first.Id, second.One<MagePipelineRun>().Id);
        Assert.Equal("Run 1 of pipeline etl is initial already; no other was made.", Assert.Single(second.Warnings));
        Assert.Contains(asked, second.Wire);
        Assert.Empty(second.Writes);

        for (int i = 0; i < 4; i++)
        {
            _host.Tick();
        }

        Assert.Equal(2, _host.Run(script).One<MagePipelineRun>().Id);
    }

    [Fact]
    public void A_run_that_never_begins_is_no_reason_to_make_no_other()
    {
        Schedule(_host, "etl");
        _host.Run("$null = Invoke-MagePipelineRun -Schedule 1; $null = Invoke-MageApi pipeline_schedules/1 PUT -Body @{ pipeline_schedule = @{ status = 'inactive' } }").ThrowOnError();

        RunResult result = _host.Run("Invoke-MagePipelineRun etl -IfNotRunning");

        Assert.Equal(2, ((MagePipelineRun)Assert.Single(result.ThrowOnError().Output).BaseObject).Id);
        Assert.Contains("never begins", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void With_Force_a_run_that_waits_for_the_schedule_is_the_one_that_begins()
    {
        Schedule(_host, "etl");
        _host.Run("$null = Invoke-MagePipelineRun -Schedule 1; $null = Invoke-MageApi pipeline_schedules/1 PUT -Body @{ pipeline_schedule = @{ status = 'inactive' } }").ThrowOnError();

        Assert.Empty(_host.Run("Invoke-MagePipelineRun -Schedule 1 -IfNotRunning -Force -WhatIf").ThrowOnError().Writes);
        RunResult result = _host.Run("Invoke-MagePipelineRun -Schedule 1 -IfNotRunning -Force");

        Assert.Equal(1, ((MagePipelineRun)Assert.Single(result.ThrowOnError().Output).BaseObject).Id);
        Assert.StartsWith("PUT /api/pipeline_schedules/1 ", Assert.Single(result.Writes), StringComparison.Ordinal);
        Assert.Equal("Run 1 of pipeline etl is initial already; no other was made.", Assert.Single(result.Warnings));
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
        Assert.Equal("active", StatusOf(1));
    }

    [Fact]
    public void A_run_that_waits_for_a_schedule_that_would_begin_with_another_is_not_doubled()
    {
        Schedule(_host, "etl", "name = 'first'; schedule_type = 'time'; schedule_interval = '@daily'; status = 'inactive'; settings = @{ create_initial_pipeline_run = $true }");
        _host.Emulator.SeedRuns("etl", 1, "initial", 1);

        RunResult result = _host.Run("Invoke-MagePipelineRun -Schedule 1 -IfNotRunning -Force");

        Assert.Equal("ScheduleInactive", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Many_runs_that_never_begin_cost_one_question_and_one_warning()
    {
        int id = Schedule(_host, "etl", "name = 'off'; schedule_type = 'api'; status = 'inactive'");
        _host.Emulator.SeedRuns("etl", 150, "initial", id);

        RunResult result = _host.Run("Invoke-MagePipelineRun etl -IfNotRunning");

        Assert.Single(result.ThrowOnError().Output);
        Assert.Equal("150 runs of pipeline etl, the newest 150, never begin, since schedule 1 is inactive or deleted; that does not count as running.", Assert.Single(result.Warnings));
        Assert.Equal(1, result.Wire.Count(line => line == "GET /api/pipeline_schedules/1"));
    }

    [Fact]
    public void With_Force_a_run_that_is_running_goes_before_those_that_wait()
    {
        int off = Schedule(_host, "etl", "name = 'off'; schedule_type = 'api'; status = 'inactive'");
        int on = Schedule(_host, "etl", "name = 'on'; schedule_type = 'api'; status = 'active'");
        _host.Emulator.SeedRuns("etl", 1, "running", on);
        _host.Emulator.SeedRuns("etl", 2, "initial", off);

        Assert.Equal(1, Taken(_host.Run("Invoke-MagePipelineRun etl -IfNotRunning -Force")));
        RunResult woken = _host.Run($"Invoke-MagePipelineRun -Schedule {off} -IfNotRunning -Force");

        Assert.Equal(3, ((MagePipelineRun)Assert.Single(woken.Output).BaseObject).Id);
        Assert.Contains("and 1 other run with it", Assert.Single(woken.Warnings), StringComparison.Ordinal);
        static int Taken(RunResult result)
        {
            Assert.Empty(result.Writes);
            return ((MagePipelineRun)Assert.Single(result.ThrowOnError().Output).BaseObject).Id;
        }
    }

    [Fact]
    public void An_object_of_a_schedule_whose_id_is_now_another_s_runs_nothing()
    {
        Pipeline(_host, "danger");
        Schedule(_host, "etl");
        _host.Run("$old = Get-MageSchedule -Id 1; $null = Invoke-MageApi pipeline_schedules/1 DELETE").ThrowOnError();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Schedule(_host, "danger"));

        RunResult result = _host.Run("$old | Invoke-MagePipelineRun; Invoke-MagePipelineRun -Schedule $old");

        Assert.All(result.Errors, error => Assert.StartsWith("ScheduleNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, result.Errors.Count);
        Assert.Empty(result.Writes);
    }
}
