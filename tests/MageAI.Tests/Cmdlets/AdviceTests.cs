using System;
using System.Linq;
using MageAI.Errors;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Advice that can be followed as it stands.</summary>
public sealed class AdviceTests : RunTestsBase
{
    [Fact]
    public void Brackets_that_are_no_deed_stay()
    {
        RunResult result = _host.Run("Get-MageLog 1 -Pattern '['");

        Assert.Equal("InvalidValue", result.ErrorId);
        Assert.Equal("Escape what is meant literally: [regex]::Escape('...').", result.Error.ErrorDetails.RecommendedAction);
        Assert.Equal("Escape what is meant literally: [regex]::Escape('...').", ((MageException)result.Error.Exception).RecommendedAction);
    }

    [Theory]
    [InlineData("Connect to it [connect: -Uri http://[::1]:6789/a].", "Connect to it with Connect-Mage -Uri http://[::1]:6789/a.")]
    [InlineData("Pass [datetime]::UtcNow, or [5m].", "Pass [datetime]::UtcNow, or [5m].")]
    [InlineData("List them [list pipelines].", "List them with Get-MagePipeline.")]
    [InlineData("A name such as 'a [b]'.", "A name such as 'a [b]'.")]
    public void A_deed_is_read_whole_and_nothing_else_is_one(string advice, string told) => Assert.Equal(told, Deeds.Tell(advice, DeedCmdlets.Words));

    [Theory]
    [InlineData("Get-MageLog 1 -TimeoutSec 5", "Pass -Follow too, or leave -TimeoutSec out.")]
    [InlineData("Restart-MagePipelineRun 1 -PollSec 5", "Pass -Wait too, or leave -PollSec out.")]
    [InlineData("Invoke-MagePipelineRun p -ErrorOnFailure", "Pass -Wait too, or leave -ErrorOnFailure out.")]
    [InlineData("Invoke-MagePipelineRun -Uri http://127.0.0.1:1 -TriggerToken x -ScheduleId 1 -TimeoutSec 5", "Leave -TimeoutSec out, and wait for the run with Wait-MagePipelineRun in a session; or start it in one, with -Schedule.")]
    public void It_names_no_parameter_of_another_cmdlet(string script, string advice)
    {
        RunResult result = _host.Run(script);

        Assert.Equal(("InvalidInput", advice), (result.ErrorId, result.Error.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public void Records_of_several_pipelines_come_in_one_order_of_time()
    {
        Pipeline(_host, "one", "print(1)");
        Pipeline(_host, "two", "print(2)");
        _host.Run("1..2 | ForEach-Object { $null = 'one', 'two' | Invoke-MagePipelineRun -Wait -PollSec 0.02 }").ThrowOnError();

        MageLogEntry[] entries = _host.Run("Get-MageLog -Pipeline one, two -Since 1h").All<MageLogEntry>();

        Assert.Equal(entries.Select(entry => entry.Timestamp).OrderBy(time => time), entries.Select(entry => entry.Timestamp));
        Assert.Equal(4, entries.Select(entry => entry.PipelineRunId).Distinct().Count());
        Assert.Equal(["one", "two"], _host.Run("Get-MageLog -Pipeline one, two -Since 1h -Tail 1").All<MageLogEntry>().Select(entry => entry.PipelineUuid).OrderBy(uuid => uuid, StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_time_zone_makes_of_an_expression_is_told_in_whole_sentences()
    {
        Pipeline(_host, "p");

        string warning = Assert.Single(_host.Run("New-MageSchedule p z -Cron '30 2 * * *' -TimeZone Europe/Amsterdam -WhatIf").Warnings);

        Assert.DoesNotMatch(@"It (never|\d)", warning);
        Assert.Matches("It does not fire at 02:30 on 20.., which the clocks leave out.|It shifts by one hour on ".Replace("20..", @"20\d\d-\d\d-\d\d", StringComparison.Ordinal), warning);
    }
}
