using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class PipelineTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void New_sends_only_what_was_passed_and_emits_what_was_made()
    {
        RunResult result = _host.Run("New-MagePipeline 'Daily Sales' -Description 'Each morning' -Tag core, finance");

        Assert.Equal(
            ["POST /api/pipelines {\"pipeline\":{\"name\":\"Daily Sales\",\"type\":\"python\",\"description\":\"Each morning\",\"tags\":[\"core\",\"finance\"]}}"],
            result.Wire);
        MagePipeline made = result.One<MagePipeline>();
        Assert.Equal(("daily_sales", "Daily Sales", "python"), (made.Uuid, made.Name, made.Type));
        Assert.Equal(["core", "finance"], made.Tags);
        Assert.Equal("emulator", made.Session!.Name);
    }

    [Theory]
    [InlineData("New-MagePipeline ''", "InvalidName")]
    [InlineData("New-MagePipeline '!?'", "InvalidName")]
    [InlineData("New-MagePipeline good -Type nonsense", "UnknownWord")]
    public void New_refuses_what_would_damage_the_server_before_anything_is_sent(string script, string id)
    {
        RunResult result = _host.Run(script);

        Assert.Equal(id, result.ErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void New_reports_a_taken_name_in_the_servers_words()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run("New-MagePipeline etl");

        Assert.Equal("PipelineExists", result.ErrorId);
        Assert.Equal("Pipeline etl already exists.", result.Error.Exception.Message);
        Assert.Equal(ErrorCategory.ResourceExists, result.Error.CategoryInfo.Category);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void New_reads_before_it_says_that_a_creation_failed()
    {
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST");

        RunResult result = _host.Run("New-MagePipeline etl");

        Assert.Equal("etl", result.One<MagePipeline>().Uuid);
        Assert.Single(result.Warnings);
        Assert.Equal(["POST /api/pipelines {\"pipeline\":{\"name\":\"etl\",\"type\":\"python\"}}", "GET /api/pipelines?search=etl&_order_by[]=uuid"], result.Wire);
        Assert.Equal(1, _host.Emulator.CountOf("pipelines"));
    }

    [Fact]
    public void WhatIf_writes_nothing_anywhere()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run(
            "New-MagePipeline other -WhatIf; Set-MagePipeline etl -Description x -WhatIf; Rename-MagePipeline etl new -WhatIf; Get-MagePipeline e* | Remove-MagePipeline -WhatIf");

        result.ThrowOnError();
        Assert.Empty(result.Writes);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void What_did_not_run_for_long_is_found_without_what_ran_and_what_is_young()
    {
        // A scheduler that looks each ten minutes: in ninety days the usual one would look too often.
        using MageHost host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 600_000, BlockDuration = TimeSpan.Zero, Clock = new EagerClock() });
        host.Run("'idle', 'busy' | New-MagePipeline").ThrowOnError();
        host.Clock.Advance(TimeSpan.FromDays(90));
        host.Run("New-MagePipeline young; $null = Invoke-MagePipelineRun busy -Wait -PollSec 10m").ThrowOnError();

        RunResult result = host.Run("Get-MagePipeline -NotRunSince 60d");

        Assert.Equal("idle", result.One<MagePipeline>().Uuid);
        Assert.Equal("idle", host.Run("Get-MagePipeline idle, busy -NotRunSince 60d -First 1").One<MagePipeline>().Uuid);
        Assert.Empty(host.Run("Get-MagePipeline -NotRunSince 120d").ThrowOnError().Output);
        Assert.Equal("InvalidTime", host.Run("Get-MagePipeline -NotRunSince ([datetime]::Now.AddYears(9))").ErrorId);
    }

    [Fact]
    public void Get_finds_by_literal_name_and_wildcard_with_one_narrow_request_each()
    {
        _host.Run("'old_a', 'old_b', 'Daily Sales' | New-MagePipeline").ThrowOnError();

        RunResult wildcard = _host.Run("Get-MagePipeline old_*");
        Assert.Equal(["old_a", "old_b"], wildcard.All<MagePipeline>().Select(pipeline => pipeline.Uuid));
        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid"], wildcard.Wire);

        RunResult name = _host.Run("Get-MagePipeline 'Daily Sales'");
        Assert.Equal("daily_sales", name.One<MagePipeline>().Uuid);
        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid"], name.Wire);
    }

    [Fact]
    public void Get_is_silent_for_a_wildcard_and_reports_a_literal_that_does_not_exist()
    {
        Assert.Empty(_host.Run("Get-MagePipeline nope*").ThrowOnError().Output);

        RunResult result = _host.Run("Get-MagePipeline nope, nope2");
        Assert.Equal(2, result.Errors.Count);
        Assert.Equal("PipelineNotFound,MageAI.Commands.GetMagePipelineCommand", result.Errors[0].FullyQualifiedErrorId);
        Assert.Equal("nope", result.Errors[0].TargetObject);
    }

    [Fact]
    public void Remove_warns_of_what_stays_behind()
    {
        _host.Run("New-MagePipeline etl; Invoke-MageApi pipelines/etl/pipeline_schedules POST -Body @{ pipeline_schedule = @{ name = 'nightly' } }").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline etl | Remove-MagePipeline -Confirm:$false");

        result.ThrowOnError();
        Assert.Empty(result.Output);
        Assert.Contains("stayed behind (id 1)", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["DELETE /api/pipelines/etl"], result.Writes);
    }

    [Fact]
    public void Set_sends_only_what_was_passed_and_never_blocks()
    {
        _host.Run("New-MagePipeline etl -Tag a, b; New-MageBlock etl load data_loader").ThrowOnError();

        RunResult result = _host.Run("Set-MagePipeline etl -Description new -RetryConfig @{ retries = 2; delay = 30 } -ConcurrencyConfig @{ pipeline_run_limit = 1 } -ExecutorType k8s -RunPipelineInOneProcess $true -PassThru");

        MagePipeline changed = result.One<MagePipeline>();
        Assert.Equal(("new", "k8s", true), (changed.Description, changed.ExecutorType, changed.RunPipelineInOneProcess));
        string write = Assert.Single(result.Writes);
        Assert.StartsWith("PUT /api/pipelines/etl {\"pipeline\":{\"description\":\"new\",\"executor_type\":\"k8s\",", write, StringComparison.Ordinal);
        Assert.DoesNotContain("blocks", write, StringComparison.Ordinal);
        Assert.DoesNotContain("null", write, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], changed.Tags);
        Assert.Empty(_host.Run("Set-MagePipeline etl -Description again").ThrowOnError().Output);
    }

    [Fact]
    public void Keys_of_settings_that_the_list_does_not_show_are_kept_and_what_is_so_already_is_not_sent()
    {
        _host.Run("New-MagePipeline etl; Set-MagePipeline etl -RetryConfig @{ retries = 1; delay = 5 } -ConcurrencyConfig @{ pipeline_run_limit = 1 }").ThrowOnError();

        RunResult result = _host.Run("Set-MagePipeline etl -RetryConfig @{ delay = 9 }");

        Assert.Equal(["PUT /api/pipelines/etl {\"pipeline\":{\"retry_config\":{\"retries\":1,\"delay\":9}}}"], result.ThrowOnError().Writes.Select(write => write.Replace("\"delay\":9,\"retries\":1", "\"retries\":1,\"delay\":9", StringComparison.Ordinal)));
        Assert.Empty(_host.Run("Set-MagePipeline etl -RetryConfig @{ delay = 9 } -ConcurrencyConfig @{ pipeline_run_limit = 1 }").ThrowOnError().Writes);
    }

    [Fact]
    public void Settings_that_the_list_does_not_know_are_empty_until_they_are_asked_for()
    {
        _host.Run("New-MagePipeline etl; Set-MagePipeline etl -RetryConfig @{ retries = 1 } -ExecutorType k8s -RunPipelineInOneProcess $true").ThrowOnError();
        const string shown = " | ForEach-Object { \"$($_.RetryConfig.Count) $($_.ExecutorType) $($_.RunPipelineInOneProcess) $($_.CacheBlockOutputInMemory)\" }";

        Assert.Equal(["0   "], _host.Run("Get-MagePipeline etl" + shown).ThrowOnError().Output.Select(line => line.ToString()));
        RunResult asked = _host.Run("Get-MagePipeline etl -IncludeSetting" + shown);
        Assert.Equal(["1 k8s True False"], asked.ThrowOnError().Output.Select(line => line.ToString()));
        Assert.Equal(2, asked.Wire.Length);
    }

    [Fact]
    public void Settings_that_are_asked_for_are_there_where_rows_are_counted_and_skipped_too()
    {
        _host.Run("'a', 'b' | New-MagePipeline | Set-MagePipeline -ExecutorType k8s").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline -Type python -Skip 1 -IncludeTotalCount -IncludeSetting | ForEach-Object { if ($_.Uuid) { \"$($_.Uuid) $($_.ExecutorType)\" } }");

        Assert.Equal(["b k8s"], result.ThrowOnError().Output.Select(line => line.ToString()));
    }

    [Fact]
    public void Tags_are_added_and_removed_without_touching_the_others()
    {
        _host.Run("New-MagePipeline etl -Tag a, b").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline etl | Set-MagePipeline -AddTag c -RemoveTag a -PassThru");

        Assert.Equal(["b", "c"], result.One<MagePipeline>().Tags);
        Assert.Equal(["PUT /api/pipelines/etl {\"pipeline\":{\"tags\":[\"b\",\"c\"]}}"], result.Writes);
        Assert.Empty(_host.Run("Set-MagePipeline etl -Tag @() -PassThru").One<MagePipeline>().Tags);
    }

    [Theory]
    [InlineData("Set-MagePipeline etl -ConcurrencyConfig @{ pipeline_runs = 1 }", "UnknownKey")]
    [InlineData("Set-MagePipeline etl -RetryConfig @{ times = 1 }", "UnknownKey")]
    [InlineData("Set-MagePipeline etl -Type nonsense", "UnknownWord")]
    [InlineData("Set-MagePipeline etl -ExecutorType nonsense", "UnknownWord")]
    [InlineData("Rename-MagePipeline etl ''", "InvalidName")]
    [InlineData("Rename-MagePipeline etl ETL", "InvalidName")]
    [InlineData("Rename-MagePipeline etl Other", "PipelineExists")]
    [InlineData("Remove-MagePipeline .. -Confirm:$false", "InvalidName")]
    public void What_would_damage_the_server_is_refused_before_anything_is_written(string script, string id)
    {
        _host.Run("New-MagePipeline etl; New-MagePipeline other").ThrowOnError();

        RunResult result = _host.Run(script);

        Assert.Equal(id, result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_type_whose_kernel_the_server_lacks_is_refused_and_what_was_changed_with_it_is_said()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run("Set-MagePipeline etl -Type pyspark -Description new");

        Assert.Equal("NotSupported", result.ErrorId);
        Assert.Contains("what else was to be changed with it is changed", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(result.Writes);
        MagePipeline now = _host.Run("Get-MagePipeline etl").One<MagePipeline>();
        Assert.Equal(("python", "new"), (now.Type, now.Description));
    }

    [Fact]
    public void A_change_that_the_server_drops_in_silence_is_an_error()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"pipeline\":{\"uuid\":\"etl\",\"name\":\"etl\",\"description\":null,\"tags\":[]},\"metadata\":null}"), method: "PUT");

        RunResult result = _host.Run("Set-MagePipeline etl -Description new -PassThru");

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Contains("description", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.WriteError, result.Error.CategoryInfo.Category);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Rename_gives_a_new_uuid_and_schedules_move_along()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl nightly -Interval daily").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline etl | Rename-MagePipeline -NewName 'Daily Sales' -PassThru");

        Assert.Equal(("daily_sales", "Daily Sales"), (result.One<MagePipeline>().Uuid, result.One<MagePipeline>().Name));
        Assert.Equal(["PUT /api/pipelines/etl {\"pipeline\":{\"name\":\"Daily Sales\"}}"], result.Writes);
        Assert.Equal("daily_sales", _host.Run("Get-MageSchedule nightly").One<MageSchedule>().PipelineUuid);
    }

    [Fact]
    public void Whoever_does_not_exist_is_reported_and_the_others_have_their_turn()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult set = _host.Run("Set-MagePipeline nobody, etl -Description x -PassThru");
        Assert.Equal("PipelineNotFound", set.ErrorId);
        Assert.Equal("etl", ((MagePipeline)Assert.Single(set.Output).BaseObject).Uuid);

        Assert.Equal("PipelineNotFound", _host.Run("Rename-MagePipeline nobody other").ErrorId);

        RunResult remove = _host.Run("Remove-MagePipeline nobody, etl -Confirm:$false");
        Assert.Equal("PipelineNotFound", remove.ErrorId);
        Assert.Equal(0, _host.Emulator.CountOf("pipelines"));
    }

    [Fact]
    public void A_viewer_is_refused_in_the_servers_words()
    {
        using MageHost viewer = MageHost.ConnectedAs("viewer");
        viewer.Run("$owner = Connect-Mage -Emulator $emulator -Name owner -NotDefault -PassThru; New-MagePipeline etl -Session $owner").ThrowOnError();

        Assert.Equal("etl", viewer.Run("Get-MagePipeline etl").One<MagePipeline>().Uuid);
        foreach (string script in (string[])["New-MagePipeline x", "Set-MagePipeline etl -Description x", "Rename-MagePipeline etl y", "Remove-MagePipeline etl -Confirm:$false"])
        {
            RunResult result = viewer.Run(script);
            Assert.Equal("Forbidden", result.ErrorId);
            Assert.StartsWith("Unauthorized operation", result.Error.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Removal_takes_the_schedules_along_when_asked_to()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl a -Api; New-MageSchedule etl b -Interval hourly").ThrowOnError();

        RunResult result = _host.Run("Remove-MagePipeline etl -IncludeSchedule -Confirm:$false").ThrowOnError();

        Assert.Equal(["DELETE /api/pipeline_schedules/2", "DELETE /api/pipeline_schedules/1", "DELETE /api/pipelines/etl"], result.Writes);
        Assert.Empty(result.Warnings);
        Assert.Equal(0, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void A_block_or_schedule_piped_in_where_a_pipeline_is_meant_is_refused()
    {
        _host.Run("New-MagePipeline etl; New-MageBlock etl etl custom; New-MageSchedule etl a -Api").ThrowOnError();

        foreach (string script in (string[])["Get-MageBlock etl | Remove-MagePipeline -Confirm:$false", "Get-MageSchedule | Set-MagePipeline -Description x", "Get-MageBlock etl | Rename-MagePipeline -NewName z"])
        {
            RunResult result = _host.Run(script);
            Assert.Equal("WrongObjectType", result.ErrorId);
            Assert.Empty(result.Writes);
        }
    }

    [Fact]
    public void Filters_by_type_tag_and_status_are_applied_here_because_the_server_answers_them_from_a_cache()
    {
        _host.Run("""
            New-MagePipeline a -Tag core; New-MagePipeline b -Type streaming; New-MagePipeline c -Tag Core, x
            New-MageSchedule c nightly -Interval daily -Enabled; New-MageSchedule a nightly -Interval daily
            """).ThrowOnError();

        Assert.Equal(["b"], _host.Run("Get-MagePipeline -Type streaming").All<MagePipeline>().Select(pipeline => pipeline.Uuid));
        Assert.Equal(["a", "c"], _host.Run("Get-MagePipeline -Tag core").All<MagePipeline>().Select(pipeline => pipeline.Uuid));

        RunResult active = _host.Run("Get-MagePipeline -Status active, no_schedules");
        Assert.Equal(["b", "c"], active.All<MagePipeline>().Select(pipeline => pipeline.Uuid));
        Assert.Equal(["GET /api/pipelines?include_schedules=true&_order_by[]=uuid"], active.Wire);
        Assert.Equal("nightly", Assert.Single(active.All<MagePipeline>()[1].Schedules!).Name);
    }

    [Fact]
    public void First_and_Skip_ask_the_server_for_no_more_and_the_total_is_the_servers()
    {
        _host.Run("'a', 'b', 'c', 'd', 'e' | New-MagePipeline").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline -First 2 -Skip 1 -IncludeTotalCount");

        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid&_limit=2&_offset=1"], result.Wire);
        Assert.Equal(5UL, Convert.ToUInt64(result.Output[0].BaseObject, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(["b", "c"], result.Output.Skip(1).Select(item => ((MagePipeline)item.BaseObject).Uuid));
    }

    [Fact]
    public void Unknown_fields_and_words_of_a_newer_server_are_kept()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"pipelines\":[{\"uuid\":\"x\",\"type\":\"quantum\",\"tags\":null,\"blocks\":null,\"new_field\":{\"a\":[1]}}],\"metadata\":{\"count\":1}}"));

        MagePipeline pipeline = _host.Run("Get-MagePipeline").One<MagePipeline>();

        Assert.Equal(("quantum", 0, 0), (pipeline.Type, pipeline.Tags.Length, pipeline.BlockCount));
        Assert.NotNull(pipeline.GetField("new_field"));
        Assert.Contains("\"new_field\":{\"a\":[1]}", pipeline.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$null | Get-MagePipeline")]
    [InlineData("Get-MagePipeline $null")]
    [InlineData("Get-MagePipeline -Tag $null")]
    [InlineData("[pscustomobject]@{ PipelineUuid = $null } | Get-MagePipeline")]
    public void Nothing_where_a_name_is_meant_is_not_all_pipelines(string script)
    {
        _host.Run("$null = New-MagePipeline keep").ThrowOnError();

        RunResult result = _host.Run(script + " | Remove-MagePipeline -Confirm:$false");

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void When_a_pipeline_ran_last_and_runs_next_is_told_when_asked_for()
    {
        _host.Run("$null = 'etl', 'idle', 'off' | New-MagePipeline; $null = New-MageSchedule etl daily -Interval daily -Enabled; $null = New-MageSchedule off later -Interval daily").ThrowOnError();
        _host.Emulator.SeedRuns("etl", 3, scheduleId: 1);

        RunResult asked = _host.Run("Get-MagePipeline -IncludeLastRun");
        MagePipeline[] all = asked.All<MagePipeline>();
        MagePipelineRun last = _host.Run("Get-MagePipelineRun -First 1").One<MagePipelineRun>();

        Assert.Equal([(last.StartedAt ?? last.CreatedAt, last.Status), (null, null), (null, null)], all.Select(pipeline => (pipeline.LastRunAt, pipeline.LastRunStatus)));
        Assert.Equal([true, false, false], all.Select(pipeline => pipeline.NextRunAt > _host.Clock.GetUtcNow()));
        Assert.Equal(["/api/pipelines", "/api/pipeline_schedules", "/api/pipeline_runs"], asked.Requests.Select(request => request.Path));
        Assert.True(_host.Run("$etl = Get-MagePipeline etl -IncludeLastRun; ([datetime]::Now - $etl.LastRunAt) -is [timespan] -and $etl.NextRunAt -gt $etl.LastRunAt").One<bool>());
        Assert.Null(_host.Run("Get-MagePipeline etl").One<MagePipeline>().LastRunAt);
    }
}
