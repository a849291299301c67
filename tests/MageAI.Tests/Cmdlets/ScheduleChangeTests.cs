using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class ScheduleChangeTests : IDisposable
{
    private const string FlatList = "GET /api/pipeline_schedules?order_by=name&_limit=2000&_offset=0";
    private const string ListOfEtl = "GET /api/pipelines/etl/pipeline_schedules?_limit=2000&_offset=0";

    private readonly MageHost _host = MageHost.Connected();

    public ScheduleChangeTests() => _host.Run("""
        'etl', 'sales' | New-MagePipeline | Out-Null
        New-MageSchedule etl nightly -Cron '0 2 * * *' -Tag core, night -Description old -Sla 60 -Enabled | Out-Null
        New-MageSchedule sales nightly -Interval daily | Out-Null
        New-MageSchedule sales hook -Api | Out-Null
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Zone", "{\"day\":1}", null)]
    [InlineData("ZONE", "{\"day\":1}", null)]
    [InlineData("nosuch", null, "Schedule nightly (id 1) has no variable 'nosuch' to take away.")]
    public void A_variable_is_taken_away_whatever_its_case_and_one_that_is_not_there_is_said(string name, string? left, string? warning)
    {
        _host.Run("Set-MageSchedule 1 -Variable ([ordered]@{ Zone = 'a'; day = 1 })").ThrowOnError();

        RunResult result = _host.Run($"Set-MageSchedule 1 -RemoveVariable {name}");

        Assert.Equal(left is null ? [] : [$"PUT /api/pipeline_schedules/1 {{\"pipeline_schedule\":{{\"variables\":{left}}}}}"], result.ThrowOnError().Writes);
        Assert.Equal(warning is null ? [] : [warning], result.Warnings);
    }

    [Fact]
    public void Of_variables_that_differ_in_case_alone_only_the_exact_one_is_taken_away()
    {
        _host.Run("Set-MageSchedule 1 -Variable '{\"zz\":1,\"ZZ\":2}'").ThrowOnError();

        Assert.Equal(2, _host.Run("(Invoke-MageApi pipeline_schedules/1).variables.Count").ThrowOnError().Output.Single().BaseObject);
        Assert.Contains("'zZ'", Assert.Single(_host.Run("Set-MageSchedule 1 -RemoveVariable zZ").Warnings), StringComparison.Ordinal);
        Assert.EndsWith("\"variables\":{\"zz\":1}}}", Assert.Single(_host.Run("Set-MageSchedule 1 -RemoveVariable ZZ").ThrowOnError().Writes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NewName late", "\"name\":\"late\"")]
    [InlineData("-Interval weekly", "\"schedule_interval\":\"@weekly\"")]
    [InlineData("-Cron '0 6 * * *'", "\"schedule_interval\":\"0 6 * * *\"")]
    [InlineData("-Interval $null", "\"schedule_interval\":null")]
    [InlineData("-StartTime '2026-03-01T12:00:00+02:00'", "\"start_time\":\"2026-03-01 10:00:00\"")]
    [InlineData("-StartTime $null", "\"start_time\":null")]
    [InlineData("-Description new", "\"description\":\"new\"")]
    [InlineData("-Description ''", "\"description\":null")]
    [InlineData("-Variable @{ a = 1 }", "\"variables\":{\"a\":1}")]
    [InlineData("-Variable $null", "\"variables\":null")]
    [InlineData("-Setting $null", "\"settings\":null")]
    [InlineData("-Sla ([TimeSpan]::FromMinutes(2))", "\"sla\":120")]
    [InlineData("-Sla $null", "\"sla\":null")]
    [InlineData("-Tag b, a", "\"tags\":[\"b\",\"a\"]")]
    [InlineData("-Tag @()", "\"tags\":[]")]
    [InlineData("-Type api", "\"schedule_type\":\"api\"")]
    [InlineData("-Status INACTIVE", "\"status\":\"inactive\"")]
    public void Only_what_is_passed_is_sent_and_an_object_costs_no_lookup(string arguments, string fields)
    {
        _host.Run("Set-MageSchedule 1 -Variable @{ z = 1 } -Setting @{ timeout = 1 } -StartTime 2026-01-01").ThrowOnError();
        RunResult result = _host.Run("$schedule | Set-MageSchedule -PassThru " + arguments, ("schedule", Read(1)));

        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{" + fields + "}}"], result.Wire);
        Assert.Equal(1, result.One<MageSchedule>().Id);
    }

    [Theory]
    [InlineData("-Variable @{ a = 1 } -AddVariable @{ b = 2 }", "{\"a\":1,\"b\":2}")]
    [InlineData("-Variable @{ a = 1; c = $null } -RemoveVariable a", "{\"c\":null}")]
    [InlineData("-Variable $null -AddVariable @{ b = 2 }", "{\"b\":2}")]
    public void Variables_that_are_set_and_those_that_are_added_go_together(string arguments, string sent) =>
        Assert.Equal([$"PUT /api/pipeline_schedules/1 {{\"pipeline_schedule\":{{\"variables\":{sent}}}}}"], _host.Run("Set-MageSchedule 1 " + arguments).ThrowOnError().Writes);

    [Theory]
    [InlineData("-Enabled -Status inactive", "-Enabled says active, and -Status inactive")]
    [InlineData("-Enabled:$false -Status active", "-Enabled says inactive, and -Status active")]
    public void What_contradicts_itself_is_refused(string arguments, string said)
    {
        RunResult refused = _host.Run("try { Set-MageSchedule 1 " + arguments + " } catch { throw }");

        Assert.Equal("InvalidInput", refused.ErrorId);
        Assert.StartsWith(said, refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Wire);
    }

    [Theory]
    [InlineData("-Sla 1.5")]
    [InlineData("-Sla '0.5s'")]
    [InlineData("-Sla ([TimeSpan]::FromMilliseconds(1500))")]
    [InlineData("-Setting @{ timeout = 1.5 }")]
    public void A_fraction_of_a_second_is_refused(string arguments)
    {
        RunResult refused = _host.Run("try { Set-MageSchedule 1 " + arguments + " } catch { throw }");

        Assert.Contains("whole", refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Fact]
    public void A_number_of_many_digits_goes_through_clixml()
    {
        const string copy = "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-MageSchedule -Id 1), 4))";
        _host.Run("Set-MageSchedule 1 -Variable @{ big = [bigint]::Parse('123456789012345678901234567890') }").ThrowOnError();

        RunResult result = _host.Run($"$copy = {copy}; $copy | Set-MageSchedule -Description x; Set-MageSchedule 1 -Variable $copy.Variables -Sla 5");

        Assert.Equal(2, result.ThrowOnError().Writes.Length);
        Assert.Equal("123456789012345678901234567890", _host.Run("\"$((Get-MageSchedule -Id 1).Variables.big)\"").One<string>());
        Assert.Contains("123456789012345678901234567890", _host.Run("Set-MageSchedule 1 -AddVariable @{ more = $copy.Variables.big }").ThrowOnError().Writes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_PassThru_nothing_is_emitted()
    {
        RunResult result = _host.Run("Set-MageSchedule 1 -Description new; Enable-MageSchedule 2; Disable-MageSchedule 1; Remove-MageSchedule 1 -Confirm:$false");

        Assert.Empty(result.ThrowOnError().Output);
    }

    [Fact]
    public void Tags_are_added_and_taken_from_those_the_server_has_now()
    {
        MageSchedule old = Read(1);
        _host.Run("Set-MageSchedule 1 -Tag kept, night").ThrowOnError();

        RunResult result = _host.Run("$schedule | Set-MageSchedule -AddTag new -RemoveTag NIGHT -PassThru", ("schedule", old));

        Assert.Equal(["GET /api/pipeline_schedules/1", "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"tags\":[\"kept\",\"new\"]}}", "GET /api/pipeline_schedules/1"], result.Wire);
        Assert.Equal(["kept", "new"], result.One<MageSchedule>().Tags);
    }

    [Fact]
    public void A_schedule_from_inside_a_pipeline_has_no_tags_on_it_and_does_not_lose_them()
    {
        _host.Run("(Get-MagePipeline etl -IncludeSchedule).Schedules | Set-MageSchedule -AddTag new").ThrowOnError();

        Assert.Equal(["core", "new", "night"], Read(1).Tags.Order());
    }

    [Fact]
    public void Tags_that_are_there_already_cost_no_write()
    {
        RunResult result = _host.Run("Set-MageSchedule 1 -AddTag core -RemoveTag gone -PassThru");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Empty(result.Writes);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Nothing_to_change_is_a_warning() => Assert.Single(_host.Run("Set-MageSchedule 1").ThrowOnError().Warnings);

    [Theory]
    [InlineData("-Setting @{ foo = 1 }", "UnknownKey")]
    [InlineData("-Cron 'every day'", "InvalidCron")]
    [InlineData("-Interval fortnightly", "InvalidCron")]
    [InlineData("-Interval daily -Cron '0 6 * * *'", "InvalidInput")]
    [InlineData("-Type sometimes", "UnknownWord")]
    [InlineData("-Status sleepy", "UnknownWord")]
    [InlineData("-NewName ''", "InvalidName")]
    public void What_Mage_would_store_and_choke_on_is_refused_before_anything_is_written(string arguments, string id)
    {
        RunResult result = _host.Run("$schedule | Set-MageSchedule " + arguments, ("schedule", Read(1)));

        Assert.Equal(id, result.ErrorId);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void The_fields_that_break_a_change_are_never_echoed()
    {
        RunResult result = _host.Run("Get-MageSchedule | Set-MageSchedule -Description x; Get-MageSchedule | Disable-MageSchedule; Get-MageSchedule | Enable-MageSchedule");

        Assert.Equal(7, result.ThrowOnError().Writes.Length);
        foreach (string field in new[] { "\"id\"", "last_enabled_at", "token", "created_at", "pipeline_uuid" })
        {
            Assert.DoesNotContain(result.Writes, line => line.Contains(field, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_change_that_Mage_drops_without_a_word_is_an_error()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json(Read(1).ToJson() is var json ? "{\"pipeline_schedule\":" + json + ",\"metadata\":null}" : ""), method: "PUT");

        RunResult result = _host.Run("Set-MageSchedule 1 -Description dropped -Sla 60 -PassThru");

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Contains("did not apply description to schedule 1", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Tags_that_come_back_in_another_order_are_applied()
    {
        MageSchedule one = Read(1);
        string reply = "{\"pipeline_schedule\":" + one.ToJson().Replace("\"core\"", "\"?\"").Replace("\"night\"", "\"core\"").Replace("\"?\"", "\"night\"") + ",\"metadata\":null}";
        _host.Run("Set-MageSchedule 1 -Tag core").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json(reply), method: "PUT");

        Assert.Equal(["night", "core"], _host.Run("Set-MageSchedule 1 -Tag core, night -PassThru").One<MageSchedule>().Tags);
    }

    [Fact]
    public void An_editor_may_change_settings_and_sla()
    {
        using MageHost host = MageHost.ConnectedAs("editor");
        host.Run("New-MagePipeline etl; New-MageSchedule etl x -Api").ThrowOnError();

        MageSchedule changed = host.Run("Set-MageSchedule x -Sla 5 -Setting @{ timeout = 7 } -Tag t -Status active -PassThru").One<MageSchedule>();

        Assert.Equal((5, 7, "active"), (changed.Sla, changed.Settings!["timeout"], changed.Status));
    }

    [Fact]
    public void Disable_and_enable_send_the_status_of_each_schedule_by_itself()
    {
        RunResult off = _host.Run("Get-MagePipeline etl | Get-MageSchedule | Disable-MageSchedule -PassThru");
        Assert.Equal(["GET /api/pipelines?search=etl&_order_by[]=uuid", ListOfEtl, "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"status\":\"inactive\"}}"], off.Wire);
        Assert.Equal("inactive", off.One<MageSchedule>().Status);

        RunResult on = _host.Run("Enable-MageSchedule nightly -Pipeline etl -PassThru");
        Assert.Equal([ListOfEtl, "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"status\":\"active\"}}"], on.Wire);
        Assert.NotNull(on.One<MageSchedule>().LastEnabledAt);
    }

    [Fact]
    public void A_schedule_in_the_wanted_state_is_left_alone_and_not_emitted_so_that_what_is_emitted_can_be_switched_back()
    {
        RunResult result = _host.Run("Enable-MageSchedule 1 -PassThru; 'hook' | Disable-MageSchedule -PassThru -Verbose");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Contains(result.Verbose, line => line.EndsWith("is inactive already.", StringComparison.Ordinal));
        Assert.Equal(["GET /api/pipeline_schedules/1", FlatList], result.Wire);
    }

    [Fact]
    public void An_object_from_before_somebody_switched_it_on_is_not_believed()
    {
        MageSchedule old = Read(3);
        _host.Run("Enable-MageSchedule 3").ThrowOnError();

        RunResult result = _host.Run("$schedule | Disable-MageSchedule -PassThru", ("schedule", old));

        Assert.Equal("inactive", result.One<MageSchedule>().Status);
        Assert.Equal("inactive", Read(3).Status);
    }

    [Fact]
    public void A_schedule_whose_pipeline_is_gone_is_switched_off_although_Mage_answers_with_an_error()
    {
        _host.Run("Remove-MagePipeline etl -Confirm:$false -WarningAction SilentlyContinue").ThrowOnError();

        RunResult result = _host.Run("Disable-MageSchedule 1 -PassThru");

        Assert.Equal("inactive", result.One<MageSchedule>().Status);
        Assert.Contains("Pipeline etl does not exist", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_means_all_of_that_name_unless_a_pipeline_narrows_it()
    {
        Assert.Equal([1, 2], _host.Run("Set-MageSchedule nightly -Description x -PassThru").All<MageSchedule>().Select(schedule => schedule.Id).Order());
        Assert.Equal(2, _host.Run("Set-MageSchedule n* -Pipeline s* -Description y -PassThru").One<MageSchedule>().Id);
        Assert.Equal(2, _host.Run("[pscustomobject]@{ Name = 'nightly'; PipelineUuid = 'sales' } | Set-MageSchedule -Description z -PassThru").One<MageSchedule>().Id);
    }

    [Fact]
    public void Ids_texts_and_rows_name_a_schedule_too()
    {
        RunResult result = _host.Run("""
            3 | Enable-MageSchedule -PassThru
            '3' | Disable-MageSchedule -PassThru
            [pscustomobject]@{ Id = '3'; Pipeline = 'sales' } | Enable-MageSchedule -PassThru
            [pscustomobject]@{ Id = [long]3 } | Disable-MageSchedule -PassThru
            [pscustomobject]@{ Id = '3'; Pipeline = '' } | Enable-MageSchedule -PassThru
            """);

        Assert.Equal(["active", "inactive", "active", "inactive", "active"], result.All<MageSchedule>().Select(schedule => schedule.Status));
    }

    [Theory]
    [InlineData("Set-MageSchedule {0} -Description x")]
    [InlineData("Enable-MageSchedule {0}")]
    [InlineData("Disable-MageSchedule {0}")]
    [InlineData("Remove-MageSchedule {0} -Confirm:$false")]
    public void What_does_not_exist_is_an_error_for_a_literal_and_silence_for_a_wildcard(string script)
    {
        foreach (string literal in new[] { "99", "gone", "1 -Pipeline sales", "hook -Pipeline etl" })
        {
            RunResult result = _host.Run(string.Format(null, script, literal));

            Assert.Equal("ScheduleNotFound", result.ErrorId);
            Assert.Equal(ErrorCategory.ObjectNotFound, result.Error.CategoryInfo.Category);
            Assert.Empty(result.Writes);
        }

        Assert.Empty(_host.Run(string.Format(null, script, "gone*")).ThrowOnError().Writes);
        Assert.Equal("PipelineNotFound", _host.Run(string.Format(null, script, "nightly -Pipeline nope")).ErrorId);
    }

    [Theory]
    [InlineData("Set-MageSchedule -Description x")]
    [InlineData("Enable-MageSchedule")]
    [InlineData("Disable-MageSchedule")]
    [InlineData("Remove-MageSchedule -Confirm:$false")]
    public void A_row_that_only_belongs_to_a_pipeline_or_a_run_piped_in_by_mistake_is_refused(string command)
    {
        _host.Run("New-MagePipeline nightly").ThrowOnError();

        // Its schedule is gone, and its own id is that of a schedule that is not meant.
        MagePipelineRun run = new() { Id = 1 };

        RunResult pipeline = _host.Run($"[pscustomobject]@{{ PipelineUuid = 'nightly' }} | {command}");
        RunResult orphan = _host.Run($"$run | {command}", ("run", run));

        Assert.Equal("WrongObjectType", pipeline.ErrorId);
        Assert.Equal("WrongObjectType", orphan.ErrorId);
        Assert.Empty(pipeline.Writes.Concat(orphan.Writes));
    }

    [Fact]
    public void Remove_removes_and_the_next_has_its_turn_after_a_failure()
    {
        RunResult result = _host.Run("99, 1, 'hook' | Remove-MageSchedule -Confirm:$false");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Equal(["DELETE /api/pipeline_schedules/1", "DELETE /api/pipeline_schedules/3"], result.Writes);
        Assert.Equal(1, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void A_removal_whose_reply_was_lost_is_done_when_a_look_finds_nothing()
    {
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "DELETE");

        RunResult result = _host.Run("Get-MageSchedule hook | Remove-MageSchedule -Confirm:$false");

        Assert.Single(result.ThrowOnError().Writes);
        Assert.Equal(2, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void Remove_asks_first()
    {
        CmdletAttribute cmdlet = (CmdletAttribute)_host.Run("(Get-Command Remove-MageSchedule).ImplementingType.GetCustomAttributes($false) | Where-Object { $_ -is [System.Management.Automation.CmdletAttribute] }").Output[0].BaseObject;

        Assert.Equal(ConfirmImpact.High, cmdlet.ConfirmImpact);
        Assert.True(cmdlet.SupportsShouldProcess);
    }

    [Fact]
    public void WhatIf_writes_nothing_anywhere()
    {
        RunResult result = _host.Run("""
            Get-MageSchedule | Set-MageSchedule -Description x -AddTag y -PassThru -WhatIf
            Get-MageSchedule -Id 1 | Disable-MageSchedule -PassThru -WhatIf
            2 | Enable-MageSchedule -PassThru -WhatIf
            Get-MageSchedule | Remove-MageSchedule -WhatIf
            """);

        Assert.Empty(result.ThrowOnError().Writes);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Set-MageSchedule -Description x")]
    [InlineData("Enable-MageSchedule")]
    [InlineData("Remove-MageSchedule -Confirm:$false")]
    public void A_viewer_may_not(string command)
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        host.Run("New-MagePipeline etl; New-MageSchedule etl x -Api").ThrowOnError();
        string token = host.Emulator.AddUser("viewer@example.com", "viewer-password", "viewer");
        host.Run("Connect-Mage $emulator.Uri -Token $token -Name viewer", ("token", token)).ThrowOnError();

        RunResult result = host.Run($"Get-MageSchedule x -Session viewer | {command}");

        Assert.Equal("Forbidden", result.ErrorId);
        Assert.Equal(ErrorCategory.PermissionDenied, result.Error.CategoryInfo.Category);
        Assert.Equal(1, host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void Each_schedule_is_changed_on_the_server_it_came_from()
    {
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });

        RunResult result = _host.Run(
            """
            $other | Connect-Mage -Name second | Out-Null
            New-MagePipeline far -Session second | New-MageSchedule -Name away -Api | Out-Null
            $both = @(Get-MageSchedule hook -Session emulator) + @(Get-MageSchedule away -Session second)
            $both | Enable-MageSchedule -PassThru
            $both | Remove-MageSchedule -Confirm:$false
            """,
            ("other", other));

        Assert.Equal([("emulator", "hook", "active"), ("second", "away", "active")],
            result.All<MageSchedule>().Select(schedule => (schedule.Session!.Name, schedule.Name!, schedule.Status!)));
        Assert.Equal((2, 0), (_host.Emulator.CountOf("schedules"), other.CountOf("schedules")));
    }

    private MageSchedule Read(int id) => _host.Run($"Get-MageSchedule -Id {id}").One<MageSchedule>();
}
