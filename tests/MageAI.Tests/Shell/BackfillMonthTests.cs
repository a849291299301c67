using System;
using System.IO;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>The runbook that backfills a month, as somebody copies it.</summary>
public sealed class BackfillMonthTests : IDisposable
{
    private static readonly string s_script = Path.Combine(Repository.Root, "examples", "backfill-month.ps1");

    private readonly MageHost _host = MageHost.Connected();

    public BackfillMonthTests() => _host.Run("""
        New-MagePipeline orders; New-MageBlock orders load custom
        New-MagePipeline bad; New-MageBlock bad fail custom -Content 'raise ValueError("no such day")'
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_month_is_run_once_however_often_it_is_asked_for()
    {
        string[] lines = Run("-Pipeline orders -Month 2026-02").All<string>();

        Assert.Equal(Enumerable.Range(1, 28).Select(day => $"2026-02-{day:00} completed"), lines.Order(StringComparer.Ordinal));
        Assert.Equal(28, _host.Emulator.CountOf("pipeline_runs"));
        Assert.Equal(4, _host.Run("(Get-MageBackfill 1).Settings['pipeline_run_limit']").One<int>());

        RunResult again = Run("-Pipeline orders -Month 2026-02");
        Assert.Equal("2026-02 of orders is done; nothing to do.", again.One<string>());
        Assert.Empty(again.Writes);
        Assert.Equal(28, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void The_look_alone_writes_nothing()
    {
        RunResult result = Run("-Pipeline orders -Month 2026-01 -WhatIf");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Empty(result.Writes);
        Assert.Equal(31, result.Information.Count);
        Assert.Equal(0, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void A_run_that_fails_fails_the_script_and_no_day_is_run_again_after_it()
    {
        RunResult failed = Run("-Pipeline bad -Month 2026-02");
        Assert.NotNull(failed.Terminating);
        Assert.Equal("RunFailed", failed.ErrorId);
        Assert.Contains("no such day", failed.Error.Exception.Message, StringComparison.Ordinal);

        RunResult again = Run("-Pipeline bad -Month 2026-02");
        Assert.Equal("RunFailed", again.ErrorId);
        Assert.Empty(again.Writes);
        Assert.Equal(28, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_month_that_was_planned_only_is_started()
    {
        _host.Run("New-MageBackfill orders 'orders 2026-02' -From 2026-02-01 -To 2026-02-28").ThrowOnError();

        string[] lines = Run("-Pipeline orders -Month 2026-02").All<string>();

        Assert.Equal("2026-02 of orders is there already: no day is run twice.", lines[0]);
        Assert.Equal(Enumerable.Range(1, 28).Select(day => $"2026-02-{day:00} completed"), lines.Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(1, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void A_backfill_of_that_name_with_other_dates_or_without_all_its_runs_is_no_success()
    {
        _host.Run("$null = New-MageBackfill orders 'orders 2026-03' -From 2026-03-01 -To 2026-03-01 -Start -Wait -PollSec 0.02").ThrowOnError();
        Assert.Contains("not of this month", Assert.ThrowsAny<Exception>(() => Run("-Pipeline orders -Month 2026-03").ThrowOnError()).Message, StringComparison.Ordinal);
        Assert.Equal(1, _host.Emulator.CountOf("backfills"));
    }

    [Theory]
    [InlineData("-Pipeline orders*  -Month 2026-01")]
    [InlineData("-Pipeline orders -Month 2026-01 -Uri ''")]
    [InlineData("-Pipeline orders -Month january")]
    [InlineData("-Pipeline nope -Month 2026-01")]
    public void What_cannot_be_meant_ends_it_before_a_write(string arguments)
    {
        RunResult result = Run(arguments);

        Assert.NotNull(result.Error);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void As_a_process_it_shows_every_date_and_tells_of_a_failure_by_its_exit_code()
    {
        using IDisposable time = _host.Clock.Follow();
        string uri = _host.Emulator.Uri.ToString();

        ShellRun look = ShellRun.Of("-NonInteractive", s_script, "-Pipeline", "orders", "-Month", "2026-01", "-Uri", uri, "-WhatIf");
        Assert.Equal((0, ""), (look.ExitCode, look.Error));
        Assert.Equal(31, look.Out.Split('\n').Count(line => line.Contains("What if:", StringComparison.Ordinal) && line.Contains("run of pipeline orders for 2026-01-", StringComparison.Ordinal)));

        ShellRun failed = ShellRun.Of("-NonInteractive", s_script, "-Pipeline", "bad", "-Month", "2026-02", "-Uri", uri);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("no such day", failed.Error, StringComparison.Ordinal);

        ShellRun table = ShellRun.Of("-Command", $"$PSStyle.OutputRendering = 'PlainText'; Connect-Mage {uri}; Get-MageBackfill -IncludeRunCount | Out-String -Width 120");
        Assert.All(table.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Matches("1 bad 2026-02 +bad +failed +0/28 +1d +2026-02-01 to 2026-02-28", table.Out);
    }

    private RunResult Run(string arguments) => _host.Run($"& $script {arguments} -TimeoutSec 60", ("script", s_script));
}
