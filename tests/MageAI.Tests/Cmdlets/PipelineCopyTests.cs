using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class PipelineCopyTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public PipelineCopyTests() => _host.Run("""
        New-MagePipeline orders -Tag sales -Description 'Each night' | Out-Null
        New-MageBlock orders load data_loader -Content 'print(1)' | Out-Null
        New-MageBlock orders clean transformer -Upstream load -Content 'print(2)' -Color blue | Out-Null
        New-MageBlock orders tell callback -Upstream clean -Content 'print(3)' | Out-Null
        New-MageBlock orders gate conditional -Upstream load -Content 'print(4)' | Out-Null
        New-MageSchedule orders nightly -Cron '0 2 * * *' -Variable @{ a = 1 } -Setting @{ timeout = 60 } -Sla 2h -Tag core -Description d -Enabled | Out-Null
        New-MageSchedule orders hook -Api | Out-Null
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_copy_shares_the_files_of_its_blocks()
    {
        RunResult result = _host.Run("Copy-MagePipeline orders orders_v2");

        MagePipeline copy = result.One<MagePipeline>();
        Assert.Equal(("orders_v2", "orders_v2", "Each night", "sales"), (copy.Uuid, copy.Name, copy.Description, string.Join(", ", copy.Tags)));
        Assert.Equal(["POST /api/pipelines {\"pipeline\":{\"name\":\"orders_v2\",\"clone_pipeline_uuid\":\"orders\"}}"], result.Writes);
        Assert.Equal(["load", "clean", "tell", "gate"], Blocks("orders_v2").Select(block => block.Uuid));
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock orders_v2 load -Content 'print(9)'").ErrorId);
        Assert.Empty(_host.Run("Get-MageSchedule -Pipeline orders_v2").ThrowOnError().Output);
    }

    [Fact]
    public void An_independent_copy_has_files_of_its_own_callbacks_and_conditionals_included()
    {
        MageBlock[] before = Blocks("orders");

        RunResult result = _host.Run("Copy-MagePipeline orders orders_v2 -Independent");

        Assert.Equal("orders_v2", result.One<MagePipeline>().Uuid);
        Assert.Equal(2, result.Writes.Length);
        MageBlock[] blocks = Blocks("orders_v2");
        Assert.Equal(["load_v2", "clean_v2", "tell_v2", "gate_v2"], blocks.Select(block => block.Uuid));
        Assert.Equal(["", "load_v2", "clean_v2", "load_v2"], blocks.Select(block => string.Join(", ", block.UpstreamBlocks)));
        Assert.Equal("blue", blocks[1].Color);
        Assert.Equal(["print(1)", "print(2)", "print(3)", "print(4)"], blocks.Select(block => block.Content!.TrimEnd()));

        foreach (MageBlock block in blocks)
        {
            _host.Run("Set-MageBlock orders_v2 $block -Content 'print(9)'", ("block", block.Uuid)).ThrowOnError();
        }

        Assert.Equal(before.Select(block => (block.Uuid, block.Content)), Blocks("orders").Select(block => (block.Uuid, block.Content)));
    }

    [Fact]
    public void Blocks_of_extensions_which_the_copy_of_Mage_leaves_out_are_copied()
    {
        _host.Run("$null = New-MageBlock orders 'check it' extension -Upstream clean -Content 'print(5)' -Color teal").ThrowOnError();

        _host.Run("$null = Copy-MagePipeline orders orders_v2; $null = Copy-MagePipeline orders orders_v3 -Independent").ThrowOnError();

        MageBlock shared = Blocks("orders_v2")[^1];
        Assert.Equal(("check_it", "check it", "clean", "teal", "print(5)"), (shared.Uuid, shared.Name, shared.UpstreamBlocks.Single(), shared.Color, shared.Content));
        Assert.Equal("BlockShared", _host.Run("Set-MageBlock orders_v2 'check it' -Content 'print(9)'").ErrorId);
        MageBlock own = Blocks("orders_v3")[^1];
        Assert.Equal(("check_it_v3", "clean_v3", "teal", "print(5)"), (own.Uuid, own.UpstreamBlocks.Single(), own.Color, own.Content));
        _host.Run("Set-MageBlock orders_v3 check_it_v3 -Content 'print(9)'").ThrowOnError();
        Assert.Equal("print(5)", Blocks("orders")[^1].Content);
    }

    [Theory]
    [InlineData("orders_v2", "load_v2")]
    [InlineData("other", "load_other")]
    [InlineData("ordersx", "load_ordersx")]
    public void Its_blocks_are_named_by_what_its_own_name_has_more(string name, string block) =>
        Assert.Equal(block, _host.Run($"Copy-MagePipeline orders {name} -Independent | Get-MageBlock").All<MageBlock>()[0].Uuid);

    [Fact]
    public void A_block_in_a_folder_gets_a_file_of_its_own_outside_it()
    {
        _host.Run("$null = New-MageBlock orders sub/one custom -Content 'x = 1' -Upstream load").ThrowOnError();

        _host.Run("$null = Copy-MagePipeline orders orders_v2 -Independent; Set-MageBlock orders_v2 sub_one_v2 -Content 'x = 2'").ThrowOnError();

        Assert.Equal("x = 1", _host.Run("Get-MageBlock orders sub/one -Content").One<MageBlock>().Content);
        Assert.Equal("x = 2", _host.Emulator.State.Data.Files["custom/sub_one_v2.py"].Content);
        _host.Run("$null = New-MageBlock orders sub_one custom").ThrowOnError();
        RunResult result = _host.Run("Copy-MagePipeline orders orders_v3 -Independent");
        Assert.Equal("BlockExists", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Its_schedules_are_switched_off_and_have_tokens_of_their_own()
    {
        _host.Run("Copy-MagePipeline orders orders_v2 -IncludeSchedule").ThrowOnError();

        MageSchedule[] copies = _host.Run("Get-MageSchedule -Pipeline orders_v2").All<MageSchedule>();
        MageSchedule nightly = copies.Single(schedule => schedule.Name == "nightly");
        Assert.Equal(("time", "0 2 * * *", "inactive", 7200, "d", "core"), (nightly.ScheduleType, nightly.ScheduleInterval, nightly.Status, nightly.Sla, nightly.Description, string.Join(", ", nightly.Tags)));
        Assert.Equal((1, 60), ((int)nightly.Variables!["a"]!, (int)nightly.Settings!["timeout"]!));
        string?[] tokens = [.. _host.Run("Get-MageSchedule").All<MageSchedule>().Select(schedule => schedule.GetToken())];
        Assert.Equal(4, tokens.Distinct().Count());
    }

    [Theory]
    [InlineData("Copy-MagePipeline orders 'Orders V2'", "InvalidName")]
    [InlineData("Copy-MagePipeline orders ''", "InvalidName")]
    [InlineData("New-MagePipeline taken; Copy-MagePipeline orders taken", "PipelineExists")]
    [InlineData("Copy-MagePipeline orders orders", "PipelineExists")]
    [InlineData("Copy-MagePipeline nope new", "PipelineNotFound")]
    [InlineData("New-MageBlock orders load_v2 data_loader; Copy-MagePipeline orders orders_v2 -Independent", "BlockExists")]
    public void What_would_leave_a_broken_or_differently_named_copy_is_refused(string script, string error)
    {
        RunResult result = _host.Run(script);

        Assert.Equal(error, result.ErrorId);
        Assert.DoesNotContain(result.Writes, write => write.Contains("clone_pipeline_uuid", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_refuses_the_same()
    {
        Assert.Empty(_host.Run("Get-MagePipeline orders | Copy-MagePipeline -NewName orders_v2 -Independent -IncludeSchedule -WhatIf").ThrowOnError().Writes);
        Assert.Equal("InvalidName", _host.Run("Copy-MagePipeline orders 'Orders V2' -WhatIf").ErrorId);
    }

    private MageBlock[] Blocks(string pipeline) => _host.Run($"Get-MageBlock {pipeline} -Content").All<MageBlock>();
}
