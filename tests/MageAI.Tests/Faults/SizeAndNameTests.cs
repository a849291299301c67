using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>Large things, and names that are hard to pass on.</summary>
public sealed class SizeAndNameTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Ten_megabytes_of_code_come_back_to_the_letter()
    {
        _host.Run("New-MagePipeline etl; New-MageBlock etl load data_loader -Content 'x = 1'").ThrowOnError();
        string code = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"v{i} = 'größe \"{i}\" 🎉 \\\\ <&>'\n"));
        Assert.InRange(code.Length, 5_000_000, 20_000_000);
        code += new string('#', Math.Max(0, 10_000_000 - code.Length));

        _host.Run("Set-MageBlock etl load -Content $code", ("code", code)).ThrowOnError();

        Assert.Equal(code, _host.Run("(Get-MageBlock etl load -Content).Content").One<string>());
    }

    [Fact]
    public void A_pipeline_of_5000_blocks_is_read_whole_and_in_order()
    {
        string blocks = string.Join(',', Enumerable.Range(1, 5000).Select(i => $$"""{"uuid":"b{{i}}","name":"b{{i}}","type":"transformer","upstream_blocks":["b{{i - 1}}"],"downstream_blocks":[]}"""));
        _host.Emulator.Faults.Next(EmulatorFault.Json($$$"""{"pipelines":[{"uuid":"etl","name":"etl","type":"python","blocks":[{{{blocks}}}]}],"metadata":{"count":1}}"""), pathContains: "pipelines");
        _host.Emulator.Faults.Next(EmulatorFault.Json($$$"""{"blocks":[{{{blocks}}}],"metadata":{}}"""), pathContains: "blocks");

        MagePipeline pipeline = _host.Run("$p = Get-MagePipeline etl; $p").One<MagePipeline>();
        _host.Run("$p = $null").ThrowOnError();

        Assert.Equal(5000, pipeline.BlockCount);
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => "b" + i), pipeline.Blocks.Select(block => block.Uuid));
        _host.Emulator.Faults.Clear();
        _host.Emulator.Faults.Next(EmulatorFault.Json($$$"""{"blocks":[{{{blocks}}}],"metadata":{}}"""), pathContains: "blocks");
        MageBlock[] read = _host.Run("$p | Get-MageBlock", ("p", pipeline)).All<MageBlock>();
        Assert.Equal(5000, read.Length);
        Assert.All(read, block => Assert.Equal("etl", block.PipelineUuid));
    }

    [Theory]
    [InlineData("it's \"quoted\"")]
    [InlineData("two  spaces")]
    [InlineData("a/b\\c")]
    [InlineData("100%25 %2F")]
    [InlineData("party 🎉 time")]
    [InlineData("שלום עולם")]
    [InlineData("مبيعات ١٢")]
    [InlineData("日本の売上")]
    [InlineData("a?b#c&d=e+f")]
    [InlineData("[x]*`$y;|")]
    [InlineData("../up")]
    [InlineData("con.")]
    public void A_name_is_created_read_piped_on_and_removed(string name)
    {
        MagePipeline made = _host.Run("New-MagePipeline $name", ("name", name)).One<MagePipeline>();
        Assert.Equal(name.Trim(), made.Name);

        Assert.Equal(made.Uuid, _host.Run("Get-MagePipeline $made.Uuid", ("made", made)).One<MagePipeline>().Uuid);
        MageBlock block = _host.Run("$made | New-MageBlock -Name $name -Type custom -Content 'x = 1'", ("made", made), ("name", name.Trim('.').Replace("/", "", StringComparison.Ordinal))).One<MageBlock>();
        Assert.Equal(block.Uuid, _host.Run("$made | Get-MageBlock", ("made", made)).One<MageBlock>().Uuid);
        Assert.Equal("x = 2", _host.Run("$block | Set-MageBlock -Content 'x = 2' -PassThru", ("block", block)).One<MageBlock>().Content);
        MageSchedule schedule = _host.Run("$made | New-MageSchedule -Name $name -Interval '@daily'", ("name", name)).One<MageSchedule>();
        Assert.Equal((name.Trim(), made.Uuid), (schedule.Name, schedule.PipelineUuid));
        Assert.Equal(schedule.Id, _host.Run("Get-MagePipeline -Uuid $made.Uuid | Get-MageSchedule", ("made", made)).One<MageSchedule>().Id);
        _host.Run("$block | Remove-MageBlock -Confirm:$false; $made | Remove-MagePipeline -IncludeSchedule -Confirm:$false").ThrowOnError();
        Assert.Equal((0, 0), (_host.Emulator.CountOf("pipelines"), _host.Emulator.CountOf("schedules")));
    }

    [Theory]
    [InlineData("New-MagePipeline $name", "InvalidValue")]
    [InlineData("New-MagePipeline etl -Description $name", "InvalidValue")]
    [InlineData("Get-MagePipeline etl | New-MageSchedule -Name $name -Interval '@daily'", "InvalidValue")]
    [InlineData("Get-MageBlock $name", "InvalidName")]
    [InlineData("Remove-MagePipeline $name -Confirm:$false", "InvalidName")]
    public void Half_a_surrogate_pair_is_refused_before_anything_is_sent(string script, string id)
    {
        _host.Run("if ($name) { }; New-MagePipeline etl | Out-Null").ThrowOnError();

        RunResult result = _host.Run(script, ("name", "x\ud800y"));

        Assert.Equal(id, result.ErrorId);
        Assert.Empty(result.Writes);
    }
}
