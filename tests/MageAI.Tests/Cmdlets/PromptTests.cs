using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using MageAI.Commands;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What is shown where somebody looks on. That is believed by the whole process, so these tests stand together and run one after another.</summary>
public sealed class PromptTests : RunTestsBase
{
    [Fact]
    public void Where_somebody_looks_on_each_run_has_a_bar_with_its_blocks_and_time()
    {
        Pipeline(_host, "etl", "x = 1", "# emulator: seconds=0.3");
        Interactivity.Assumed = true;
        try
        {
            using PowerShell one = PowerShell.Create(_host.Runspace);
            _host.Run(one, "Invoke-MagePipelineRun etl -Wait -PollSec 0.02").ThrowOnError();
            Assert.Contains(one.Streams.Progress, record => record.Activity == "etl run 1" && record.StatusDescription.StartsWith("1 of 2 blocks done, 00:00:0", StringComparison.Ordinal)
                && record.StatusDescription.EndsWith(", etl_1", StringComparison.Ordinal) && record.CurrentOperation == "etl_1" && record.PercentComplete == 50 && record.ParentActivityId == -1);
            Assert.Equal(ProgressRecordType.Completed, one.Streams.Progress.Last().RecordType);

            Assert.DoesNotContain(one.Streams.Progress, record => record.StatusDescription.Contains("0 of 0", StringComparison.Ordinal));
            string[] clocks = [.. one.Streams.Progress.Select(record => Regex.Match(record.StatusDescription, @"\d\d:\d\d:\d\d").Value).Where(clock => clock.Length > 0)];
            Assert.Equal(clocks.Order(StringComparer.Ordinal), clocks);

            using PowerShell many = PowerShell.Create(_host.Runspace);
            _host.Run(many, "1..3 | ForEach-Object { Invoke-MagePipelineRun etl } | Wait-MagePipelineRun -PollSec 0.02").ThrowOnError();
            ProgressRecord all = many.Streams.Progress.First();
            Assert.Equal("0 of 3 runs have ended, 00:00:00", all.StatusDescription);
            Assert.Equal(["etl run 2", "etl run 3", "etl run 4"], many.Streams.Progress.Where(record => record.ParentActivityId == all.ActivityId).Select(record => record.Activity).Distinct().Order());
            Assert.All(
                many.Streams.Progress.GroupBy(record => record.ActivityId),
                bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().RecordType));
        }
        finally
        {
            Interactivity.Assumed = null;
        }
    }

    [Fact]
    public void Where_somebody_looks_on_a_connection_is_told_of_and_nothing_is_emitted()
    {
        Assert.Equal(["Mage"], Tags("Connect-Mage"));
        Interactivity.Assumed = true;
        try
        {
            Assert.Equal(["PSHOST", "Mage"], Tags("Connect-Mage"));
            Assert.Equal(["Mage"], Tags("Connect-Mage -InformationAction SilentlyContinue"));
        }
        finally
        {
            Interactivity.Assumed = null;
        }

        string[] Tags(string command)
        {
            using PowerShell shell = PowerShell.Create(_host.Runspace);
            Assert.Empty(_host.Run(shell, "$emulator | " + command).ThrowOnError().Output);
            return [.. Assert.Single(shell.Streams.Information).Tags];
        }
    }

    [Fact]
    public void Many_show_how_far_they_are_where_somebody_looks_on()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.SeedRuns("etl", 4);
        Interactivity.Assumed = true;
        try
        {
            using PowerShell shell = PowerShell.Create(_host.Runspace);
            _host.Run(shell, "Get-MagePipelineRun | Remove-MagePipelineRun -Confirm:$false").ThrowOnError();

            Assert.Equal(["0 of 4", "1 of 4", "2 of 4", "3 of 4", "4 of 4", "Done"], shell.Streams.Progress.Select(record => record.StatusDescription));
        }
        finally
        {
            Interactivity.Assumed = null;
        }
    }
}
