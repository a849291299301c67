using System;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>A PowerShell whose language is constrained, as on machines where only approved scripts run freely.</summary>
public sealed class LanguageModeTests
{
    private const string Shown = """
        $ErrorActionPreference = 'Stop'
        $PSStyle.OutputRendering = 'PlainText'
        $emulator = Start-MageEmulator -Sample -TickMilliseconds 60000
        $emulator | Connect-Mage
        $null = New-MageBackfill orders_hourly jan -From 2026-01-01 -To 2026-01-03
        foreach ($mode in 'FullLanguage', 'ConstrainedLanguage') {
            $ExecutionContext.SessionState.LanguageMode = $mode
            $run = Get-MagePipelineRun -Status failed -First 1
            $done = Get-MagePipelineRun -Status completed -First 1
            foreach ($thing in (Get-MagePipeline orders_hourly), (Get-MageBlock orders_hourly)[1], (Get-MageSchedule)[0], $run, $done, (Get-MageBlockRun $run)[0], (Get-MageLog $run -Tail 1),
                (Get-MageBlockOutput $done | Select-Object -First 1), (Get-MageBackfill -IncludeRunCount), (Measure-MagePipelineRun -Since 30d), (Get-MageSession), (Get-MageServer), $emulator) {
                $thing | Format-Table | Out-String -Width 200
                $thing | Format-List | Out-String -Width 200
            }

            "so far: $($ExecutionContext.SessionState.LanguageMode)"
        }
        """;

    [Fact]
    public void Everything_is_shown_as_it_is_elsewhere()
    {
        ShellRun run = ShellRun.OfScript(Shown);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] modes = run.Out.Split("so far: ");
        Assert.StartsWith("ConstrainedLanguage", modes[2], StringComparison.Ordinal);
        string[] free = Lines(modes[0]);
        string[] constrained = Lines(modes[1].Replace("FullLanguage", string.Empty, StringComparison.Ordinal));

        Assert.True(free.Length > 100);
        Assert.Contains("Tags : sales, core", free);
        Assert.Contains("Status : failed", free);
        Assert.Contains(free, line => line.StartsWith("Flow : load_orders \u2192 check_orders", StringComparison.Ordinal));
        Assert.Contains(free, line => line.StartsWith("Shape : x", StringComparison.Ordinal));
        Assert.Equal(free, constrained);
    }

    /// <summary>Without what is said beside a time of how far it is from now, and without figures, since time passes meanwhile, and so without what their widths make of the lines.</summary>
    private static string[] Lines(string shown) =>
    [
        .. Regex.Replace(shown, @"\bnow\b|\b\d+ \w+ ago\b|\bin \d+ \w+( \d+ \w+)?", "now").Split('\n')
            .Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal))
            .Select(line => string.Join(' ', new string([.. line.Select(c => char.IsDigit(c) ? ' ' : c)]).Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];
}
