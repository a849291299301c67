using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Secrets;

/// <summary>What secrets do that are meant to travel, and where they are masked.</summary>
public sealed class CanaryTests : CanaryTestsBase
{
    [Fact]
    public void The_secrets_do_travel_and_the_search_does_find_them()
    {
        using CanaryWorld world = new(Ending.All[0]);
        _host.Run("Connect-Mage $uri -Credential $credential -ApiKey $key; Get-MagePipeline; Invoke-MagePipelineRun -Uri $uri -ScheduleId $schedule -TriggerToken $trigger", [.. world.Variables]).ThrowOnError();
        Leaks leaks = new(world.Canaries);

        leaks.Walk(PSObject.AsPSObject(world.Emulator.Requests.Select(request => request.WithSecrets()).ToArray()), "requests");

        Assert.All(["password", "API key", "inner token", "trigger token"], name => Assert.Contains(leaks.Found, leak => leak.StartsWith(name, StringComparison.Ordinal)));
        Assert.Equal(["password"], world.Canaries.In("xx" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("me:" + Canaries.Password))));
        Assert.Equal(["inner token"], world.Canaries.In(world.Jwt).Except(["whole token"]));
    }

    [Theory]
    [InlineData("Header", "{0}")]
    [InlineData("Path", "{0}")]
    [InlineData("Path", "no route /api/pipeline_schedules/1/pipeline_runs/{0}?x=1")]
    public void A_trigger_token_that_a_server_repeats_is_masked(string placement, string said)
    {
        using CanaryWorld world = new(Ending.All[0]);
        string text = said.Replace("{0}", Canaries.Trigger, StringComparison.Ordinal);
        world.Emulator.Faults.Next(EmulatorFault.Json(System.Text.Json.JsonSerializer.Serialize(new { error = new { exception = text, message = text } })), 10);

        RunResult result = _host.Run("& { Invoke-MagePipelineRun -Uri $uri -ScheduleId $schedule -TriggerToken $trigger -TriggerTokenIn $in @loud } *>&1", [.. world.Variables, ("in", placement)]);

        Leaks leaks = new(world.Canaries);
        leaks.Walk(result.Output, "output");
        Assert.Empty(leaks.Found);
        Assert.Contains("***", Assert.Single(result.Output, item => item.BaseObject is ErrorRecord).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_of_the_session_that_a_block_let_out_are_not_in_a_report()
    {
        using CanaryWorld world = new(Ending.All[0]);
        EmulatorState state = world.Emulator.State;
        lock (state.Gate)
        {
            BlockRun failed = state.Data.Runs.Values.SelectMany(run => run.BlockRuns).First(block => block.Status == "failed");
            failed.Metrics = new System.Text.Json.Nodes.JsonObject
            {
                ["error"] = new System.Text.Json.Nodes.JsonObject { ["message"] = $"told of {Canaries.Password}, {Canaries.ApiKey} and {world.Jwt}" },
            };
        }

        string page = _host.Run("$null = Export-MageRunReport $report -Since 30d -Session $session; [IO.File]::ReadAllText($report)", [.. world.Variables]).One<string>();

        Assert.Empty(world.Canaries.In(page));
        Assert.Contains("told of ***, *** and ***", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_of_the_session_that_a_block_let_out_are_in_no_log_and_in_no_failure()
    {
        using CanaryWorld world = new(Ending.All[0]);
        string code = $"print('password {Canaries.Password.Replace("\"", "", StringComparison.Ordinal)}')\nprint('key {Canaries.ApiKey} and token {world.Jwt}')\nraise ValueError('refused {world.Jwt}')";
        _host.Run("$null = New-MagePipeline leak -Session $session; $null = New-MageBlock leak tell custom -Content $code -Session $session", [.. world.Variables, ("code", code)]).ThrowOnError();

        RunResult result = _host.Run("& { Invoke-MagePipelineRun leak -Follow -PollSec 0.05 -ErrorOnFailure -Session $session | Get-MageLog; $Error[0] } *>&1", [.. world.Variables]);

        // What a run's own document holds is the server's; what is made of it here is not.
        Leaks leaks = new(world.Canaries);
        object[] entries = [.. result.Output.Select(item => item.BaseObject).Select(item => item is InformationRecord record ? record.MessageData : item).OfType<MageLogEntry>()];
        leaks.Walk(entries, "log");
        leaks.Walk(result.Output.Select(item => item.BaseObject).OfType<ErrorRecord>().Select(error => error.ToString() + error.Exception.Message).ToArray(), "error");
        leaks.Walk(result.Output.Select(item => item.ToString()).ToArray(), "shown");
        Assert.Empty(leaks.Found);
        Assert.True(entries.Length > 10);
        Assert.Contains(result.Output, item => item.BaseObject is MageLogEntry { Message: "key *** and token ***" });
        Assert.Contains(result.Output, item => item.BaseObject is ErrorRecord error && error.Exception.Message.EndsWith("block tell: ValueError: refused *** (line 3).", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trigger_token_is_given_to_who_asks_for_it()
    {
        using CanaryWorld world = new(Ending.All[0]);

        Assert.Equal(Canaries.Trigger, _host.Run("(Get-MageSchedule -Id $schedule -Session $session).GetToken()", [.. world.Variables]).One<string>());
        Assert.Equal(Canaries.Trigger, _host.Run("Invoke-MageApi pipeline_schedules/$schedule -Session $session | ForEach-Object token", [.. world.Variables]).One<string>());
    }
}
