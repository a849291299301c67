using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class ThrottleTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public ThrottleTests() => _host.Run("1..24 | ForEach-Object { New-MagePipeline ('p{0:00}' -f $_) }").ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Results_and_errors_come_in_the_order_of_the_input()
    {
        RunResult result = _host.Run("""
            $names = 1..24 | ForEach-Object { 'p{0:00}' -f $_ }
            @('nobody') + $names + @('noone') | Set-MagePipeline -Description new -PassThru -ThrottleLimit 8
            """);

        Assert.Equal(Enumerable.Range(1, 24).Select(i => $"p{i:00}"), result.Output.Select(item => ((MagePipeline)item.BaseObject).Uuid));
        Assert.Equal(["nobody", "noone"], result.Errors.Select(error => error.TargetObject));
        Assert.All(result.Errors, error => Assert.StartsWith("PipelineNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(24, result.Writes.Length);
    }

    [Fact]
    public async Task So_many_writes_are_under_way_at_once_and_no_more()
    {
        _host.Clock.Stop();
        _host.Run("$pipelines = Get-MagePipeline").ThrowOnError();
        _host.Emulator.Faults.Latency = TimeSpan.FromSeconds(1);
        Task<RunResult> writing = Task.Run(() => _host.Run("$pipelines | Set-MagePipeline -Description b -ThrottleLimit 4"));

        // Time stands still until four are under way, and again until the next four are.
        for (int done = 0; done < 24; done += 4)
        {
            MageHost.Eventually(() => Puts().Length >= done + 4 && _host.Clock.Pauses >= done + 4, "four writes are under way");
            Assert.Equal((done + 4, done), (Puts().Length, Puts().Count(write => write.Status != 0)));
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            MageHost.Eventually(() => Puts().Count(write => write.Status != 0) >= done + 4, "they are answered");
        }

        (await writing).ThrowOnError();
    }

    private EmulatorRequest[] Puts() => [.. _host.Emulator.Requests.Where(request => request.Method == "PUT")];

    [Fact]
    public void Writes_to_one_pipeline_never_overlap()
    {
        _host.Run("New-MageBlock p01 a custom; 1..10 | ForEach-Object { New-MageBlock p01 \"b$_\" custom }").ThrowOnError();
        _host.Emulator.Faults.Latency = TimeSpan.FromMilliseconds(20);

        // The emulator answers as Mage does when they do: "Invalid pipeline config: {}".
        _host.Run("Get-MageBlock p01 b* | Set-MageBlock -Color teal -ThrottleLimit 8").ThrowOnError();

        Assert.All(_host.Run("Get-MageBlock p01 b*").All<MageBlock>(), block => Assert.Equal("teal", block.Color));
    }

    [Fact]
    public void WhatIf_sends_no_write_and_a_confirmation_nobody_gives_is_an_error()
    {
        RunResult whatIf = _host.Run("Get-MagePipeline | Remove-MagePipeline -ThrottleLimit 8 -WhatIf").ThrowOnError();
        Assert.Empty(whatIf.Writes);

        RunResult unanswered = _host.Run("Get-MagePipeline | Remove-MagePipeline -ThrottleLimit 8");
        Assert.True(unanswered.Terminating is not null || unanswered.Errors.Count > 0);
        Assert.Empty(unanswered.Writes);
    }

    [Fact]
    public void Removal_of_many_asks_once_for_the_schedules_and_warns_of_each_pipelines()
    {
        _host.Run("New-MageSchedule p03 nightly -Interval daily; New-MageSchedule p05 hourly -Interval hourly").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline p0* | Remove-MagePipeline -ThrottleLimit 4 -Confirm:$false").ThrowOnError();

        Assert.Single(result.Wire, line => line.StartsWith("GET /api/pipeline_schedules?", StringComparison.Ordinal));
        Assert.Equal(9, result.Writes.Length);
        Assert.Collection(
            result.Warnings,
            warning => Assert.StartsWith("Pipeline p03 is removed", warning, StringComparison.Ordinal),
            warning => Assert.StartsWith("Pipeline p05 is removed", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_that_ends_hides_nothing_of_what_was_under_way_beside()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "o@example.com", OwnerPassword = "pass-word", TickMilliseconds = 0 });
        string token = host.Emulator.AddUser("own@example.com", "pass-word", "owner");
        host.Run("Connect-Mage $emulator.Uri -Token $token -RetryCount 0; 1..4 | ForEach-Object { $null = New-MagePipeline \"p$_\" }", ("token", token)).ThrowOnError();

        // The first waits until the others are carried out, and is refused then.
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Emulator.Faults.Next(EmulatorFault.Hold(turn.Task), method: "PUT", pathContains: "pipelines/p1");
        int done = 0;
        host.Emulator.Handled = request =>
        {
            if (request.Method == "PUT" && System.Threading.Interlocked.Increment(ref done) == 3)
            {
                host.Emulator.ExpireTokens();
                turn.SetResult();
            }
        };
        RunResult result = host.Run("try { 'p1', 'p2', 'p3', 'p4' | Get-MagePipeline | Set-MagePipeline -Description x -ThrottleLimit 4 -PassThru | ForEach-Object Uuid } catch { \"caught $($_.FullyQualifiedErrorId)\" }");

        Assert.Equal(["p2", "p3", "p4", "caught TokenExpired,MageAI.Commands.SetMagePipelineCommand"], result.Output.Select(item => item.ToString()));
    }
}
