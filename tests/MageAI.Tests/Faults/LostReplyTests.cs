using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>What a command says of a write whose reply never came: what really happened, or that it cannot know.</summary>
public sealed class LostReplyTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("New-MagePipeline etl")]
    [InlineData("New-MageSchedule etl nightly -Interval '@daily'")]
    public void A_write_to_a_server_that_is_down_was_certainly_not_done_and_is_not_called_unknown(string script)
    {
        _host.Run("Get-MageSession | Disconnect-Mage; Connect-Mage -Emulator $emulator -RetryCount 0").ThrowOnError();
        _host.Emulator.Stop();

        RunResult result = _host.Run(script);

        Assert.Equal("ConnectionFailed", result.ErrorId);
        Assert.Equal(ErrorCategory.ConnectionError, result.Error.CategoryInfo.Category);
        Assert.StartsWith("Nobody answers at", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_made_a_moment_ago_is_not_taken_for_the_one_whose_request_was_lost()
    {
        Prepare();
        MagePipelineRun first = _host.Run("Invoke-MagePipelineRun -Schedule 1 -Variable @{ day = 'x' }").One<MagePipelineRun>();
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST", pathContains: "pipeline_runs");

        RunResult second = _host.Run("Invoke-MagePipelineRun -Schedule 1 -Variable @{ day = 'x' }");

        Assert.Equal(1, first.Id);
        Assert.Empty(second.Output);
        Assert.Equal("ConnectionFailed", second.ErrorId);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void The_second_of_two_equal_runs_is_found_when_its_reply_is_lost()
    {
        Prepare();
        _host.Run("Invoke-MagePipelineRun -Schedule 1").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST", pathContains: "pipeline_runs");

        Assert.Equal(2, _host.Run("Invoke-MagePipelineRun -Schedule 1").One<MagePipelineRun>().Id);
        Assert.Equal(2, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void A_schedule_of_the_same_name_made_a_moment_ago_is_not_taken_for_the_one_whose_request_was_lost()
    {
        Prepare();
        Assert.Equal(2, _host.Run("New-MageSchedule etl nightly -Interval '@daily' -AllowDuplicate").One<MageSchedule>().Id);
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST");

        RunResult lost = _host.Run("New-MageSchedule etl nightly -Interval '@daily' -AllowDuplicate");

        Assert.Empty(lost.Output);
        Assert.Equal("ConnectionFailed", lost.ErrorId);

        _host.Emulator.Faults.Next(EmulatorFault.CutBody, method: "POST");
        Assert.Equal(3, _host.Run("New-MageSchedule etl nightly -Interval '@daily' -AllowDuplicate").One<MageSchedule>().Id);
        Assert.Equal(3, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public void A_pipeline_made_a_moment_ago_is_not_said_to_have_been_made_again()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST");

        RunResult again = _host.Run("New-MagePipeline etl");

        Assert.Empty(again.Output);
        Assert.Equal("ConnectionFailed", again.ErrorId);
    }

    [Fact]
    public void A_renaming_whose_reply_was_lost_is_done_and_not_called_a_missing_pipeline()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "PUT");

        RunResult result = _host.Run("Rename-MagePipeline etl sales -PassThru");

        Assert.Equal(("sales", "sales"), (result.One<MagePipeline>().Uuid, result.One<MagePipeline>().Name));
        Assert.Single(result.Writes);

        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "PUT");
        Assert.Equal("PipelineNotFound", _host.Run("Rename-MagePipeline nope other").ErrorId);
    }

    [Fact]
    public void A_renaming_of_a_block_whose_reply_was_lost_is_done_and_not_called_a_missing_block()
    {
        _host.Run("New-MagePipeline etl; New-MageBlock etl load data_loader -Content 'x = 1'").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "PUT");

        MageBlock renamed = _host.Run("Set-MageBlock etl load -NewName extract -PassThru").One<MageBlock>();

        Assert.Equal(("extract", "etl"), (renamed.Uuid, renamed.PipelineUuid));
        Assert.Equal(["extract"], _host.Run("(Get-MageBlock etl).Uuid").All<string>());
    }

    [Theory]
    [InlineData("Set-MagePipeline etl -Description new -PassThru", "(Get-MagePipeline etl).Description", "new")]
    [InlineData("Set-MageSchedule 1 -NewName later -PassThru", "(Get-MageSchedule -Id 1).Name", "later")]
    [InlineData("Disable-MageSchedule 1 -PassThru", "(Get-MageSchedule -Id 1).Status", "inactive")]
    public void A_change_whose_reply_was_lost_is_looked_up_and_one_that_did_not_arrive_is_sent_again(string script, string look, string value)
    {
        Prepare();
        _host.Emulator.Faults.Next(EmulatorFault.CutBody, method: "PUT");

        RunResult result = _host.Run(script);

        Assert.Single(result.ThrowOnError().Output);
        Assert.Single(result.Writes);
        Assert.Contains("reading it back shows that it was done", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(value, _host.Run(look).One<string>());

        Prepare("again");
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "PUT");
        RunResult repeated = _host.Run(script.Replace("etl", "again", StringComparison.Ordinal).Replace(" 1 ", " 2 ", StringComparison.Ordinal));

        Assert.Single(repeated.ThrowOnError().Output);
        Assert.Equal(2, repeated.Writes.Length);
        Assert.Single(repeated.Writes.Distinct());
        Assert.Empty(repeated.Warnings);
    }

    [Fact]
    public void A_connection_closed_in_good_order_instead_of_a_reply_is_a_lost_reply_too()
    {
        int deletions = 0;
        using CannedServer server = new(request => request switch
        {
            "GET /api/statuses" => CannedServer.Reply(200, "application/json", """{"statuses":[{}],"metadata":{}}"""),
            "GET /api/projects" => CannedServer.Reply(200, "application/json", """{"projects":[{"version":"0.9.79"}],"metadata":{}}"""),
            "DELETE /api/pipeline_schedules/7" => ++deletions == 1
                ? []
                : CannedServer.Reply(500, "text/html", "never sent again"),
            "GET /api/pipeline_schedules/7" when deletions > 0 =>
                CannedServer.Reply(200, "application/json", """{"error":{"code":404,"message":"Record not found.","type":"record_not_found"},"status":200}"""),
            _ => CannedServer.Reply(200, "application/json", """{"pipeline_schedule":{"id":7,"name":"x","pipeline_uuid":"etl"},"metadata":null}"""),
        });
        _host.Run("Connect-Mage $uri -Name canned -RetryCount 2", ("uri", server.Uri)).ThrowOnError();

        _host.Run("Remove-MageSchedule 7 -Session canned -Confirm:$false").ThrowOnError();

        Assert.Equal(1, deletions);
    }

    [Theory]
    [InlineData(-9)]
    [InlineData(0)]
    [InlineData(9)]
    public void A_lost_reply_is_read_back_rightly_whatever_the_servers_clock_says(int hours)
    {
        TimeSpan shift = TimeSpan.FromHours(hours);
        string Row(DateTimeOffset made) =>
            "{\"uuid\":\"etl\",\"name\":\"etl\",\"type\":\"python\",\"blocks\":[],\"created_at\":\""
            + (made + shift).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00:00\"}";
        string? row = null;
        byte[] Answer(string json) => CannedServer.Reply(200, "application/json", json, "Date: " + (DateTimeOffset.UtcNow + shift).ToString("R", CultureInfo.InvariantCulture));
        using CannedServer server = new(request =>
        {
            if (request == "POST /api/pipelines")
            {
                // Made unless an older one was there; the reply is lost in either case.
                row ??= Row(DateTimeOffset.UtcNow);
                return Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
            }

            return Answer(request.Contains("statuses", StringComparison.Ordinal) ? """{"statuses":[{}],"metadata":{}}"""
                : request.Contains("projects", StringComparison.Ordinal) ? """{"projects":[{"version":"0.9.79"}],"metadata":{}}"""
                : "{\"pipelines\":[" + row + "],\"metadata\":{}}");
        });
        _host.Run("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri)).ThrowOnError();

        row = Row(DateTimeOffset.UtcNow.AddSeconds(-30));
        RunResult old = _host.Run("New-MagePipeline etl");
        Assert.Equal("ConnectionFailed", old.ErrorId);
        Assert.Empty(old.Output);

        row = null;
        Assert.Equal("etl", _host.Run("New-MagePipeline etl").One<MagePipeline>().Uuid);
        Assert.Equal(2, server.Requests.Count(request => request == "POST /api/pipelines"));
    }

    [Fact]
    public void A_slow_reply_does_not_make_old_things_look_new()
    {
        _host.Run("New-MagePipeline etl -Session (Connect-Mage -Emulator $emulator -NotDefault -Name other -PassThru)").ThrowOnError();

        // Four seconds under way: the Date in its head is as old when the list is there.
        _host.Emulator.Faults.Next(EmulatorFault.SlowDrip(TimeSpan.FromMilliseconds(250)), method: "GET");
        _host.Run("Get-MageSchedule").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST");

        RunResult lost = _host.Run("New-MagePipeline etl");

        Assert.Empty(lost.Output);
        Assert.Equal("ConnectionFailed", lost.ErrorId);
    }

    private void Prepare(string pipeline = "etl") => _host.Run($"New-MagePipeline {pipeline}; New-MageSchedule {pipeline} api -Api | Enable-MageSchedule").ThrowOnError();
}
