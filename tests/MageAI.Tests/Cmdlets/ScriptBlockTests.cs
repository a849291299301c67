using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A script block in place of a value, which PowerShell runs for each thing that is piped in.</summary>
public sealed class ScriptBlockTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public ScriptBlockTests() => _host.Run(
        """
        'p', 'q' | New-MagePipeline | ForEach-Object { $null = New-MageBlock $_ "load_$($_.Uuid)" data_loader -Content 'x = 1'; $null = New-MageSchedule $_ "s_$($_.Uuid)" -Interval daily }
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-MageBlock p | Set-MageBlock -Content { $_.Uuid + ' = 2' } -PassThru | ForEach-Object Content", "load_p = 2")]
    [InlineData("'p', 'q' | Get-MageBlock | Set-MageBlock -NewName { \"fetch_$($_.PipelineUuid)\" } -PassThru | ForEach-Object Uuid", "fetch_p,fetch_q")]
    [InlineData("Get-MageBlock p | Set-MageBlock -Path { $file } -PassThru | ForEach-Object Content", "from a file")]
    [InlineData("'p', 'q' | New-MageBlock -Name { \"n_$_\" } -Type custom -Content { \"x = '$_'\" } | ForEach-Object Content", "x = 'p',x = 'q'")]
    [InlineData("[pscustomobject]@{ n = 'c' } | New-MageBlock -Pipeline p -Name { $_.n } -Type { 'custom' } -Path { $file } | ForEach-Object Content", "from a file")]
    [InlineData("Get-MagePipeline | New-MageSchedule -Name { \"t_$($_.Uuid)\" } -Interval { 'weekly' } | ForEach-Object Name", "t_p,t_q")]
    [InlineData("Get-MagePipeline | New-MageSchedule -Name { \"c_$($_.Uuid)\" } -Cron { '0 6 * * *' } | ForEach-Object ScheduleInterval", "0 6 * * *,0 6 * * *")]
    [InlineData("Get-MageSchedule | Set-MageSchedule -NewName { \"$($_.Name)_x\" } -Description { \"of $($_.PipelineUuid)\" } -PassThru | ForEach-Object { \"$($_.Name) $($_.Description)\" }", "s_p_x of p,s_q_x of q")]
    [InlineData("Get-MagePipeline | Set-MagePipeline -Description { \"about $($_.Uuid)\" } -PassThru | ForEach-Object Description", "about p,about q")]
    [InlineData("Get-MagePipeline | Set-MagePipeline -NewName { \"$($_.Uuid)_2\" } -PassThru | ForEach-Object Uuid", "p_2,q_2")]
    [InlineData("Get-MagePipeline | Rename-MagePipeline -NewName { \"$($_.Uuid)_2\" } -PassThru | ForEach-Object Uuid", "p_2,q_2")]
    [InlineData("Get-MagePipeline | Copy-MagePipeline -NewName { \"$($_.Uuid)_copy\" } | ForEach-Object Uuid", "p_copy,q_copy")]
    [InlineData("'r' | New-MagePipeline -Description { \"about $_\" } | ForEach-Object Description", "about r")]
    [InlineData("Get-MagePipeline | New-MageBackfill -Name { \"b_$($_.Uuid)\" } -From { '2026-01-01' } -To { '2026-01-02' } | ForEach-Object Name", "b_p,b_q")]
    public void It_is_run_for_each_of_them(string script, string made)
    {
        using TemporaryFolder folder = new();
        string file = System.IO.Path.Combine(folder.Path, "code.py");
        System.IO.File.WriteAllText(file, "from a file");

        Assert.Equal(made.Split(','), _host.Run(script, ("file", file)).ThrowOnError().All<string>().Select(text => text.TrimEnd()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Get-MageBlock p | Set-MageBlock -Content { $_.Contents }")]
    [InlineData("Get-MageBlock p | New-MageBlock -Pipeline q -Name other -Content { $_.Contents }")]
    public void One_that_gives_nothing_is_no_code(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("EmptyInput", result.ErrorId);
        Assert.Empty(result.Writes);
    }
}
