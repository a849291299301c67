using System;
using System.Linq;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>What people type in a time zone and a culture of their own, in a process that has them.</summary>
public sealed class ZoneTests
{
    private const string Connected = "$emulator = Start-MageEmulator -TickMilliseconds 60000; $emulator | Connect-Mage; $null = New-MagePipeline etl; function Sent { ($emulator.Requests | Where-Object Method -ne GET)[-1].Body }; ";

    [Fact]
    public void A_date_in_a_variable_keeps_its_day_its_time_and_its_offset_and_a_backfill_from_a_local_date_begins_on_its_day()
    {
        ShellRun run = ShellRun.In(
            "Europe/Berlin",
            "de-DE",
            Connected + """
                $null = New-MageSchedule etl s -Api -Variable ([ordered]@{ day = Get-Date 2026-01-31; local = (Get-Date 2026-07-31).ToLocalTime(); json = '{"day":"2026-01-31T00:00:00Z"}' | ConvertFrom-Json }); Sent
                $today = [datetime]::Today
                $null = New-MageBackfill etl b -From $today -To $today.AddDays(1); Sent
                $today.ToString('yyyy-MM-dd')
                """);

        string offset = OperatingSystem.IsWindows() ? string.Empty : "02:00:00+02:00\"";
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Out.Split('\n');
        Assert.Contains("{\"day\":\"2026-01-31T00:00:00\",\"local\":\"2026-07-31T" + offset, lines[0], StringComparison.Ordinal);
        Assert.Contains("\"json\":{\"day\":\"2026-01-31T00:00:00Z\"}", lines[0], StringComparison.Ordinal);
        Assert.Contains($"\"start_datetime\":\"{lines[2]} 00:00:00\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_a_backfill_keeps_its_moments_and_a_date_that_may_mean_two_is_refused()
    {
        ShellRun run = ShellRun.In(
            "Europe/Berlin",
            "de-DE",
            Connected + """
                $b = New-MageBackfill etl b -From 2026-03-01 -To '2026-04-02 06:00' -Every 6h -MaxRuns 500
                $null = $b | ConvertTo-Json -Depth 5 | ConvertFrom-Json | New-MageBackfill -Name json -MaxRuns 500; Sent
                $null = $b | ConvertTo-Json -Depth 5 | ConvertFrom-Json | New-MageBackfill etl json2 -MaxRuns 500; Sent
                $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($b))
                $null = $copy | New-MageBackfill -Name clixml -MaxRuns 500; Sent
                $null = $b | ConvertTo-Csv | ConvertFrom-Csv | New-MageBackfill -Name csv -MaxRuns 500; Sent
                $null = New-MageBackfill etl l1 -From $b.StartDatetime -To $b.EndDatetime -Every 6h -MaxRuns 500; Sent
                $null = New-MageBackfill etl l2 -From (Get-Date 2026-03-01) -To '2026-04-02 06:00' -Every 6h -MaxRuns 500; Sent
                $null = New-MageBackfill etl l3 -From $b.StartDatetime.ToUniversalTime() -To ([datetime]'2026-04-02 06:00') -Every 6h -MaxRuns 500; Sent
                try { New-MageBackfill etl l4 -From $b.StartDatetime.AddDays(7) -To 2026-04-02 } catch { $_.FullyQualifiedErrorId; $_.Exception.Message; $_.ErrorDetails.RecommendedAction }
                """);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Out.Split('\n');
        Assert.All(lines.Take(7), line => Assert.Contains("\"start_datetime\":\"2026-03-01 00:00:00\",\"end_datetime\":\"2026-04-02 06:00:00\"", line, StringComparison.Ordinal));
        Assert.StartsWith("InvalidTime,", lines[7], StringComparison.Ordinal);
        Assert.Equal("A local date of 2026-03-08 01:00 is 2026-03-08T01:00:00Z as it is written, and 2026-03-08T00:00:00Z as the moment that it is; the dates of a backfill are in UTC. Nothing was sent.", lines[8]);
        Assert.Equal("Pass the text '2026-03-08T01:00:00Z', or the date's ToUniversalTime() where the moment is meant.", lines[9]);
    }

    [Fact]
    public void A_date_in_a_variable_that_nobody_edited_is_not_written_anew()
    {
        ShellRun run = ShellRun.In(
            "Europe/Berlin",
            "de-DE",
            Connected + """
                $s = New-MageSchedule etl s -Api -Variable ([ordered]@{ d = [datetimeoffset]'2026-01-31T00:00:00+05:30'; deep = @{ t = @('2026-01-31T00:00:00Z', 1) }; n = 1 })
                $before = $emulator.Requests.Count
                $s | ConvertTo-Json -Depth 9 | ConvertFrom-Json | Set-MageSchedule
                @($emulator.Requests | Select-Object -Skip $before | Where-Object Method -ne GET).Count
                $row = $s | ConvertTo-Json -Depth 9 | ConvertFrom-Json
                $row.Variables.n = 2; $row.Variables.deep.t[1] = 5
                $row | Set-MageSchedule; Sent
                """);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("0", run.Out.Split('\n')[0]);
        Assert.Contains("\"d\":\"2026-01-31T00:00:00+05:30\",\"deep\":{\"t\":[\"2026-01-31T00:00:00Z\",5]},\"n\":2", run.Out.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_the_clocks_leave_out_or_show_twice_is_refused_with_both_readings()
    {
        ShellRun run = ShellRun.In(
            "Europe/Berlin",
            "de-DE",
            Connected + """
                try { New-MageSchedule etl s -Interval daily -StartTime '2027-03-28 02:30' } catch { $_.Exception.Message }
                try { New-MageSchedule etl s -Once -At '2027-10-31 02:30' } catch { $_.Exception.Message }
                $null = New-MageSchedule etl s -Once -At '2027-10-31 02:30+01:00'; Sent
                $null = New-MageSchedule etl t -Once -At 2027-10-31; Sent
                """);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Out.Split('\n');
        Assert.EndsWith("'2027-03-28 02:30' does not exist in Europe/Berlin, where the clocks change. Write '2027-03-28 02:30+01:00' or '2027-03-28 02:30+02:00', or another time.", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("'2027-10-31 02:30' comes twice in Europe/Berlin, where the clocks change. Write '2027-10-31 02:30+02:00' or '2027-10-31 02:30+01:00', or another time.", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"start_time\":\"2027-10-31 01:30:00\"", lines[2], StringComparison.Ordinal);
        Assert.Contains("\"start_time\":\"2027-10-30 22:00:00\"", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_moment_is_read_the_same_in_every_culture()
    {
        ShellRun run = ShellRun.In(
            "Europe/Berlin",
            "de-DE",
            Connected + """
                foreach ($culture in 'de-DE', 'en-US', 'en-GB', 'ar-SA') {
                    [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = $culture
                    try { Get-MagePipelineRun -Since 01.02.2026 } catch { $_.Exception.Message -replace '(?s)^.*?(?=''01)' }
                    try { Get-MagePipelineRun -Since '31 January 2026' } catch { $_.Exception.Message -match 'Write 2026-01-31\.' }
                    [MageAI.Binding.MageTimeArgument]::new('2026-01-31').ToString()
                }
                """);

        string midnight = OperatingSystem.IsWindows() ? string.Empty : "2026-01-30T23:00:00.0000000+00:00\n";
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] cultures = run.Out.Split("'01.02.2026' is 2026-02-01 or 2026-01-02, as countries differ.");
        Assert.Equal(5, cultures.Length);
        Assert.All(cultures[1..], culture => Assert.EndsWith("True\n" + midnight, culture, StringComparison.Ordinal));
    }

    [Fact]
    public void Times_can_be_reckoned_with_live_and_saved_in_every_zone()
    {
        ShellRun run = ShellRun.In(
            "UTC",
            "en-US",
            Connected + """
                foreach ($zone in 'Europe/Berlin', 'America/St_Johns', 'Pacific/Auckland') {
                    $env:TZ = $zone
                    [TimeZoneInfo]::ClearCachedData()
                    $file = New-TemporaryFile
                    $live = Invoke-MagePipelineRun etl
                    $live | Export-Clixml $file; $saved = Import-Clixml $file
                    $handed = $live | Start-Job { $input } | Receive-Job -Wait -AutoRemoveJob
                    foreach ($run in $live, $saved, $handed) {
                        $time = $run.CreatedAt
                        $ages = ((Get-Date) - $time), (New-TimeSpan -Start $time), ((Get-Date) - [datetime]$time), ((Get-Date) - (Get-Date $time))
                        @($ages | Where-Object { $_.Duration() -lt '0:02' }).Count, ((Get-Date).AddDays(-1) -gt $time), ((Get-Date).AddDays(1) -gt $time), ($time -eq $live.CreatedAt) -join ' '
                    }
                    (Get-Item $file).Length -lt 6kb
                    Remove-Item $file
                }
                """);

        Assert.Equal((0, string.Concat(Enumerable.Repeat("4 False True True\n4 False True True\n4 False True True\nTrue\n", 3)), ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void A_time_in_the_hour_that_comes_twice_keeps_which_of_the_two_it_is_in_every_form()
    {
        ShellRun run = ShellRun.In(
            "Europe/Berlin",
            "en-US",
            Connected + """
                $WarningPreference = 'SilentlyContinue'
                $file = New-TemporaryFile
                $first, $second = '2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z' | ForEach-Object { New-MageSchedule etl "s$_" -Interval '@daily' -StartTime $_ }
                $first, $second | Export-Clixml $file
                foreach ($schedule in @($first, $second) + (Import-Clixml $file)) { $schedule.StartTime.ToUniversalTime().ToString('HH:mm') }
                ($first, $second | ConvertTo-Csv | ConvertFrom-Csv).StartTime
                $null = New-MageSchedule etl again -Interval '@daily' -StartTime $first.StartTime
                (Sent) -match '2026-10-25 00:30:00'
                $null = New-MageBackfill etl b -From $first.StartTime -To $second.StartTime -Every 10m
                ($emulator.Requests | Where-Object Body -match start_datetime)[-1].Body -match '2026-10-25 00:30:00'
                Remove-Item $file
                """);

        string expected = OperatingSystem.IsWindows() ? string.Empty : "00:30\n01:10\n00:30\n01:10\n2026-10-25T00:30:00Z\n2026-10-25T01:10:00Z\nTrue\nTrue\n";
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith(expected, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_words_are_the_same_in_Turkish_where_i_and_I_are_two_letters()
    {
        ShellRun run = ShellRun.In(
            "UTC",
            "tr-TR",
            Connected + "$null = New-MagePipeline 'INITIAL LIST' -Tag PII; $null = New-MageSchedule initial_list '[prod] INIT' -Interval DAILY; $null = Invoke-MagePipelineRun initial_list; "
                + "(Get-MagePipeline 'INIT*').Uuid; (Get-MagePipeline -Tag 'p?i').Uuid; (Get-MageSchedule '*init').Name; (Get-MageSchedule -Status INACTIVE).Name; "
                + "@(Get-MagePipelineRun -Status INITIAL, RUNNING -Since '1 MIN').Count; (Invoke-MageApi API/pipelines/initial_list/blocks).Count; (TabExpansion2 'Get-MagePipeline INI' 20).CompletionMatches.CompletionText");

        Assert.Equal((0, "initial_list\ninitial_list\n[prod] INIT\n[prod] INIT\n1\n0\ninitial_list\n", ""), (run.ExitCode, run.Out, run.Error));
    }
}
