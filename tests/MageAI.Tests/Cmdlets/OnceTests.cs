using System;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What is named twice is one thing: it is dealt with once, and counted once.</summary>
public sealed class OnceTests : IDisposable
{
    private readonly MageHost _host = MageHost.Listening();

    public OnceTests() => _host.Run("""
        $null = 'etl', 'other' | New-MagePipeline
        $null = New-MageBlock etl load data_loader -Content '# emulator: seconds=600'
        $null = New-MageSchedule etl each -Cron '0 * * * *' -Enabled
        $null = New-MageSchedule etl by-hand -Api -Enabled
        $null = New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-MageUpcomingRun -Next 6h | Disable-MageSchedule", 1)]
    [InlineData("Disable-MageSchedule 1, each, e*", 1)]
    [InlineData("Enable-MageSchedule 1, 1", 0)]
    [InlineData("Reset-MageScheduleToken 2, by-hand", 1)]
    [InlineData("Remove-MageSchedule 1, 1 -Confirm:$false", 1)]
    [InlineData("Get-MageUpcomingRun -Next 6h | Remove-MageSchedule -Confirm:$false", 1)]
    [InlineData("Remove-MagePipeline other, other -Confirm:$false", 1)]
    [InlineData("Remove-MageBlock etl load, load -Confirm:$false", 1)]
    [InlineData("Remove-MageBackfill 1, 1 -Confirm:$false", 1)]
    [InlineData("Start-MageBackfill jan, 1", 1)]
    [InlineData("Invoke-MagePipelineRun -Schedule 2, by-hand", 1)]
    [InlineData("Get-MageSchedule by-hand | ForEach-Object { $_, $_ } | Invoke-MagePipelineRun", 2)]
    [InlineData("Invoke-MagePipelineRun -Schedule 2; Stop-MagePipelineRun 1, 1", 2)]
    public void It_is_dealt_with_once(string script, int writes)
    {
        RunResult result = _host.Run(script);

        Assert.Equal(writes, result.ThrowOnError().Writes.Length);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void It_is_counted_once()
    {
        Assert.Single(_host.WhatIf("Get-MageUpcomingRun -Next 6h | Disable-MageSchedule -WhatIf"));
        Assert.Single(_host.WhatIf("Remove-MagePipeline other, other -WhatIf"));
        Assert.Contains("2 schedules would be changed", _host.Shown("Set-MageSchedule 1, 2, 1 -Sla 1h -WhatIf")[^1], StringComparison.Ordinal);
        Assert.Contains("2 ", _host.Shown("@{ n = 1 }, @{ n = 2 } | Invoke-MagePipelineRun -Schedule by-hand -WhatIf")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_around_a_new_name_are_left_out()
    {
        Assert.Equal(("sales", "Sales"), _host.Run("New-MagePipeline 'Sales '").One<MagePipeline>() is var made ? (made.Uuid, made.Name) : default);
        Assert.Equal("x", _host.Run("New-MageSchedule sales ' x ' -Api").One<MageSchedule>().Name);
        Assert.Equal("load_it", _host.Run("New-MageBlock sales \"load it`t\" custom").One<MageBlock>().Uuid);
        Assert.Equal("b", _host.Run("New-MageBackfill sales ' b' -From 2026-01-01 -To 2026-01-02").One<MageBackfill>().Name);
        Assert.Equal("sold", _host.Run("Rename-MagePipeline sales ' Sold' -PassThru").One<MagePipeline>().Uuid);
        Assert.Equal("y", _host.Run("Set-MageSchedule x -NewName 'y ' -PassThru").One<MageSchedule>().Name);
        Assert.Equal("InvalidName", _host.Run("New-MagePipeline ' '").ErrorId);
    }

    [Fact]
    public void A_second_backfill_of_a_name_is_refused_unless_it_is_meant()
    {
        RunResult refused = _host.Run("New-MageBackfill etl jan -From 2026-02-01 -To 2026-02-02");

        Assert.Equal("BackfillExists", refused.ErrorId);
        Assert.Equal("Pipeline etl has a backfill 'jan' already, with the id 1; nothing was sent.", refused.Error.Exception.Message);
        Assert.Equal("See it with Get-MageBackfill 1, or choose another name. Pass -AllowDuplicate if two of that name are meant.", refused.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(refused.Writes);
        Assert.Equal("BackfillExists", _host.Run("New-MageBackfill etl jan -From 2026-02-01 -To 2026-02-02 -WhatIf").ErrorId);
        Assert.Equal("BackfillExists", _host.Run("'feb', 'feb' | ForEach-Object { [pscustomobject]@{ Pipeline = 'etl'; Name = $_; From = '2026-02-01'; To = '2026-02-02' } } | New-MageBackfill -WhatIf").ErrorId);
        Assert.Equal("jan", _host.Run("New-MageBackfill other jan -From 2026-02-01 -To 2026-02-02").One<MageBackfill>().Name);
        Assert.Equal("jan", _host.Run("New-MageBackfill etl jan -From 2026-02-01 -To 2026-02-02 -AllowDuplicate").One<MageBackfill>().Name);
    }

    [Fact]
    public void Times_in_a_preview_are_marked_as_UTC() => Assert.Contains(
        "StartTime: (none) -> 2026-11-30 23:00:00Z", _host.WhatIf("Set-MageSchedule each -StartTime 2026-11-30T23:00:00Z -WhatIf")[0], StringComparison.Ordinal);
}
