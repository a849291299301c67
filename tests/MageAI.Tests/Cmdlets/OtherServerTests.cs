using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What is read on one server and piped into New- with the session of another is made there as it was.</summary>
public sealed class OtherServerTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();
    private readonly MageHost _other = MageHost.Connected();

    public OtherServerTests()
    {
        _host.Run("Connect-Mage -Emulator $second -Name second -NotDefault", ("second", _other.Emulator)).ThrowOnError();
        _host.Run("""
            $null = New-MagePipeline one -Tag sales -RetryConfig @{ retries = 3 } -ConcurrencyConfig @{ block_run_limit = 2 } -RunPipelineInOneProcess $true
            $null = New-MagePipeline two
            $null = New-MageBlock one load data_loader -Content 'x = 1'
            $null = New-MageBlock one clean transformer -Content 'x = 2' -Upstream load
            $null = New-MageBlock two read data_loader -Content 'x = 3'
            $null = New-MageBlock two clean transformer -ReuseExisting -Upstream read
            """).ThrowOnError();
    }

    public void Dispose()
    {
        _host.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_pipeline_has_its_settings_there_whether_it_was_read_with_them_or_not()
    {
        _host.Run("Get-MagePipeline one | New-MagePipeline -Session second").ThrowOnError();

        MagePipeline made = _other.Run("Get-MagePipeline one -IncludeSetting").One<MagePipeline>();
        Assert.Equal((3, 2, true), (made.RetryConfig!["retries"], made.ConcurrencyConfig!["block_run_limit"], made.RunPipelineInOneProcess));
        Assert.Equal(["sales"], made.Tags);

        _host.Run("Get-MagePipeline two | New-MagePipeline -Session second -RetryConfig @{ retries = 9 }").ThrowOnError();
        Assert.Equal(9, _other.Run("Get-MagePipeline two -IncludeSetting").One<MagePipeline>().RetryConfig!["retries"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -Content")]
    public void Blocks_have_their_code_there_whether_it_was_read_or_not(string content)
    {
        _host.Run($"Get-MagePipeline one | New-MagePipeline -Session second; Get-MageBlock one{content} | New-MageBlock -Session second").ThrowOnError();

        Assert.Equal(["load: x = 1", "clean: x = 2"], _other.Run("Get-MageBlock one -Content").All<MageBlock>().Select(block => $"{block.Uuid}: {block.Content}"));
    }

    [Fact]
    public void Blocks_that_share_a_file_share_one_there_when_that_is_asked_for()
    {
        _host.Run("Get-MagePipeline | New-MagePipeline -Session second").ThrowOnError();
        Assert.Equal("BlockExists", _host.Run("Get-MagePipeline | Get-MageBlock | New-MageBlock -Session second -WhatIf:$false").ErrorId);
        Assert.Equal(["one.load", "one.clean", "two.read"], Made());

        RunResult again = _host.Run("Get-MageBlock two clean | New-MageBlock -Session second -ReuseExisting");

        Assert.Empty(again.ThrowOnError().Warnings);
        Assert.Equal(["one.load", "one.clean", "two.read", "two.clean"], Made());
        Assert.Equal("BlockShared", _other.Run("Set-MageBlock two clean -Content y").ErrorId);
    }

    [Fact]
    public void A_block_whose_file_is_not_there_has_the_code_that_was_piped_in_also_where_sharing_is_asked_for()
    {
        _other.Run("$null = New-MagePipeline other; $null = New-MageBlock other clean transformer -Content 'x = 9'").ThrowOnError();
        _host.Run("Get-MagePipeline one | New-MagePipeline -Session second").ThrowOnError();

        RunResult result = _host.Run("Get-MageBlock one | New-MageBlock -Session second -ReuseExisting");

        Assert.Contains("Block clean of pipeline one shares the file that the project had", Assert.Single(result.ThrowOnError().Warnings), StringComparison.Ordinal);
        Assert.Equal(["load: x = 1", "clean: x = 9"], _other.Run("Get-MageBlock one -Content").All<MageBlock>().Select(block => $"{block.Uuid}: {block.Content}"));
    }

    private string[] Made() => [.. _other.Run("Get-MageBlock * *").All<MageBlock>().Select(block => $"{block.PipelineUuid}.{block.Uuid}")];
}
