using System;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What is as it is to be already is not written, and not among what was changed.</summary>
public sealed class UnchangedTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public UnchangedTests() => _host.Run("""
        $null = New-MagePipeline etl -Description d -Tag sales, core -ExecutorType k8s
        $null = New-MagePipeline other
        $null = New-MageBlock etl load custom -Content 'x = 1' -Color teal -Timeout 90
        $null = New-MageBlock etl store custom -Upstream load
        $null = New-MageSchedule etl on -Interval daily -Enabled
        $null = New-MageSchedule etl off -Interval daily -Tag a, b -Variable @{ a = 1 } -StartTime 2026-01-01T00:00:00Z
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Set-MagePipeline etl -Tag sales, core", "Pipeline etl")]
    [InlineData("Set-MagePipeline etl -Tag core, sales -Description d", "Pipeline etl")]
    [InlineData("Set-MagePipeline etl -ExecutorType k8s", "Pipeline etl")]
    [InlineData("Set-MagePipeline etl -AddTag core -Description d", "Pipeline etl")]
    [InlineData("Get-MagePipeline etl | Set-MagePipeline -Description d", "Pipeline etl")]
    [InlineData("Set-MageBlock etl load -Color teal", "Block load of pipeline etl")]
    [InlineData("Set-MageBlock etl load -Color teal -Timeout 90 -Content 'x = 1'", "Block load of pipeline etl")]
    [InlineData("Set-MageBlock etl store -Upstream load", "Block store of pipeline etl")]
    [InlineData("Get-MageBlock etl load | Set-MageBlock -Content 'x = 1'", "Block load of pipeline etl")]
    [InlineData("Set-MageSchedule off -Status inactive", "Schedule off (id 2)")]
    [InlineData("Get-MageSchedule off | Set-MageSchedule -Tag b, a -Variable @{ a = 1 } -StartTime 2026-01-01T00:00:00Z", "Schedule off (id 2)")]
    [InlineData("Set-MageSchedule off -AddTag a -Status inactive", "Schedule off (id 2)")]
    public void It_is_said_and_nothing_is_sent_or_emitted(string command, string named)
    {
        RunResult result = _host.Run(command + " -PassThru -Verbose");

        Assert.Empty(result.ThrowOnError().Writes);
        Assert.Empty(result.Output);
        Assert.Empty(result.Warnings);
        string said = Assert.Single(result.Verbose, line => line.EndsWith("is as it is to be already.", StringComparison.Ordinal));
        Assert.StartsWith(named, said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_off_before_is_not_switched_on_by_what_undoes_it()
    {
        RunResult result = _host.Run("Get-MageSchedule | Set-MageSchedule -Status inactive -PassThru | Enable-MageSchedule");

        Assert.Equal(
            ["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"status\":\"inactive\"}}", "PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"status\":\"active\"}}"],
            result.ThrowOnError().Writes);
    }

    [Fact]
    public void An_object_that_shows_it_otherwise_costs_no_look_and_one_that_is_old_does_not_tell()
    {
        Assert.Equal(["PUT /api/pipelines/etl {\"pipeline\":{\"description\":\"e\"}}"], _host.Run("$p | Set-MagePipeline -Description e", ("p", _host.Run("Get-MagePipeline etl").One<MagePipeline>())).Wire);
        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"description\":\"e\"}}"], _host.Run("$s | Set-MageSchedule -Description e", ("s", _host.Run("Get-MageSchedule on").One<MageSchedule>())).Wire);

        _host.Run("$old = Get-MagePipeline etl; Set-MagePipeline etl -Description f").ThrowOnError();
        Assert.Equal("e", Assert.Single(_host.Run("$old | Set-MagePipeline -Description e -PassThru").All<MagePipeline>()).Description);
        _host.Run("$old = Get-MageSchedule on; Set-MageSchedule on -Status inactive").ThrowOnError();
        Assert.Single(_host.Run("$old | Set-MageSchedule -Status active -PassThru").ThrowOnError().Writes);
    }

    [Fact]
    public void Of_many_those_that_change_are_emitted()
    {
        RunResult result = _host.Run("'etl', 'other' | Set-MagePipeline -Description d -PassThru -ThrottleLimit 4");

        Assert.Equal("other", result.One<MagePipeline>().Uuid);
        Assert.Equal(["PUT /api/pipelines/other {\"pipeline\":{\"description\":\"d\"}}"], result.Writes);
    }
}
