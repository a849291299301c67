using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>Tab in a folder with a file: what is no path has nothing to do with it.</summary>
public sealed class FileCompletionTests
{
    private const string Lines = """
        param($Folder)
        $ErrorActionPreference = 'Stop'
        Start-MageEmulator -TickMilliseconds 60000 | Connect-Mage
        $null = New-Item -Path $Folder -Name a-file.txt
        Set-Location $Folder
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $tried = 0
        foreach ($command in Get-Command -Module MageAI) {
            foreach ($parameter in $command.Parameters.Values) {
                $type = $parameter.ParameterType
                if ($type.IsArray) { $type = $type.GetElementType() }
                if ($parameter.Name -in $common -or $parameter.Name -in 'Path', 'Uri', 'Content' -or -not ($type -in [string], [datetimeoffset], [Nullable[datetimeoffset]], [Nullable[timespan]] -or $type.Namespace -eq 'MageAI.Binding')) { continue }
                $line = "$($command.Name) -$($parameter.Name) "
                $tried++
                if ((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -like '*a-file*') { $line }
            }
        }
        $tried -gt 100
        [bool]((TabExpansion2 'Set-MageBlock -Path ' 20).CompletionMatches.CompletionText -like '*a-file*')
        """;

    [Fact]
    public void No_name_no_text_and_no_time_is_completed_to_the_name_of_a_file()
    {
        using TemporaryFolder folder = new();

        ShellRun run = ShellRun.OfScript(Lines, folder.Path);

        Assert.Equal((0, "True\nTrue\n", ""), (run.ExitCode, run.Out, run.Error));
    }
}
