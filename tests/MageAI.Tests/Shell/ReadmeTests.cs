using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>What README says of runbooks, as a process of its own: what fails, fails there too.</summary>
public sealed class ReadmeTests : RunbookTestsBase
{
    [Fact]
    public void The_first_lines_for_running_for_real_end_the_job_where_the_run_fails_and_only_there()
    {
        string[] lines = Block("README.md", "Running for real").Split('\n');
        string first = string.Join('\n', lines.TakeWhile(line => !line.StartsWith("# What went wrong", StringComparison.Ordinal)));
        string script = first.Replace("\n\n", $"\n$null = Connect-Mage {_host.Emulator.Uri}\n", StringComparison.Ordinal) + "\n'the next line'";
        using IDisposable time = Clock.Follow();
        Pipeline(_host, "orders_hourly", "raise KeyError('amount')");

        ShellRun failed = ShellRun.OfScript(script);
        _host.Run("Set-MageBlock orders_hourly orders_hourly_0 -Content 'x = 1'").ThrowOnError();
        ShellRun completed = ShellRun.OfScript(script);

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("KeyError:", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the next line", failed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("is alive.", failed.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (completed.ExitCode, completed.Error));
        Assert.Contains("\nthe next line\n", completed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_recipe_for_mail_sends_the_report_that_was_written()
    {
        string recipe = Block("examples/README.md", "By mail").Replace("\"$PSScriptRoot/daily-report.ps1\"", "$script", StringComparison.Ordinal);

        RunResult result = _host.Run(
            "function Send-MailMessage { param($From, $To, $Subject, $Body, $Attachments, $SmtpServer, [switch] $UseSsl, $WarningAction) \"$To gets $Attachments\" }\n" + recipe,
            ("script", Script("daily-report.ps1")));

        string file = Path.Combine(Path.GetTempPath(), "mage-week.html");
        Assert.Equal($"ops@example.com gets {file}", result.ThrowOnError().All<string>()[^1]);
        Assert.True(File.Exists(file));
        File.Delete(file);
    }

    private static string Block(string page, string heading)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");
        return Regex.Match(text, $"(?s)## {heading}\n.*?```powershell\n(.*?)\n```").Groups[1].Value;
    }
}
