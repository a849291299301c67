using System.IO;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

public sealed class TourTests
{
    [Fact]
    public void The_tour_runs_to_its_end_and_leaves_nothing()
    {
        ShellRun run = ShellRun.Of("-NonInteractive", Path.Combine(Repository.Root, "examples", "tour.ps1"));

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("load_orders \u2192 sum_up \u2192 store_totals", run.Out);
        Assert.Contains("completed", run.Out);
        Assert.EndsWith("Pipelines left: 0\n", run.Out);
    }

    [Fact]
    public void The_daily_report_runs_where_only_the_engine_is()
    {
        using TemporaryFolder folder = new();
        string script = Path.Combine(Repository.Root, "examples", "daily-report.ps1");

        ShellRun run = ShellRun.OfScript($"$emulator = Start-MageEmulator -Sample\n& '{script}' -Uri $emulator.Uri -Since 14d -Path '{folder.Path}/report.html'\n\"Sessions left: $(@(Get-MageSession).Count)\"\n$emulator | Stop-MageEmulator");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\d+ +\d+\.\d % .* orders_hourly", run.Out);
        Assert.Contains("report.html", run.Out);
        Assert.Contains("Sessions left: 0", run.Out);
        Assert.True(File.Exists(Path.Combine(folder.Path, "report.html")));
    }
}
