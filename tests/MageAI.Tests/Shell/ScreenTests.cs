using System;
using System.IO;
using System.Text.RegularExpressions;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>What the tables look like in windows of three widths, and that no name is cut while there is a date beside it, no number cut, and no heading broken.</summary>
public sealed class ScreenTests
{
    private const string Renewal = "MAGEAI_RENEW_SCREENS";

    private const string Script = """
        $PSStyle.OutputRendering = 'PlainText'

        # In which languages a table breaks its lines at words, PowerShell decides.
        [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = 'en-US'
        $emulator = Start-MageEmulator -TickMilliseconds 60000
        $emulator | Connect-Mage
        foreach ($name in 'customer_orders_hourly', 'customer_orders_daily', 'customer_offers_weekly') {
            $null = New-MagePipeline $name -Tag sales, core
            $null = New-MageBlock $name "load_$name" data_loader
            $null = New-MageSchedule $name 'before work' -Cron '30 5 * * MON-FRI' -Enabled
            $null = Invoke-MagePipelineRun $name
        }
        $long = New-MagePipeline emea_customer_revenue_reconciliation_daily
        $emulator.SeedRuns($long.Uuid, 2)
        $null = New-MageBackfill customer_orders_hourly january -From 2026-01-01 -To 2026-01-31 -Every 1d
        $window = "$([IO.Path]::GetTempPath())$([guid]::NewGuid()).json"
        foreach ($width in 80, 100, 120) {
            "== $width"
            { Get-MagePipeline customer_* }, { Get-MageBlock customer_offers_weekly }, { Get-MageSchedule -Name 'before*' }, { Get-MagePipelineRun -Pipeline customer_* }, { Get-MageBlockRun 1 }, { Get-MageBackfill }, { Get-MageUpcomingRun -Next 7d | Select-Object -First 2 },
            { Get-MageSession }, { Measure-MagePipelineRun -GroupBy Pipeline | Format-Table }, { Measure-MagePipelineRun -GroupBy Schedule | Format-Table }, { (Start-MageMaintenance $window -Include 'before*').Schedules }, { (Stop-MageMaintenance $window).Schedules } |
                ForEach-Object { & $_ | Out-String -Width $width }
        }

        Remove-Item -LiteralPath $window
        """;

    private static string Known => Path.Combine(Repository.Root, "tests", "MageAI.Tests", "Shell", "Screens.txt");

    [Fact]
    public void Tables_fit_and_names_are_whole_at_80_100_and_120_columns()
    {
        ShellRun run = ShellRun.OfScript(Script);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string seen = Regex.Replace(Regex.Replace(Regex.Replace(run.Out, @"(?<=127\.0\.0\.1:)\d+", port => new string('n', port.Length)), @"20\d\d-[\d:-]*( \d\d:[\d:]*)?", time => Regex.Replace(time.Value, @"\d", "n")), @" +$", "", RegexOptions.Multiline);
        if (Environment.GetEnvironmentVariable(Renewal) == "1")
        {
            File.WriteAllText(Known, seen);
        }

        string known = File.Exists(Known) ? File.ReadAllText(Known).ReplaceLineEndings("\n") : string.Empty;
        Assert.True(seen == known, $"The screens are others. If that is meant, look at them, renew and commit them: {Renewal}=1 dotnet test --filter ScreenTests\n{seen}");
        foreach (string screen in seen.Split("== ", StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.DoesNotMatch(@"(?<!load_)customer_\w*…", screen);
            Assert.DoesNotMatch(@"\n[^\n]+\n[^\n]+\n-[- ]*-\n", screen);

            // A number that is cut at its left is another.
            Assert.DoesNotMatch(@"(^| )\u2026", screen);
        }
    }
}
