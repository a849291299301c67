using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class RunTestsLog : RunTestsBase
{
    [Fact]
    public void A_run_whose_schedule_was_deleted_has_block_runs_and_outputs_but_says_that_its_log_is_gone()
    {
        Pipeline(_host, "etl", "return 'all'");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02; $null = Invoke-MageApi pipeline_schedules/1 DELETE").ThrowOnError();

        Assert.Equal("etl_0", _host.Run("$run | Get-MageBlockRun").One<MageBlockRun>().BlockUuid);
        Assert.Equal("etl_0", _host.Run("$run | Get-MageBlockOutput").One<MageBlockOutput>().BlockUuid);
        Assert.Equal(["NotFound", "NotFound", "NotFound"], _host.Run("$run | Get-MageLog; Get-MageLog 1 -FailedOnly; $run | Get-MageLog -Follow").Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void The_session_s_own_password_is_in_nothing_that_a_block_wrote()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        const string secret = "Pa55word!long";
        host.Emulator.AddUser("second@example.com", secret, "owner");
        host.Run(
            "Connect-Mage $emulator.Uri -Credential $credential",
            ("credential", new System.Management.Automation.PSCredential("second@example.com", new System.Net.NetworkCredential("", secret).SecurePassword))).ThrowOnError();
        Pipeline(host, "good", $"return 'x {secret} y'");
        Pipeline(host, "bad", $"raise ValueError('login with {secret} failed')");
        host.Run("$good = Invoke-MagePipelineRun good; $bad = Invoke-MagePipelineRun bad").ThrowOnError();
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        MageBlockRun failed = host.Run("Get-MageBlockRun $bad").One<MageBlockRun>();
        string[] texts = [.. host.Run("(Get-MageBlockOutput $good).TextData; (Get-MageBlockOutput $good -AsRow).Value").ThrowOnError().Output.Select(text => (string)text.BaseObject)];

        Assert.Equal("ValueError: login with *** failed", failed.Error);
        Assert.DoesNotContain(secret, System.Text.Json.JsonSerializer.Serialize(failed.Metrics), StringComparison.Ordinal);
        Assert.Equal(["x *** y", "x *** y"], texts);
    }

    [Fact]
    public void A_row_of_a_run_pipes_in_by_its_id_and_objects_of_other_kinds_do_not()
    {
        Pipeline(_host, "etl", "print('one')");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        Assert.NotEmpty(_host.Run("[pscustomobject]@{ Id = $run.Id; PipelineUuid = 'etl'; Status = $run.Status } | Get-MageLog").ThrowOnError().Output);
        Assert.NotEmpty(_host.Run("Get-MageBlockRun $run | Get-MageLog").ThrowOnError().Output);
        Assert.NotEmpty(_host.Run("Get-MagePipeline etl | Get-MageLog").ThrowOnError().Output);
        Assert.Equal("WrongObjectType", _host.Run("Get-MageSchedule -Id 1 | Get-MageLog").ErrorId);
    }

    [Fact]
    public void Since_also_means_a_run_that_began_long_before_and_still_writes()
    {
        Pipeline(_host, "etl", "print('one')", "# emulator: seconds=60");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();
        Clock.Advance(TimeSpan.FromSeconds(1));
        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.Data.Runs[1].CreatedAt -= TimeSpan.FromDays(4);
        }

        Assert.NotEmpty(_host.Run("Get-MageLog -Pipeline etl -Since 1h").ThrowOnError().All<MageLogEntry>());
    }

    [Fact]
    public void A_log_is_one_list_in_the_order_of_time_from_one_request()
    {
        Pipeline(_host, "etl", "print('one')", "print('two')");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        RunResult result = _host.Run("$run | Get-MageLog");

        MageLogEntry[] entries = result.All<MageLogEntry>();
        Assert.Equal(entries.OrderBy(entry => entry.Timestamp).Select(entry => entry.Uuid), entries.Select(entry => entry.Uuid));
        Assert.Equal(["one", "two"], entries.Select(entry => entry.Message!).Where(message => message is "one" or "two"));
        Assert.Equal(["etl_0.log", "etl_1.log", "scheduler.log"], entries.Select(entry => entry.File).Distinct().Order());
        Assert.All(entries, entry => Assert.Equal(("etl", 1), (entry.PipelineUuid, entry.PipelineRunId)));
        Assert.InRange((Clock.GetUtcNow() - entries[0].Timestamp!.Value).TotalSeconds, -1, 60);
        Assert.Equal(["GET /api/pipeline_runs/1", "GET /api/pipelines/etl/logs?pipeline_run_id[]=1"], result.Wire);
    }

    [Fact]
    public void A_log_of_twenty_five_blocks_is_whole_and_followed_it_is_the_same_line_for_line()
    {
        WideRun(25);

        RunResult followed = _host.Run("Get-MageLog 1 -Follow -PollSec 0.1 -TimeoutSec 60");
        RunResult read = _host.Run("Get-MageLog 1");

        MageLogEntry[] whole = read.All<MageLogEntry>();
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"wide_{i}").Order(), whole.Where(entry => entry.File != "scheduler.log").Select(entry => entry.BlockUuid!).Distinct().Order());
        Assert.Equal(25 * 3, whole.Count(entry => entry.Message is "first" or "second" or "third"));
        Assert.Equal(whole.Select(entry => entry.Text), followed.All<MageLogEntry>().Select(entry => entry.Text));
        Assert.Equal(
            ["GET /api/pipelines/wide/logs?pipeline_run_id[]=1&_limit=5", $"GET /api/pipelines/wide/logs?block_run_id[]={Ids(1, 20)}", $"GET /api/pipelines/wide/logs?block_run_id[]={Ids(21, 5)}"],
            read.Wire.Skip(1));
        Assert.True(followed.Wire.Length > 20, "It was looked at while it ran.");
    }

    [Fact]
    public async Task Following_begins_before_the_run_does_and_shows_what_comes_when_it_comes()
    {
        _host.Emulator.SetSchedulerRunning(false);
        Pipeline(_host, "etl", "print('one')\ntime.sleep(1.5)\nprint('two')");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();

        Task<RunResult> following = Task.Run(() => _host.Run(
            "$run | Get-MageLog -Follow -PollSec 0.05 | ForEach-Object { [pscustomobject]@{ Message = $_.Message; Behind = ($clock.GetUtcNow() - $_.Timestamp).TotalSeconds } }",
            ("clock", Clock)));
        MageHost.Eventually(() => _host.Emulator.Requests.Count(request => request.Path == "/api/pipelines/etl/logs") > 1, "the log is looked at");
        _host.Emulator.SetSchedulerRunning(true);
        RunResult result = (await following).ThrowOnError();

        Assert.Contains(result.Output, item => Equals(item.Properties["Message"].Value, "two"));
        PSObject one = Assert.Single(result.Output, item => Equals(item.Properties["Message"].Value, "one"));
        Assert.InRange((double)one.Properties["Behind"].Value, 0, 1.4);
        Assert.EndsWith("run 1 of etl: initial", result.Information[0], StringComparison.Ordinal);
        Assert.EndsWith("run 1 of etl: completed", result.Information[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5.5)]
    public void Times_are_true_where_the_server_is_in_another_zone(double hours)
    {
        using MageHost host = MageHost.Connected(new MageEmulatorOptions { UtcOffset = TimeSpan.FromHours(hours), TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20) });
        Pipeline(host, "etl", "print('one')", "raise ValueError('no')");
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-1);

        RunResult followed = host.Run("$null = Invoke-MagePipelineRun etl; Get-MageLog 1 -Follow -PollSec 0.05 -Since 1m");
        MageLogEntry[] read = host.Run("Get-MageLog 1").All<MageLogEntry>();

        Assert.All(read, entry => Assert.InRange(entry.Timestamp!.Value, before, DateTimeOffset.UtcNow.AddSeconds(1)));
        Assert.Equal(read.Select(entry => entry.Text), followed.All<MageLogEntry>().Select(entry => entry.Text));
        Assert.Single(host.Run("Get-MagePipelineRun -Since 1m").All<MagePipelineRun>());
        Assert.Empty(host.Run("Get-MagePipelineRun -Until 1m").All<MagePipelineRun>());
    }

    [Fact]
    public void A_traceback_stays_with_its_record()
    {
        Pipeline(_host, "bad", "x = 1", "raise ValueError('boom Größe')");
        _host.Run("$null = Invoke-MagePipelineRun bad -Wait -PollSec 0.02").ThrowOnError();

        MageLogEntry failure = _host.Run("Get-MageLog 1 -FailedOnly -Level exception").One<MageLogEntry>();

        Assert.Equal(("bad_1", "EXCEPTION", "boom Größe"), (failure.BlockUuid, failure.Level, failure.ErrorStacktrace));
        Assert.StartsWith("Traceback (most recent call last):", failure.Continuation, StringComparison.Ordinal);
        Assert.EndsWith("boom Größe", failure.Continuation!.TrimEnd(), StringComparison.Ordinal);

        string[] raw = _host.Run("Get-MageLog 1 -FailedOnly -Level exception -Raw").All<string>();
        Assert.Equal(failure.Text, string.Join('\n', raw));
        Assert.True(raw.Length > 3);
    }

    [Fact]
    public void Blocks_levels_patterns_times_and_the_end_narrow_it()
    {
        Pipeline(_host, "etl", "print('alpha')", "print('beta')");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();

        Assert.All(_host.Run("Get-MageLog 1 -Block etl_1").All<MageLogEntry>(), entry => Assert.Equal("etl_1.log", entry.File));
        Assert.Equal(["alpha", "beta"], Messages("Get-MageLog 1 -Block etl_* -Pattern '^(.*\")?(ALPHA|beta)'").Where(message => message is "alpha" or "beta"));
        Assert.Empty(Messages("Get-MageLog 1 -Level WARNING, EXCEPTION"));
        Assert.Empty(Messages("Get-MageLog 1 -Since ([DateTimeOffset]::UtcNow.AddMinutes(1))"));
        string[] all = Messages("Get-MageLog 1 -Since 1h");
        Assert.Equal(all[^2..], Messages("Get-MageLog 1 -Tail 2"));
        Assert.Equal(all, Messages("Get-MageLog 1"));
        Assert.Equal(all[^2..], Messages("Get-MageLog 1 -Follow -Tail 2"));
        Assert.Equal(
            ["GET /api/pipeline_runs/1", "GET /api/pipelines/etl/logs?block_run_id[]=2"],
            _host.Run("Get-MageLog 1 -Block etl_1").Wire);
    }

    [Fact]
    public void A_block_run_piped_in_means_its_block_and_a_pipeline_its_newest_run()
    {
        Pipeline(_host, "etl", "print('alpha')", "print('beta')");
        _host.Run("$null = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl -Wait -PollSec 0.02 }").ThrowOnError();

        Assert.All(_host.Run("Get-MageBlockRun 2 -Block etl_0 | Get-MageLog").All<MageLogEntry>(), entry => Assert.Equal(("etl_0.log", 2), (entry.File, entry.PipelineRunId)));
        Assert.All(_host.Run("Get-MagePipeline etl | Get-MageLog").All<MageLogEntry>(), entry => Assert.Equal(2, entry.PipelineRunId));
        Assert.Equal([1, 2], _host.Run("Get-MageLog -Pipeline etl -Since 1h").All<MageLogEntry>().Select(entry => entry.PipelineRunId!.Value).Distinct());
        Assert.Equal([2], _host.Run("[pscustomobject]@{ RunId = '2' } | Get-MageLog -Tail 1").All<MageLogEntry>().Select(entry => entry.PipelineRunId!.Value));
    }

    [Fact]
    public void What_does_not_exist_is_told_and_stops_nothing()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$null = Invoke-MagePipelineRun etl -Wait -PollSec 0.02; $null = New-MagePipeline idle").ThrowOnError();

        RunResult runs = _host.Run("Get-MageLog 99, 1 -Tail 1");
        Assert.Equal("PipelineRunNotFound", runs.ErrorId);
        Assert.Single(runs.Output);
        Assert.Equal("PipelineNotFound", _host.Run("Get-MageLog -Pipeline nope").ErrorId);
        Assert.Empty(_host.Run("Get-MageLog -Pipeline idle, n*").ThrowOnError().Output);
        RunResult block = _host.Run("Get-MageLog 1 -Block nope");
        Assert.Equal(("BlockNotFound", "nope"), (block.ErrorId, block.Error.TargetObject));
        Assert.Equal("InvalidValue", _host.Run("Get-MageLog 1 -Pattern '('").ErrorId);
        Assert.Equal("InvalidInput", _host.Run("Get-MageLog 1 -TimeoutSec 3").ErrorId);
        Assert.Equal("WrongObjectType", _host.Run("Get-MageSchedule -Id 1 | Get-MageLog").ErrorId);
    }

    [Fact]
    public void Invoke_follows_the_log_on_the_information_stream_as_objects_and_emits_the_run()
    {
        Pipeline(_host, "etl", "print('alpha')");
        using PowerShell shell = PowerShell.Create(_host.Runspace);

        RunResult result = _host.Run(shell, "Invoke-MagePipelineRun etl -Follow -PollSec 0.02");

        Assert.Equal("completed", result.One<MagePipelineRun>().Status);
        InformationRecord alpha = Assert.Single(shell.Streams.Information, record => record.MessageData is MageLogEntry { Message: "alpha" });
        Assert.Equal(["PSHOST", "MageLog"], alpha.Tags);
        Assert.EndsWith("INFO etl_0: alpha", alpha.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-MageLog nightly")]
    [InlineData("Get-MageBlockOutput nightly")]
    [InlineData("Get-MageBlockRun nightly")]
    public void A_pipeline_where_a_run_is_meant_is_told_what_works_here_too(string script)
    {
        Pipeline(_host, "nightly", "print('alpha')");
        _host.Run("Invoke-MagePipelineRun nightly -Wait -PollSec 0.02").ThrowOnError();

        ErrorRecord error = _host.Run(script).Error;

        Assert.Equal("If it is a pipeline, pipe its runs in: Get-MagePipelineRun -Pipeline 'nightly' -First 1 emits its newest.", error.ErrorDetails.RecommendedAction);
        Assert.Contains(_host.Run($"Get-MagePipelineRun -Pipeline 'nightly' -First 1 | {script.Split(' ')[0]}").ThrowOnError().Wire, request => request.Contains('1'));
    }

    [Theory]
    [InlineData("Get-MageLog nightly", "'nightly' is no id of a pipeline run, which is a whole number; nothing was done.")]
    [InlineData("Get-MageBlockRun nightly", "'nightly' is no id of a pipeline run, which is a whole number; nothing was done.")]
    [InlineData("Wait-MagePipelineRun 1 -TimeoutSec ([timespan]::FromDays(99999))", "Pass a number of seconds, or a text such as 90s, 30m or 6h.")]
    public void A_value_that_does_not_bind_says_what_does(string script, string advice) => Assert.Contains(advice, _host.Run(script).Error.Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void That_a_run_is_alive_is_not_shown_on_the_host_and_stays_among_the_objects()
    {
        Pipeline(_host, "etl", "print('Pipeline etl for run 1 in schedule 1 is alive.')");
        using PowerShell shell = PowerShell.Create(_host.Runspace);

        _host.Run(shell, "$null = Invoke-MagePipelineRun etl -Follow -PollSec 0.02").ThrowOnError();

        InformationRecord[] told = [.. shell.Streams.Information.Where(record => record.MessageData is MageLogEntry { Message: string said } && said.EndsWith(" is alive.", StringComparison.Ordinal))];
        Assert.Contains(told, record => record.MessageData is MageLogEntry { BlockUuid: null });
        Assert.All(told, record => Assert.Equal(record.MessageData is MageLogEntry { BlockUuid: null } ? ["MageLog"] : ["PSHOST", "MageLog"], record.Tags));
        Assert.Contains(told, record => record.MessageData is MageLogEntry { BlockUuid: "etl_0" });
        Assert.Contains(_host.Run("Get-MageLog 1").All<MageLogEntry>(), entry => entry is { BlockUuid: null, Message: "Pipeline etl for run 1 in schedule 1 is alive." });
    }

    [Fact]
    public void What_several_followed_runs_logged_since_the_last_look_comes_in_one_order_of_time()
    {
        Pipeline(_host, "etl", "print('alpha')", "print('beta')");
        _host.Run("$runs = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }; $null = $runs | Wait-MagePipelineRun -PollSec 0.02").ThrowOnError();
        using PowerShell shell = PowerShell.Create(_host.Runspace);

        _host.Run(shell, "$null = $runs | Wait-MagePipelineRun -Follow").ThrowOnError();

        MageLogEntry[] entries = [.. shell.Streams.Information.Select(record => record.MessageData).OfType<MageLogEntry>()];
        Assert.Equal([1, 2], entries.Select(entry => entry.PipelineRunId).OfType<int>().Distinct().Order());
        Assert.Equal(entries.Select(entry => entry.Timestamp).Order(), entries.Select(entry => entry.Timestamp));
    }

    [Fact]
    public async Task A_tail_is_cut_of_what_was_there_when_the_following_began_and_of_nothing_else()
    {
        _host.Emulator.SetSchedulerRunning(false);
        Pipeline(_host, "etl", "print('one')", "print('two')");
        _host.Run("$run = Invoke-MagePipelineRun etl").ThrowOnError();

        Task<RunResult> following = Task.Run(() => _host.Run("$run | Get-MageLog -Follow -Tail 1 -PollSec 3"));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Path == "/api/pipelines/etl/logs"), "the log is looked at");
        _host.Emulator.SetSchedulerRunning(true);
        RunResult followed = (await following).ThrowOnError();

        Assert.Equal(_host.Run("Get-MageLog 1").All<MageLogEntry>().Select(entry => entry.Text), followed.All<MageLogEntry>().Select(entry => entry.Text));
    }

    [Fact]
    public void Runs_followed_together_have_each_its_own_blocks_and_one_order_of_time()
    {
        Pipeline(_host, "etl", "print('alpha')", "print('beta')");
        _host.Run("$null = 1..2 | ForEach-Object { Invoke-MagePipelineRun etl }; $null = 1..2 | Wait-MagePipelineRun -PollSec 0.02").ThrowOnError();

        MageLogEntry[] mixed = _host.Run("(Get-MageBlockRun 1 etl_1), (Get-MagePipelineRun 2) | Get-MageLog -Follow").All<MageLogEntry>();
        MageLogEntry[] blocks = _host.Run("Get-MageBlockRun 1 | Get-MageLog -Follow").All<MageLogEntry>();

        Assert.All(mixed.Where(entry => entry.PipelineRunId == 1), entry => Assert.Equal("etl_1", entry.BlockUuid));
        Assert.Equal(Messages("Get-MageLog 2"), mixed.Where(entry => entry.PipelineRunId == 2).Select(entry => entry.Message!));
        Assert.Equal(["etl_0", "etl_1"], blocks.Select(entry => entry.BlockUuid!).Distinct());
        Assert.Equal(mixed.OrderBy(entry => entry.Timestamp).Select(entry => entry.Uuid), mixed.Select(entry => entry.Uuid));
    }

    [Fact]
    public void A_log_that_cannot_be_read_for_a_while_is_read_on_with_nothing_lost()
    {
        WideRun(3);
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 3, pathContains: "/logs");

        RunResult followed = _host.Run("Get-MageLog 1 -Follow -PollSec 0.1 -TimeoutSec 60");

        Assert.Contains("read again at the next look", Assert.Single(followed.Warnings), StringComparison.Ordinal);
        Assert.Equal(_host.Run("Get-MageLog 1").All<MageLogEntry>().Select(entry => entry.Text), followed.All<MageLogEntry>().Select(entry => entry.Text));
    }

    [Fact]
    public void A_log_that_cannot_be_read_to_its_end_is_an_error()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$run = Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 1, pathContains: "/logs");
        Assert.Equal("NotMageServer", _host.Run("$run | Get-MageLog").ErrorId);
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 1, pathContains: "/logs");
        Assert.Equal("NotMageServer", _host.Run("$run | Get-MageLog -Follow").ErrorId);
    }

    private static string Ids(int from, int count) => string.Join("%2C", Enumerable.Range(from, count));

    private string[] Messages(string script) => [.. _host.Run(script).All<MageLogEntry>().Select(entry => entry.Message!)];

    /// <summary>A run of many blocks beside each other, each of which prints at different times.</summary>
    private void WideRun(int blocks)
    {
        _host.Run("$null = New-MagePipeline wide").ThrowOnError();
        List<string> lines = [];
        for (int i = 0; i < blocks; i++)
        {
            lines.Add($"$null = New-MageBlock wide wide_{i} custom -Content \"print('first')`ntime.sleep(0.{1 + (i % 7)})`nprint('second')`ntime.sleep(0.{1 + (i % 5)})`nprint('third')\"");
        }

        _host.Run(string.Join('\n', lines) + "\n$null = Invoke-MagePipelineRun wide").ThrowOnError();
    }
}
