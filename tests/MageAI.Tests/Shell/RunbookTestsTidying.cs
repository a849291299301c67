using System;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>The runbooks that tidy up. Nothing runs meanwhile.</summary>
public sealed class RunbookTestsTidying : RunbookTestsBase
{
    private const string Cancel = "{\"pipeline_run\":{\"status\":\"cancelled\"}}";

    public RunbookTestsTidying()
        : base(Still)
    {
    }

    [Fact]
    public void What_runs_too_long_is_cancelled_whatever_its_SLA_and_a_second_time_nothing_is()
    {
        StuckRuns();

        RunResult result = Run("cancel-stuck.ps1");

        Assert.Equal([$"PUT /api/pipeline_runs/2 {Cancel}", $"PUT /api/pipeline_runs/1 {Cancel}"], result.ThrowOnError().Writes);
        string[] lines = result.All<string>();
        Assert.Equal(("Running for more than 6h: 2.", "Waiting for more than 30m: 1."), (lines[0], lines[3]));
        Assert.Matches("^etl run 2, begun .*: cancelled$", lines[1]);
        Assert.Equal(["cancelled", "cancelled", "running", "initial", "initial"], Enumerable.Range(1, 5).Select(StatusOfRun));

        RunResult again = Run("cancel-stuck.ps1");
        Assert.Equal("Running for more than 6h: 0.", again.All<string>()[0]);
        Assert.Empty(again.Writes);
    }

    [Fact]
    public void What_waits_is_shown_with_the_reason_as_far_as_it_is_known()
    {
        StuckRuns();
        Arrange(run => run.Status = "running", 5);
        string Reason() => Assert.Single(Run("cancel-stuck.ps1 -RunningLongerThan 30d").ThrowOnError().Warnings).Split("has not begun: ")[1];

        Assert.Equal("its schedule seeded (id 1) is inactive.", Reason());

        _host.Run("Enable-MageSchedule 1").ThrowOnError();
        Assert.Equal("the reason is not known.", Reason());

        lock (_host.Emulator.State.Gate)
        {
            _host.Emulator.State.Data.Schedules[0].Settings = JsonNode.Parse("""{"pipeline_run_limit":2}""");
        }

        Assert.Equal("its schedule seeded (id 1) allows 2 at once, and 4 are running.", Reason());

        _host.Emulator.SetSchedulerRunning(false);
        Assert.Equal("the scheduler is stopped.", Reason());
    }

    [Fact]
    public void A_run_that_cannot_be_cancelled_spares_no_other_and_ends_the_runbook()
    {
        StuckRuns();
        _host.Emulator.Faults.Next(s_refusal, 1, "pipeline_runs/2", "PUT");

        RunResult result = Run("cancel-stuck.ps1");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.NotNull(result.Terminating);
        Assert.Equal(["cancelled", "running"], Enumerable.Range(1, 2).Select(StatusOfRun));
        Assert.Single(result.Warnings);
    }

    [Fact]
    public void Old_runs_are_removed_but_the_newest_and_those_that_have_not_ended_and_nobody_is_asked()
    {
        OldRuns();

        RunResult result = Run("purge-runs.ps1 -KeepLast 3", "$ConfirmPreference = 'Low'");

        Assert.Equal("Older than 90 days: 9. Removed: 6. Kept as one of the last 3 of its pipeline: 3.", result.One<string>());
        Assert.Equal(Enumerable.Range(2, 6).Reverse().Select(id => $"DELETE /api/pipeline_runs/{id}"), result.Writes);
        Assert.Equal([12, 11, 10, 9, 8, 1], _host.Run("Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));

        RunResult again = Run("purge-runs.ps1 -KeepLast 3");
        Assert.Equal("Older than 90 days: 3. Removed: 0. Kept as one of the last 3 of its pipeline: 3.", again.One<string>());
        Assert.Empty(again.Writes);
        Assert.Equal("No run is older than 365 days; nothing to do.", Run("purge-runs.ps1 -Days 365").One<string>());
    }

    [Fact]
    public void Removal_asks_where_it_is_told_to_ask_and_not_where_nobody_can_answer()
    {
        OldRuns();

        RunResult result = Run("purge-runs.ps1 -KeepLast 3 -Confirm");

        Assert.NotNull(result.Terminating);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void A_run_that_cannot_be_removed_keeps_no_other_and_ends_the_runbook()
    {
        OldRuns();
        _host.Emulator.Faults.Next(s_refusal, 1, "pipeline_runs/6", "DELETE");

        RunResult result = Run("purge-runs.ps1 -KeepLast 3");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.NotNull(result.Terminating);
        Assert.Equal("Older than 90 days: 9. Removed: 5. Kept as one of the last 3 of its pipeline: 3.", Assert.Single(result.Output).BaseObject);
        Assert.Equal([$"DELETE /api/pipeline_runs/6"], Run("purge-runs.ps1 -KeepLast 3").ThrowOnError().Writes);
    }

    /// <summary>Two run for too long, one of them past its SLA; one runs shortly, past it too; two wait, one of them for too long.</summary>
    private void StuckRuns()
    {
        Pipeline(_host, "etl", "x = 1");
        _host.Emulator.SeedRuns("etl", 5);
        DateTime now = DateTime.UtcNow;
        Arrange(run => { run.Status = "running"; run.StartedAt = now.AddHours(-8); }, 1, 2);
        Arrange(run => run.PassedSla = true, 2, 3);
        Arrange(run => { run.Status = "running"; run.StartedAt = now.AddHours(-1); }, 3);
        Arrange(run => { run.Status = "initial"; run.StartedAt = null; run.CreatedAt = now.AddMinutes(-45); }, 4);
        Arrange(run => { run.Status = "initial"; run.StartedAt = null; run.CreatedAt = now.AddMinutes(-5); }, 5);
        _host.Run("Disable-MageSchedule 1").ThrowOnError();
    }

    /// <summary>Ten old runs of one pipeline, of which the first waits still, and two new ones of another.</summary>
    private void OldRuns()
    {
        Pipeline(_host, "etl", "x = 1");
        Pipeline(_host, "sales", "x = 1");
        _host.Emulator.SeedRuns("etl", 10, newest: DateTimeOffset.UtcNow.AddDays(-100));
        _host.Emulator.SeedRuns("sales", 2);
        Arrange(run => run.Status = "initial", 1);
    }
}
