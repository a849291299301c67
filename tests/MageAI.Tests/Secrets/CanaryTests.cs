using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using MageAI.Commands;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Secrets;

/// <summary>Every cmdlet, in every ending, with secrets that can be told apart: none of them is in anything that comes out.</summary>
public sealed class CanaryTests : IDisposable
{
    /// <summary>
    /// What each cmdlet is made to do. <c>@at</c> is the session and the loud streams, <c>@loud</c> the streams alone. One statement a line;
    /// one with <c>#knows one</c> is left out where the server tells secrets that were never given to that command, and where it is silent, for
    /// it may wait long.
    /// </summary>
    private static readonly Dictionary<string, string> s_scripts = new()
    {
        ["Connect-Mage"] = """
            Connect-Mage -Connection $everything -TimeoutSec 1 -RetryCount 0 -PassThru @loud
            Connect-Mage $uri -Credential $credential -ApiKey $key -TimeoutSec 1 -RetryCount 0 -PassThru @loud #knows one
            Connect-Mage $uri -Credential $credential -ApiKey $key -ApiKeyIn Parameter -TokenIn Cookie -TimeoutSec 1 -RetryCount 0 -PassThru @loud #knows one
            Connect-Mage $uri -Token $jwt -ApiKey $key -TokenIn Cookie -TimeoutSec 1 -RetryCount 0 -PassThru @loud #knows one
            Connect-Mage $uri -Token $inner -ApiKey $key -TimeoutSec 1 -RetryCount 0 -PassThru @loud #knows one
            Connect-Mage -Connection $connection -TimeoutSec 1 -RetryCount 0 -PassThru @loud #knows one
            """,
        ["Disconnect-Mage"] = "Disconnect-Mage $session @loud",
        ["Get-MageSession"] = "Get-MageSession @loud",
        ["Get-MageServer"] = "Get-MageServer @at",
        ["Invoke-MageApi"] = """
            Invoke-MageApi pipelines @at
            Invoke-MageApi pipelines -Query $secretQuery @at
            Invoke-MageApi $existing -Method PUT -Body $secretBody @at
            Invoke-MageApi $existing -Method PUT -Body $secretBody -WhatIf @at
            """,
        ["Start-MageEmulator"] = """
            Start-MageEmulator -Credential $credential @loud
            $own = Start-MageEmulator -Credential $credential; $own | Connect-Mage; Get-MagePipeline; $own.Requests; $own; $own.Requests[-1]
            """,
        ["Stop-MageEmulator"] = "Start-MageEmulator -Credential $credential | Stop-MageEmulator @loud",
        ["Get-MagePipeline"] = """
            Get-MagePipeline @at
            Get-MagePipeline $pipeline -IncludeSchedule @at
            """,
        ["New-MagePipeline"] = "New-MagePipeline $fresh @at",
        ["Set-MagePipeline"] = "Set-MagePipeline $pipeline -Description new -PassThru @at",
        ["Rename-MagePipeline"] = "Rename-MagePipeline $pipeline renamed -PassThru @at",
        ["Remove-MagePipeline"] = "Remove-MagePipeline $pipeline -IncludeSchedule -Confirm:$false @at",
        ["Get-MageBlock"] = "Get-MageBlock $pipeline -Content @at",
        ["New-MageBlock"] = "New-MageBlock $pipeline $fresh transformer @at",
        ["Set-MageBlock"] = "Set-MageBlock $pipeline $block -Content 'print(1)' -PassThru @at",
        ["Remove-MageBlock"] = "Remove-MageBlock $pipeline $block -Force -Confirm:$false @at",
        ["Get-MageSchedule"] = """
            Get-MageSchedule @at
            Get-MageSchedule -Id $schedule @at
            """,
        ["New-MageSchedule"] = "New-MageSchedule $pipeline $fresh -Api @at",
        ["Set-MageSchedule"] = "Set-MageSchedule $schedule -Description new -PassThru @at",
        ["Enable-MageSchedule"] = "Enable-MageSchedule $schedule -PassThru @at",
        ["Disable-MageSchedule"] = "Disable-MageSchedule $schedule -PassThru @at",
        ["Remove-MageSchedule"] = "Remove-MageSchedule $schedule -Confirm:$false @at",
        ["Invoke-MagePipelineRun"] = """
            Invoke-MagePipelineRun $pipeline @at
            Invoke-MagePipelineRun -Schedule $schedule -Force @at
            Invoke-MagePipelineRun -Uri $uri -ScheduleId $schedule -TriggerToken $trigger @loud #knows one
            Invoke-MagePipelineRun -Uri $uri -ScheduleId $schedule -TriggerToken $trigger -TriggerTokenIn Path @loud #knows one
            """,
        ["Get-MagePipelineRun"] = """
            Get-MagePipelineRun $run @at
            Get-MagePipelineRun -Pipeline $pipeline @at
            """,

        // With -Debug the engine itself would ask before it shows progress.
        ["Wait-MagePipelineRun"] = "$DebugPreference = 'Continue'; $at.Remove('Debug'); Wait-MagePipelineRun $run -TimeoutSec 1 -PollSec 0.1 @at",
        ["Measure-MagePipelineRun"] = """
            Measure-MagePipelineRun -Pipeline $pipeline -GroupBy Schedule @at
            Measure-MagePipelineRun -Since 30d @at
            """,
        ["Export-MageRunReport"] = "Export-MageRunReport $report -Pipeline $pipeline -Since 30d @at; if ([IO.File]::Exists($report)) { [IO.File]::ReadAllText($report) }",
        ["Stop-MagePipelineRun"] = "Stop-MagePipelineRun $run -PassThru @at",
        ["Restart-MagePipelineRun"] = """
            Restart-MagePipelineRun $run -FromBlock $block -Force @at
            Wait-MagePipelineRun $run -TimeoutSec 10 -PollSec 0.1 -Session $session | Restart-MagePipelineRun -Mode New @at #knows one
            """,
        ["Remove-MagePipelineRun"] = "Remove-MagePipelineRun $run -KeepLast 1 -Confirm:$false @at",
        ["Get-MageBlockRun"] = "Get-MageBlockRun $run @at",
        ["Get-MageBlockOutput"] = """
            Get-MageBlockOutput $run @at
            Get-MageBlockOutput $run -AsRow @at
            """,
        ["Get-MageLog"] = """
            Get-MageLog $run @at
            Get-MageLog -Pipeline $pipeline -Since 60d -Raw @at
            Get-MageLog $run -Follow -TimeoutSec 1 -PollSec 0.1 @at
            """,
        ["ConvertTo-MageDiagram"] = """
            ConvertTo-MageDiagram $pipeline @at
            ConvertTo-MageDiagram $pipeline -Run $run -As Svg @at
            """,
        ["Get-MageBackfill"] = """
            Get-MageBackfill -IncludeRunCount @at
            Get-MageBackfill $backfill @at
            """,
        ["New-MageBackfill"] = "New-MageBackfill $pipeline $fresh -From 2026-01-01 -To 2026-01-02 -Start @at",
        ["Start-MageBackfill"] = "Start-MageBackfill $backfill -PassThru @at",
        ["Stop-MageBackfill"] = "Stop-MageBackfill $started -PassThru @at",
        ["Remove-MageBackfill"] = "Remove-MageBackfill $backfill -IncludeSchedule -Confirm:$false @at",
    };

    /// <summary>They ask no server, or do not mind what it says.</summary>
    private static readonly string[] s_neverFail = ["Get-MageSession", "Start-MageEmulator", "Stop-MageEmulator", "Disconnect-Mage"];

    private readonly MageHost _host = MageHost.WithoutServer();

    public static TheoryData<string> Cmdlets =>
    [
        .. typeof(ConnectMageCommand).Assembly.GetExportedTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>()
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        _host.Run("Stop-MageEmulator");
        _host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void No_secret_is_in_anything_a_cmdlet_leaves(string cmdlet)
    {
        Assert.True(s_scripts.TryGetValue(cmdlet, out string? script), $"{cmdlet} has no script here: write one that passes or receives every secret it can.");

        // What a raw document holds is what was asked for.
        foreach (Ending ending in Ending.All.Where(ending => cmdlet != "Invoke-MageApi" || !ending.IsDocument))
        {
            using CanaryWorld world = new(ending);
            ArrayList remembered = (ArrayList)_host.Runspace.SessionStateProxy.GetVariable("Error");
            remembered.Clear();

            RunResult result = _host.Run(Loud(script, ending), [.. world.Variables]);

            Leaks leaks = new(world.Canaries);
            leaks.Walk(result.Output, "output");
            leaks.Walk(result.Terminating, "terminating");
            leaks.Walk(result.Errors.Concat(remembered.OfType<object>()).ToArray(), "errors");
            Assert.True(leaks.Found.Count == 0, $"{cmdlet}, {ending.Name}:\n{string.Join("\n", leaks.Found.Distinct())}");
            Assert.Null(result.Terminating);

            ErrorRecord[] problems = [.. result.Output.Select(item => item.BaseObject).OfType<ErrorRecord>()];
            if (ending.Succeeds)
            {
                Assert.True(problems.Length == 0, $"{cmdlet}, {ending.Name}: {string.Join("\n", problems.Select(problem => $"{problem.FullyQualifiedErrorId} {problem}"))}");
                Assert.NotEqual(0, leaks.Texts);
            }
            else if (ending.FailsAll && !s_neverFail.Contains(cmdlet))
            {
                Assert.True(problems.Length > 0, $"{cmdlet}, {ending.Name}: no error.");
                Assert.All(problems, problem => Assert.IsType<MageException>(problem.Exception));
            }
        }
    }

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
        Assert.Contains(result.Output, item => item.BaseObject is ErrorRecord error && error.Exception.Message.EndsWith("block tell: refused ***.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trigger_token_is_given_to_who_asks_for_it()
    {
        using CanaryWorld world = new(Ending.All[0]);

        Assert.Equal(Canaries.Trigger, _host.Run("(Get-MageSchedule -Id $schedule -Session $session).GetToken()", [.. world.Variables]).One<string>());
        Assert.Equal(Canaries.Trigger, _host.Run("Invoke-MageApi pipeline_schedules/$schedule -Session $session | ForEach-Object token", [.. world.Variables]).One<string>());
    }

    /// <summary>Each statement with all of its streams, and with what ends it.</summary>
    private static string Loud(string script, Ending ending) => string.Join('\n', script.Split('\n')
        .Where(line => (!ending.Tells && !ending.Hangs) || !line.Contains("#knows one", StringComparison.Ordinal))
        .Select(line => $"& {{ try {{\n{line}\n}} catch {{ $_ }} }} *>&1"));
}
