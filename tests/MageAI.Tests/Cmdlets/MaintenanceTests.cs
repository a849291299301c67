using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Everything off, and exactly what was on back on. The clock stands until a test moves it.</summary>
public sealed class MaintenanceTests : IDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 28, 12, 0, 10, TimeSpan.Zero);

    private readonly EagerClock _clock = new(s_noon);
    private readonly TemporaryFolder _folder = new();
    private readonly MageHost _host;

    public MaintenanceTests()
    {
        _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = _clock, BlockDuration = TimeSpan.FromSeconds(30) });
        _host.Run("""
            New-MagePipeline etl | New-MageBlock -Name b -Type custom
            New-MagePipeline sales
            1..4 | ForEach-Object { New-MageSchedule etl "e$_" -Interval daily -Enabled }
            1..2 | ForEach-Object { New-MageSchedule sales "s$_" -Cron '30 * * * *' -Enabled }
            New-MageSchedule sales hook -Api -Enabled
            1..3 | ForEach-Object { New-MageSchedule etl "off$_" -Interval hourly }
            """).ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(5));
    }

    private string Snapshot => Path.Combine(_folder.Path, "win.json");

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_was_on_is_off_and_back_on_and_nothing_else()
    {
        string[] before = Active();

        RunResult begun = Run("Start-MageMaintenance $path -Reason 'DB upgrade'");

        MageMaintenance start = begun.One<MageMaintenance>();
        Assert.Equal((Snapshot, "DB upgrade", null), (start.Path, start.Reason, start.EndedAt));
        Assert.Equal(7, start.Schedules.Length);
        Assert.All(start.Schedules, schedule => Assert.Equal("SwitchedOff", schedule.Outcome));
        Assert.Equal(Enumerable.Range(1, 7).Select(id => $"PUT /api/pipeline_schedules/{id} {{\"pipeline_schedule\":{{\"status\":\"inactive\"}}}}"), begun.Writes);
        Assert.Empty(begun.Warnings);
        Assert.Empty(Active());

        RunResult over = Run("Stop-MageMaintenance $path");

        MageMaintenance end = over.One<MageMaintenance>();
        Assert.All(end.Schedules, schedule => Assert.Equal(("SwitchedOn", 0), (schedule.Outcome, schedule.Notes.Length)));
        Assert.NotNull(end.EndedAt);
        Assert.Equal(Enumerable.Range(1, 7).Select(id => $"PUT /api/pipeline_schedules/{id} {{\"pipeline_schedule\":{{\"status\":\"active\"}}}}"), over.Writes);
        Assert.Empty(over.Warnings);
        Assert.Equal(before, Active());
    }

    [Fact]
    public void The_snapshot_is_whole_before_the_first_change_and_holds_no_secret()
    {
        _host.Run("Set-MageSchedule e1 -Variable @{ password = 'geheim' }").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"boom\"}}"), method: "PUT");

        RunResult result = Run("Start-MageMaintenance $path");

        Assert.Equal("ServerError", result.ErrorId);
        MageMaintenance start = (MageMaintenance)Assert.Single(result.Output).BaseObject;
        Assert.Equal(("Failed", "SwitchedOff"), (start.Schedules[0].Outcome, start.Schedules[6].Outcome));
        string file = File.ReadAllText(Snapshot);
        Assert.Contains("\"name\": \"e1\"", file, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", file, StringComparison.Ordinal);
        Assert.DoesNotContain("token", file, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([Snapshot], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Begun_twice_it_goes_on_and_the_file_stays_as_it_is()
    {
        Run("Start-MageMaintenance $path").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _host.Run("Enable-MageSchedule e2, off1").ThrowOnError();
        byte[] file = File.ReadAllBytes(Snapshot);

        RunResult again = Run("Start-MageMaintenance $path");

        Assert.Equal(file, File.ReadAllBytes(Snapshot));
        Assert.Equal(["PUT /api/pipeline_schedules/2 {\"pipeline_schedule\":{\"status\":\"inactive\"}}"], again.Writes);
        Assert.Equal(["OffAlready", "SwitchedOff"], again.One<MageMaintenance>().Schedules.Take(2).Select(schedule => schedule.Outcome));
        Assert.Contains("began at 2026-11-28 12:05 and is not over", again.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("Schedule off1 (id 8) of pipeline etl was not on when the maintenance began, and is now; it is left on.", again.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_somebody_did_meanwhile_is_left_and_named()
    {
        Run("Start-MageMaintenance $path").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _host.Run("""
            Enable-MageSchedule e1
            Disable-MageSchedule e1
            Enable-MageSchedule e2
            Remove-MageSchedule e3 -Confirm:$false
            Set-MageSchedule e4 -NewName renamed
            Set-MageSchedule s1 -Cron '45 * * * *'
            Enable-MageSchedule off1
            $token = [Net.NetworkCredential]::new('', (Get-MageSchedule hook).GetToken()).SecurePassword
            Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 7 -TriggerToken $token
            """).ThrowOnError();

        RunResult over = Run("Stop-MageMaintenance $path");

        MageMaintenance end = over.One<MageMaintenance>();
        Assert.Equal(["LeftOff", "OnAlready", "Gone", "SwitchedOn", "SwitchedOn", "SwitchedOn", "OnAlready"], end.Schedules.Select(schedule => schedule.Outcome));
        Assert.Equal(["e2", "hook", "off1", "renamed", "s1", "s2"], Active());
        Assert.Equal(
            [
                "Schedule e1 (id 1) of pipeline etl is left off: it was switched on at 2026-11-28 12:06, and somebody switched it off again.",
                "Schedule e2 (id 2) of pipeline etl was on already: somebody switched it on meanwhile, at 2026-11-28 12:06.",
                "Schedule e3 (id 3) of pipeline etl is gone: somebody deleted it.",
                "Schedule e4 (id 4) of pipeline etl was switched on: somebody renamed it to 'renamed'.",
                "Schedule s1 (id 5) of pipeline sales was switched on: somebody changed its interval from '30 * * * *' to '45 * * * *'.",
                "Schedule hook (id 7) of pipeline sales was on already: it woke up meanwhile: a call of its token, the switch of its whole pipeline or triggers.yaml does that.",
                "Schedule off1 (id 8) of pipeline etl was not on before and was switched on, or made, meanwhile; it is left as it is.",
            ],
            over.Warnings);
        Assert.Equal(["off1"], end.OthersOn.Select(schedule => schedule.Name));
    }

    [Fact]
    public void What_somebody_switched_off_comes_back_with_Force()
    {
        Run("Start-MageMaintenance $path").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _host.Run("Enable-MageSchedule e1; Disable-MageSchedule e1").ThrowOnError();

        Assert.Equal("SwitchedOn", Run("Stop-MageMaintenance $path -Force").One<MageMaintenance>().Schedules[0].Outcome);
        Assert.Equal(7, Active().Length);
    }

    [Fact]
    public void What_was_switched_off_before_it_was_its_turn_was_switched_off_by_somebody_else()
    {
        EndAtSwitch("Start-MageMaintenance $path", 3);
        _host.Run("Disable-MageSchedule hook").ThrowOnError();

        RunResult over = Run("Stop-MageMaintenance $path");

        Assert.Equal(("hook", "LeftOff"), over.One<MageMaintenance>().Schedules.Where(schedule => schedule.Outcome == "LeftOff").Select(schedule => (schedule.ScheduleName!, schedule.Outcome)).Single());
        Assert.Equal(["e1", "e2", "e3", "e4", "s1", "s2"], Active());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    public void Ended_at_any_switch_it_is_put_right_by_the_same_file(int which, bool isDone)
    {
        string[] before = Active();
        EndAtSwitch("Start-MageMaintenance $path", which, isDone);
        if (which > 1)
        {
            EndAtSwitch("Stop-MageMaintenance $path", Math.Max(1, which - 2), isDone);
        }

        RunResult over = Run("Stop-MageMaintenance $path");

        over.ThrowOnError();
        Assert.Equal(before, Active());
        Assert.Empty(over.Warnings);
        Assert.All(over.One<MageMaintenance>().Schedules, schedule => Assert.Contains(schedule.Outcome, (string[])["SwitchedOn", "OnAlready"]));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(7, 2)]
    public void A_process_that_is_killed_leaves_what_the_file_puts_right(int off, int on)
    {
        string[] before = Active();
        string connect = $"Connect-Mage {_host.Emulator.Uri}; ";
        FreshProcess.Kill($"{connect}Start-MageMaintenance '{Snapshot}'", () => Switches("inactive") >= off);
        if (on > 0)
        {
            FreshProcess.Kill($"{connect}Stop-MageMaintenance '{Snapshot}'", () => Switches("active") >= on);
        }

        Run("Stop-MageMaintenance $path").ThrowOnError();

        Assert.Equal(before, Active());

        int Switches(string status) => _host.Emulator.Requests.Count(request => request.Method == "PUT" && request.Body.Contains($"\"{status}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Over_it_is_over_and_the_next_takes_its_file()
    {
        Run("Start-MageMaintenance $path; Stop-MageMaintenance $path").ThrowOnError();
        _host.Run("Disable-MageSchedule e1").ThrowOnError();

        RunResult again = Run("Stop-MageMaintenance $path");
        Assert.Empty(again.ThrowOnError().Writes);
        Assert.Contains("is over since", Assert.Single(again.Warnings), StringComparison.Ordinal);

        Run("Start-MageMaintenance $path; Stop-MageMaintenance $path").ThrowOnError();
        Assert.Equal(6, Active().Length);
    }

    [Fact]
    public void Include_and_Exclude_take_pipelines_and_names()
    {
        Assert.Equal(["s1", "s2"], Names(Run("Start-MageMaintenance $path -Include sales, e1 -Exclude hook, e*")));
        Run("Stop-MageMaintenance $path").ThrowOnError();
        Assert.Equal(["e1", "e2", "e3", "e4"], Names(Run("Start-MageMaintenance $path -Include et?")));

        static string[] Names(RunResult result) => [.. result.One<MageMaintenance>().Schedules.Select(schedule => schedule.ScheduleName!)];
    }

    [Theory]
    [InlineData("-Include salse", "'salse'")]
    [InlineData("-Include sales, e9, f*", "'e9'")]
    [InlineData("-Exclude e1, salse, hok", "'salse' or 'hok'")]
    [InlineData("-Exclude salse -WhatIf", "'salse'")]
    [InlineData("-Schedule s1 -Exclude salse", "'salse'")]
    public void A_literal_that_nothing_is_called_is_refused_and_everything_stays_on(string arguments, string named)
    {
        string[] before = Active();

        RunResult result = Run($"Start-MageMaintenance $path {arguments}");

        Assert.Equal("ScheduleNotFound", result.ErrorId);
        Assert.Equal($"No schedule and no pipeline is called {named}; nothing was switched off.", result.Error.Exception.Message);
        Assert.Empty(result.Output);
        Assert.Empty(result.Writes);
        Assert.False(File.Exists(Snapshot));
        Assert.Equal(before, Active());
    }

    [Theory]
    [InlineData("-Include x*", 0)]
    [InlineData("-Exclude x*", 7)]
    [InlineData("-Exclude empty", 7)]
    [InlineData("-Exclude 'Has None'", 7)]
    [InlineData("-Include S1, ETL", 5)]
    public void A_pattern_may_match_nothing_and_a_pipeline_have_no_schedule(string arguments, int count)
    {
        _host.Run("$null = New-MagePipeline empty; $null = New-MagePipeline 'Has None'").ThrowOnError();

        Assert.Equal(count, Run($"Start-MageMaintenance $path {arguments}").One<MageMaintenance>().Schedules.Length);
    }

    [Theory]
    [InlineData("Get-MagePipeline sales | Start-MageMaintenance $path", "s1 s2 hook")]
    [InlineData("Get-MagePipeline sales, etl | Start-MageMaintenance $path", "e1 e2 e3 e4 s1 s2 hook")]
    [InlineData("Get-MageSchedule s1, e* -Status active | Start-MageMaintenance $path -Exclude e3", "e1 e2 e4 s1")]
    [InlineData("Get-MageSchedule | Where-Object Name -in s2, e4 | ForEach-Object { [pscustomobject]@{ ScheduleId = $_.Id; Name = $_.Name } } | Start-MageMaintenance $path", "e4 s2")]
    [InlineData("Start-MageMaintenance $path -Schedule s?", "s1 s2")]
    public void What_is_piped_in_is_switched_off_in_one_maintenance_and_nothing_else(string script, string names)
    {
        string[] before = Active();

        RunResult begun = Run(script);

        string[] meant = names.Split(' ');
        Assert.Equal(meant, begun.One<MageMaintenance>().Schedules.Select(schedule => schedule.ScheduleName!));
        Assert.Equal(meant.Length, begun.Writes.Length);
        Assert.Equal(before.Except(meant), Active());
        Assert.Empty(Run("Stop-MageMaintenance $path").ThrowOnError().Warnings);
        Assert.Equal(before, Active());
    }

    [Theory]
    [InlineData("Get-MagePipeline -Tag nobody | Start-MageMaintenance $path")]
    [InlineData("Get-MageSchedule x* | Start-MageMaintenance $path -Session (Get-MageSession -Default)")]
    [InlineData("Start-MageMaintenance $path -Schedule x*")]
    public void Nothing_that_is_piped_in_is_not_everything(string script)
    {
        RunResult begun = Run(script);

        Assert.Equal(["No schedule is meant: nothing was switched off, and no file was written."], begun.Warnings);
        Assert.Empty(begun.ThrowOnError().Writes);
        Assert.False(File.Exists(Snapshot));
    }

    [Fact]
    public void One_file_is_for_one_session()
    {
        using MageHost other = MageHost.Connected();
        other.Run("New-MagePipeline far | New-MageSchedule -Name far -Interval daily -Enabled").ThrowOnError();
        _host.Run("Connect-Mage $uri -Name far -NotDefault", ("uri", other.Emulator.Uri)).ThrowOnError();

        RunResult begun = Run("(Get-MageSchedule s1), (Get-MageSchedule far -Session far) | Start-MageMaintenance $path");

        Assert.Equal("InvalidInput", begun.ErrorId);
        Assert.Contains("of several sessions", begun.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(begun.Writes);
        Assert.False(File.Exists(Snapshot));
    }

    [Fact]
    public void WhatIf_lists_all_and_writes_nothing_anywhere()
    {
        RunResult begun = Run("Start-MageMaintenance $path -Drain -StopRuns -WhatIf");
        Assert.Empty(begun.ThrowOnError().Writes);
        Assert.Empty(Directory.GetFiles(_folder.Path));

        Run("Start-MageMaintenance $path").ThrowOnError();
        byte[] file = File.ReadAllBytes(Snapshot);
        RunResult over = Run("Stop-MageMaintenance $path -CatchUp All -WhatIf");
        Assert.Empty(over.ThrowOnError().Writes);
        Assert.Equal(file, File.ReadAllBytes(Snapshot));
        Assert.Empty(Active());
    }

    [Theory]
    [InlineData("Stop-MageMaintenance $path", "FileNotFound", "There is no file")]
    [InlineData("[IO.File]::WriteAllText($path, '{}'); Start-MageMaintenance $path", "FileUnreadable", "is no snapshot")]
    [InlineData("[IO.File]::WriteAllText($path, 'precious'); Start-MageMaintenance $path", "FileUnreadable", "is no snapshot")]
    [InlineData("[IO.File]::WriteAllText($path, 'precious'); Stop-MageMaintenance $path", "FileUnreadable", "is no snapshot")]
    [InlineData("Start-MageMaintenance $path/none.json", "FileNotFound", "does not exist")]
    [InlineData("Start-MageMaintenance $path -TimeoutSec 5", "InvalidInput", "-Drain")]
    [InlineData("Start-MageMaintenance $path -Include ''", "EmptyInput", "-Include is empty")]
    public void What_cannot_be_meant_is_refused(string script, string id, string why)
    {
        RunResult result = Run(script);

        Assert.Equal(id, result.ErrorId);
        Assert.Contains(why, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
        Assert.True(!File.Exists(Snapshot) || File.ReadAllText(Snapshot).TrimEnd() is "{}" or "precious");
    }

    [Fact]
    public void A_snapshot_of_another_server_is_refused()
    {
        Run("Start-MageMaintenance $path").ThrowOnError();
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });

        RunResult result = _host.Run("$other | Connect-Mage -Name other | Out-Null; Stop-MageMaintenance $path -Session other; Start-MageMaintenance $path -Session other", ("other", other), ("path", Snapshot));

        Assert.All(result.Errors, error => Assert.Contains("not of " + other.Uri, error.Exception.Message, StringComparison.Ordinal));
        Assert.Equal(2, result.Errors.Count);
    }

    [Fact]
    public void It_waits_for_what_runs_and_tells_what_waits_itself()
    {
        _host.Run("Set-MageSchedule e2 -Setting @{ pipeline_run_limit = 1 }; Invoke-MagePipelineRun -Schedule e1; Invoke-MagePipelineRun -Schedule e2; Invoke-MagePipelineRun -Schedule e2").ThrowOnError();
        _host.Emulator.Tick();
        using IDisposable ticking = Ticking();

        RunResult begun = Run("Start-MageMaintenance $path -Drain -PollSec 1");

        MageMaintenance start = begun.One<MageMaintenance>();
        Assert.Empty(start.Running!);
        Assert.Equal([3], start.Frozen!.Select(run => run.Id));
        Assert.Equal("Run 3 of pipeline etl had not begun; they wait until their schedules are on again.", Assert.Single(begun.Warnings));
        Assert.Equal(["completed", "completed"], _host.Run("Get-MagePipelineRun 1, 2").All<MagePipelineRun>().Select(run => run.Status));
    }

    [Fact]
    public void What_does_not_end_in_time_is_told_or_cancelled()
    {
        _host.Run("Invoke-MagePipelineRun -Schedule e1").ThrowOnError();
        _host.Emulator.Tick();

        RunResult begun = Run("Start-MageMaintenance $path -Drain -TimeoutSec 5");

        Assert.Equal("WaitTimeout", begun.ErrorId);
        Assert.Equal([1], ((MageMaintenance)Assert.Single(begun.Output).BaseObject).Running!.Select(run => run.Id));

        MageMaintenance again = Run("Start-MageMaintenance $path -StopRuns -WarningAction Ignore").One<MageMaintenance>();
        Assert.Empty(again.Running!);
        Assert.Equal([1], again.Stopped.Select(run => run.Id));
        Assert.Equal("cancelled", _host.Run("Get-MagePipelineRun 1").One<MagePipelineRun>().Status);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("-CatchUp Last", 1)]
    [InlineData("-CatchUp All", 3)]
    public void Missed_times_are_caught_up_as_asked_and_never_twice(string catchUp, int each)
    {
        Run("Start-MageMaintenance $path -Include s?, e1").ThrowOnError();
        _clock.Advance(TimeSpan.FromHours(3));

        MageMaintenance end = Run("Stop-MageMaintenance $path " + catchUp).One<MageMaintenance>();
        _host.Emulator.Tick();
        _host.Emulator.Tick();

        Assert.Equal([0, 3, 3], end.Schedules.Select(schedule => schedule.Missed));
        Assert.Equal([0, each, each], end.Schedules.Select(schedule => schedule.CaughtUp.Length));
        string[] dates = [.. _host.Run("Get-MagePipelineRun").ThrowOnError().Output.Select(run => (MagePipelineRun)run.BaseObject).Where(run => run.PipelineScheduleId == 5).Select(run => $"{run.ExecutionDate:HH:mm}").Order()];
        Assert.Equal(((string[])["12:30", "13:30", "14:30"]).Skip(3 - each), dates);
    }

    [Fact]
    public void Where_no_draft_can_lie_beside_the_file_the_file_itself_is_written()
    {
        string[] before = Active();
        Run("Start-MageMaintenance $path").ThrowOnError();
        Directory.CreateDirectory(Snapshot + ".new");

        MageMaintenance end = Run("Stop-MageMaintenance $path").One<MageMaintenance>();

        Assert.NotNull(end.EndedAt);
        Assert.Equal(before, Active());
        Assert.Contains("over since", Assert.Single(Run("Stop-MageMaintenance $path").Warnings), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Snapshot + ".new"));
    }

    [Fact]
    public void The_name_of_the_file_may_be_as_long_as_the_file_system_allows()
    {
        string[] before = Active();
        string path = Path.Combine(_folder.Path, new string('w', 250) + ".json");

        _host.Run("Start-MageMaintenance $path", ("path", path)).ThrowOnError();
        Assert.Empty(Active());
        Assert.NotNull(_host.Run("Stop-MageMaintenance $path", ("path", path)).One<MageMaintenance>().EndedAt);

        Assert.Equal(before, Active());
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_was_on_comes_back_though_the_file_cannot_be_written()
    {
        string[] before = Active();
        Run("Start-MageMaintenance $path").ThrowOnError();

        RunResult over = Run("""
            Stop-MageMaintenance $path -Verbose 4>&1 | ForEach-Object {
                if ($_ -isnot [Management.Automation.VerboseRecord]) { $_ }
                elseif ([IO.File]::Exists($path)) { [IO.File]::Delete($path); $null = [IO.Directory]::CreateDirectory($path) }
            }
            """);

        Assert.Equal("FileNotWritten", over.ErrorId);
        Assert.Contains("still says that the maintenance is not over", over.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Delete the file", over.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        MageMaintenance end = (MageMaintenance)Assert.Single(over.Output).BaseObject;
        Assert.Null(end.EndedAt);
        Assert.All(end.Schedules, schedule => Assert.Equal("SwitchedOn", schedule.Outcome));
        Assert.Equal(before, Active());
        Assert.Empty(Directory.GetFileSystemEntries(Snapshot));
    }

    [Fact]
    public void An_end_that_was_ended_itself_makes_no_run_twice()
    {
        Run("Start-MageMaintenance $path -Include s1").ThrowOnError();
        _clock.Advance(TimeSpan.FromHours(3));
        EndAtSwitch("Stop-MageMaintenance $path -CatchUp Last", 1);

        Run("Stop-MageMaintenance $path -CatchUp Last").ThrowOnError();

        Assert.Equal(["14:30"], _host.Run("Get-MagePipelineRun").All<MagePipelineRun>().Select(run => $"{run.ExecutionDate:HH:mm}"));
        Assert.Contains("s1", Active());
    }

    [Fact]
    public void Nothing_runs_by_surprise()
    {
        _host.Run("""
            Get-MageSchedule | Disable-MageSchedule
            New-MageSchedule etl eager -Cron '*/20 * * * *' -Setting @{ create_initial_pipeline_run = $true } -Enabled
            New-MageSchedule etl once -At '2026-11-28T12:30:00Z' -Enabled
            New-MageSchedule etl later -At '2026-11-29T12:30:00Z' -Enabled
            """).ThrowOnError();
        _host.Emulator.Tick();
        int before = _host.Run("Get-MagePipelineRun").ThrowOnError().Output.Count;
        Run("Start-MageMaintenance $path").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(50));

        RunResult over = Run("Stop-MageMaintenance $path");
        _host.Emulator.Tick();
        _host.Emulator.Tick();

        Assert.Equal(["SwitchedOn", "LeftOff", "SwitchedOn"], over.One<MageMaintenance>().Schedules.Select(schedule => schedule.Outcome));
        Assert.Equal(
            [
                "Schedule eager (id 11) of pipeline etl was switched on: run 2 for 2026-11-28 12:40 was made and cancelled, since its setting create_initial_pipeline_run would make one that runs.",
                "Schedule once (id 12) of pipeline etl is left off: its one run was due meanwhile, and would be made at once.",
            ],
            over.Warnings);
        MagePipelineRun[] runs = _host.Run("Get-MagePipelineRun").All<MagePipelineRun>();
        Assert.Equal(before + 1, runs.Length);
        Assert.Equal("cancelled", runs[0].Status);
    }

    [Fact]
    public void The_one_run_that_was_due_is_made_where_it_is_asked_for()
    {
        _host.Run("New-MageSchedule etl once -At '2026-11-28T12:30:00Z' -Enabled").ThrowOnError();
        Run("Start-MageMaintenance $path -Include once").ThrowOnError();
        _clock.Advance(TimeSpan.FromMinutes(50));

        MageMaintenanceSchedule once = Assert.Single(Run("Stop-MageMaintenance $path -CatchUp Last").One<MageMaintenance>().Schedules);

        Assert.Equal(("SwitchedOn", 1, 1), (once.Outcome, once.Missed, once.CaughtUp.Length));
        _host.Emulator.Tick();
        Assert.Equal(s_noon.AddMinutes(30).AddSeconds(-10), _host.Run("Get-MagePipelineRun -Pipeline etl | Where-Object PipelineScheduleId -eq 11").One<MagePipelineRun>().ExecutionDate);
    }

    [Fact]
    public void An_editor_can_do_it_and_a_viewer_is_told_that_he_cannot()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        host.Run("New-MagePipeline etl | New-MageSchedule -Name x -Interval daily -Enabled").ThrowOnError();
        foreach (string role in new[] { "viewer", "editor" })
        {
            string token = host.Emulator.AddUser(role + "@example.com", role + "-password", role);
            host.Run($"Connect-Mage $emulator.Uri -Token $token -Name {role}", ("token", token)).ThrowOnError();
        }

        Assert.Equal("Forbidden", host.Run("Start-MageMaintenance $path -Session viewer", ("path", Snapshot)).ErrorId);
        Assert.Equal("SwitchedOff", host.Run("Start-MageMaintenance $path -Session editor -WarningAction Ignore", ("path", Snapshot)).One<MageMaintenance>().Schedules[0].Outcome);
        Assert.Equal("SwitchedOn", host.Run("Stop-MageMaintenance $path -Session editor", ("path", Snapshot)).One<MageMaintenance>().Schedules[0].Outcome);
    }

    private RunResult Run(string script) => _host.Run(script, ("path", Snapshot));

    /// <summary>The names of what is on.</summary>
    private string[] Active() => [.. _host.Run("Get-MageSchedule -Status active").All<MageSchedule>().Select(schedule => schedule.Name!).Order(StringComparer.Ordinal)];

    /// <summary>Runs a script until its nth switch is under way, and ends it then: before the server did it, or before its reply was read.</summary>
    private void EndAtSwitch(string script, int which, bool isDone = false)
    {
        using ManualResetEventSlim ended = new();
        int done = 0;
        if (isDone)
        {
            // Carried out; and whoever asked is gone before the reply.
            _host.Emulator.Handled = request =>
            {
                if (request.Method == "PUT" && Interlocked.Increment(ref done) == which)
                {
                    ended.Wait();
                }
            };
        }
        else
        {
            if (which > 1)
            {
                _host.Emulator.Faults.Next(EmulatorFault.SlowDrip(TimeSpan.Zero), times: which - 1, method: "PUT");
            }

            _host.Emulator.Faults.Next(EmulatorFault.Hang, method: "PUT");
        }

        _host.Emulator.ClearRequests();
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        Task<RunResult> running = Task.Run(() => _host.Run(shell, script, ("path", Snapshot)));
        try
        {
            MageHost.Eventually(
                () => isDone ? Volatile.Read(ref done) == which : _host.Emulator.Requests.Count(request => request.Method == "PUT") == which, "the switch is under way");
            shell.Stop();
            running.GetAwaiter().GetResult();
        }
        finally
        {
            ended.Set();
            _host.Emulator.Handled = null;
            _host.Emulator.Faults.Clear();
        }
    }

    /// <summary>Lets the scheduler look as time passes.</summary>
    private System.Threading.ITimer Ticking() => _clock.CreateTimer(_ => _host.Emulator.Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
}
