using System;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Runs that need somebody: failures still open, runs that are stuck, the newest of each, those with certain variables.</summary>
public sealed class RunTestsFind : RunTestsBase
{
    private const string Tail = "disable_retries_grouping=true&order_by[]=id%20desc&_limit=100&_offset=0";

    public RunTestsFind()
        : base(Still)
    {
        Pipeline(_host, "etl");
        Pipeline(_host, "sales");
        _host.Emulator.SeedRuns("etl", 6);
        _host.Emulator.SeedRuns("sales", 3);
    }

    [Fact]
    public void A_run_made_in_the_same_second_is_made_since()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        DateTimeOffset begun = Clock.GetUtcNow();
        int made = _host.Run("Invoke-MagePipelineRun etl").One<MagePipelineRun>().Id;

        Assert.Equal(made, _host.Run("Get-MagePipelineRun -Since $begun", ("begun", begun)).One<MagePipelineRun>().Id);
        Assert.Empty(_host.Run("Get-MagePipelineRun -Since $later", ("later", begun.AddSeconds(0.5))).ThrowOnError().Output);
    }

    [Fact]
    public void Open_failures_are_the_newest_attempts_that_failed()
    {
        Arrange(run => run.Status = "failed", 1, 2, 4, 8);
        Arrange(run => run.ExecutionDate = _host.Emulator.State.Data.Runs[2].ExecutionDate, 5);
        Arrange(run => run.ExecutionDate = _host.Emulator.State.Data.Runs[4].ExecutionDate, 6);
        Arrange(run => run.Status = "failed", 6);

        RunResult result = _host.Run("Get-MagePipelineRun -LastFailed");

        Assert.Equal([8, 6, 1], result.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal([$"GET /api/pipeline_runs?status=last_run_failed&{Tail}"], result.Wire);
        Assert.Equal([6, 1], _host.Run("Get-MagePipeline etl | Get-MagePipelineRun -LastFailed -Since 1h").All<MagePipelineRun>().Select(run => run.Id));
    }

    [Fact]
    public void A_server_that_answers_with_other_states_too_is_not_believed()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("""{"pipeline_runs":[{"id":2,"status":"completed"},{"id":1,"status":"failed"}],"metadata":{"count":2,"next":false}}"""));

        Assert.Equal(1, _host.Run("Get-MagePipelineRun -LastFailed").One<MagePipelineRun>().Id);
    }

    [Fact]
    public void The_newest_of_each_pipeline_costs_a_request_a_pipeline()
    {
        RunResult all = _host.Run("Get-MagePipelineRun -Latest");

        Assert.Equal([6, 9], all.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal(
            [
                "GET /api/pipelines?_order_by[]=uuid",
                "GET /api/pipeline_runs?pipeline_uuid=etl&disable_retries_grouping=true&order_by[]=id%20desc&_limit=1&_offset=0",
                "GET /api/pipeline_runs?pipeline_uuid=sales&disable_retries_grouping=true&order_by[]=id%20desc&_limit=1&_offset=0",
            ],
            all.Wire);

        Arrange(run => run.Status = "failed", 3, 4, 8);
        Assert.Equal([4, 8], Ids("Get-MagePipelineRun -Pipeline etl, sales -Latest -Status failed"));
        Assert.Equal([4], Ids("Get-MagePipelineRun -Pipeline etl, sales -Latest -Status failed -First 1"));
        Assert.Equal([9], Ids("Get-MagePipeline sales | Get-MagePipelineRun -Latest -Since 1h"));
        Assert.Equal([6, 9], Ids("Get-MagePipelineRun -Schedule seeded -Latest").Order());
        Assert.Equal("PipelineNotFound", _host.Run("Get-MagePipelineRun -Pipeline nope -Latest").ErrorId);
    }

    [Fact]
    public void Runs_that_take_too_long_or_do_not_begin_are_found_also_those_past_their_SLA()
    {
        DateTime now = DateTime.UtcNow;
        Arrange(run => { run.Status = "running"; run.StartedAt = now.AddHours(-7); run.PassedSla = true; }, 1);
        Arrange(run => { run.Status = "running"; run.StartedAt = now.AddHours(-1); }, 2);
        Arrange(run => { run.Status = "running"; run.StartedAt = null; run.CreatedAt = now.AddHours(-8); }, 3);
        Arrange(run => { run.Status = "initial"; run.StartedAt = null; run.CreatedAt = now.AddMinutes(-45); }, 4);
        Arrange(run => { run.Status = "initial"; run.StartedAt = null; run.CreatedAt = now.AddMinutes(-5); }, 5);

        RunResult running = _host.Run("Get-MagePipelineRun -RunningLongerThan 6h -Verbose");
        Assert.Equal([3, 1], running.All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal([$"GET /api/pipeline_runs?status=running&{Tail}"], running.Wire);
        Assert.Contains(running.Verbose, line => line.Contains("etl run 3 (running) does not say when it began", StringComparison.Ordinal));
        Assert.Equal([4], Ids("Get-MagePipelineRun -InitialLongerThan ([timespan]'00:30')"));
        Assert.Equal([4, 3, 1], Ids("Get-MagePipelineRun -RunningLongerThan 6h -InitialLongerThan 30m"));
        Assert.Contains("such as 6h", _host.Run("Get-MagePipelineRun -RunningLongerThan six").Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_find_runs_by_pattern_by_value_and_by_their_absence()
    {
        Variables(1, """{"region":"north","full":true,"n":3,"list":[1,2]}""");
        Variables(2, """{"region":"north-east","full":false}""");
        Variables(3, """{"region":"south","full":true}""");
        Arrange(run => run.EventVariables = JsonNode.Parse("""{"region":"north"}"""), 4);

        Assert.Equal([4, 2, 1], Ids("Get-MagePipelineRun -Variable @{ region = 'north*' }"));
        Assert.Equal([3, 1], Ids("Get-MagePipelineRun -Variable @{ full = $true }"));
        Assert.Equal([3, 1], Ids("Get-MagePipelineRun -Variable @{ full = 'TRUE' }"));
        Assert.Equal([1], Ids("Get-MagePipelineRun -Variable @{ n = 3.0; list = 1, 2; region = '?orth' }"));
        Assert.Equal([3, 2, 1], Ids("Get-MagePipelineRun -Pipeline etl -Variable @{ region = '*'; day = $null } -First 4").Except([4]));
        Assert.Equal([2], Ids("Get-MagePipelineRun -Variable @{ region = 'north*' } -Skip 1 -First 1"));
    }

    private int[] Ids(string script) => [.. _host.Run(script).All<MagePipelineRun>().Select(run => run.Id)];

    private void Variables(int id, string json) => Arrange(run => run.Variables = JsonNode.Parse(json), id);

    private void Arrange(Action<PipelineRun> change, params int[] ids)
    {
        lock (_host.Emulator.State.Gate)
        {
            Array.ForEach(ids, id => change(_host.Emulator.State.Data.Runs[id]));
        }
    }
}
