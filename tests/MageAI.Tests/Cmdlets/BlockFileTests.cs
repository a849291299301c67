using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>The files that blocks leave behind: found, and deleted where nobody uses them.</summary>
public sealed class BlockFileTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public BlockFileTests() => _host.Run(
        """
        $null = New-MagePipeline p
        $null = New-MagePipeline q
        $null = New-MageBlock p load data_loader -Content 'x = 1'
        $null = New-MageBlock p nested/clean transformer -Upstream load
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_block_goes_with_its_file()
    {
        RunResult result = _host.Run("Remove-MageBlock p nested/clean -DeleteFile -Confirm:$false");

        Assert.Equal(["DELETE /api/pipelines/p/blocks/nested%2Fclean", "DELETE /api/files/transformers%2Fnested%2Fclean.py"], result.ThrowOnError().Writes);
        Assert.Equal(["data_loaders/load.py"], _host.Emulator.State.Data.Files.Keys);
        _host.Run("New-MageBlock p nested/clean transformer").ThrowOnError();
    }

    [Fact]
    public void The_file_stays_where_it_is_not_asked_for()
    {
        Assert.Equal(["DELETE /api/pipelines/p/blocks/load?force=true"], _host.Run("Remove-MageBlock p load -Force -Confirm:$false").ThrowOnError().Writes);
        Assert.Contains("data_loaders/load.py", _host.Emulator.State.Data.Files.Keys);
    }

    [Theory]
    [InlineData("New-MageBlock q load data_loader -ReuseExisting", "pipeline q (block load)")]
    [InlineData("Copy-MagePipeline p r", "pipeline r (block load)")]
    [InlineData("Invoke-MageApi custom_templates POST -Body @{ custom_template = @{ object_type = 'pipelines'; pipeline_uuid = 'p'; template_uuid = 't' } } -Confirm:$false", "template t (block load)")]
    [InlineData("Invoke-MageApi pipelines/p/blocks POST -Body @{ block = @{ name = 'twin'; type = 'data_loader'; language = 'python'; replicated_block = 'load' } } -Confirm:$false", "pipeline p (block twin)")]
    public void A_file_that_somebody_else_uses_is_not_deleted_and_its_block_not_removed(string use, string user)
    {
        _host.Run(use).ThrowOnError();

        foreach (string script in new[] { "Remove-MageBlock p load -DeleteFile -Force -Confirm:$false", "Remove-MageBlock p load -DeleteFile -Force -WhatIf" })
        {
            RunResult result = _host.Run(script);
            Assert.Equal("BlockShared", result.ErrorId);
            Assert.Contains(user, result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("-DeleteFile", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Empty(result.Writes);
        }
    }

    [Theory]
    [InlineData("callback")]
    [InlineData("conditional")]
    public void A_callback_is_a_user_and_goes_with_its_file_too(string type)
    {
        _host.Run($"$null = New-MageBlock p 'cb one' {type}; $null = New-MageBlock q 'cb one' {type} -ReuseExisting").ThrowOnError();

        Assert.Equal("BlockShared", _host.Run("Remove-MageBlock p cb_one -DeleteFile -Confirm:$false").ErrorId);
        Assert.Empty(_host.Run("Get-MageBlock -Unused").Output);
        _host.Run("Remove-MageBlock q cb_one -Confirm:$false").ThrowOnError();
        RunResult result = _host.Run("Remove-MageBlock p cb_one -DeleteFile -Confirm:$false");
        Assert.Equal([$"DELETE /api/pipelines/p/blocks/cb_one?block_type={type}", $"DELETE /api/files/{type}s%2Fcb_one.py"], result.ThrowOnError().Writes);
    }

    [Fact]
    public void Use_in_a_pipeline_that_came_by_file_counts_although_Mage_knows_nothing_of_it()
    {
        _host.Run(
            """
            $file = (Invoke-MageApi file_contents/pipelines%2Fp%2Fmetadata.yaml).content -replace 'uuid: p\b', 'uuid: git'
            Invoke-MageApi file_contents/pipelines%2Fgit%2Fmetadata.yaml PUT -Body @{ file_content = @{ content = $file } } -Confirm:$false
            """).ThrowOnError();

        Assert.Equal("BlockShared", _host.Run("Remove-MageBlock p load -Force -DeleteFile -Confirm:$false").ErrorId);
    }

    [Fact]
    public void Blocks_that_no_pipeline_has_are_found_by_their_files_and_deleted_as_objects_and_as_rows()
    {
        _host.Run(
            """
            $null = New-MageBlock p old custom -Content 'y = 2'
            $null = New-MageBlock p note markdown -Language markdown -Content 'hi'
            $null = New-MageBlock p query data_exporter -Language sql -Content 'select 1'
            'old', 'query' | ForEach-Object { Remove-MageBlock p $_ -Confirm:$false }
            Remove-MageBlock p nested/clean -Confirm:$false
            """).ThrowOnError();

        RunResult found = _host.Run("Get-MageBlock -Unused");
        Assert.Equal(["custom/old.py", "data_exporters/query.sql", "transformers/nested/clean.py"], found.All<MageBlock>().Select(block => block.FilePath));
        Assert.Equal(("nested/clean", "transformer", "python", string.Empty), found.All<MageBlock>().Select(block => (block.Uuid, block.Type, block.Language, block.PipelineUuid)).Last());
        Assert.Equal("y = 2", _host.Run("Get-MageBlock -Unused -Type custom -Content").One<MageBlock>().Content);
        Assert.Equal("query", _host.Run("Get-MageBlock -Unused que*").One<MageBlock>().Uuid);
        Assert.Equal("BlockNotFound", _host.Run("Get-MageBlock -Unused -Uuid load").ErrorId);

        RunResult kept = _host.Run("Get-MageBlock -Unused old | Remove-MageBlock -Confirm:$false");
        Assert.Equal("InvalidInput", kept.ErrorId);
        Assert.Empty(kept.Writes);
        Assert.Equal(["DELETE /api/files/custom%2Fold.py"], _host.Run("Get-MageBlock -Unused old | Remove-MageBlock -DeleteFile -Confirm:$false").ThrowOnError().Writes);

        RunResult rows = _host.Run("Get-MageBlock -Unused | ForEach-Object { [pscustomobject]@{ Uuid = $_.Uuid; PipelineUuid = $_.PipelineUuid; Type = $_.Type; Language = $_.Language; FilePath = $_.FilePath } } | Remove-MageBlock -DeleteFile -Confirm:$false");
        Assert.Equal(["DELETE /api/files/data_exporters%2Fquery.sql", "DELETE /api/files/transformers%2Fnested%2Fclean.py"], rows.ThrowOnError().Writes);
        Assert.Empty(_host.Run("Get-MageBlock -Unused").Output);
    }

    [Fact]
    public void A_file_that_came_into_use_since_it_was_found_is_kept()
    {
        _host.Run("Remove-MageBlock p nested/clean -Confirm:$false; $found = Get-MageBlock -Unused; $null = New-MageBlock q nested/clean transformer -ReuseExisting").ThrowOnError();

        RunResult result = _host.Run("$found | Remove-MageBlock -DeleteFile -Confirm:$false");

        Assert.Equal("BlockShared", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Many_files_cost_one_look_at_each_pipeline_in_a_session()
    {
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        _host.Run("1..5 | ForEach-Object { $null = New-MageBlock q \"b$_\" custom; Remove-MageBlock q \"b$_\" -Confirm:$false }").ThrowOnError();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));

        RunResult result = _host.Run("Get-MageBlock -Unused | Remove-MageBlock -DeleteFile -Confirm:$false");

        Assert.Equal(5, result.ThrowOnError().Writes.Length);
        Assert.Equal(2, result.Wire.Count(request => request.Contains("file_contents", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_that_is_gone_or_was_never_there_is_an_error_of_its_own()
    {
        _host.Run("Remove-MageBlock p nested/clean -Confirm:$false; $found = Get-MageBlock -Unused; $found | Remove-MageBlock -DeleteFile -Confirm:$false").ThrowOnError();

        Assert.Equal("NotFound", _host.Run("$found | Remove-MageBlock -DeleteFile -Confirm:$false").ErrorId);
    }

    [Fact]
    public void A_file_that_could_not_be_deleted_is_said_to_be_left()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"[Errno 13] Permission denied\",\"message\":\"\"}}"), pathContains: "/files/", method: "DELETE");

        RunResult result = _host.Run("Remove-MageBlock p nested/clean -DeleteFile -Confirm:$false");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("was removed from pipeline p", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Get-MageBlock -Unused", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
