using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class ScheduleReadTests : IDisposable
{
    private const string FlatList = "GET /api/pipeline_schedules?order_by=name&_limit=2000&_offset=0";
    private const string ListOfEtl = "GET /api/pipelines/etl/pipeline_schedules?_limit=2000&_offset=0";

    private readonly MageHost _host = MageHost.Connected();

    public ScheduleReadTests() => _host.Run("""
        'etl', 'sales', 'old_stock' | New-MagePipeline | Out-Null
        New-MageSchedule etl nightly -Cron '0 2 * * *' -Tag core -Enabled | Out-Null
        New-MageSchedule sales nightly -Interval daily -Tag Finance | Out-Null
        New-MageSchedule sales hook -Api | Out-Null
        New-MageSchedule old_stock 'load [eu]' -Interval weekly | Out-Null
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Without_a_pipeline_it_reads_the_flat_list_in_an_order()
    {
        RunResult result = _host.Run("Get-MageSchedule");

        Assert.Equal([FlatList], result.Wire);
        Assert.Equal(["hook", "load [eu]", "nightly", "nightly"], result.All<MageSchedule>().Select(schedule => schedule.Name));
        Assert.All(result.All<MageSchedule>(), schedule => Assert.Equal("emulator", schedule.Session!.Name));
    }

    [Fact]
    public void A_schedule_has_its_fields_and_times_in_UTC()
    {
        MageSchedule schedule = _host.Run("Get-MageSchedule -Pipeline etl").One<MageSchedule>();

        Assert.Equal((1, "nightly", "etl", "time", "0 2 * * *", "active"),
            (schedule.Id, schedule.Name, schedule.PipelineUuid, schedule.ScheduleType, schedule.ScheduleInterval, schedule.Status));
        Assert.Equal(["core"], schedule.Tags);
        Assert.Equal(TimeSpan.Zero, schedule.LastEnabledAt!.Value.Offset);
        Assert.Equal(2, schedule.NextPipelineRunDate!.Value.Hour);
        Assert.Null(schedule.PipelineRunsCount);
    }

    [Fact]
    public void A_pipeline_narrows_to_its_own_list()
    {
        RunResult result = _host.Run("Get-MageSchedule -Pipeline etl");

        Assert.Equal([ListOfEtl], result.Wire);
        Assert.Equal(1, result.One<MageSchedule>().Id);
    }

    [Fact]
    public void A_wildcard_pipeline_walks_the_flat_list_once()
    {
        RunResult result = _host.Run("Get-MageSchedule -Pipeline e*, OLD*");

        Assert.Equal([FlatList], result.Wire);
        Assert.Equal(["old_stock", "etl"], result.All<MageSchedule>().Select(schedule => schedule.PipelineUuid));
        Assert.Empty(_host.Run("Get-MageSchedule -Pipeline nope*").ThrowOnError().Output);
    }

    [Fact]
    public void A_name_is_not_unique_so_all_of_that_name_are_emitted()
    {
        Assert.Equal(["etl", "sales"], _host.Run("Get-MageSchedule NIGHTLY").All<MageSchedule>().Select(schedule => schedule.PipelineUuid).Order());
        Assert.Equal("sales", _host.Run("Get-MageSchedule nightly -Pipeline sales").One<MageSchedule>().PipelineUuid);
    }

    [Fact]
    public void A_literal_name_that_nothing_has_is_an_error_and_a_wildcard_is_silence()
    {
        Assert.Empty(_host.Run("Get-MageSchedule nope*").ThrowOnError().Output);

        RunResult result = _host.Run("Get-MageSchedule nope, hook, gone");
        Assert.Equal("hook", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.Equal(["nope", "gone"], result.Errors.Select(error => error.TargetObject));
        Assert.All(result.Errors, error => Assert.Equal("ScheduleNotFound,MageAI.Commands.GetMageScheduleCommand", error.FullyQualifiedErrorId));
        Assert.Equal(ErrorCategory.ObjectNotFound, result.Errors[0].CategoryInfo.Category);
        Assert.NotEmpty(result.Errors[0].ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_name_with_the_characters_of_a_pattern_is_found_as_it_is_written()
    {
        Assert.Equal("load [eu]", _host.Run("Get-MageSchedule 'load [eu]'").One<MageSchedule>().Name);
        Assert.Equal("ScheduleNotFound", _host.Run("Get-MageSchedule 'load [eu'").ErrorId);
    }

    [Fact]
    public void A_name_left_out_by_another_filter_is_not_missing()
    {
        RunResult result = _host.Run("Get-MageSchedule hook -Status active");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Equal([FlatList], result.Wire);
    }

    [Fact]
    public void A_name_wanted_of_many_pipelines_is_missing_only_where_none_has_it()
    {
        Assert.Equal("etl", _host.Run("Get-MagePipeline etl, old_stock | Get-MageSchedule nightly").One<MageSchedule>().PipelineUuid);

        RunResult result = _host.Run("Get-MagePipeline etl, old_stock | Get-MageSchedule gone");
        Assert.Equal("gone", result.Error.TargetObject);
    }

    [Fact]
    public void Status_and_type_are_left_to_the_server_and_tags_are_matched_here()
    {
        RunResult filtered = _host.Run("Get-MageSchedule -Status Inactive -Type api, TIME -Tag f*");

        Assert.Equal(["GET /api/pipeline_schedules?status[]=inactive&schedule_type[]=api%2Ctime&order_by=name&_limit=2000&_offset=0"], filtered.Wire);
        Assert.Equal(2, filtered.One<MageSchedule>().Id);
        Assert.Equal(2, _host.Run("Get-MageSchedule -Tag finance").One<MageSchedule>().Id);
        Assert.Equal("UnknownWord", _host.Run("Get-MageSchedule -Status sleepy").ErrorId);
    }

    [Fact]
    public void An_id_reads_one_and_a_missing_one_does_not_stop_the_next()
    {
        RunResult result = _host.Run("Get-MageSchedule -Id 99, 3");

        Assert.Equal(["GET /api/pipeline_schedules/99", "GET /api/pipeline_schedules/3"], result.Wire);
        Assert.Equal("hook", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Equal(99, result.Error.TargetObject);
    }

    [Fact]
    public void An_id_and_a_name_must_both_fit()
    {
        Assert.Equal(3, _host.Run("Get-MageSchedule hook -Id 1, 3").One<MageSchedule>().Id);
        Assert.Equal("ScheduleNotFound", _host.Run("Get-MageSchedule hook -Id 1").ErrorId);
    }

    [Fact]
    public void A_pipeline_that_does_not_exist_is_the_only_error()
    {
        RunResult result = _host.Run("Get-MageSchedule nightly -Pipeline nope");

        Assert.Equal("PipelineNotFound", result.ErrorId);
    }

    [Fact]
    public void Paging_is_left_to_the_server_and_counts()
    {
        RunResult page = _host.Run("Get-MageSchedule -Skip 1 -First 2 -IncludeTotalCount");

        Assert.Equal(["GET /api/pipeline_schedules?order_by=name&_limit=2&_offset=1"], page.Wire);
        Assert.Equal(4UL, page.Output[0].BaseObject);
        Assert.Equal(["load [eu]", "nightly"], page.Output.Skip(1).Select(item => ((MageSchedule)item.BaseObject).Name));

        RunResult filtered = _host.Run("Get-MagePipeline | Get-MageSchedule nightly -First 1 -IncludeTotalCount");
        Assert.Equal(2UL, filtered.Output[0].BaseObject);
        Assert.Equal(2, filtered.ThrowOnError().Output.Count);

        Assert.Equal(4UL, Assert.Single(_host.Run("Get-MageSchedule -First 0 -IncludeTotalCount").ThrowOnError().Output).BaseObject);
    }

    [Fact]
    public void Who_has_enough_after_the_first_asks_for_no_more()
    {
        RunResult result = _host.Run("Get-MagePipeline | Get-MageSchedule -First 1; do { Get-MageSchedule -Verbose | ForEach-Object { $_; break } } until ($true)");

        Assert.Equal(2, result.ThrowOnError().Output.Count);
        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid", ListOfEtl, FlatList], result.Wire);
    }

    [Fact]
    public void Pipelines_rows_names_schedules_and_runs_pipe_into_it()
    {
        Assert.Equal([3, 2], _host.Run("Get-MagePipeline sales | Get-MageSchedule").All<MageSchedule>().Select(schedule => schedule.Id));
        Assert.Equal([3, 2], _host.Run("'hook', 2 | Get-MageSchedule").All<MageSchedule>().Select(schedule => schedule.Id));
        Assert.Equal(2, _host.Run("'sales' | Get-MageSchedule nightly").One<MageSchedule>().Id);
        Assert.Contains("-Pipeline", _host.Run("'sales' | Get-MageSchedule").Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(3, _host.Run("[pscustomobject]@{ PipelineUuid = 'sales'; Name = 'hook' } | Get-MageSchedule").One<MageSchedule>().Id);
        Assert.Equal(2, _host.Run("[pscustomobject]@{ Id = '2'; Pipeline = 'sales'; Name = 'nightly' } | Get-MageSchedule").One<MageSchedule>().Id);
        Assert.Equal(2, _host.Run("Get-MageSchedule -Id 2 | Get-MageSchedule").One<MageSchedule>().Id);
        Assert.Equal(3, _host.Run("$run | Get-MageSchedule", ("run", new MagePipelineRun { Id = 1, PipelineUuid = "sales", PipelineScheduleId = 3 })).One<MageSchedule>().Id);
        Assert.Equal("ScheduleNotFound", _host.Run("$run | Get-MageSchedule", ("run", new MagePipelineRun { Id = 1, PipelineUuid = "sales" })).ErrorId);
    }

    [Theory]
    [InlineData("Get-MageSchedule -Pipeline $misspelt")]
    [InlineData("Get-MageSchedule -Pipeline ''")]
    [InlineData("Get-MageSchedule $misspelt")]
    [InlineData("Get-MageSchedule -Id @()")]
    [InlineData("Get-MageSchedule -Status $misspelt")]
    [InlineData("Get-MageSchedule -Tag ''")]
    [InlineData("$null | Get-MageSchedule")]
    [InlineData("[pscustomobject]@{ Id = ''; Name = ''; Pipeline = '' } | Get-MageSchedule")]
    [InlineData("Disable-MageSchedule nightly -Pipeline $misspelt")]
    [InlineData("Remove-MageSchedule nightly -Pipeline '' -Confirm:$false")]
    public void An_empty_variable_never_means_all(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void An_id_given_out_again_to_another_pipeline_is_not_taken_for_the_old_schedule()
    {
        RunResult result = _host.Run("[pscustomobject]@{ Id = 2; Pipeline = 'etl' } | Get-MageSchedule");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Many_schedules_come_once_and_in_one_request()
    {
        for (int i = 0; i < 505; i++)
        {
            _host.Emulator.State.AddSchedule(new Schedule { Name = $"s{i:000}", PipelineUuid = "etl", Type = "time", Interval = "@daily" });
        }

        RunResult result = _host.Run("Get-MageSchedule");

        Assert.Equal(509, result.All<MageSchedule>().Select(schedule => schedule.Id).Distinct().Count());
        Assert.Single(result.Wire);
    }

    [Fact]
    public void The_trigger_token_is_in_no_view_of_a_schedule()
    {
        string token = _host.Run("Get-MageSchedule -Id 3").One<MageSchedule>().GetToken()!;

        RunResult shown = _host.Run("""
            $schedule = Get-MageSchedule hook -Verbose
            [Management.Automation.PSSerializer]::Serialize($schedule, 3)
            $schedule.PSObject.Properties | ForEach-Object { "$($_.Name) $($_.Value)" }
            "$schedule"
            """);

        Assert.Equal(32, token.Length);
        Assert.Contains(shown.ThrowOnError().Output, text => text.ToString() == "hook (id 3)");
        Assert.DoesNotContain(shown.Output, text => text.ToString().Contains(token, StringComparison.Ordinal));
        Assert.NotEmpty(shown.Verbose);
        Assert.DoesNotContain(shown.Verbose, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public void A_viewer_may_read_and_nobody_without_a_session()
    {
        using MageHost viewer = MageHost.ConnectedAs("viewer");
        Assert.Empty(viewer.Run("Get-MageSchedule").ThrowOnError().Output);

        using MageHost nobody = MageHost.Unconnected();
        RunResult result = nobody.Run("Get-MageSchedule");
        Assert.Equal("NotConnected", result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Ctrl_C_ends_the_request_under_way()
    {
        _host.Emulator.ClearRequests();
        _host.Emulator.Faults.Next(EmulatorFault.Hang);
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        shell.AddScript("Get-MageSchedule");
        IAsyncResult running = shell.BeginInvoke();
        MageHost.Eventually(() => _host.Emulator.Requests.Count == 1, "the request is under way");

        shell.Stop();

        Assert.True(running.IsCompleted);
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        MageHost.Eventually(() => _host.Emulator.Requests[0].ClientClosed, "the request is given up");
    }

    [Fact]
    public void Tab_offers_names_of_the_pipeline_on_the_command_line()
    {
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        const string line = "Get-MageSchedule -Pipeline old_stock -Name l";

        CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, null, shell);

        Assert.Equal("'load [eu]'", Assert.Single(completion.CompletionMatches).CompletionText);
    }
}
