using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class PipelineTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void New_sends_only_what_was_passed_and_emits_what_was_made()
    {
        RunResult result = _host.Run("New-MagePipeline 'Daily Sales' -Description 'Each morning' -Tag core, finance");

        Assert.Equal(
            ["POST /api/pipelines {\"pipeline\":{\"name\":\"Daily Sales\",\"type\":\"python\",\"description\":\"Each morning\",\"tags\":[\"core\",\"finance\"]}}"],
            result.Wire);
        MagePipeline made = result.One<MagePipeline>();
        Assert.Equal(("daily_sales", "Daily Sales", "python"), (made.Uuid, made.Name, made.Type));
        Assert.Equal(["core", "finance"], made.Tags);
        Assert.Equal("emulator", made.Session!.Name);
    }

    [Theory]
    [InlineData("New-MagePipeline ''")]
    [InlineData("New-MagePipeline '!?'")]
    [InlineData("New-MagePipeline good -Type nonsense")]
    public void New_refuses_what_would_damage_the_server_before_anything_is_sent(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("InvalidInput", result.ErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void New_reports_a_taken_name_in_the_servers_words()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run("New-MagePipeline etl");

        Assert.Equal("PipelineExists", result.ErrorId);
        Assert.Equal("Pipeline etl already exists.", result.Error.Exception.Message);
        Assert.Equal(ErrorCategory.ResourceExists, result.Error.CategoryInfo.Category);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void New_reads_before_it_says_that_a_creation_failed()
    {
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST");

        RunResult result = _host.Run("New-MagePipeline etl");

        Assert.Equal("etl", result.One<MagePipeline>().Uuid);
        Assert.Single(result.Warnings);
        Assert.Equal(["POST /api/pipelines {\"pipeline\":{\"name\":\"etl\",\"type\":\"python\"}}", "GET /api/pipelines?search=etl&_order_by[]=uuid"], result.Wire);
        Assert.Equal(1, _host.Emulator.CountOf("pipelines"));
    }

    [Fact]
    public void WhatIf_writes_nothing_anywhere()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run(
            "New-MagePipeline other -WhatIf; Set-MagePipeline etl -Description x -WhatIf; Rename-MagePipeline etl new -WhatIf; Get-MagePipeline e* | Remove-MagePipeline -WhatIf");

        result.ThrowOnError();
        Assert.Empty(result.Writes);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Get_finds_by_literal_name_and_wildcard_with_one_narrow_request_each()
    {
        _host.Run("'old_a', 'old_b', 'Daily Sales' | New-MagePipeline").ThrowOnError();

        RunResult wildcard = _host.Run("Get-MagePipeline old_*");
        Assert.Equal(["old_a", "old_b"], wildcard.All<MagePipeline>().Select(pipeline => pipeline.Uuid));
        Assert.Equal(["GET /api/pipelines?_order_by[]=uuid"], wildcard.Wire);

        RunResult name = _host.Run("Get-MagePipeline 'Daily Sales'");
        Assert.Equal("daily_sales", name.One<MagePipeline>().Uuid);
        Assert.Equal(["GET /api/pipelines?search=daily_sales&_order_by[]=uuid"], name.Wire);
    }

    [Fact]
    public void Get_is_silent_for_a_wildcard_and_reports_a_literal_that_does_not_exist()
    {
        Assert.Empty(_host.Run("Get-MagePipeline nope*").ThrowOnError().Output);

        RunResult result = _host.Run("Get-MagePipeline nope, nope2");
        Assert.Equal(2, result.Errors.Count);
        Assert.Equal("PipelineNotFound,MageAI.Commands.GetMagePipelineCommand", result.Errors[0].FullyQualifiedErrorId);
        Assert.Equal("nope", result.Errors[0].TargetObject);
    }

    [Fact]
    public void Remove_warns_of_what_stays_behind()
    {
        _host.Run("New-MagePipeline etl; Invoke-MageApi pipelines/etl/pipeline_schedules POST -Body @{ pipeline_schedule = @{ name = 'nightly' } }").ThrowOnError();

        RunResult result = _host.Run("Get-MagePipeline etl | Remove-MagePipeline -Confirm:$false");

        result.ThrowOnError();
        Assert.Empty(result.Output);
        Assert.Contains("stayed behind (id 1)", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["DELETE /api/pipelines/etl"], result.Writes);
    }
}
