using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What is read can be read from several servers at once, and a session that is piped in means its server.</summary>
public sealed class SeveralSessionsTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();
    private readonly MageHost _other = MageHost.Connected();

    public SeveralSessionsTests()
    {
        _host.Run("$null = New-MagePipeline here; $null = New-MageSchedule here daily -Interval daily; $null = New-MagePipeline both").ThrowOnError();
        _other.Run("$null = New-MagePipeline there; $null = New-MageSchedule there daily -Interval daily; $null = New-MagePipeline both").ThrowOnError();
        _host.Run("Connect-Mage -Emulator $second -Name second -NotDefault -RetryCount 1; $global:first = (Get-MageSession -Default).Name", ("second", _other.Emulator)).ThrowOnError();
    }

    public void Dispose()
    {
        _host.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("Get-MagePipeline", "both here both there")]
    [InlineData("Get-MagePipeline both", "both both")]
    [InlineData("Get-MagePipeline *ere", "here there")]
    public void A_command_that_reads_takes_several_sessions_and_sessions_piped_in(string command, string uuids)
    {
        foreach (string script in new[] { command + " -Session $first, second", "Get-MageSession | " + command, command + " -Session (Get-MageSession)" })
        {
            Assert.Equal(uuids, string.Join(' ', _host.Run(script).All<MagePipeline>().Select(pipeline => pipeline.Uuid)));
        }
    }

    [Fact]
    public void Each_command_that_reads_gives_what_each_server_has()
    {
        _host.Emulator.SeedRuns("here", 2, scheduleId: 1);
        _other.Emulator.SeedRuns("there", 1, scheduleId: 1);
        _host.Run("$null = New-MageBackfill here one -From 2026-01-01 -To 2026-01-02 -Every 1d; $null = New-MageBackfill there two -From 2026-01-01 -To 2026-01-02 -Every 1d -Session second").ThrowOnError();
        Enable("daily", _host);
        Enable("daily", _other);

        Assert.Equal([_host.Emulator.Uri, _other.Emulator.Uri], _host.Run("Get-MageSession | Get-MageServer").All<MageServer>().Select(server => server.Uri));
        Assert.Equal(["here", "there"], _host.Run("Get-MageSession | Get-MageSchedule -Type time").All<MageSchedule>().Select(schedule => schedule.PipelineUuid));
        Assert.Equal(["here", "there"], _host.Run("Get-MageSchedule daily -Session $first, second").All<MageSchedule>().Select(schedule => schedule.PipelineUuid));
        Assert.Equal(["here", "here", "there"], _host.Run("Get-MageSession | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.PipelineUuid));
        Assert.Equal(["one", "two"], _host.Run("Get-MageSession | Get-MageBackfill").All<MageBackfill>().Select(backfill => backfill.Name));
        Assert.Equal(["here", "there"], _host.Run("Get-MageSession | Get-MageUpcomingRun -Next 1d").All<MageUpcomingRun>().Select(run => run.PipelineUuid).Distinct().Order());
        Assert.Equal(3, _host.Run("Get-MageSession | Measure-MagePipelineRun -Since 3650d").One<MageRunStatistic>().Count);
        Assert.Equal(3, _host.Run("Measure-MagePipelineRun -Since 3650d -Session $first, second").One<MageRunStatistic>().Count);
        Assert.Equal(2, _host.Run("Get-MagePipelineRun -First 2 -Session $first, second").ThrowOnError().Output.Count);
    }

    [Fact]
    public void A_name_that_only_one_of_them_has_is_found_and_one_that_none_has_is_an_error()
    {
        Assert.Equal("there", _host.Run("Get-MagePipeline there -Session second").One<MagePipeline>().Uuid);
        RunResult half = _host.Run("Get-MagePipeline there -Session $first, second");
        Assert.Equal("PipelineNotFound", half.ErrorId);
        Assert.Single(half.Output);
        Assert.Equal("SessionNotFound", _host.Run("Get-MagePipeline -Session $first, nobody").ErrorId);
    }

    [Fact]
    public void A_command_that_writes_takes_one_session()
    {
        RunResult result = _host.Run("Set-MagePipeline both -Description x -Session $first, second");

        Assert.Equal("InvalidInput", result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.Equal("x", _host.Run("Set-MagePipeline both -Description x -Session second -PassThru").One<MagePipeline>().Description);
    }

    [Fact]
    public void Measuring_takes_runs_as_the_other_commands_do()
    {
        _host.Emulator.SeedRuns("here", 3, scheduleId: 1);

        foreach (string script in new[] { "Measure-MagePipelineRun 1, 2", "Measure-MagePipelineRun -Run 1, 2", "Measure-MagePipelineRun -InputObject 1, 2", "1, 2 | Measure-MagePipelineRun", "Get-MagePipelineRun 1, 2 | Measure-MagePipelineRun" })
        {
            Assert.Equal(2, _host.Run(script).One<MageRunStatistic>().Count);
        }

        Assert.Equal(3, _host.Run("Get-MagePipeline here | Measure-MagePipelineRun -Since 3650d").One<MageRunStatistic>().Count);
    }

    private static void Enable(string schedule, MageHost host) => host.Run("Enable-MageSchedule $schedule", ("schedule", schedule)).ThrowOnError();
}
