using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Blocks that live in other lists, and a list of pipelines that is behind.</summary>
public sealed class SideBlockTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public SideBlockTests() => _host.Run("$null = New-MagePipeline p; $null = New-MageBlock p load data_loader").ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("callback")]
    [InlineData("conditional")]
    public void A_callback_is_listed_read_given_code_renamed_and_removed(string type)
    {
        _host.Run($"$null = New-MageBlock p 'cb one' {type} -Upstream load").ThrowOnError();

        Assert.Equal("cb_one", _host.Run("Get-MageBlock p cb_one").One<MageBlock>().Uuid);
        Assert.Equal("cb_one", _host.Run("Get-MageBlock p 'cb one'").One<MageBlock>().Uuid);
        Assert.Equal(["load", "cb_one"], _host.Run("Get-MagePipeline p | Get-MageBlock").All<MageBlock>().Select(block => block.Uuid));
        Assert.Equal(type, _host.Run($"Get-MageBlock p -Type {type}").One<MageBlock>().Type);
        Assert.Equal("x = 1", _host.Run("Set-MageBlock p cb_one -Content 'x = 1' -PassThru").One<MageBlock>().Content);
        Assert.Equal("x = 1", _host.Run("Get-MageBlock p 'cb one' -Content").One<MageBlock>().Content);
        Assert.Contains("cb_one", _host.Run("ConvertTo-MageDiagram p").One<string>(), StringComparison.Ordinal);
        Assert.Equal("cb_two", _host.Run("Get-MageBlock p cb_one | Set-MageBlock -NewName 'cb two' -PassThru").One<MageBlock>().Uuid);
        _host.Run("Remove-MageBlock p cb_two -Confirm:$false").ThrowOnError();
        Assert.Equal("load", _host.Run("Get-MageBlock p").One<MageBlock>().Uuid);
    }

    [Fact]
    public void The_list_tells_true_counts_of_what_this_session_changed()
    {
        Assert.Equal(1, _host.Run("Get-MagePipeline p").One<MagePipeline>().BlockCount);
        _host.Run("$null = New-MageBlock p clean transformer -Upstream load").ThrowOnError();
        Assert.Equal(2, _host.Run("Get-MagePipeline").One<MagePipeline>().BlockCount);
        RunResult again = _host.Run("Get-MagePipeline");
        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid"], again.Wire);
        Assert.Equal(2, again.One<MagePipeline>().BlockCount);
        _host.Run("Set-MageBlock p clean -NewName wash").ThrowOnError();
        Assert.Equal(["load", "wash"], _host.Run("Get-MagePipeline p*").One<MagePipeline>().Blocks.Select(block => block.Uuid));
        _host.Run("Remove-MageBlock p wash -Confirm:$false").ThrowOnError();
        Assert.Equal(1, _host.Run("Get-MagePipeline p").One<MagePipeline>().BlockCount);
    }

    [Fact]
    public void What_the_server_says_is_a_sentence_without_gaps()
    {
        RunResult result = _host.Run("$null = New-MagePipeline q; New-MageBlock q load data_loader");

        Assert.Equal("BlockExists", result.ErrorId);
        Assert.Equal("Block load already exists. Please use a different name. It is not in pipeline q: its file is in the project, for another pipeline or left over.", result.Error.Exception.Message);
        Assert.Contains("-ReuseExisting", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_is_not_renamed_into_a_folder_nor_onto_a_file_that_is_left()
    {
        _host.Run("$null = New-MageBlock p sub/one custom; $null = New-MageBlock p old custom; Remove-MageBlock p old -Confirm:$false").ThrowOnError();

        RunResult folder = _host.Run("Set-MageBlock p sub/one -NewName sub/two");
        Assert.Equal("RequestInvalid", folder.ErrorId);
        Assert.Equal("Mage does not rename a block into a folder, as the slash in 'sub/two' would.", folder.Error.Exception.Message);
        RunResult left = _host.Run("Set-MageBlock p sub/one -NewName old");
        Assert.Equal("BlockExists", left.ErrorId);
        Assert.Contains("Get-MageBlock -Unused", left.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("-ReuseExisting", left.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("sub/one", _host.Run("Get-MageBlock p sub/one").One<MageBlock>().Uuid);
        _host.Run("Set-MageBlock p sub/one -NewName one").ThrowOnError();
    }

    [Fact]
    public void A_file_that_another_pipeline_shares_is_seen_although_the_list_is_behind()
    {
        _host.Run("$null = New-MagePipeline q; $null = New-MageBlock q load data_loader -ReuseExisting").ThrowOnError();

        RunResult content = _host.Run("Set-MageBlock p load -Content 'x'");
        Assert.Equal("BlockShared", content.ErrorId);
        Assert.Contains("q", content.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(content.Writes);
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock p load -NewName fetch").ErrorId);
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock p load -Content x -WhatIf").ErrorId);
        _host.Run("Set-MageBlock p load -Content 'x' -Force").ThrowOnError();
    }

    [Theory]
    [InlineData("git")]
    [InlineData("q")]
    public void A_file_that_a_pipeline_shares_which_came_or_was_changed_by_file_is_seen_although_Mage_does_not_count_it(string other)
    {
        _host.Run(
            $$"""
            $null = New-MagePipeline q; $null = Get-MagePipeline
            $file = (Invoke-MageApi file_contents/pipelines%2Fp%2Fmetadata.yaml).content -replace 'uuid: p\b', 'uuid: {{other}}'
            Invoke-MageApi file_contents/pipelines%2F{{other}}%2Fmetadata.yaml PUT -Body @{ file_content = @{ content = $file } } -Confirm:$false
            """).ThrowOnError();

        RunResult content = _host.Run("Set-MageBlock p load -Content 'x = 1'");

        Assert.Equal("BlockShared", content.ErrorId);
        Assert.Contains($"with {other}:", content.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(content.Writes);
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock p load -NewName fetch").ErrorId);
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock p load -Content x -WhatIf").ErrorId);
        _host.Run("Set-MageBlock p load -Content 'x = 1' -Force").ThrowOnError();
    }

    [Fact]
    public void Who_shares_a_file_costs_one_look_at_each_other_pipeline_in_a_session()
    {
        _host.Run("$null = New-MagePipeline q").ThrowOnError();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        string[] each = ["GET /api/pipelines/p/blocks/load", "GET /api/files?flatten=true&pattern=%2Fmetadata%5C.yaml%24&exclude_pattern=a%5E"];

        Assert.Equal([.. each, "GET /api/file_contents/pipelines%2Fq%2Fmetadata.yaml"], _host.Run("Set-MageBlock p load -Content 'x = 1'").ThrowOnError().Wire.Take(3));
        RunResult again = _host.Run("Set-MageBlock p load -Content 'x = 2'").ThrowOnError();
        Assert.Equal(each, again.Wire.Take(2));
        Assert.DoesNotContain(again.Wire, request => request.Contains("metadata.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pipeline_whose_block_was_renamed_shares_its_old_file_no_longer_although_Mage_counts_it()
    {
        _host.Run("$null = New-MagePipeline q; $null = New-MageBlock q load data_loader -ReuseExisting; Set-MageBlock p load -NewName fetch -Force").ThrowOnError();

        RunResult content = _host.Run("Set-MageBlock q load -Content 'x = 1'");

        Assert.StartsWith("PUT /api/pipelines/q?update_content=true ", Assert.Single(content.ThrowOnError().Writes), StringComparison.Ordinal);
        _host.Run("$null = New-MageBlock p load data_loader -ReuseExisting").ThrowOnError();
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock q load -Content 'x = 2'").ErrorId);
    }

    [Theory]
    [InlineData("callback")]
    [InlineData("conditional")]
    public void A_callback_that_another_pipeline_shares_is_seen_although_Mage_does_not_count_it(string type)
    {
        _host.Run($"$null = New-MagePipeline q; $null = New-MageBlock p ask {type}; $null = New-MageBlock q ask {type} -ReuseExisting").ThrowOnError();

        RunResult content = _host.Run("Set-MageBlock p ask -Content 'x = 1'");

        Assert.Equal("BlockShared", content.ErrorId);
        Assert.Contains("with q:", content.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(content.Writes);
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock p ask -NewName tell").ErrorId);
        _host.Run("Set-MageBlock p ask -Content 'x = 1' -Force").ThrowOnError();
    }
}
