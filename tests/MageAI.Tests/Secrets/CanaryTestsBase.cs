using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using MageAI.Commands;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Secrets;

/// <summary>
/// Every cmdlet, in every ending, with secrets that can be told apart: none of them is in anything that comes out. A class for each half, so that
/// they run beside each other.
/// </summary>
public abstract class CanaryTestsBase : IDisposable
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
        ["Copy-MagePipeline"] = "Copy-MagePipeline $pipeline copied -Independent -IncludeSchedule @at",
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
        ["Reset-MageScheduleToken"] = "Reset-MageScheduleToken $schedule @at",
        ["Start-MageMaintenance"] = "Start-MageMaintenance $report -Drain -TimeoutSec 1 -StopRuns @at; if ([IO.File]::Exists($report)) { [IO.File]::ReadAllText($report) }",
        ["Stop-MageMaintenance"] = "$null = Start-MageMaintenance $report -Session $session -ErrorAction Ignore -WarningAction Ignore; Stop-MageMaintenance $report -CatchUp All @at; if ([IO.File]::Exists($report)) { [IO.File]::ReadAllText($report) }",
        ["Get-MageUpcomingRun"] = """
            Get-MageUpcomingRun -Next 1h -Overlapping @at
            Get-MageUpcomingRun -Missed -Since 1h @at
            """,
        ["Test-MageCron"] = "Test-MageCron '0 6 * * *' -TimeZone UTC @loud",
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
    private static readonly string[] s_neverFail = ["Test-MageCron", "Get-MageSession", "Start-MageEmulator", "Stop-MageEmulator", "Disconnect-Mage"];

    private protected readonly MageHost _host = MageHost.WithoutServer();

    /// <summary>The cmdlets of the module whose verbs pass.</summary>
    private protected static TheoryData<string> Cmdlets(Func<string, bool> verb) =>
    [
        .. typeof(ConnectMageCommand).Assembly.GetExportedTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>()
            .Where(cmdlet => verb(cmdlet.VerbName))
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        _host.Run("Stop-MageEmulator");
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void NoSecretIsInAnythingItLeaves(string cmdlet)
    {
        Assert.True(s_scripts.TryGetValue(cmdlet, out string? script), $"{cmdlet} has no script here: write one that passes or receives every secret it can.");

        // What a raw document holds is what was asked for.
        foreach (Ending ending in Ending.All.Where(ending => cmdlet != "Invoke-MageApi" || !ending.IsDocument))
        {
            using CanaryWorld world = new(ending);
            _host.Remembered.Clear();

            RunResult result = _host.Run(Loud(script, ending), [.. world.Variables]);

            Leaks leaks = new(world.Canaries);
            leaks.Walk(result.Output, "output");
            leaks.Walk(result.Terminating, "terminating");
            leaks.Walk(result.Errors.Concat(_host.Remembered.OfType<object>()).ToArray(), "errors");
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

    /// <summary>Each statement with all of its streams, and with what ends it.</summary>
    private static string Loud(string script, Ending ending) => string.Join('\n', script.Split('\n')
        .Where(line => (!ending.Tells && !ending.Hangs) || !line.Contains("#knows one", StringComparison.Ordinal))
        .Select(line => $"& {{ try {{\n{line}\n}} catch {{ $_ }} }} *>&1"));
}
