using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Pipelines;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>Others add and delete while a list is read, and the server goes away and comes back while a run is watched.</summary>
public sealed class MovingServerTests
{
    private static MageEmulatorOptions Still => new() { TickMilliseconds = 0 };

    [Fact]
    public async Task Of_1000_pipelines_that_somebody_deletes_while_they_are_listed_each_is_told_once_and_the_rest_is_handled()
    {
        using MageHost host = MageHost.Connected(Still);
        MageSession session = host.Run("Get-MageSession").All<MageSession>()[0];
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => session.Pipelines.CreateAsync(new Pipelines.PipelineChanges { Name = $"p{i:d4}" }, new MageCall())));

        // The list is under way for a while; every second pipeline goes meanwhile.
        host.Emulator.Faults.Next(EmulatorFault.SlowDrip(TimeSpan.FromMilliseconds(60)), pathContains: "pipelines", method: "GET");
        Task<RunResult> reading = Task.Run(() => host.Run("$listed = Get-MagePipeline; $listed.Count; $listed[0..199] | Get-MageBlock"));
        MageHost.Eventually(() => host.Emulator.Requests.Any(request => request.Method == "GET"), "the list was asked for");
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => session.Pipelines.DeleteAsync($"p{i * 2:d4}", new MageCall())));

        RunResult result = await reading;

        Assert.Equal(1000, Assert.Single(result.Output).BaseObject);
        Assert.Equal(500, host.Emulator.CountOf("pipelines"));
        Assert.All(result.Errors, error => Assert.StartsWith("PipelineNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.InRange(result.Errors.Count, 1, 100);
        Assert.Null(result.Terminating);
        Assert.Equal(500, host.Run("Get-MagePipeline").All<MagePipeline>().Length);
    }

    [Theory]
    [InlineData("Get-MagePipelineRun | ForEach-Object Id")]
    [InlineData("Invoke-MageApi pipeline_runs -All -Query @{ disable_retries_grouping = $true; 'order_by[]' = 'id desc' } | ForEach-Object id")]
    public void Runs_that_come_and_go_while_they_are_listed_hide_none_that_stays_and_double_none(string script)
    {
        using MageHost host = MageHost.Connected(Still);
        host.Run("New-MagePipeline etl; New-MageSchedule etl api -Api; Enable-MageSchedule 1").ThrowOnError();
        host.Emulator.SeedRuns("etl", 450, scheduleId: 1);

        RunResult result = host.Run($$"""
            $n = 0
            {{script}} | ForEach-Object {
                $_
                if (++$n % 100 -eq 50) {
                    # Rows above those read are gone, below them too, and two are new.
                    (450 - $n + 10), (450 - $n + 20), (450 - $n - 30) | Where-Object { $_ -gt 0 } | ForEach-Object { $null = Invoke-MageApi "pipeline_runs/$_" DELETE }
                    $null = Invoke-MagePipelineRun -Schedule 1
                }
            }
            """);

        int[] read = [.. result.ThrowOnError().Output.Select(item => Convert.ToInt32(item.BaseObject, System.Globalization.CultureInfo.InvariantCulture))];
        int[] stayed = [.. host.Run("(Get-MagePipelineRun).Id").All<int>().Where(id => id <= 450)];
        Assert.Equal(read.Distinct(), read);
        Assert.Empty(stayed.Except(read));
    }

    [Fact]
    public void Invoke_all_loses_no_row_to_deletions_and_takes_rows_without_an_identity_as_they_come()
    {
        using MageHost host = MageHost.Connected(Still);
        host.Run("New-MagePipeline etl; 1..250 | ForEach-Object { New-MageSchedule etl \"s$($_.ToString('d3'))\" -Interval '@daily' }").ThrowOnError();

        RunResult result = host.Run("$n = 0; Invoke-MageApi pipeline_schedules -All -Query @{ order_by = 'name' } | ForEach-Object { if ($n++ -eq 0) { 1..40 | ForEach-Object { $null = Invoke-MageApi \"pipeline_schedules/$_\" DELETE } }; $_.id }");

        Assert.Empty(Enumerable.Range(41, 210).Except(result.ThrowOnError().Output.Select(item => (int)item.BaseObject)));
        Assert.Equal(result.Output.Count, result.Output.Select(item => item.BaseObject).Distinct().Count());

        for (int page = 0; page < 2; page++)
        {
            host.Emulator.Faults.Next(EmulatorFault.Json($"{{\"logs\":[{string.Join(',', Enumerable.Repeat("{\"line\":\"same\"}", 100))}],\"metadata\":{{\"next\":{(page == 0 ? "true" : "false")}}}}}"));
        }

        RunResult plain = host.Run("Invoke-MageApi logs -All");
        Assert.Equal(200, plain.ThrowOnError().Output.Count);
        Assert.Equal(["GET /api/logs?_limit=100&_offset=0", "GET /api/logs?_limit=400&_offset=100"], plain.Wire);
    }

    [Fact]
    public void A_time_in_a_query_is_written_as_Mage_reads_it()
    {
        using MageHost host = MageHost.Connected(Still);

        RunResult result = host.Run("""
            $null = Invoke-MageApi pipelines -Query ([ordered]@{ a = [datetime]::new(2026, 8, 13, 14, 0, 0, [System.DateTimeKind]::Utc); b = [datetimeoffset]::new(2026, 8, 13, 14, 0, 0, [timespan]::FromHours(2)) })
            """);

        Assert.Equal(["GET /api/pipelines?a=2026-08-13%2014%3A00%3A00.000000&b=2026-08-13%2012%3A00%3A00.000000"], result.ThrowOnError().Wire);
    }

    [Fact]
    public async Task A_server_restarted_while_a_run_is_waited_for_ends_neither_the_waiting_nor_the_session()
    {
        string folder = Directory.CreateTempSubdirectory("mage-emulator").FullName;
        MageEmulatorOptions options = new() { Path = folder, TickMilliseconds = 20, BlockDuration = TimeSpan.FromSeconds(2) };
        MageEmulator? second = null;
        try
        {
            using MageHost host = MageHost.Connected(options);
            host.Run("New-MagePipeline etl; New-MageBlock etl load data_loader -Content 'x = 1'").ThrowOnError();
            Task<RunResult> waiting = Task.Run(() => host.Run("Invoke-MagePipelineRun etl -Wait -PollSec 0.2 -TimeoutSec 30"));
            MageHost.Eventually(() => host.Emulator.Requests.Any(request => request.Path == "/api/pipeline_runs/1" && request.Status == 200), "the run is watched");

            host.Emulator.Stop();
            await Task.Delay(700);
            options.Port = host.Emulator.Port;
            second = MageEmulator.Start(options);

            RunResult result = await waiting;
            MagePipelineRun run = result.One<MagePipelineRun>();
            Assert.Equal((1, "completed"), (run.Id, run.Status));
            Assert.DoesNotContain(second.Requests, request => request.Method != "GET");
            Assert.Equal(1, second.CountOf("pipeline_runs"));
        }
        finally
        {
            second?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
