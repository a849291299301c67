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
        Assert.Equal(26, result.Writes.Length);
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
}
