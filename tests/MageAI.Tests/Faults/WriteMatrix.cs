using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Commands;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;

namespace MageAI.Tests.Faults;

/// <summary>What each cmdlet that writes is tried with: a command, and what the emulator has when it was carried out.</summary>
internal static class WriteMatrix
{
    /// <summary>The trigger token of schedule 1.</summary>
    private const string Token = "0123456789abcdef0123456789abcdef";

    /// <summary>What is done before a cmdlet is tried.</summary>
    private static readonly Dictionary<string, string> s_before = new(StringComparer.Ordinal) { ["Stop-MageMaintenance"] = "Start-MageMaintenance $snapshot" };

    /// <summary>Cmdlets that ask before they act and write to no server.</summary>
    private static readonly string[] s_local = ["Disconnect-Mage", "Export-MageRunReport", "Start-MageEmulator", "Stop-MageEmulator"];

    private static readonly Dictionary<string, (string Script, Func<EmulatorState, bool> Done)[]> s_commands = new(StringComparer.Ordinal)
    {
        ["New-MagePipeline"] = [("New-MagePipeline made", state => state.FindPipeline("made") is not null)],
        ["Set-MagePipeline"] =
        [
            ("Set-MagePipeline etl -Description new", state => state.FindPipeline("etl")!.Description == "new"),
            ("Set-MagePipeline etl -AddTag new", state => state.FindPipeline("etl")!.Tags.Contains("new")),
        ],
        ["Copy-MagePipeline"] =
        [
            ("Copy-MagePipeline etl copied", state => state.FindPipeline("copied") is not null),
            ("Copy-MagePipeline etl copied -Independent", state => state.FindPipeline("copied") is { } copied && copied.Find("load_copied") is not null && copied.Find("load") is null),
            ("Copy-MagePipeline etl copied -IncludeSchedule", state => state.Data.Schedules.Count(schedule => schedule.PipelineUuid == "copied") == 2 && state.Data.Schedules.Any(schedule => schedule.PipelineUuid == "copied" && schedule.Tags.Contains("old"))),
        ],
        ["Rename-MagePipeline"] = [("Rename-MagePipeline etl sales -Force", state => state.FindPipeline("sales") is { Name: "sales" } && state.FindPipeline("etl") is null)],
        ["Remove-MagePipeline"] =
        [
            ("Remove-MagePipeline etl -WarningAction SilentlyContinue -Confirm:$false", state => state.FindPipeline("etl") is null),
            ("Remove-MagePipeline etl -IncludeSchedule -Confirm:$false", state => state.FindPipeline("etl") is null && state.FindSchedule(1) is null),
        ],
        ["New-MageBlock"] = [("New-MageBlock etl made transformer -Content 'x = 3' -Upstream load", state => state.FindPipeline("etl")!.Find("made") is { Upstream: ["load"] })],
        ["Set-MageBlock"] =
        [
            ("Set-MageBlock etl load -Color teal", state => state.FindPipeline("etl")!.Find("load")!.Color == "teal"),
            ("Set-MageBlock etl clean -RemoveUpstream load", state => state.FindPipeline("etl")!.Find("clean")!.Upstream.Count == 0),
            ("Set-MageBlock etl load -Content 'y = 22'", state => state.Content(state.FindPipeline("etl")!.Find("load")!) == "y = 22"),
            ("Set-MageBlock etl clean -NewName tidy", state => state.FindPipeline("etl")!.Find("tidy") is not null && state.FindPipeline("etl")!.Find("clean") is null),
        ],
        ["Remove-MageBlock"] =
        [
            ("Remove-MageBlock etl clean -Confirm:$false", state => state.FindPipeline("etl")!.Find("clean") is null),
            ("Remove-MageBlock etl clean -DeleteFile -Confirm:$false", state => state.FindPipeline("etl")!.Find("clean") is null && !state.Data.Files.ContainsKey("transformers/clean.py")),
            ("Get-MageBlock -Unused | Remove-MageBlock -DeleteFile -Confirm:$false", state => !state.Data.Files.ContainsKey("custom/spare.py")),
        ],
        ["New-MageSchedule"] =
        [
            ("New-MageSchedule etl made -Interval daily", state => state.Data.Schedules.Any(schedule => schedule.Name == "made")),
            ("New-MageSchedule etl made -Interval daily -Tag new", state => state.Data.Schedules.Any(schedule => schedule.Name == "made" && schedule.Tags.Contains("new"))),
        ],
        ["Set-MageSchedule"] =
        [
            ("Set-MageSchedule 1 -Description new", state => state.FindSchedule(1)!.Description == "new"),
            ("Set-MageSchedule 1 -AddTag new", state => state.FindSchedule(1)!.Tags.Contains("new")),
        ],
        ["Enable-MageSchedule"] = [("Enable-MageSchedule 2", state => state.FindSchedule(2)!.IsActive)],
        ["Disable-MageSchedule"] = [("Disable-MageSchedule 1", state => !state.FindSchedule(1)!.IsActive)],
        ["Remove-MageSchedule"] = [("Remove-MageSchedule 2 -Confirm:$false", state => state.FindSchedule(2) is null)],
        ["Reset-MageScheduleToken"] = [("Reset-MageScheduleToken 1", state => state.FindSchedule(1)!.Token != Token)],
        ["Start-MageMaintenance"] = [("Start-MageMaintenance $snapshot", state => !state.Data.Schedules.Any(schedule => schedule.IsActive))],
        ["Stop-MageMaintenance"] = [("Stop-MageMaintenance $snapshot", state => state.FindSchedule(1)!.IsActive && state.FindSchedule(3)!.IsActive && state.FindSchedule(4)!.IsActive && !state.FindSchedule(2)!.IsActive)],
        ["Invoke-MagePipelineRun"] =
        [
            ("Invoke-MagePipelineRun -Schedule 1", state => state.Data.Runs.ContainsKey(6)),
            ("Invoke-MagePipelineRun -Uri $uri -ScheduleId 1 -TriggerToken $token", state => state.Data.Runs.ContainsKey(6)),
        ],
        ["Stop-MagePipelineRun"] = [("Stop-MagePipelineRun 1", state => state.FindRun(1)!.Status == "cancelled")],
        ["Restart-MagePipelineRun"] =
        [
            ("Restart-MagePipelineRun 3", state => state.FindRun(3)!.Status is "running" or "initial"),
            ("Restart-MagePipelineRun 3 -Mode New", state => state.Data.Runs.ContainsKey(6)),
        ],
        ["Remove-MagePipelineRun"] = [("Remove-MagePipelineRun 2 -Confirm:$false", state => state.FindRun(2) is null)],
        ["New-MageBackfill"] = [("New-MageBackfill etl made -From 2026-01-01 -To 2026-01-02", state => state.Data.Backfills.Any(backfill => backfill is { Name: "made", StartDatetime: not null }))],
        ["Start-MageBackfill"] = [("Start-MageBackfill jan", state => state.FindBackfill(1)!.StartedAt is not null)],
        ["Stop-MageBackfill"] = [("Stop-MageBackfill feb", state => state.FindBackfill(2)!.Status == "cancelled")],
        ["Remove-MageBackfill"] = [("Remove-MageBackfill jan -Confirm:$false", state => state.FindBackfill(1) is null)],
        ["Invoke-MageApi"] = [("Invoke-MageApi pipelines/etl PUT -Body @{ pipeline = @{ description = 'new' } } -Confirm:$false", state => state.FindPipeline("etl")!.Description == "new")],
    };

    /// <summary>What comes in place of Mage's reply to a write; what follows comes to the writes after it.</summary>
    public static readonly (string Name, EmulatorFault[] Faults)[] Faults =
    [
        ("dropped before", [EmulatorFault.DropBeforeReply]),
        ("dropped after", [EmulatorFault.DropAfterHandling]),
        ("cut body", [EmulatorFault.CutBody]),
        ("cut JSON", [EmulatorFault.CutJson]),
        ("disk full", [EmulatorFault.DiskFull]),
        .. Canned("empty", EmulatorFault.EmptyBody),
        .. Canned("a sign-in page", EmulatorFault.Html),
        .. Canned("500", EmulatorFault.Status(500)),
        .. Canned("502", EmulatorFault.Status(502)),
        .. Canned("503", EmulatorFault.Status(503, "0")),
        .. Canned("504", EmulatorFault.Status(504)),
        .. Canned("429", EmulatorFault.Status(429)),
        .. Canned("a gateway's JSON", EmulatorFault.Status(503, body: "{\"message\":\"no healthy upstream\"}")),
        .. Canned("Mage's own failure", EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"message\":\"\"}}")),
        ("502 on every try, done at the first", [EmulatorFault.Status(502).AfterHandling(), .. Enumerable.Repeat(EmulatorFault.Status(502), 20)]),
        ("502 on every try", [.. Enumerable.Repeat(EmulatorFault.Status(502), 20)]),
        ("lost, then refused", [EmulatorFault.DropAfterHandling, EmulatorFault.Status(503)]),
    ];

    /// <summary>Those that come to the second write of a command and later ones too: of each kind of reply one.</summary>
    public static string[] Later { get; } = ["dropped before", "dropped after", "disk full", "503 before", "503 after", "Mage's own failure before", "502 on every try, done at the first", "502 on every try"];

    /// <summary>The cmdlets that write to a server.</summary>
    public static string[] Cmdlets { get; } =
    [
        .. typeof(MageCmdlet).Assembly.GetExportedTypes()
            .Select(type => (CmdletAttribute?)Attribute.GetCustomAttribute(type, typeof(CmdletAttribute)))
            .Where(cmdlet => cmdlet is { SupportsShouldProcess: true })
            .Select(cmdlet => $"{cmdlet!.VerbName}-{cmdlet.NounName}")
            .Except(s_local)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What a cmdlet is tried with.</summary>
    /// <exception cref="KeyNotFoundException">A cmdlet that writes has to be here.</exception>
    public static (string Script, Func<EmulatorState, bool> Done)[] Commands(string cmdlet) => s_commands[cmdlet];

    /// <summary>What is done before it; nothing for most.</summary>
    public static string Before(string script) => s_before.TryGetValue(script.Split(' ')[0], out string? before) ? before : string.Empty;

    /// <summary>A project in which each of the commands has something to do, made yesterday: before now by every clock.</summary>
    public static EmulatorData Project(string folder)
    {
        using (MageHost host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero, Clock = new EagerClock(DateTimeOffset.UtcNow.AddDays(-1)), Path = folder }))
        {
            host.Run(
                """
                $null = New-MagePipeline etl
                $null = New-MageBlock etl load data_loader -Content 'x = 1'
                $null = New-MageBlock etl clean transformer -Content 'x = 2' -Upstream load
                $null = New-MageBlock etl spare custom -Content 'x = 4'
                Remove-MageBlock etl spare -Confirm:$false
                $null = New-MagePipeline bad | New-MageBlock -Name fails -Type data_loader -Content "raise ValueError('boom')"
                $null = New-MageSchedule etl api -Api -Enabled
                $null = New-MageSchedule etl nightly -Interval daily -Tag old
                $null = New-MageSchedule bad api -Api -Enabled
                $null = New-MageBackfill etl jan -From 2026-01-01 -To 2026-01-02
                $null = New-MageBackfill etl feb -From 2026-02-01 -To 2026-02-02
                1..2 | ForEach-Object { $null = Invoke-MagePipelineRun -Schedule 1 }
                $null = Invoke-MagePipelineRun -Schedule 3
                """).ThrowOnError();
            for (int i = 0; i < 8; i++)
            {
                host.Tick();
            }

            host.Emulator.State.FindSchedule(1)!.Token = Token;

            // One that waits, and a backfill under way.
            host.Run("$null = Remove-MagePipelineRun 1 -Confirm:$false; Start-MageBackfill feb").ThrowOnError();
            host.Emulator.State.Data.Runs[1] = new PipelineRun { Id = 1, PipelineUuid = "etl", ScheduleId = 1, CreatedAt = host.Emulator.State.RowNow(), UpdatedAt = host.Emulator.State.RowNow(), ExecutionDate = host.Emulator.State.Now };
        }

        return new StateFile(folder).Load()!;
    }

    private static IEnumerable<(string Name, EmulatorFault[] Faults)> Canned(string name, EmulatorFault fault) => [(name + " before", [fault]), (name + " after", [fault.AfterHandling()])];
}
