using System.Linq;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Names with wildcard characters in them, and brackets that are not closed.</summary>
public sealed class PatternTests : RunTestsBase
{
    public PatternTests()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Run("$null = New-MageSchedule etl '[prod] nightly' -Interval daily; $null = New-MageSchedule etl 'load [eu' -Api -Tag '[eu', other").ThrowOnError();
    }

    [Theory]
    [InlineData("Get-MagePipeline '[eu'", "PipelineNotFound")]
    [InlineData("Get-MageBlock etl '[eu'", "BlockNotFound")]
    [InlineData("Remove-MageBlock etl '[eu' -Confirm:$false", "BlockNotFound")]
    [InlineData("Get-MageSchedule '[eu'", "ScheduleNotFound")]
    [InlineData("Enable-MageSchedule '[eu'", "ScheduleNotFound")]
    [InlineData("Get-MagePipelineRun -Schedule '[eu'", "ScheduleNotFound")]
    [InlineData("Get-MageSession '[eu'", "SessionNotFound")]
    [InlineData("Disconnect-Mage '[eu'", "SessionNotFound")]
    public void A_bracket_that_is_not_closed_is_a_literal_like_any_other(string command, string error) =>
        Assert.Equal(error, _host.Run(command).ErrorId);

    [Fact]
    public void It_finds_what_is_called_so()
    {
        Assert.Equal("load [eu", _host.Run("Get-MageSchedule 'load [eu'").One<MageSchedule>().Name);
        Assert.Equal("load [eu", _host.Run("Get-MageSchedule -Tag '[eu'").One<MageSchedule>().Name);
        Assert.Equal("load [eu", _host.Run("Enable-MageSchedule 'load [eu' -PassThru").One<MageSchedule>().Name);
        Assert.Empty(_host.Run("Get-MagePipeline -Tag '[eu'").ThrowOnError().Output);
    }

    [Fact]
    public void Escaped_characters_are_meant_as_they_stand()
    {
        Assert.Equal("[prod] nightly", _host.Run("Get-MageSchedule '`[prod`] nightly'").One<MageSchedule>().Name);
        Assert.Equal("[prod] nightly", _host.Run("Get-MageSchedule '[prod] nightly'").One<MageSchedule>().Name);
        Assert.Equal(["[prod] nightly", "load [eu"], _host.Run("Get-MageSchedule *l*").All<MageSchedule>().Select(schedule => schedule.Name).Order());
    }
}
