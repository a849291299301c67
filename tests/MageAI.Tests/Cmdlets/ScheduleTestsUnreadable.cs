using System;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Somebody stored a cron expression that never fires, and Mage can list no schedules any more.</summary>
public sealed class ScheduleTestsUnreadable : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public ScheduleTestsUnreadable() => _host.Run("""
        New-MagePipeline etl | New-MageSchedule -Name good -Cron '0 6 * * *' | Out-Null
        $bad = @{ pipeline_schedule = @{ name = 'bad'; schedule_type = 'time'; schedule_interval = '0 0 31 2 *'; description = 'kept' } }
        Invoke-MageApi -Method Post pipelines/etl/pipeline_schedules -Body $bad | Out-Null
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-MageSchedule")]
    [InlineData("Get-MageSchedule good")]
    [InlineData("Get-MageSchedule -Pipeline etl")]
    [InlineData("Get-MageSchedule -Pipeline e*")]
    [InlineData("Disable-MageSchedule good")]
    [InlineData("Remove-MageSchedule bad -Confirm:$false")]
    [InlineData("Invoke-MagePipelineRun etl")]
    public void A_list_that_the_server_cannot_give_says_which_schedule_does_it_and_how_it_is_removed(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Equal(
            "failed to find prev date (schedule): The cron expression '0 0 31 2 *' of schedule bad (id 2) of pipeline etl never fires: as long as it has it, Mage fails at every list of schedules, for everybody.",
            result.Error.Exception.Message.Replace("(pipeline etl)", "(schedule)", StringComparison.Ordinal));
        Assert.Equal("Remove it with Remove-MageSchedule 2, or give it a cron expression that fires with Set-MageSchedule 2 -Cron '0 6 * * *'.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void It_is_removed_by_its_id()
    {
        RunResult result = _host.Run("Remove-MageSchedule 2 -Confirm:$false");

        Assert.Equal(["DELETE /api/pipeline_schedules/2"], result.ThrowOnError().Writes);
        Assert.Equal("good", _host.Run("Get-MageSchedule").One<MageSchedule>().Name);
    }

    [Fact]
    public void Nothing_need_be_read_to_remove_by_id()
    {
        using CannedServer server = new(request => request switch
        {
            "GET /api/statuses" => CannedServer.Reply(200, "application/json", """{"statuses":[{}],"metadata":{}}"""),
            "GET /api/projects" => CannedServer.Reply(200, "application/json", """{"projects":[{"version":"0.9.79"}],"metadata":{}}"""),
            "DELETE /api/pipeline_schedules/2" => CannedServer.Reply(200, "application/json", """{"pipeline_schedule":{"id":2},"metadata":null}"""),
            _ => CannedServer.Reply(200, "application/json", """{"error":{"code":500,"exception":"nothing can be read"}}"""),
        });
        _host.Run("Connect-Mage $uri -Name canned -RetryCount 0", ("uri", server.Uri)).ThrowOnError();

        _host.Run("Remove-MageSchedule 2 -Session canned -Confirm:$false").ThrowOnError();

        Assert.Contains(server.Requests, request => request.StartsWith("DELETE /api/pipeline_schedules/2", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_read_by_its_id_with_a_warning()
    {
        RunResult result = _host.Run("Get-MageSchedule -Id 2");

        Assert.Equal(("bad", "kept", "0 0 31 2 *", null), Facts(result.One<MageSchedule>()));
        Assert.Contains("schedule bad (id 2) of pipeline etl never fires", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Set-MageSchedule 2 -Cron '0 7 * * *' -PassThru", "0 7 * * *")]
    [InlineData("Set-MageSchedule 2 -Description other; Set-MageSchedule 2 -Description kept -PassThru", "0 0 31 2 *")]
    [InlineData("Enable-MageSchedule 2; Disable-MageSchedule 2 -PassThru", "0 0 31 2 *")]
    public void It_is_changed_by_its_id(string script, string interval)
    {
        RunResult result = _host.Run(script);

        Assert.Equal(("bad", "kept", interval), (result.One<MageSchedule>().Name, result.One<MageSchedule>().Description, result.One<MageSchedule>().ScheduleInterval));
    }

    [Fact]
    public void It_is_found_where_its_pipeline_is_gone()
    {
        _host.Run("Invoke-MageApi -Method Delete pipelines/etl | Out-Null").ThrowOnError();

        RunResult result = _host.Run("Get-MageSchedule");

        Assert.Contains("schedule bad (id 2) of pipeline etl never fires", result.Error.Exception.Message, StringComparison.Ordinal);
        _host.Run("Remove-MageSchedule 2 -Confirm:$false").ThrowOnError();
        Assert.Equal("good", _host.Run("Get-MageSchedule").One<MageSchedule>().Name);
    }

    [Fact]
    public void A_last_day_that_the_server_goes_past_is_to_blame_too()
    {
        _host.Run("""
            Remove-MageSchedule 2 -Confirm:$false
            $bad = @{ pipeline_schedule = @{ name = 'worse'; schedule_type = 'time'; schedule_interval = '0 0 L,31 4,6 *' } }
            Invoke-MageApi -Method Post pipelines/etl/pipeline_schedules -Body $bad | Out-Null
            """).ThrowOnError();

        RunResult result = _host.Run("Get-MageSchedule");

        Assert.Equal(
            "failed to find next date (schedule): The cron expression '0 0 L,31 4,6 *' of schedule worse (id 2) of pipeline etl names days that its months lack beside their last one, which Mage goes past without finding a time: as long as it has it, Mage fails at every list of schedules, for everybody.",
            result.Error.Exception.Message);
        Assert.StartsWith("Remove it with Remove-MageSchedule 2, or", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 L,31 4,6,9,11 *")]
    [InlineData("0 0 L,30 2 *")]
    [InlineData("0 0 31,L 4 *")]
    public void It_is_not_stored_by_us(string cron)
    {
        RunResult result = _host.Run($"New-MageSchedule etl new -Cron '{cron}'");

        Assert.Equal("InvalidCron", result.ErrorId);
        Assert.Contains("beside their last one", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("beside their last one", _host.Run($"Test-MageCron '{cron}'").One<MageCronTest>().Error, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    private static (string?, string?, string?, DateTimeOffset?) Facts(MageSchedule schedule) =>
        (schedule.Name, schedule.Description, schedule.ScheduleInterval, schedule.NextPipelineRunDate);
}
