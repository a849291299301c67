using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class BlockTests : IDisposable
{
    private const string Chain = """
        New-MagePipeline etl
        New-MageBlock etl load data_loader -Content "print('load')"
        New-MageBlock etl clean transformer -Content "print('clean')" -Upstream load
        New-MageBlock etl store data_exporter -Content "print('store')" -Upstream clean
        """;

    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void New_looks_at_the_blocks_there_are_and_refuses_to_share_a_file()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run("New-MageBlock etl 'Load Sales' data_loader -Content 'x = 1' -Priority 0 -Color teal -Configuration @{ k = 1 }");

        Assert.Equal(
            [
                "GET /api/pipelines/etl/blocks",
                "POST /api/pipelines/etl/blocks {\"block\":{\"name\":\"Load Sales\",\"type\":\"data_loader\",\"language\":\"python\",\"content\":\"x = 1\","
                    + "\"priority\":0,\"configuration\":{\"k\":1},\"color\":\"teal\",\"require_unique_name\":true}}",
            ],
            result.Wire);
        MageBlock made = result.One<MageBlock>();
        Assert.Equal(("load_sales", "etl", "x = 1"), (made.Uuid, made.PipelineUuid, made.Content));
    }

    [Fact]
    public void Where_a_pattern_names_the_pipelines_a_block_is_missing_only_where_none_has_it()
    {
        _host.Run($"{Chain}; New-MagePipeline other; New-MagePipeline third; New-MageBlock third last custom").ThrowOnError();

        Assert.Equal("etl", Assert.Single(_host.Run("Get-MageBlock * load").ThrowOnError().All<MageBlock>()).PipelineUuid);
        Assert.Equal(["load", "last"], _host.Run("Get-MageBlock -Pipeline * -Block load, last").ThrowOnError().All<MageBlock>().Select(block => block.Uuid));

        RunResult none = _host.Run("Get-MageBlock *t* nobody, load");
        Assert.Equal("Block nobody does not exist in any of the 3 pipelines that match '*t*'.", none.Error.Exception.Message);
        Assert.Equal(("BlockNotFound", "nobody", "load"), (none.ErrorId, none.Error.TargetObject, ((MageBlock)Assert.Single(none.Output).BaseObject).Uuid));
        Assert.Equal("Block nobody does not exist in pipeline etl on " + _host.Emulator.Uri + ".", _host.Run("Get-MageBlock e* nobody").Error.Exception.Message);
        Assert.Empty(_host.Run("Get-MageBlock x* nobody").ThrowOnError().Output);
    }

    [Theory]
    [InlineData("New-MageBlock etl x nonsense", "UnknownWord")]
    [InlineData("New-MageBlock etl x custom -Language cobol", "UnknownWord")]
    [InlineData("New-MageBlock etl '' custom", "InvalidName")]
    [InlineData("New-MageBlock etl x custom -Color mauve", "UnknownWord")]
    [InlineData("New-MageBlock etl x custom -Upstream load, nobody", "BlockNotFound")]
    [InlineData("New-MageBlock etl load data_loader", "BlockExists")]
    [InlineData("New-MageBlock etl x custom -Path ./no/such/file.py", "FileNotFound")]
    [InlineData("Set-MageBlock etl load -Upstream store", "BlockCycle")]
    [InlineData("Set-MageBlock etl load -Upstream load", "BlockCycle")]
    [InlineData("Set-MageBlock etl load -AddUpstream nobody", "BlockNotFound")]
    [InlineData("Set-MageBlock etl load -RetryConfig @{ tries = 3 }", "UnknownKey")]
    [InlineData("Set-MageBlock etl load -NewName clean", "BlockExists")]
    [InlineData("Set-MageBlock etl load -NewName ''", "InvalidName")]
    public void What_would_damage_the_server_is_refused_before_anything_is_written(string script, string id)
    {
        _host.Run(Chain).ThrowOnError();

        RunResult result = _host.Run(script);

        Assert.Equal(id, result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_name_whose_file_another_pipeline_uses_is_refused_unless_sharing_is_asked_for()
    {
        _host.Run(Chain).ThrowOnError();
        _host.Run("New-MagePipeline other").ThrowOnError();

        Assert.Equal("BlockExists", _host.Run("New-MageBlock other load data_loader -Content 'mine'").ErrorId);

        RunResult shared = _host.Run("New-MageBlock other load data_loader -ReuseExisting");
        Assert.Equal("POST /api/pipelines/other/blocks {\"block\":{\"name\":\"load\",\"type\":\"data_loader\",\"language\":\"python\"}}", Assert.Single(shared.Writes));
        Assert.Equal("print('load')", _host.Run("(Get-MageBlock etl load -Content).Content").One<string>());
    }

    [Fact]
    public void A_block_whose_creation_lost_its_reply_is_read_back_and_not_made_twice()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST");

        RunResult result = _host.Run("New-MageBlock etl load data_loader");

        Assert.Equal("load", result.One<MageBlock>().Uuid);
        Assert.Single(result.Writes);
        Assert.Contains("lost", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Pipelines_pipe_into_Get_and_its_order_is_the_pipelines()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline | Get-MageBlock");

        Assert.Equal(["load", "clean", "store"], result.All<MageBlock>().Select(block => block.Uuid));
        Assert.Equal(
            ["GET /api/pipelines?_order_by[]=uuid", "GET /api/pipelines/etl/blocks", "GET /api/pipelines/etl/blocks", "GET /api/file_contents/pipelines%2Fetl%2Fmetadata.yaml"],
            result.Wire);
        Assert.All(result.All<MageBlock>(), block => Assert.Null(block.Content));
    }

    [Fact]
    public void Get_reads_code_only_when_asked_and_one_request_a_block()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult result = _host.Run("Get-MageBlock etl c*, STORE -Content");

        Assert.Equal(["print('clean')", "print('store')"], result.All<MageBlock>().Select(block => block.Content));
        Assert.Equal(
            [
                "GET /api/pipelines/etl/blocks", "GET /api/file_contents/pipelines%2Fetl%2Fmetadata.yaml", "GET /api/pipelines/etl/blocks/clean",
                "GET /api/pipelines/etl/blocks/store",
            ],
            result.Wire);
    }

    [Fact]
    public void Get_reports_a_literal_that_does_not_exist_and_is_silent_for_a_wildcard()
    {
        _host.Run(Chain).ThrowOnError();

        Assert.Empty(_host.Run("Get-MageBlock etl z*").ThrowOnError().Output);
        Assert.Equal("BlockNotFound", _host.Run("Get-MageBlock etl nobody").ErrorId);
        Assert.Equal("PipelineNotFound", _host.Run("Get-MageBlock nobody").ErrorId);

        RunResult some = _host.Run("Get-MageBlock nobody, etl load");
        Assert.Equal("PipelineNotFound", Assert.Single(some.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("load", ((MageBlock)Assert.Single(some.Output).BaseObject).Uuid);
    }

    [Fact]
    public void Code_goes_to_the_blocks_file_because_its_own_route_ignores_it()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult result = _host.Run("Set-MageBlock etl load -Content \"print('new')\" -PassThru");

        Assert.Equal(
            ["PUT /api/file_contents/data_loaders%2Fload.py {\"file_content\":{\"content\":\"print('new')\"}}"],
            result.Writes);
        Assert.Equal("print('new')", result.One<MageBlock>().Content);
        Assert.Equal(["load", "clean", "store"], _host.Run("Get-MageBlock etl").All<MageBlock>().Select(block => block.Uuid));
    }

    [Fact]
    public void Code_from_a_file_arrives_as_it_stands_there()
    {
        _host.Run(Chain).ThrowOnError();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "print('Grüße') # 🎉\n");
            Assert.Equal("print('Grüße') # 🎉\n", _host.Run("(Set-MageBlock etl load -Path $path -PassThru).Content", ("path", path)).One<string>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Code_of_a_shared_file_and_a_new_name_for_it_need_Force()
    {
        _host.Run(Chain).ThrowOnError();
        _host.Run("New-MagePipeline other; New-MageBlock other load data_loader -ReuseExisting").ThrowOnError();

        RunResult content = _host.Run("Set-MageBlock etl load -Content 'x'");
        Assert.Equal("BlockShared", content.ErrorId);
        Assert.Contains("other", content.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(content.Writes);
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock etl load -NewName fetch").ErrorId);

        Assert.Equal("x", _host.Run("(Set-MageBlock etl load -Content 'x' -Force -PassThru).Content").One<string>());
    }

    [Fact]
    public void Links_are_added_and_removed_without_touching_the_others()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult added = _host.Run("Set-MageBlock etl store -AddUpstream load -PassThru");
        Assert.Equal(["PUT /api/pipelines/etl/blocks/store {\"block\":{\"upstream_blocks\":[\"clean\",\"load\"]}}"], added.Writes);
        Assert.Equal(["clean", "load"], added.One<MageBlock>().UpstreamBlocks.Order());

        RunResult removed = _host.Run("Set-MageBlock etl store -RemoveUpstream clean -PassThru");
        Assert.Equal(["load"], removed.One<MageBlock>().UpstreamBlocks);
    }

    [Fact]
    public void A_new_name_gives_a_new_uuid_and_links_follow()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult result = _host.Run("Get-MageBlock etl load | Set-MageBlock -NewName 'Fetch All' -PassThru");

        Assert.Equal("fetch_all", result.One<MageBlock>().Uuid);
        Assert.Equal(["PUT /api/pipelines/etl/blocks/load {\"block\":{\"name\":\"Fetch All\"}}"], result.Writes);
        Assert.Equal(["fetch_all"], _host.Run("Get-MageBlock etl clean").One<MageBlock>().UpstreamBlocks);
    }

    [Fact]
    public void A_change_that_the_server_drops_in_silence_is_an_error()
    {
        _host.Run(Chain).ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"block\":{\"uuid\":\"load\",\"color\":null},\"metadata\":null}"), method: "PUT");

        RunResult result = _host.Run("Set-MageBlock etl load -Color teal");

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Contains("color", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_says_in_the_servers_words_who_depends_on_a_block_and_Force_links_the_neighbours()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult refused = _host.Run("Remove-MageBlock etl clean -Confirm:$false");
        Assert.Equal("BlockHasDependents", refused.ErrorId);
        Assert.StartsWith("Block(s) ['store'] are depending on block clean.", refused.Error.Exception.Message, StringComparison.Ordinal);

        RunResult forced = _host.Run("Remove-MageBlock etl clean -Force -Confirm:$false").ThrowOnError();
        Assert.Equal(["GET", "DELETE"], forced.Requests.Select(request => request.Method));
        Assert.Equal(["DELETE /api/pipelines/etl/blocks/clean?force=true"], forced.Writes);
        Assert.Empty(forced.Output);
        Assert.Equal(["load"], _host.Run("Get-MageBlock etl store").One<MageBlock>().UpstreamBlocks);
    }

    [Fact]
    public void WhatIf_writes_nothing_anywhere()
    {
        _host.Run(Chain).ThrowOnError();

        RunResult result = _host.Run("""
            New-MageBlock etl more custom -WhatIf
            Set-MageBlock etl load -Content x -Color teal -NewName y -WhatIf
            Get-MageBlock etl | Remove-MageBlock -Force -WhatIf
            """);

        result.ThrowOnError();
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_pipeline_piped_in_where_a_block_is_meant_is_refused()
    {
        _host.Run("New-MagePipeline etl; New-MageBlock etl etl custom").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline etl | Remove-MageBlock -Confirm:$false");

        Assert.Equal("WrongObjectType", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Rows_with_the_right_columns_work_as_well_as_objects()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        _host.Run("""
            [pscustomobject]@{ Pipeline = 'etl'; Name = 'load'; Type = 'data_loader' }, [pscustomobject]@{ Pipeline = 'etl'; Name = 'store'; Type = 'data_exporter'; Upstream = 'load' } | New-MageBlock
            [pscustomobject]@{ PipelineUuid = 'etl'; BlockUuid = 'store' } | Set-MageBlock -Color pink
            """).ThrowOnError();

        MageBlock store = _host.Run("Get-MageBlock etl store").One<MageBlock>();
        Assert.Equal(("pink", "load"), (store.Color, Assert.Single(store.UpstreamBlocks)));
    }

    [Fact]
    public void An_empty_cell_of_a_table_is_nothing_and_commas_part_names()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run("""
            [pscustomobject]@{ Pipeline = 'etl'; Name = 'a'; Type = 'custom'; Language = ''; Upstream = '' } | New-MageBlock
            [pscustomobject]@{ Pipeline = 'etl'; Name = 'b'; Type = 'custom'; Language = 'sql'; Upstream = '' } | New-MageBlock
            [pscustomobject]@{ Pipeline = 'etl'; Name = 'c'; Type = 'custom'; Language = ''; Upstream = 'a, b' } | New-MageBlock
            """);

        Assert.Equal([("python", ""), ("sql", ""), ("python", "a+b")], result.All<MageBlock>().Select(block => (block.Language!, string.Join("+", block.UpstreamBlocks))));
    }

    [Fact]
    public void A_viewer_is_refused_in_the_servers_words()
    {
        using MageHost viewer = MageHost.ConnectedAs("viewer");
        viewer.Run("$owner = Connect-Mage -Emulator $emulator -Name owner -NotDefault -PassThru; New-MagePipeline etl -Session $owner; New-MageBlock etl load data_loader -Session $owner").ThrowOnError();

        foreach (string script in (string[])["New-MageBlock etl x custom", "Set-MageBlock etl load -Color teal", "Remove-MageBlock etl load -Confirm:$false"])
        {
            RunResult result = viewer.Run(script);
            Assert.Equal("Forbidden", result.ErrorId);
            Assert.Equal(ErrorCategory.PermissionDenied, result.Error.CategoryInfo.Category);
        }
    }

    [Fact]
    public void Blocks_piped_in_act_on_the_session_they_came_from()
    {
        using MageEmulator second = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });
        _host.Run(Chain).ThrowOnError();
        _host.Run("Connect-Mage $uri -Name second -NotDefault; New-MagePipeline etl -Session second; New-MageBlock etl load data_loader -Session second", ("uri", second.Uri)).ThrowOnError();
        second.ClearRequests();

        RunResult result = _host.Run("Get-MageBlock etl load -Session second | Set-MageBlock -Color teal").ThrowOnError();

        Assert.Empty(result.Requests);
        Assert.Contains(second.Requests, request => request.Method == "PUT" && request.Path == "/api/pipelines/etl/blocks/load");
    }
}
