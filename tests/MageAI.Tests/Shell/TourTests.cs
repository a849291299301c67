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
}
