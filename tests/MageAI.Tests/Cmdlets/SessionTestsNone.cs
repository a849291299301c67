using System;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A session that is none, most often because a connection failed, is not the default one.</summary>
public sealed class SessionTestsNone : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public SessionTestsNone() => _host.Run("$null = New-MagePipeline etl").ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Set-MagePipeline etl -Description d -Session $none")]
    [InlineData("Set-MagePipeline etl -Description d -Session @()")]
    [InlineData("Set-MagePipeline etl -Description d -Session ''")]
    [InlineData("Set-MagePipeline etl -Description d -Session @((Get-MageSession), $none)")]
    [InlineData("Get-MagePipeline | Set-MagePipeline -Description d -Session $none")]
    [InlineData("'etl' | Set-MagePipeline -Description d -Session { $none }")]
    [InlineData("$splat = @{ Session = $none }; Set-MagePipeline etl -Description d @splat")]
    [InlineData("Get-MagePipeline -Session $none")]
    [InlineData("Get-MagePipeline -Session (Get-MageSession), $none")]
    [InlineData("Get-MageServer -Session $none")]
    [InlineData("Get-MagePipelineRun -Since 1d -Session $none")]
    [InlineData("Invoke-MageApi pipelines -Session $none")]
    [InlineData("Invoke-MagePipelineRun etl -Session $none")]
    [InlineData("Wait-MagePipelineRun 1 -Session $none")]
    [InlineData("Disconnect-Mage $none")]
    [InlineData("Disconnect-Mage @()")]
    [InlineData("Disconnect-Mage (Get-MageSession), $none")]
    [InlineData("$none | Disconnect-Mage")]
    [InlineData("Get-MageSession $none")]
    [InlineData("$none | Get-MageSession")]
    public void It_is_refused(string script)
    {
        RunResult result = _host.RunToEnd("$none = $null; " + script);

        Assert.Equal("EmptyInput", result.Ended());
        Assert.EndsWith(" is empty; nothing was sent.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Check the variable, or leave -", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
        Assert.Equal("Open", Assert.Single(_host.Run("Get-MageSession").All<MageSession>()).State);
    }

    [Fact]
    public void It_is_refused_as_a_default_of_the_parameter_too()
    {
        RunResult result = _host.RunToEnd("$PSDefaultParameterValues = @{ '*-Mage*:Session' = $null }; try { Set-MagePipeline etl -Description d } finally { $PSDefaultParameterValues = @{} }");

        Assert.Equal("EmptyInput", result.Ended());
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_connection_that_failed_leaves_nothing_that_what_follows_could_act_on()
    {
        RunResult result = _host.Run(
            "$test = $null; try { $test = Connect-Mage $uri -Name test -NotDefault -PassThru -RetryCount 0 } catch { }; Set-MagePipeline etl -Description d -Session $test",
            ("uri", $"http://127.0.0.1:{CannedServer.DeadPort()}"));

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void An_object_that_comes_from_none_acts_on_the_default()
    {
        Assert.Equal("d", _host.Run("[pscustomobject]@{ Pipeline = 'etl'; Session = $null } | Set-MagePipeline -Description d -PassThru").One<MagePipeline>().Description);
    }
}
