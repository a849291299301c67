using System;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>What the program adds to PowerShell: the module is there, and arguments and exit codes pass through.</summary>
public sealed class ShellTests
{
    [Fact]
    public void A_script_gets_its_arguments_and_its_exit_code_is_the_programs()
    {
        ShellRun run = ShellRun.OfScript("param([string]$Name, [switch]$Loud, [int]$Code) \"$Name $Loud $($PSScriptRoot.Length -gt 0)\"; exit $Code", "-Name", "a \"b' c", "-Loud", "-Code", "3");

        Assert.Equal((3, "a \"b' c True True\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void An_uncaught_error_is_shown_with_what_to_do_and_the_exit_code_is_1()
    {
        ShellRun run = ShellRun.OfScript("$ErrorActionPreference = 'Stop'; Get-MagePipeline; 'not reached'");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no Mage session in this runspace.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not reached", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_arguments_are_PowerShells_own_and_it_is_Microsofts()
    {
        ShellRun run = ShellRun.Of("-NonInteractive", "-Command", "\"$($PSVersionTable.PSEdition) $((Get-Module -ListAvailable PSReadLine).Name) $((Get-Command Get-MagePipeline).ModuleName)\"; exit 6");

        Assert.Equal((6, "Core PSReadLine MageAI\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void Without_arguments_there_is_a_prompt_with_the_module_and_two_lines_of_what_to_try()
    {
        ShellRun run = ShellRun.Typing("Get-Module | ForEach-Object Name\nexit 3\n");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("Start-MageEmulator -Sample | Connect-Mage", run.Out, StringComparison.Ordinal);
        Assert.Contains("Get-Help about_MageAI", run.Out, StringComparison.Ordinal);
        Assert.Contains("MageAI\n", run.Out, StringComparison.Ordinal);
    }
}
