using System;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A block that another is made of has its code, or is refused: never Mage's template.</summary>
public sealed class PipedBlockTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public PipedBlockTests() => _host.Run("$null = 'a', 'b' | New-MagePipeline; $null = New-MageBlock a x custom -Content 'mine = 1'").ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-MageBlock a x -Content | New-MageBlock b -Name y", "mine = 1")]
    [InlineData("Get-MageBlock a x | New-MageBlock -Name y", "mine = 1")]
    [InlineData("Get-MageBlock a x | New-MageBlock -Name y -ReuseExisting", "mine = 1")]
    [InlineData("Get-MageBlock a x | New-MageBlock b -ReuseExisting", "mine = 1")]
    [InlineData("Get-MageBlock a x | New-MageBlock b -Name y -Content ''", "")]
    [InlineData("Get-MageBlock a x | New-MageBlock b -Name y -Content 'other = 2'", "other = 2")]
    public void It_has_the_code_of_the_other_or_what_was_said(string script, string code) =>
        Assert.Equal(code, _host.Run($"$new = {script}; (Get-MageBlock $new.PipelineUuid $new.Uuid -Content).Content").ThrowOnError().One<string>());

    [Theory]
    [InlineData("Get-MageBlock a x | New-MageBlock b -Name y", "-Content")]
    [InlineData("Get-MageBlock a x | New-MageBlock b -Name y -ReuseExisting", "Get-MageBlock -Content")]
    [InlineData("Get-MageBlock a x | New-MageBlock b -Name y -ReuseExisting -WhatIf", "Get-MageBlock -Content")]
    [InlineData("[pscustomobject]@{ Name = 'y'; Type = 'custom'; Content = '' } | New-MageBlock b -ReuseExisting", "Get-MageBlock -Content")]
    public void It_is_refused_where_its_code_is_not_known(string script, string advice)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("InvalidInput", result.ErrorId);
        Assert.Contains(advice, result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Nothing says what code block 'y' is to have", result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_variable_that_was_misspelt_is_no_code()
    {
        RunResult made = _host.Run("New-MageBlock b y custom -Content $misspelt");
        RunResult changed = _host.Run("Set-MageBlock a x -Content $misspelt -Color teal");

        Assert.Equal(("EmptyInput", "EmptyInput"), (made.ErrorId, changed.ErrorId));
        Assert.Contains("-Content ''", made.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(made.Wire);
        Assert.Empty(changed.Wire);
        Assert.Equal(string.Empty, _host.Run("$null = New-MageBlock b y custom -Content ''; (Get-MageBlock b y -Content).Content").ThrowOnError().One<string>());
        Assert.Equal(string.Empty, _host.Run("Set-MageBlock a x -Content ''; (Get-MageBlock a x -Content).Content").ThrowOnError().One<string>());
    }
}
