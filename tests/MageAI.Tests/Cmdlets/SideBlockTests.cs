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
    [InlineData("extension")]
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
        Assert.Equal("load", _host.Run("(Get-MageBlock p cb_two).UpstreamBlocks").One<string>());
        _host.Run("Set-MageBlock p cb_two -Upstream @(); Set-MageBlock p load -NewName fetch").ThrowOnError();
        Assert.Empty(_host.Run("Get-MageBlock p cb_two").One<MageBlock>().UpstreamBlocks);
        Assert.Equal("BlockNotFound", _host.Run("Remove-MageBlock p cb_one -WhatIf").ErrorId);
        _host.Run("Remove-MageBlock p cb_two -DeleteFile -Confirm:$false").ThrowOnError();
        Assert.Equal("fetch", _host.Run("Get-MageBlock p").One<MageBlock>().Uuid);
        Assert.Empty(_host.Run("Get-MageBlock -Unused").ThrowOnError().Output);
    }

    [Theory]
    [InlineData("callback", "")]
    [InlineData("callback", " -ReuseExisting")]
    [InlineData("callback", " -WhatIf")]
    [InlineData("conditional", "")]
    [InlineData("extension", "")]
    [InlineData("extension", " -ReuseExisting")]
    public void One_that_the_pipeline_has_already_is_not_made_again(string type, string arguments)
    {
        _host.Run($"$null = New-MageBlock p 'cb one' {type}").ThrowOnError();

        RunResult result = _host.Run($"New-MageBlock p 'cb one' {type}{arguments}");

        Assert.Equal("BlockExists", result.ErrorId);
        Assert.Equal("Pipeline p already has a block cb_one; nothing was sent.", result.Error.Exception.Message);
        Assert.Equal("Choose another name, or change the block with Set-MageBlock.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_block_is_not_made_under_the_uuid_of_a_callback_and_the_file_that_Mage_leaves_is_told()
    {
        _host.Run("$null = New-MageBlock p tell callback").ThrowOnError();

        RunResult side = _host.Run("New-MageBlock p tell conditional");
        Assert.Equal("Pipeline p already has a block tell, which is of type callback; nothing was sent.", side.Error.Exception.Message);
        Assert.Empty(side.Writes);
        Assert.Equal(("BlockExists", 0), (_host.Run("New-MageBlock p tell custom -WhatIf").ErrorId, _host.Emulator.State.Data.Files.Keys.Count(file => file.StartsWith("custom/", StringComparison.Ordinal))));
        RunResult main = _host.Run("New-MageBlock p tell custom");
        Assert.Equal("BlockExists", main.ErrorId);
        Assert.Equal("Block with uuid tell already exists in pipeline p. It is of type callback there, and the file that Mage has made for a new one may be left over.", main.Error.Exception.Message);
        Assert.Contains("Get-MageBlock -Unused", main.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("tell", _host.Run("Get-MageBlock -Unused").One<MageBlock>().Uuid);
    }

    [Fact]
    public void A_block_of_an_extension_says_which_one_and_is_found_in_another_too()
    {
        RunResult made = _host.Run("New-MageBlock p check extension -Upstream load -Color teal -Content 'x = 1'");

        Assert.Equal(
            ["POST /api/pipelines/p/blocks {\"block\":{\"name\":\"check\",\"type\":\"extension\",\"extension_uuid\":\"great_expectations\",\"language\":\"python\",\"content\":\"x = 1\",\"upstream_blocks\":[\"load\"],\"color\":\"teal\",\"require_unique_name\":true}}"],
            made.ThrowOnError().Writes);
        Assert.Contains("GET /api/pipelines/p/blocks/check?extension_uuid=great_expectations", _host.Run("Get-MageBlock p check -Content").ThrowOnError().Wire);
        _host.Run("$null = Invoke-MageApi pipelines/p/blocks POST -Body @{ block = @{ name = 'other'; type = 'extension'; extension_uuid = 'mine'; content = 'y = 1' } } -Confirm:$false").ThrowOnError();
        Assert.Equal(["load", "check", "other"], _host.Run("Get-MageBlock p").All<MageBlock>().Select(block => block.Uuid));
        Assert.Equal("y = 2", _host.Run("Set-MageBlock p other -Content 'y = 2' -PassThru").One<MageBlock>().Content);
        Assert.Equal(["DELETE /api/pipelines/p/blocks/other?extension_uuid=mine"], _host.Run("Get-MageBlock p other | Remove-MageBlock -Confirm:$false").ThrowOnError().Writes);
    }

    [Theory]
    [InlineData("New-MageBlock p more extension -Timeout 30", "timeout")]
    [InlineData("New-MageBlock p more extension -ExecutorType k8s -WhatIf", "executor_type")]
    [InlineData("Set-MageBlock p check -Color blue", "color")]
    [InlineData("Set-MageBlock p check -Configuration @{ a = 1 } -Timeout 5 -WhatIf", "timeout, configuration")]
    [InlineData("Get-MageBlock p check | Set-MageBlock -RetryConfig @{ retries = 2 }", "retry_config")]
    public void What_Mage_forgets_of_a_block_of_an_extension_is_refused(string script, string fields)
    {
        _host.Run("$null = New-MageBlock p check extension").ThrowOnError();

        RunResult result = _host.Run(script);

        Assert.Equal("NotSupported", result.ErrorId);
        Assert.Contains($"Mage does not keep a change of {fields} of extension ", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Writes, write => write.Contains("extension", StringComparison.Ordinal));
    }

    [Fact]
    public void Mage_answers_that_it_changed_a_block_of_an_extension_and_forgets_it()
    {
        _host.Run("$null = New-MageBlock p check extension -Upstream load").ThrowOnError();

        RunResult result = _host.Run("(Invoke-MageApi 'pipelines/p/blocks/check?extension_uuid=great_expectations' PUT -Body @{ block = @{ timeout = 5 } } -Confirm:$false).timeout; (Get-MageBlock p check).Timeout");

        Assert.Equal([5, null], result.ThrowOnError().Output.Select(item => item?.BaseObject));
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

    [Theory]
    [InlineData("callback", "Callbacks")]
    [InlineData("conditional", "Conditionals")]
    public void The_list_tells_the_true_callbacks_and_conditionals_of_what_this_session_changed(string type, string property)
    {
        string uuids = $"(Get-MagePipeline p).{property} | ForEach-Object {{ \"$($_.Uuid)|$($_.UpstreamBlocks)\" }}";
        _host.Run($"$null = New-MageBlock p 'cb one' {type} -Upstream load").ThrowOnError();

        RunResult made = _host.Run(uuids);
        Assert.Equal(["cb_one|load"], made.All<string>());
        Assert.Equal(["GET /api/pipelines?search=p&_order_by[]=uuid", "GET /api/pipelines/p/blocks", "GET /api/file_contents/pipelines%2Fp%2Fmetadata.yaml"], made.Wire);
        Assert.Single(_host.Run(uuids).ThrowOnError().Wire);
        Assert.Contains("cb_one", _host.Run("Get-MagePipeline p | ConvertTo-MageDiagram").One<string>(), StringComparison.Ordinal);
        _host.Run("Set-MageBlock p load -NewName fetch").ThrowOnError();
        Assert.Equal(["cb_one|fetch"], _host.Run(uuids).All<string>());
        _host.Run("Set-MageBlock p cb_one -NewName 'cb two'").ThrowOnError();
        Assert.Equal(["cb_two|fetch"], _host.Run(uuids).All<string>());
        _host.Run("Remove-MageBlock p cb_two -Confirm:$false").ThrowOnError();
        Assert.Empty(_host.Run(uuids).ThrowOnError().Output);
    }

    [Fact]
    public void A_change_of_a_callback_costs_the_list_one_look_at_it_and_none_at_the_blocks()
    {
        _host.Run("$null = New-MageBlock p tell callback; $null = Get-MagePipeline; $null = Set-MagePipeline p -Description x; Set-MageBlock p tell -NewName say").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline");

        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid", "GET /api/file_contents/pipelines%2Fp%2Fmetadata.yaml"], result.Wire);
        Assert.Equal("say", Assert.Single(result.One<MagePipeline>().Callbacks).Uuid);
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
    [InlineData("extension")]
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
