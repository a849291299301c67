using System;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Runs;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>What is said of a write after a reply that is not Mage's own, or none: what a look shows, and never more.</summary>
public sealed class DoubtTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public DoubtTests()
    {
        _host.Run(
            """
            New-MagePipeline etl | New-MageBlock -Name load -Type data_loader -Content 'x = 1'
            New-MageSchedule etl api -Api -Enabled
            New-MageBackfill etl -Name jan -From 2026-01-01 -To 2026-01-02
            Invoke-MagePipelineRun -Schedule 1
            """).ThrowOnError();

        // What is as old as that was not made just now.
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    public void Dispose() => _host.Dispose();

    public static TheoryData<string> Writes =>
    [
        "Set-MagePipeline etl -Description new",
        "Rename-MagePipeline etl sales -Force",
        "Remove-MagePipeline etl -Confirm:$false",
        "Set-MageBlock etl load -Color teal",
        "Set-MageBlock etl load -Content 'x = 2'",
        "Set-MageBlock etl load -NewName extract",
        "Remove-MageBlock etl load -Confirm:$false",
        "Set-MageSchedule 1 -NewName later",
        "Disable-MageSchedule 1",
        "Remove-MageSchedule 1 -Confirm:$false",
        "Stop-MagePipelineRun 1",
        "Remove-MagePipelineRun 1 -Force -Confirm:$false",
        "Start-MageBackfill jan",
        "Remove-MageBackfill jan -Confirm:$false",
        "New-MagePipeline other",
        "New-MageBlock etl other data_loader",
        "New-MageSchedule etl other -Interval daily",
        "New-MageBackfill etl -Name feb -From 2026-02-01 -To 2026-02-02",
        "Invoke-MagePipelineRun -Schedule 1",
    ];

    [Theory]
    [MemberData(nameof(Writes))]
    public void What_was_done_is_done_whatever_answers_in_Mages_place(string script)
    {
        foreach (EmulatorFault fault in new[]
        {
            EmulatorFault.Status(503), EmulatorFault.Status(500), EmulatorFault.Status(502), EmulatorFault.Status(504), EmulatorFault.Status(429), EmulatorFault.EmptyBody,
            EmulatorFault.Html, EmulatorFault.Status(503, body: "{\"message\":\"upstream gone\"}"),
        })
        {
            using DoubtTests fresh = new();
            fresh._host.Emulator.Faults.Next(fault.AfterHandling(), method: MethodOf(fresh, script));

            RunResult result = fresh._host.Run(script);

            Assert.Empty(result.Errors);
            Assert.Single(result.Warnings, warning => warning.Contains("reading it back shows that it was done", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_proxy_that_answers_502_on_every_try_does_not_make_a_failure_of_what_was_done(string script)
    {
        EmulatorFault[] tries = [EmulatorFault.Status(502).AfterHandling(), EmulatorFault.Status(502)];
        string method = MethodOf(this, script);
        Array.ForEach(tries, fault => _host.Emulator.Faults.Next(fault, method: method));

        Assert.Empty(_host.Run(script).Errors);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_request_that_was_held_beyond_the_timeout_may_still_arrive_and_is_not_called_a_timeout(string script)
    {
        _host.Run("Get-MageSession | Disconnect-Mage; $emulator | Connect-Mage -RetryCount 1 -TimeoutSec 4").ThrowOnError();
        TaskCompletionSource arrive = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string method = MethodOf(this, script);
        _host.Emulator.Faults.Next(EmulatorFault.Hold(arrive.Task), method: method);
        Task<RunResult> running = Task.Run(() => _host.Run(script));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Method == method), "the request arrived");
        _host.Clock.Advance(TimeSpan.FromSeconds(5));

        RunResult result = await running;
        arrive.SetResult();

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.Contains("may still arrive", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Matches("^Look at .* with Get-Mage", result.Error.ErrorDetails.RecommendedAction);
        Assert.Single(result.Requests, request => request.Method == method);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_look_that_fails_leaves_the_outcome_unknown(string script)
    {
        string method = MethodOf(this, script);
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: method);
        _host.Emulator.Handled = request =>
        {
            if (request.Method == method)
            {
                _host.Emulator.Stop();
            }
        };

        Assert.Equal("WriteOutcomeUnknown", _host.Run(script).ErrorId);
    }

    [Fact]
    public void A_change_that_was_applied_is_not_sent_again_over_what_somebody_wrote_since()
    {
        Meanwhile("$other | Set-MagePipeline -Tag theirs", "PUT", "Set-MagePipeline etl -Tag mine", "WriteOutcomeUnknown");

        Assert.Equal(["theirs"], _host.Run("(Get-MagePipeline etl).Tags").All<string>());
    }

    [Fact]
    public void A_pipeline_that_somebody_made_anew_is_not_removed_by_a_second_try() =>
        Meanwhile("New-MagePipeline etl -Session other", "DELETE", "Get-MagePipeline etl | Remove-MagePipeline -Confirm:$false", null);

    [Fact]
    public void A_schedule_that_somebody_made_anew_with_its_number_is_not_removed_by_a_second_try() =>
        Meanwhile("New-MageSchedule etl api -Api -Session other", "DELETE", "Remove-MageSchedule 1 -Confirm:$false", null);

    [Fact]
    public void A_block_that_somebody_made_anew_is_not_removed_by_a_second_try() =>
        Meanwhile("New-MageBlock etl load data_loader -ReuseExisting -Session other", "DELETE", "Remove-MageBlock etl load -Confirm:$false", "WriteOutcomeUnknown");

    [Fact]
    public void The_code_that_somebody_wrote_since_is_not_overwritten_by_a_second_try()
    {
        Meanwhile("Set-MageBlock etl load -Content 'theirs = 1' -Session other", "PUT", "Set-MageBlock etl load -Content 'mine = 1'", "WriteOutcomeUnknown");

        Assert.Equal("theirs = 1", _host.Run("(Get-MageBlock etl load -Content).Content").One<string>());
    }

    [Theory]
    [InlineData("New-MageSchedule etl twice -Interval daily", "Remove-MageSchedule twice -Confirm:$false", "POST")]
    [InlineData("New-MageBackfill etl -Name twice -From 2026-01-01 -To 2026-01-02", "Remove-MageBackfill twice -Confirm:$false", "POST")]
    [InlineData("Invoke-MagePipelineRun -Schedule 1", "Get-MagePipelineRun -First 1 | Remove-MagePipelineRun -Force -Confirm:$false", "POST")]
    public void What_has_the_number_of_something_that_was_removed_since_is_recognised(string make, string remove, string method)
    {
        _host.Run(make).ThrowOnError();
        using MageHost b = MageHost.WithoutServer();
        b.Run("$theirs | Connect-Mage; " + remove, ("theirs", _host.Emulator)).ThrowOnError();
        _host.Clock.Advance(TimeSpan.FromSeconds(5));
        _host.Emulator.Faults.Next(EmulatorFault.Status(502).AfterHandling(), method: method);

        RunResult result = _host.Run(make);

        Assert.Single(result.ThrowOnError().Output);
        Assert.Contains("reading it back shows that it was done", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_write_that_nobody_can_look_up_is_unknown_and_is_sent_once()
    {
        foreach (string method in new[] { "POST", "PUT", "DELETE" })
        {
            _host.Emulator.Faults.Next(EmulatorFault.Status(503).AfterHandling(), method: method);

            RunResult result = _host.Run($"Invoke-MageApi pipelines/etl {method} -Body @{{ pipeline = @{{ description = 'x' }} }}");

            Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
            Assert.Single(result.Wire);
        }
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(404)]
    public void A_page_in_reply_to_a_trigger_token_is_unknown_and_no_second_form_is_tried(int status)
    {
        string token = _host.Run("(Get-MageSchedule -Id 1).GetToken()").One<string>();
        _host.Emulator.Faults.Next(EmulatorFault.Status(status).AfterHandling(), method: "POST");

        RunResult result = _host.Run("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 1 -TriggerToken $token", ("token", token));

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.Single(result.Wire);
        Assert.Equal(2, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public async Task A_trigger_that_is_held_beyond_the_timeout_is_unknown_and_is_sent_once()
    {
        using SecureString token = Secret.Protect(_host.Run("(Get-MageSchedule -Id 1).GetToken()").One<string>());
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Emulator.Faults.Next(EmulatorFault.Hold(turn.Task), method: "POST");
        _host.Emulator.ClearRequests();
        using MageSession session = new(new ConnectionSettings { Uri = ConnectionSettings.Normalize(_host.Emulator.Uri.ToString()), Clock = _host.Clock });
        Task<MagePipelineRun> running = session.Runs.TriggerAsync(1, token, TriggerTokenPlacement.Header, null, new MageCall());
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Method == "POST"), "the request arrived");
        _host.Clock.Advance(TimeSpan.FromSeconds(101));

        MageException refused = await Assert.ThrowsAnyAsync<MageException>(() => running);
        turn.SetResult();

        Assert.Equal(MageErrorId.WriteOutcomeUnknown, refused.ErrorId);
        Assert.Single(_host.Emulator.Requests);
    }

    [Fact]
    public async Task A_session_closed_while_a_write_is_under_way_leaves_its_outcome_unknown()
    {
        TaskCompletionSource arrive = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Emulator.Faults.Next(EmulatorFault.Hold(arrive.Task), method: "POST");
        MageSession session = _host.Run("Get-MageSession").One<MageSession>();
        Task<RunResult> running = Task.Run(() => _host.Run("New-MagePipeline other -Session $s", ("s", session)));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Method == "POST"), "the request arrived");
        session.Dispose();

        RunResult result = await running;
        arrive.SetResult();

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
    }

    /// <summary>A's write is carried out and its reply lost; while A pauses, B writes.</summary>
    private void Meanwhile(string theirs, string method, string mine, string? error)
    {
        _host.Run("$emulator | Connect-Mage -Name other -NotDefault; $other = Get-MagePipeline etl -Session other; Get-MageSession emulator | Disconnect-Mage; $emulator | Connect-Mage -RetryCount 2").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Status(503, "0").AfterHandling(), method: method);
        int writes = 0;
        _host.Emulator.Handled = request =>
        {
            if (request.Method == method && Interlocked.Increment(ref writes) == 1)
            {
                using MageHost b = MageHost.WithoutServer();
                b.Run("$theirs | Connect-Mage -Name other; $other = Get-MagePipeline etl* -Session other; " + theirs, ("theirs", _host.Emulator)).ThrowOnError();
            }
        };

        RunResult result = _host.Run(mine);

        Assert.Equal(error, result.Errors.Count == 0 ? null : result.ErrorId);
        Assert.Equal(1, result.Writes.Count(line => line.StartsWith(method, StringComparison.Ordinal) && !line.Contains("theirs", StringComparison.Ordinal)));
    }

    private static string MethodOf(DoubtTests tests, string script) => script.Split('-')[0] is "New" or "Invoke" ? "POST" : script.StartsWith("Remove", StringComparison.Ordinal) ? "DELETE" : "PUT";
}
