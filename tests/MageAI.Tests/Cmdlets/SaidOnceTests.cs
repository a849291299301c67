using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What stands on the command line and holds for everything the command is about is said once.</summary>
public sealed class SaidOnceTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public SaidOnceTests() => _host.Run("""
        $null = New-MagePipeline one; $null = New-MagePipeline two
        'load', 'clean' | ForEach-Object { $null = New-MageBlock one $_ custom }
        'one', 'two' | ForEach-Object { $null = New-MageSchedule $_ nightly -Interval daily }
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Set-MageSchedule * -Cron '0 25 * * *'", "InvalidCron")]
    [InlineData("Set-MageSchedule * -Cron '0 25 * * *' -WhatIf", "InvalidCron")]
    [InlineData("Set-MageSchedule * -Cron '0 0,12 * * 1' -TimeZone Asia/Tokyo", "InvalidCron")]
    [InlineData("Set-MageSchedule * -Interval fortnightly", "InvalidCron")]
    [InlineData("Set-MageSchedule * -Interval daily -Cron '0 6 * * *'", "InvalidInput")]
    [InlineData("Set-MageSchedule * -Type timed", "UnknownWord")]
    [InlineData("Set-MageSchedule * -Status on", "UnknownWord")]
    [InlineData("Set-MageSchedule * -Setting @{ skipit = 1 }", "UnknownKey")]
    [InlineData("Set-MageSchedule * -NewName ''", "InvalidName")]
    [InlineData("New-MageSchedule one, two x -Cron nonsense", "InvalidCron")]
    [InlineData("New-MageSchedule * x -Api -Status on", "UnknownWord")]
    [InlineData("Set-MagePipeline * -Type nonsense", "UnknownWord")]
    [InlineData("Set-MagePipeline * -RetryConfig @{ tries = 1 }", "UnknownKey")]
    [InlineData("'three', 'four' | New-MagePipeline -ExecutorType nonsense", "UnknownWord")]
    [InlineData("Set-MageBlock one * -Color mauve", "UnknownWord")]
    [InlineData("Set-MageBlock one * -Path ./no/such.py", "FileNotFound")]
    [InlineData("Set-MageBlock one * -Path ./no/such.py -Content x", "InvalidInput")]
    [InlineData("'one', 'two' | New-MageBlock -Name x -Type nonsense", "UnknownWord")]
    [InlineData("'one', 'two' | New-MageBlock -Name x -Type custom -Path ./no/such.py", "FileNotFound")]
    [InlineData("'one', 'two' | New-MageBlock -Name x -Type custom -Path ''", "EmptyInput")]
    [InlineData("'one', 'two' | New-MageBlock -Name x -Type custom -Path $null", "EmptyInput")]
    [InlineData("'one', 'two' | New-MageBlock -Name x -Type custom -Content $null", "EmptyInput")]
    [InlineData("'one', 'two' | New-MageBlock -Name x -Type custom -Content a -ReuseExisting", "InvalidInput")]
    [InlineData("'one', 'two' | New-MageBlock -Name '' -Type custom", "InvalidName")]
    [InlineData("Set-MageBlock one * -Content $null", "EmptyInput")]
    [InlineData("Set-MageBlock one * -Path ''", "EmptyInput")]
    [InlineData("Set-MageBlock one * -NewName ''", "InvalidName")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 2026-01-02 -To 2026-01-01", "InvalidTime")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 2026-01-02 -To 2026-01-01 -WhatIf", "InvalidTime")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 30d -To 40d -Every 1d", "InvalidTime")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 2020-01-01 -To 2026-01-01", "TooManyRuns")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 2026-01-01 -To 2026-01-02 -Every 1s", "TooManyRuns")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 2026-01-01 -To 2026-01-02 -Setting @{ skipit = 1 }", "UnknownKey")]
    [InlineData("'one', 'two' | New-MageBackfill -Name x -From 2026-01-01 -To 2026-01-02 -Variable @{ ds = 1 }", "InvalidValue")]
    [InlineData("'one', 'two' | New-MageBackfill -Name '' -From 2026-01-01 -To 2026-01-02", "InvalidName")]
    [InlineData("'one', 'two' | New-MageSchedule -Name '' -Interval daily", "InvalidName")]
    [InlineData("'one', 'two' | Copy-MagePipeline -NewName 'Bad Name'", "InvalidName")]
    [InlineData("'one', 'two' | Copy-MagePipeline -NewName ''", "InvalidName")]
    [InlineData("'one', 'two' | Rename-MagePipeline -NewName '///'", "InvalidName")]
    [InlineData("'one', 'two' | Set-MagePipeline -NewName ''", "InvalidName")]
    [InlineData("1, 2 | Restart-MagePipelineRun -FromBlock ''", "EmptyInput")]
    public void A_value_that_is_wrong_for_all_is_refused_before_anything_is_read(string command, string id)
    {
        RunResult result = _host.Run(command);

        Assert.Equal(id, result.ErrorId);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void A_value_of_a_row_is_wrong_for_that_row_alone()
    {
        RunResult result = _host.Run("[pscustomobject]@{ Id = 1; Cron = 'x' }, [pscustomobject]@{ Id = 2; Cron = '0 5 * * *' } | Set-MageSchedule");

        Assert.Equal("InvalidCron", result.ErrorId);
        Assert.Equal(["PUT /api/pipeline_schedules/2 {\"pipeline_schedule\":{\"schedule_interval\":\"0 5 * * *\"}}"], result.Writes);
    }

    [Fact]
    public void A_row_may_bring_the_step_that_the_dates_on_the_command_line_need()
    {
        RunResult result = _host.Run("[pscustomobject]@{ Pipeline = 'one'; Every = '1y' }, [pscustomobject]@{ Pipeline = 'two'; Every = '1d' } | New-MageBackfill -Name x -From 2020-01-01 -To 2026-01-01");

        Assert.Equal("TooManyRuns", result.ErrorId);
        Assert.Equal(["one"], _host.Run("Get-MageBackfill").All<MageBackfill>().Select(backfill => backfill.PipelineUuid));
    }

    [Theory]
    [InlineData("Set-MageSchedule * -Cron '0 6 * * *' -TimeZone Asia/Tokyo")]
    [InlineData("'one', 'two' | New-MageSchedule -Name x -Cron '0 6 * * *' -TimeZone Asia/Tokyo")]
    public void What_a_place_makes_of_a_cron_expression_is_said_once(string command) =>
        Assert.StartsWith("'0 6 * * *' in Asia/Tokyo is '0 21 * * *' in UTC", Assert.Single(_host.Run(command).ThrowOnError().Warnings), StringComparison.Ordinal);

    [Fact]
    public void A_place_on_the_command_line_is_for_the_expressions_of_a_table()
    {
        RunResult result = _host.Run("[pscustomobject]@{ Id = 1; Cron = '0 6 * * *' }, [pscustomobject]@{ Id = 2; Cron = '0 7 * * *' } | Set-MageSchedule -TimeZone Asia/Tokyo");

        Assert.Equal(2, result.ThrowOnError().Warnings.Count);
        Assert.Equal(["0 21 * * *", "0 22 * * *"], _host.Run("Get-MageSchedule").All<MageSchedule>().OrderBy(schedule => schedule.Id).Select(schedule => schedule.ScheduleInterval));
    }
}
