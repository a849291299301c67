using System;
using System.IO;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>The runbooks about schedules: the maintenance window, tonight, new tokens, and what belongs to nothing any more.</summary>
public sealed class RunbookTestsSchedules : IDisposable
{
    private readonly EagerClock _clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 10, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly MageHost _host;

    public RunbookTestsSchedules()
    {
        _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = _clock });
        _host.Run("""
            New-MagePipeline etl; New-MagePipeline sales
            New-MageSchedule etl half -Cron '*/30 * * * *' -Enabled
            New-MageSchedule sales noon -Cron '0 12 * * *' -Enabled
            New-MageSchedule sales off -Interval hourly
            New-MageSchedule sales hook -Api -Enabled
            """).ThrowOnError();
        File.WriteAllText(Work, "\"Working while $(@(Get-MageSchedule -Status active).Count) are on.\"");
    }

    private string Work => Path.Combine(_folder.Path, "work.ps1");

    private string Snapshot => Path.Combine(_folder.Path, "window.json");

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Everything_is_off_while_the_script_runs_and_back_on_after_it()
    {
        RunResult result = Run("maintenance-window.ps1 -Script $work -Snapshot $snapshot");

        Assert.Equal(
            [
                "Off: 3 schedules. Runs cancelled: 0. Runs that wait: 0.",
                "Working while 0 are on.",
                "On again: 3 of 3 schedules. Times missed: 0. Runs made for them: 0.",
            ],
            result.All<string>());
        Assert.Equal(6, result.Writes.Length);
        Assert.Equal(["half", "hook", "noon"], Active());
        Assert.Equal(3, Run("maintenance-window.ps1 -Script $work -Snapshot $snapshot").ThrowOnError().Output.Count);
    }

    [Fact]
    public void It_comes_back_on_where_the_script_fails_and_that_is_the_runbooks_error()
    {
        File.WriteAllText(Work, "throw 'The upgrade failed.'");

        RunResult result = Run("maintenance-window.ps1 -Script $work -Snapshot $snapshot");

        Assert.Equal("The upgrade failed.", result.Terminating!.Message);
        Assert.Equal(["half", "hook", "noon"], Active());
    }

    [Fact]
    public void A_script_that_ends_with_an_exit_code_has_failed_too()
    {
        File.WriteAllText(Work, "exit 3");

        RunResult result = Run("maintenance-window.ps1 -Script $work -Snapshot $snapshot");

        Assert.EndsWith("ended with exit code 3.", result.Terminating!.Message, StringComparison.Ordinal);
        Assert.Equal(["half", "hook", "noon"], Active());
    }

    [Fact]
    public void A_script_that_is_not_there_and_a_preview_switch_nothing_off()
    {
        Assert.Contains("nothing was switched off", Run("maintenance-window.ps1 -Script $snapshot").Terminating!.Message, StringComparison.Ordinal);
        Assert.Empty(Run("maintenance-window.ps1 -Script $work -Snapshot $snapshot -WhatIf").ThrowOnError().Writes);
        Assert.False(File.Exists(Snapshot));
    }

    [Fact]
    public void What_runs_tonight_and_what_was_missed_is_listed_and_missing_is_a_failure()
    {
        RunResult fine = Run("tonight.ps1 -Next 30m -Since 1m");
        Assert.Equal(["In the next 30m: 1 runs.", "  2026-11-28 12:30 etl, half", "Missed since 1m: 0."], fine.All<string>());

        _clock.Advance(TimeSpan.FromMinutes(65));
        RunResult late = Run("tonight.ps1 -Next 30m -Since 2026-11-28T12:00:00Z");
        Assert.Equal("Missed: 2 runs of 1 schedules. Pass -Run to run each now.", late.Terminating!.Message);
        Assert.Equal(["  2026-11-28 12:30 etl, half", "  2026-11-28 13:00 etl, half"], late.Output.Select(line => line.ToString()).TakeLast(2));

        RunResult run = Run("tonight.ps1 -Next 30m -Since 2026-11-28T12:00:00Z -Run");
        Assert.Equal("Begun: run 1 of etl.", run.ThrowOnError().Output[^1].ToString());
        Assert.Single(run.Writes);
    }

    [Fact]
    public void What_collides_tonight_is_marked()
    {
        _host.Run("New-MageSchedule sales also -Cron '*/30 * * * *' -Enabled").ThrowOnError();

        Assert.Contains("  2026-11-28 12:30 etl, half, while under way: also (id 5) of pipeline sales at 2026-11-28 12:30", Run("tonight.ps1 -Next 30m -Since 1m").All<string>());
    }

    [Fact]
    public void Every_token_is_new_and_kept()
    {
        RunResult result = Run(
            "rotate-tokens.ps1 -Vault local",
            "$global:kept = @(); function global:Set-Secret { [CmdletBinding()] param($Name, [securestring] $SecureStringSecret, $Vault) $global:kept += \"$Vault $Name $([Net.NetworkCredential]::new('', $SecureStringSecret).Password)\" }");

        Assert.Equal(["hook (id 4) of sales: new token in mage/sales/hook-4"], result.All<string>());
        Assert.Equal("local mage/sales/hook-4 " + _host.Run("(Get-MageSchedule hook).GetToken()").One<string>(), _host.Run("$kept").One<string>());
    }

    [Fact]
    public void Without_a_vault_no_token_is_changed()
    {
        RunResult result = Run("rotate-tokens.ps1");

        Assert.Contains("no token was changed", result.Terminating!.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Schedules_of_nothing_go_and_a_second_time_there_are_none()
    {
        _host.Run("Remove-MagePipeline sales -Confirm:$false -WarningAction Ignore").ThrowOnError();

        Assert.Empty(Run("housekeeping.ps1 -WhatIf").ThrowOnError().Writes);
        RunResult result = Run("housekeeping.ps1");

        Assert.Equal(["DELETE /api/pipeline_schedules/4", "DELETE /api/pipeline_schedules/2", "DELETE /api/pipeline_schedules/3"], result.ThrowOnError().Writes);
        Assert.Equal("Everything belongs to something; nothing to do.", Run("housekeeping.ps1").One<string>());
    }

    [Fact]
    public void Housekeeping_deletes_the_files_that_no_pipeline_uses_where_it_is_told_to()
    {
        _host.Run("New-MageBlock sales old custom -Content 'x = 1'; Remove-MageBlock sales old -Confirm:$false").ThrowOnError();

        Assert.Empty(Run("housekeeping.ps1 -BlockFile -WhatIf").ThrowOnError().Writes);
        Assert.Equal("Everything belongs to something; nothing to do.", Run("housekeeping.ps1").One<string>());
        RunResult result = Run("housekeeping.ps1 -BlockFile");
        Assert.Equal(["DELETE /api/files/custom%2Fold.py"], result.ThrowOnError().Writes);
        Assert.Equal("Removed the file custom/old.py, which no pipeline uses.", result.One<string>());
        Assert.Equal("Everything belongs to something; nothing to do.", Run("housekeeping.ps1 -BlockFile").One<string>());
    }

    private RunResult Run(string runbook, string before = "")
    {
        string[] words = runbook.Split(' ', 2);
        return _host.Run($"{before}; & $script {words.ElementAtOrDefault(1)}", ("script", Path.Combine(Repository.Root, "examples", words[0])), ("work", Work), ("snapshot", Snapshot));
    }

    private string[] Active() => [.. _host.Run("Get-MageSchedule -Status active").All<MageSchedule>().Select(schedule => schedule.Name!).Order(StringComparer.Ordinal)];
}
