using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class BackfillCreationTests : RunTestsBase
{
    private const string January = "-From 2026-01-01 -To 2026-01-31";

    public BackfillCreationTests()
        : base(Still) => Pipeline(_host, "etl", "x = 1");

    [Fact]
    public void It_is_made_by_its_name_and_given_its_dates_by_a_second_request()
    {
        RunResult result = _host.Run("New-MageBackfill etl jan -From 2026-01-01 -To '2026-01-31 06:00' -Every 6h -Variable @{ region = 'north'; full = $true } -Setting @{ pipeline_run_limit = 2 } -MaxRuns 200");

        Assert.Equal(
            [
                "GET /api/backfills?pipeline_uuid=etl&_limit=100&_offset=0",
                "POST /api/pipelines/etl/backfills {\"backfill\":{\"name\":\"jan\"}}",
                "PUT /api/backfills/1 {\"backfill\":{\"start_datetime\":\"2026-01-01 00:00:00\",\"end_datetime\":\"2026-01-31 06:00:00\",\"interval_type\":\"hour\",\"interval_units\":6,\"variables\":{\"region\":\"north\",\"full\":true},\"settings\":{\"pipeline_run_limit\":2}}}",
            ],
            result.Wire.Select(Ordered));
        MageBackfill made = result.One<MageBackfill>();
        Assert.Equal((1, "jan", null), (made.Id, made.Name, made.Status));
        Assert.Equal(0, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void An_editor_may_make_and_start_one()
    {
        using MageHost host = MageHost.ConnectedAs("editor");
        host.Run("New-MagePipeline etl; New-MageBlock etl load custom").ThrowOnError();

        MagePipelineRun[] runs = host.Run("New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-03 -Variable @{ who = 'me' } -Start -Wait -TimeoutSec 30 -PollSec 0.05").All<MagePipelineRun>();

        Assert.Equal(["completed", "completed", "completed"], runs.Select(run => run.Status));
        Assert.All(runs, run => Assert.Equal("me", run.Variables!["who"]));
    }

    [Fact]
    public void Following_its_runs_is_waiting_for_them()
    {
        using MageHost host = MageHost.Connected();
        Pipeline(host, "etl", "print('one day')\n");

        RunResult result = host.Run("New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02 -Start -Follow -TimeoutSec 30 -PollSec 0.05");

        Assert.All(result.All<MagePipelineRun>(), run => Assert.Equal("completed", run.Status));
        Assert.Equal(2, result.Information.Count(line => line.Contains("one day", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_viewer_is_refused_and_nothing_is_left()
    {
        using MageHost host = MageHost.ConnectedAs("viewer");
        host.Run("Connect-Mage -Emulator $emulator -Name owner -NotDefault; New-MagePipeline etl -Session owner").ThrowOnError();

        Assert.Equal("Forbidden", host.Run($"New-MageBackfill etl jan {January}").ErrorId);
        Assert.Equal(0, host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void WhatIf_names_every_date_and_sends_nothing()
    {
        RunResult result = _host.Run($"New-MageBackfill etl jan {January} -Start -Wait -WhatIf -InformationVariable dates; $dates");

        InformationRecord[] dates = result.All<InformationRecord>();
        Assert.Equal(Enumerable.Range(1, 31).Select(day => (object)new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero)), dates.Select(date => date.MessageData));
        Assert.All(dates, date => Assert.Equal(["MageBackfillDate"], date.Tags));
        Assert.Empty(result.Writes);
        Assert.Equal("PipelineNotFound", _host.Run($"New-MageBackfill misspelt jan {January} -WhatIf").ErrorId);
        Assert.Empty(_host.Run($"$WhatIfPreference = $true; New-MageBackfill etl jan {January}; $WhatIfPreference = $false").ThrowOnError().Output);
        Assert.Equal(0, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void Without_WhatIf_no_date_is_named() =>
        Assert.Empty(_host.Run($"New-MageBackfill etl jan {January}").ThrowOnError().Information);

    [Theory]
    [InlineData("-From 2026-02-01 -To 2026-01-01", "InvalidTime", "lies before its start")]
    [InlineData("-From 2026-01-01 -To 2026-04-11", "TooManyRuns", "more than 100 dates")]
    [InlineData("-From 2026-01-01 -To 2026-01-31 -MaxRuns 30", "TooManyRuns", "more than 30 dates")]
    [InlineData("-From 2026-01-01 -To 2026-12-31 -Every 1s", "TooManyRuns", "more than 100 dates")]
    [InlineData("-From 2026-01-01 -To 2026-01-02 -Variable @{ ds = 1 }", "InvalidValue", "Mage sets the variable 'ds'")]
    [InlineData("-From 2026-01-01 -To 2026-01-02 -Setting @{ foo = 1 }", "UnknownKey", "'foo' is no key")]
    public void What_Mage_would_take_and_choke_on_is_refused_before_anything_is_sent(string arguments, string id, string said)
    {
        RunResult result = _host.Run("New-MageBackfill etl jan " + arguments);

        Assert.Equal(id + ",MageAI.Commands.NewMageBackfillCommand", result.Error.FullyQualifiedErrorId);
        Assert.Contains(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("-Wait", "-Wait has no meaning without -Start")]
    [InlineData("-Follow", "-Follow has no meaning without -Start")]
    [InlineData("-Start -TimeoutSec 3", "-TimeoutSec has no meaning without -Wait")]
    [InlineData("-Every 0d", "'0d' is no interval")]
    [InlineData("-Every fortnight", "'fortnight' is no interval")]
    [InlineData("-Every ([timespan]'-1.00:00:00')", "is no interval")]
    public void What_cannot_be_meant_is_refused(string arguments, string said)
    {
        RunResult result = _host.Run($"New-MageBackfill etl jan {January} {arguments}");

        Assert.Contains(said, result.Error.Exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void A_hundred_dates_are_enough_without_asking_and_more_are_allowed_by_name()
    {
        Assert.Single(_host.Run("New-MageBackfill etl a -From 2026-01-01 -To 2026-04-10").ThrowOnError().Output);
        Assert.Single(_host.Run("New-MageBackfill etl b -From 2026-01-01 -To 2026-04-11 -MaxRuns 101").ThrowOnError().Output);
    }

    [Theory]
    [InlineData("'2026-01-01'", "2026-01-01 00:00:00")]
    [InlineData("'2026-01-01 06:30'", "2026-01-01 06:30:00")]
    [InlineData("'2026-01-01T00:00:00+02:00'", "2025-12-31 22:00:00")]
    [InlineData("([datetime]'2026-01-01 06:00:00.75')", "2026-01-01 06:00:00")]
    [InlineData("([datetime]::SpecifyKind('2026-01-01 01:02:03', 'Utc'))", "2026-01-01 01:02:03")]
    [InlineData("([datetimeoffset]'2026-01-01T00:00:00-05:00')", "2026-01-01 05:00:00")]
    public void A_date_without_an_offset_is_UTC(string from, string sent)
    {
        RunResult result = _host.Run($"New-MageBackfill etl jan -From {from} -To 2026-01-05");

        Assert.Contains($"\"start_datetime\":\"{sent}\"", result.Writes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1d", "day", 1)]
    [InlineData("90s", "second", 90)]
    [InlineData("15M", "minute", 15)]
    [InlineData("6h", "hour", 6)]
    [InlineData("2 weeks", "week", 2)]
    [InlineData("1mo", "month", 1)]
    [InlineData("1 Month", "month", 1)]
    [InlineData("1y", "year", 1)]
    public void A_step_is_a_number_and_a_unit(string every, string type, int units)
    {
        MageBackfill made = _host.Run($"New-MageBackfill etl x -From 2026-01-01 -To 2026-01-01 -Every '{every}'").One<MageBackfill>();

        Assert.Equal((type, units), (made.IntervalType, made.IntervalUnits));
    }

    [Fact]
    public void A_duration_is_a_step_too() =>
        Assert.Equal(["hour", "day"], _host.Run("""
            New-MageBackfill etl x -From 2026-01-01 -To 2026-01-01 -Every ([timespan]'12:00:00')
            New-MageBackfill etl y -From 2026-01-01 -To 2026-01-01 -Every ([timespan]'2.00:00:00')
            """).All<MageBackfill>().Select(backfill => backfill.IntervalType));

    [Fact]
    public void Pipelines_rows_and_backfills_pipe_into_it_and_another_object_lends_only_itself()
    {
        Pipeline(_host, "sales", "x = 1");

        Assert.Equal(["etl", "sales"], _host.Run("Get-MagePipeline | New-MageBackfill -Name jan -From 2026-01-01 -To 2026-01-02").All<MageBackfill>().Select(backfill => backfill.PipelineUuid));
        Assert.Equal("sales", _host.Run("[pscustomobject]@{ Pipeline = 'sales'; Name = 'row'; From = '2026-01-01'; To = '2026-01-02'; Every = '12h'; Variable = '{ \"a\": 1 }' } | New-MageBackfill").One<MageBackfill>().PipelineUuid);

        RunResult nameless = _host.Run("Get-MagePipeline etl | New-MageBackfill -From 2026-01-01 -To 2026-01-02");
        Assert.Equal("InvalidName", nameless.ErrorId);
        Assert.Contains("needs a name", nameless.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(nameless.Writes);

        Assert.Equal(["a"], _host.Run("Get-MageBackfill row | New-MageBackfill -Name copy -From 2026-01-01 -To 2026-01-02").One<MageBackfill>().Variables!.Keys);
        Assert.Null(_host.Run("New-MageSchedule sales s -Api -Variable @{ b = 2 } | New-MageBackfill -Name other -From 2026-01-01 -To 2026-01-02").One<MageBackfill>().Variables);
    }

    [Fact]
    public void A_pipeline_that_does_not_exist_is_told_in_Mages_words()
    {
        RunResult result = _host.Run($"New-MageBackfill nope jan {January}");

        Assert.Equal("PipelineNotFound", result.ErrorId);
        Assert.Equal(0, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void One_that_cannot_be_given_its_dates_is_removed_again()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"message\":\"Traceback\"}}"), method: "PUT");

        RunResult result = _host.Run($"New-MageBackfill etl jan {January}");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("Backfill 1, which was made without its end_datetime, interval_type, interval_units, start_datetime, was removed again.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void One_that_cannot_be_removed_either_is_named()
    {
        EmulatorFault locked = EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"message\":\"Traceback\"}}");
        _host.Emulator.Faults.Next(locked, method: "PUT");
        _host.Emulator.Faults.Next(locked, method: "DELETE");

        RunResult result = _host.Run($"New-MageBackfill etl jan {January}");

        Assert.Contains("still exists", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Look at the backfill with Get-MageBackfill 1, and remove it with Remove-MageBackfill 1 before you try again.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(1, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void What_Mage_drops_in_silence_is_an_error_and_the_rest_is_withdrawn()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"backfill\":{\"id\":1,\"name\":\"jan\",\"start_datetime\":\"2026-01-01 00:00:00\",\"end_datetime\":null,\"interval_type\":\"day\",\"interval_units\":1}}"), method: "PUT");

        RunResult result = _host.Run($"New-MageBackfill etl jan {January}");

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Contains("did not apply end_datetime", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void A_lost_reply_is_looked_up_and_one_of_the_same_name_made_before_is_not_taken_for_it()
    {
        Assert.Equal(1, _host.Run($"New-MageBackfill etl jan {January}").One<MageBackfill>().Id);
        _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST");
        RunResult lost = _host.Run($"New-MageBackfill etl jan {January} -AllowDuplicate");
        Assert.Equal("ConnectionFailed", lost.ErrorId);
        Assert.Empty(lost.Output);

        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST");
        RunResult found = _host.Run($"New-MageBackfill etl jan {January} -AllowDuplicate");
        Assert.Equal(2, found.One<MageBackfill>().Id);
        Assert.Contains("reading it back shows that it was done", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, _host.Emulator.CountOf("backfills"));
    }

    [Fact]
    public void Started_at_once_it_is_emitted_and_its_runs_are_there()
    {
        RunResult result = _host.Run("New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-03 -Start");

        Assert.Equal("PUT /api/backfills/1 {\"backfill\":{\"status\":\"initial\"}}", result.Wire[^1]);
        Assert.Equal(("initial", 1), (result.One<MageBackfill>().Status, result.One<MageBackfill>().PipelineScheduleId));
        Assert.Equal(3, _host.Emulator.CountOf("pipeline_runs"));
    }

    [Fact]
    public void One_that_was_made_and_cannot_be_started_is_emitted_beside_the_error()
    {
        // The dates seem to be stored and are not, so the start finds none.
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"backfill\":{\"id\":1,\"name\":\"jan\",\"start_datetime\":\"2026-01-01 00:00:00\",\"end_datetime\":\"2026-01-02 00:00:00\",\"interval_type\":\"day\",\"interval_units\":1}}"), method: "PUT");

        RunResult result = _host.Run("New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02 -Start -Wait");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.EndsWith("Backfill jan (id 1) was made, but not started.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Start-MageBackfill 1", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(1, ((MageBackfill)Assert.Single(result.Output).BaseObject).Id);
    }

    /// <summary>The variables of a hashtable come in any order.</summary>
    private static string Ordered(string line) => line.Replace("{\"full\":true,\"region\":\"north\"}", "{\"region\":\"north\",\"full\":true}", StringComparison.Ordinal);
}
