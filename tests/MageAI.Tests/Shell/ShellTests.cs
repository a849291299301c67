using System;
using Xunit;

namespace MageAI.Tests.Shell;

public sealed class ShellTests
{
    [Fact]
    public void A_script_gets_its_arguments_and_its_exit_code_is_the_shells()
    {
        ShellRun run = ShellRun.OfScript("param([string]$Name, [switch]$Loud, [int]$Code) \"$Name $Loud $($PSScriptRoot.Length -gt 0)\"; exit $Code", "-Name", "x", "-Loud", "-Code", "3");

        Assert.Equal((3, "x True True\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void An_uncaught_error_is_shown_with_what_to_do_and_the_shell_exits_with_1()
    {
        ShellRun run = ShellRun.OfScript("$ErrorActionPreference = 'Stop'; Get-MagePipeline; 'not reached'");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no Mage session in this runspace.", run.Error);
        Assert.Contains("Run Connect-Mage first.", run.Error);
        Assert.DoesNotContain("not reached", run.Out);
    }

    [Fact]
    public void An_error_by_which_a_script_ends_itself_ends_the_shell_with_1()
    {
        ShellRun run = ShellRun.OfScript("""
            [CmdletBinding()]
            param()
            $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([System.Exception]::new('own end'), 'OwnEnd', 'NotSpecified', $null))
            """);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("own end", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_that_stops_nothing_leaves_the_exit_code_alone()
    {
        ShellRun run = ShellRun.OfScript("Start-MageEmulator | Connect-Mage; Get-MagePipeline nope; 'reached'");

        Assert.Equal((0, "reached\n"), (run.ExitCode, run.Out));
        Assert.Contains("Pipeline nope does not exist", run.Error);
    }

    [Fact]
    public void A_question_is_refused_where_nobody_can_answer()
    {
        ShellRun run = ShellRun.OfScript("$ErrorActionPreference = 'Stop'; Start-MageEmulator -Sample | Connect-Mage; Remove-MagePipeline sales_forecast");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("asks for something", run.Error);
    }

    [Fact]
    public void Redirected_output_has_no_colours_and_a_width_of_120()
    {
        ShellRun run = ShellRun.Of("-Command", "Start-MageEmulator -Sample | Connect-Mage; Get-MagePipeline | Out-Host; Get-MageServer | Out-Host");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("\u001b", run.Out);
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains("load_customers \u2192 clean_countries \u2192 store_customers", run.Out);
        Assert.Contains("Scheduler           : running", run.Out);
    }

    [Theory]
    [InlineData("exit 6", 6)]
    [InlineData("throw 'own'", 1)]
    [InlineData("Get-MagePipeline", 1)]
    [InlineData("'fine'", 0)]
    public void A_command_ends_with_a_fitting_exit_code(string command, int expected) =>
        Assert.Equal(expected, ShellRun.Of("-NonInteractive", "-Command", command).ExitCode);

    [Fact]
    public void A_script_that_is_not_there_is_told_by_its_path()
    {
        ShellRun run = ShellRun.Of("no-such.ps1");

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("no-such.ps1", run.Error);
        Assert.Contains("Usage:", run.Error);
    }
}
