using System;
using System.IO;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What -WhatIf says: what would change, from what to what, and what would come of it.</summary>
public sealed class WhatIfTests : IDisposable
{
    private readonly MageHost _host = MageHost.Listening();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_pipeline_shows_each_parameter_with_its_old_and_new_value_and_nothing_that_stays()
    {
        _host.Run("New-MagePipeline etl -Description old -Tag a; Set-MagePipeline etl -RetryConfig @{ retries = 1; delay = 5 }").ThrowOnError();

        Assert.Equal(
            ["Set Description: old -> (none); Tag: a -> a, b; RetryConfig retries: 1 -> 3 | pipeline etl"],
            _host.WhatIf("Set-MagePipeline etl -Description '' -AddTag b -RetryConfig @{ retries = 3; delay = 5 } -Type python -WhatIf"));
        Assert.Empty(_host.WhatIf("Set-MagePipeline etl -Description old -Tag a -RemoveTag z -RetryConfig @{ retries = 1 } -WhatIf"));
    }

    [Fact]
    public void A_new_name_of_a_pipeline_says_the_same_by_Set_and_by_Rename_and_is_refused_by_both()
    {
        _host.Run("'etl', 'taken' | New-MagePipeline").ThrowOnError();

        string[] renamed = _host.WhatIf("Rename-MagePipeline etl 'Daily Sales' -WhatIf");
        Assert.Equal(["Set NewName: etl -> Daily Sales; its uuid becomes daily_sales | pipeline etl"], renamed);
        Assert.Equal(renamed, _host.WhatIf("Set-MagePipeline etl -NewName 'Daily Sales' -WhatIf"));
        foreach (string script in new[] { "Rename-MagePipeline etl Taken -WhatIf", "Set-MagePipeline etl -NewName Taken -Description x -WhatIf", "New-MagePipeline Taken -WhatIf", "Copy-MagePipeline etl taken -WhatIf" })
        {
            Assert.Equal("PipelineExists", _host.Run(script).ErrorId);
        }

        Assert.Equal("PipelineNotFound", _host.Run("Set-MagePipeline none -Description x -WhatIf").ErrorId);
    }

    [Fact]
    public void A_schedule_shows_its_next_three_runs()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl nightly -Interval daily -Setting @{ timeout = 30 }").ThrowOnError();
        string[] times = NextAt(5, 30);

        Assert.Equal(
            [$"Set Cron: @daily -> 30 5 * * *; Status: inactive -> active; Setting timeout: 30 -> 60; next runs {string.Join(", ", times)} | schedule nightly (id 1) of pipeline etl"],
            _host.WhatIf("Set-MageSchedule nightly -Cron '30 5 * * *' -Status active -Setting @{ timeout = 60 } -WhatIf"));
        Assert.Equal(
            [$"Enable; next runs {string.Join(", ", NextAt(0, 0))} | schedule nightly (id 1) of pipeline etl"],
            _host.WhatIf("Enable-MageSchedule nightly -WhatIf"));
        Assert.Equal(
            [$"Create; it is off; once it is on, next runs {string.Join(", ", times)} | schedule 'early' of pipeline etl"],
            _host.WhatIf("New-MageSchedule etl early -Cron '30 5 * * *' -WhatIf"));
        Assert.Equal(["Create; one run at once | schedule 'now' of pipeline etl"], _host.WhatIf("New-MageSchedule etl now -Once -Enabled -WhatIf"));
        Assert.Equal(["Create | schedule 'called' of pipeline etl"], _host.WhatIf("New-MageSchedule etl called -Api -WhatIf"));
        Assert.Equal(["Set Description: (none) -> x | schedule nightly (id 1) of pipeline etl"], _host.WhatIf("Set-MageSchedule nightly -Description x -WhatIf"));
        Assert.Empty(_host.WhatIf("Set-MageSchedule nightly -Interval daily -WhatIf; Disable-MageSchedule nightly -WhatIf"));
        Assert.Equal("PipelineNotFound", _host.Run("New-MageSchedule none x -Interval daily -WhatIf").ErrorId);
    }

    [Fact]
    public void A_block_shows_its_lines_and_which_other_pipelines_share_its_file()
    {
        _host.Run("""
            New-MagePipeline a; New-MagePipeline b
            New-MageBlock a load data_loader -Content "x = 1`ny = 2`n"; New-MageBlock a clean transformer -Upstream load
            New-MageBlock b load data_loader -ReuseExisting
            """).ThrowOnError();

        Assert.Equal("BlockShared", _host.Run("Set-MageBlock a load -Content z -WhatIf").ErrorId);
        Assert.Equal(
            ["Set Color: (none) -> teal; Content: 2 lines -> 3 lines (+2 -1); the file is shared with b, which gets the new code too | block load of pipeline a"],
            _host.WhatIf("Set-MageBlock a load -Color teal -Content \"x = 1`ny = 3`nz = 4`n\" -Force -WhatIf"));
        Assert.Equal(["Set Upstream: load -> (none) | block clean of pipeline a"], _host.WhatIf("Set-MageBlock a clean -RemoveUpstream load -WhatIf"));
        Assert.Empty(_host.WhatIf("Set-MageBlock a load -Content \"x = 1`ny = 2`n\" -Force -WhatIf; Set-MageBlock a clean -Upstream load -WhatIf"));

        _host.Run("New-MagePipeline c; New-MageBlock c load data_loader -ReuseExisting").ThrowOnError();
        Assert.Contains("shared with b, c, which get the new code too", Assert.Single(_host.WhatIf("Set-MageBlock a load -Content z -Force -WhatIf")), StringComparison.Ordinal);
    }

    [Fact]
    public void Making_and_removing_blocks_refuses_what_the_command_would_and_knows_what_comes_before()
    {
        _host.Run("'a', 'b' | New-MagePipeline; New-MageBlock a load data_loader -Content x; New-MageBlock a clean transformer -Upstream load").ThrowOnError();

        Assert.Equal("BlockExists", _host.Run("New-MageBlock a load data_loader -WhatIf").ErrorId);
        Assert.Equal("BlockExists", _host.Run("New-MageBlock b load data_loader -WhatIf").ErrorId);
        Assert.Equal("BlockNotFound", _host.Run("New-MageBlock a more custom -Upstream none -WhatIf").ErrorId);
        Assert.Equal("BlockHasDependents", _host.Run("Remove-MageBlock a load -WhatIf").ErrorId);
        Assert.Equal("BlockNotFound", _host.Run("Remove-MageBlock a none -WhatIf").ErrorId);
        Assert.Equal(["Create | block x of pipeline b", "Create | block y of pipeline b"], _host.WhatIf("""
            [pscustomobject]@{ Pipeline = 'b'; Name = 'x'; Type = 'custom' }, [pscustomobject]@{ Pipeline = 'b'; Name = 'y'; Type = 'custom'; Upstream = 'x' } | New-MageBlock -WhatIf
            """));
        Assert.Equal(["Remove | block clean of pipeline a", "Remove | block load of pipeline a"], _host.WhatIf("Remove-MageBlock a clean, load -WhatIf"));
    }

    [Theory]
    [InlineData("Get-MagePipeline a, b | Set-MagePipeline -NewName same", "PipelineExists", "Pipeline same already exists; nothing was sent.")]
    [InlineData("Get-MagePipeline a, b | Rename-MagePipeline -NewName same", "PipelineExists", "Pipeline same already exists; nothing was sent.")]
    [InlineData("Get-MagePipeline a, b | Copy-MagePipeline -NewName same", "PipelineExists", "Pipeline same already exists; nothing was sent.")]
    [InlineData("'q', 'q' | New-MagePipeline", "PipelineExists", "Pipeline q already exists; nothing was sent.")]
    [InlineData("Set-MageBlock a x, y -NewName same", "BlockExists", "Pipeline a already has a block same; nothing was sent.")]
    [InlineData("'z', 'z' | ForEach-Object { [pscustomobject]@{ Pipeline = 'a'; Name = $_; Type = 'custom' } } | New-MageBlock", "BlockExists", "Pipeline a already has a block z; nothing was sent.")]
    public void A_name_that_is_promised_to_one_is_refused_to_the_next_as_it_would_be(string script, string error, string message)
    {
        _host.Run("$null = 'a', 'b' | New-MagePipeline; $null = New-MageBlock a x custom; $null = New-MageBlock a y custom").ThrowOnError();

        RunResult preview = _host.Run(script + " -WhatIf");
        RunResult real = _host.Run(script);

        Assert.Empty(preview.Writes);
        Assert.Equal((error, message), (preview.ErrorId, preview.Error.Exception.Message));
        Assert.Equal((error, message.Replace("; nothing was sent", "", StringComparison.Ordinal)), (real.ErrorId, real.Error.Exception.Message.Replace("; nothing was sent", "", StringComparison.Ordinal)));
        Assert.NotEmpty(real.Writes);
    }

    [Fact]
    public void A_file_that_is_promised_is_in_the_way_and_a_name_that_is_given_up_is_free()
    {
        _host.Run("$null = 'a', 'b' | New-MagePipeline; $null = New-MageBlock a x custom; $null = New-MageBlock b y custom").ThrowOnError();

        Assert.Equal("The file custom/z.py exists already. It is not in pipeline b: its file is in the project, for another pipeline or left over.", _host.Run("'a', 'b' | New-MageBlock -Name z -Type custom -WhatIf").Error.Exception.Message);
        Assert.Equal(2, _host.WhatIf("'a', 'b' | New-MageBlock -Name z -Type custom -ReuseExisting -WhatIf").Length);
        Assert.Equal("BlockExists", _host.Run("[pscustomobject]@{ PipelineUuid = 'a'; Uuid = 'x'; Name = 'z' }, [pscustomobject]@{ PipelineUuid = 'b'; Uuid = 'y'; Name = 'z' } | Set-MageBlock -WhatIf").ErrorId);
        Assert.Equal(
            ["Set NewName: b -> c; its uuid becomes c | pipeline b", "Set NewName: a -> b; its uuid becomes b | pipeline a"],
            _host.WhatIf("[pscustomobject]@{ Uuid = 'b'; NewName = 'c' }, [pscustomobject]@{ Uuid = 'a'; NewName = 'b' } | Set-MagePipeline -WhatIf"));
    }

    [Theory]
    [InlineData("Get-MagePipeline | Remove-MagePipeline -WhatIf", "3 pipelines would be removed")]
    [InlineData("Remove-MagePipeline a, b, none -WhatIf -ErrorAction SilentlyContinue", "2 pipelines would be removed, 1 refused")]
    [InlineData("Set-MagePipeline * -Description old -WhatIf", "2 pipelines would be changed, 1 as it is to be already")]
    [InlineData("Enable-MageSchedule * -WhatIf", "2 schedules would be switched on")]
    [InlineData("Remove-MageBlock a one, two -WhatIf", "2 blocks would be removed")]
    [InlineData("'x', 'y' | New-MagePipeline -WhatIf", "2 pipelines would be made")]
    [InlineData("Remove-MagePipeline a -WhatIf", null)]
    [InlineData("Set-MagePipeline c -Description old -WhatIf", null)]
    public void A_look_at_many_ends_with_what_it_comes_to(string script, string? total)
    {
        _host.Run("""
            $null = 'a', 'b', 'c' | New-MagePipeline; Set-MagePipeline c -Description old
            $null = New-MageBlock a one custom -Content x; $null = New-MageBlock a two custom -Content y
            $null = New-MageSchedule a s1 -Interval daily; $null = New-MageSchedule b s2 -Interval daily
            """).ThrowOnError();

        string[] lines = _host.Shown(script);

        Assert.Equal(total is null ? [] : [$"What if: {total}"], lines.Where(line => !line.Contains("Performing the operation", StringComparison.Ordinal)));
        Assert.True(total is null || lines[^1] == $"What if: {total}");
    }

    [Fact]
    public void A_look_at_many_runs_and_backfills_ends_with_what_it_comes_to()
    {
        _host.Run("""
            $null = 'a', 'b' | New-MagePipeline; $null = 'a', 'b' | ForEach-Object { New-MageBlock $_ "load $_" data_loader -Content 'raise ValueError("no rows")' }
            $null = New-MageSchedule a s1 -Interval daily; $null = New-MageSchedule b s2 -Interval daily
            $null = 'a', 'b' | Invoke-MagePipelineRun -Wait -PollSec 1
            $null = 'a', 'b' | New-MageBackfill -Name jan -From 2026-01-01 -To 2026-01-03
            """).ThrowOnError();

        Assert.Equal("2 pipelines would be run", Total("Get-MagePipeline | Invoke-MagePipelineRun -WhatIf"));
        Assert.Equal("1 pipeline would be run, 1 refused", Total("Invoke-MagePipelineRun a, none -WhatIf -ErrorAction SilentlyContinue"));
        Assert.Equal("2 schedules would be switched on and run", Total("Invoke-MagePipelineRun -Schedule s? -Force -WhatIf"));
        Assert.Equal("2 refused", Total("Invoke-MagePipelineRun -Schedule s? -WhatIf -ErrorAction SilentlyContinue"));
        Assert.Equal("2 runs would be restarted", Total("Get-MagePipelineRun | Restart-MagePipelineRun -WhatIf"));
        Assert.Equal("2 runs would be restarted", Total("Get-MagePipelineRun | Restart-MagePipelineRun -ThrottleLimit 2 -WhatIf"));
        Assert.Equal("2 runs would be made again", Total("Get-MagePipelineRun | Restart-MagePipelineRun -Mode New -WhatIf"));
        Assert.Equal("2 runs would be removed", Total("Get-MagePipelineRun | Remove-MagePipelineRun -WhatIf"));
        Assert.Equal("2 backfills would be made", Total("Get-MagePipeline | New-MageBackfill -Name feb -From 2026-02-01 -To 2026-02-02 -WhatIf"));
        Assert.Equal("2 backfills would be made and started", Total("Get-MagePipeline | New-MageBackfill -Name feb -From 2026-02-01 -To 2026-02-02 -Start -WhatIf"));
        Assert.Equal("2 backfills would be started", Total("Get-MageBackfill | Start-MageBackfill -WhatIf"));
        Assert.Equal("2 backfills would be removed", Total("Get-MageBackfill | Remove-MageBackfill -WhatIf"));
        Assert.Equal("2 pipelines would be copied", Total("Get-MagePipeline | ForEach-Object { [pscustomobject]@{ Pipeline = $_.Uuid; NewName = $_.Uuid + '_new' } } | Copy-MagePipeline -WhatIf"));
        Assert.Equal("2 schedules would be switched off", Total("Start-MageMaintenance ([IO.Path]::GetTempPath() + [IO.Path]::GetRandomFileName() + '.json') -WhatIf"));
        Assert.Null(Total("Invoke-MagePipelineRun a -WhatIf; Start-MageBackfill 1 -WhatIf"));
        Assert.Null(Total("Get-MagePipeline none, none -WarningAction Ignore -ErrorAction SilentlyContinue; $WhatIfPreference = $true; Get-MagePipeline none, none -ErrorAction SilentlyContinue"));
    }

    [Fact]
    public void The_operation_is_a_verb_and_what_comes_of_it_follows_and_the_target_is_what_was_named()
    {
        _host.Run("""
            $null = 'a', 'b' | New-MagePipeline; $null = New-MageBlock a load data_loader -Content 'raise ValueError("no rows")'; $null = New-MageBlock a clean transformer -Upstream load -Content 'y = 2'
            $null = New-MageSchedule a nightly -Interval daily
            $null = Invoke-MagePipelineRun a -Wait -PollSec 1
            """).ThrowOnError();

        (string Script, string Said)[] texts =
        [
            ("Invoke-MagePipelineRun a", "Run; through schedule MageAI (id 2) | pipeline a"),
            ("Invoke-MagePipelineRun b", "Run; schedule MageAI is made for it | pipeline b"),
            ("Invoke-MagePipelineRun -Schedule nightly -Force", "Enable and run | schedule nightly (id 1) of pipeline a"),
            ("Invoke-MagePipelineRun -Schedule MageAI", "Run | schedule MageAI (id 2) of pipeline a"),
            ("Restart-MagePipelineRun 1", "Restart; what is not completed runs again | run 1 of pipeline a"),
            ("Restart-MagePipelineRun 1 -FromBlock load", "Restart; from block load on | run 1 of pipeline a"),
            ("Restart-MagePipelineRun 1 -Mode New", "Create another like it | run 1 of pipeline a"),
            ("Remove-MagePipelineRun 1", "Remove | run 1 of pipeline a"),
            ("Remove-MageBlock a load -Force -DeleteFile", "Remove; its neighbours are linked; its file is deleted | block load of pipeline a"),
            ("Copy-MagePipeline a c -IncludeSchedule", "Copy to c; its block files are shared; its schedules are copied too, switched off | pipeline a"),
        ];

        Assert.All(texts, text => Assert.Equal([text.Said], _host.WhatIf(text.Script + " -WhatIf")));
    }

    [Fact]
    public void Tokens_triggers_backfills_and_the_end_of_a_maintenance_say_it_in_the_same_form()
    {
        string window = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _host.Run($"""
            $null = 'a', 'b' | New-MagePipeline; $null = New-MageSchedule a called -Api -Enabled; $null = New-MageSchedule b nightly -Interval daily
            $null = New-MageBackfill b jan -From 2026-01-01 -To 2026-01-03
            $null = Start-MageMaintenance '{window}' -Schedule called -Confirm:$false
            """).ThrowOnError();

        (string Script, string[] Said)[] texts =
        [
            ("Reset-MageScheduleToken called", ["Reset the trigger token | schedule called (id 1) of pipeline a"]),
            ("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 1 -TriggerToken (Get-MageSchedule 1).GetToken()", ["Run; by its trigger token | schedule 1"]),
            ("Invoke-MagePipelineRun a -IfNotRunning", ["Run; schedule MageAI is made for it | pipeline a"]),
            ($"Stop-MageMaintenance '{window}'", ["Enable | schedule called (id 1) of pipeline a"]),
            ($"Stop-MageMaintenance '{window}' -CatchUp Last", ["Enable; runs for missed times: Last | schedule called (id 1) of pipeline a"]),
            ("New-MageBackfill a feb -From 2026-02-01 -To 2026-02-02", ["Create; 2 runs, every day from 2026-02-01 00:00:00Z to 2026-02-02 00:00:00Z | backfill 'feb' of pipeline a"]),
            ("Start-MageBackfill jan", ["Start; 3 runs | backfill jan (id 1) of pipeline b"]),
            ("Remove-MageBackfill jan", ["Remove | backfill jan (id 1) of pipeline b"]),
            ("Remove-MagePipeline a", ["Remove; its schedule stays behind | pipeline a"]),
            ("Remove-MagePipeline a -IncludeSchedule", ["Remove; its schedule is removed too | pipeline a"]),
        ];

        Assert.All(texts, text => Assert.Equal(text.Said, _host.WhatIf(text.Script + " -WhatIf").Where(said => !said.StartsWith("Plan", StringComparison.Ordinal) && !said.StartsWith("Run |", StringComparison.Ordinal))));
        File.Delete(window);
    }

    [Fact]
    public void A_maintenance_that_stops_runs_names_them()
    {
        string window = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _host.Run("$null = New-MagePipeline a; $null = New-MageBlock a load data_loader -Content 'import time; time.sleep(600)'; $null = Invoke-MagePipelineRun a").ThrowOnError();
        _host.Tick();
        Assert.Equal("running", _host.Run("(Get-MagePipelineRun 1).Status").One<string>());

        Assert.Equal(["Disable; for maintenance | schedule MageAI (id 1) of pipeline a"], _host.WhatIf($"Start-MageMaintenance '{window}' -WhatIf"));
        Assert.Equal(["Disable; for maintenance | schedule MageAI (id 1) of pipeline a", "Cancel | run 1 of pipeline a"], _host.WhatIf($"Start-MageMaintenance '{window}' -StopRuns -WhatIf"));
        Assert.Equal("1 run would be cancelled, 1 schedule would be switched off", Total($"Start-MageMaintenance '{window}' -StopRuns -WhatIf"));
        Assert.Contains("Cancel; unless it ends in time | run 1 of pipeline a", _host.WhatIf($"Start-MageMaintenance '{window}' -Drain -TimeoutSec 5 -StopRuns -WhatIf"));
    }

    [Theory]
    [InlineData("Enable-MageSchedule *", "1 schedule would be switched on, 1 as it is to be already")]
    [InlineData("Disable-MageSchedule *", "1 schedule would be switched off, 1 as it is to be already")]
    [InlineData("Reset-MageScheduleToken *", "2 schedules would be given a new token")]
    public void What_is_so_already_counts_in_what_it_comes_to(string script, string total)
    {
        _host.Run("$null = New-MagePipeline a; $null = New-MageSchedule a called -Api -Enabled; $null = New-MageSchedule a other -Api").ThrowOnError();

        Assert.Equal(total, Total(script + " -WhatIf"));
    }

    [Fact]
    public void A_run_that_has_ended_is_not_said_to_be_cancelled()
    {
        _host.Run("New-MagePipeline etl; $null = Invoke-MagePipelineRun etl -Wait -PollSec 1").ThrowOnError();

        Assert.Empty(_host.WhatIf("Stop-MagePipelineRun 1 -WhatIf; Get-MagePipelineRun 1 | Stop-MagePipelineRun -WhatIf"));
    }

    /// <summary>What a look comes to; null where that is not said.</summary>
    private string? Total(string script) => _host.Shown(script).SingleOrDefault(line => line.Contains("What if", StringComparison.Ordinal) && !line.Contains("Performing the operation", StringComparison.Ordinal))?["What if: ".Length..];

    /// <summary>The next three times of a day, from now on.</summary>
    private string[] NextAt(int hour, int minute)
    {
        DateTimeOffset now = _host.Clock.GetUtcNow();
        DateTimeOffset first = new DateTimeOffset(now.Year, now.Month, now.Day, hour, minute, 0, TimeSpan.Zero);
        first = first > now ? first : first.AddDays(1);
        return [.. Enumerable.Range(0, 3).Select(day => FormattableString.Invariant($"{first.AddDays(day):yyyy-MM-dd HH:mm}Z"))];
    }
}
