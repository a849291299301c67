using System;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A text is the exact name first, whatever characters that has; only what nothing is called is a pattern, and the cell of a row never is one.</summary>
public sealed class ExactNameTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public ExactNameTests() => _host.Run("""
        'a[1]', 'a1', 'a2', 'etl' | New-MagePipeline | Out-Null
        'b[1]', 'b1', 'b2' | ForEach-Object { New-MageSchedule etl $_ -Api } | Out-Null
        'c[1]', 'c1' | ForEach-Object { New-MageBackfill etl $_ -From 2026-01-01 -To 2026-01-02 } | Out-Null
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Remove-MagePipeline 'a[1]' -Confirm:$false", "DELETE /api/pipelines/a_1_")]
    [InlineData("'a[1]' | Remove-MagePipeline -Confirm:$false", "DELETE /api/pipelines/a_1_")]
    [InlineData("[pscustomobject]@{ Pipeline = 'a[1]' } | Remove-MagePipeline -Confirm:$false", "DELETE /api/pipelines/a_1_")]
    [InlineData("Get-MagePipeline 'a[1]' | Remove-MagePipeline -Confirm:$false", "DELETE /api/pipelines/a_1_")]
    [InlineData("Remove-MageSchedule 'b[1]' -Confirm:$false", "DELETE /api/pipeline_schedules/1")]
    [InlineData("[pscustomobject]@{ Name = 'b[1]' } | Remove-MageSchedule -Confirm:$false", "DELETE /api/pipeline_schedules/1")]
    [InlineData("Get-MageSchedule 'b[1]' | Remove-MageSchedule -Confirm:$false", "DELETE /api/pipeline_schedules/1")]
    [InlineData("Get-MageSchedule 'b[1]' -Pipeline e* | Remove-MageSchedule -Confirm:$false", "DELETE /api/pipeline_schedules/1")]
    [InlineData("Remove-MageBackfill 'c[1]' -Confirm:$false", "DELETE /api/backfills/1")]
    [InlineData("Get-MageBackfill 'c[1]' | Remove-MageBackfill -Confirm:$false", "DELETE /api/backfills/1")]
    public void What_is_called_so_is_meant_and_nothing_else(string script, string write) => Assert.Equal([write], _host.Run(script).ThrowOnError().Writes);

    [Theory]
    [InlineData("Get-MagePipeline 'a[12]'", "a1", "a2")]
    [InlineData("Get-MageSchedule 'b[12]'", "b1", "b2")]
    [InlineData("Get-MageSchedule 'b`[1`]'", "b[1]")]
    [InlineData("Get-MageSchedule 'b*'", "b1", "b2", "b[1]")]
    [InlineData("Get-MageBackfill 'c?'", "c1")]
    public void What_nothing_is_called_is_a_pattern(string script, params string[] names) =>
        Assert.Equal(names, _host.Run($"{script} | ForEach-Object {{ $_.Name }}").ThrowOnError().All<string>().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("[pscustomobject]@{ Pipeline = 'a[12]' } | Remove-MagePipeline", "PipelineNotFound")]
    [InlineData("[pscustomobject]@{ Pipeline = 'a*'; Schedule = 'b1' } | Remove-MageSchedule", "PipelineNotFound")]
    [InlineData("[pscustomobject]@{ Name = 'b[12]' } | Remove-MageSchedule", "ScheduleNotFound")]
    [InlineData("[pscustomobject]@{ Name = 'b[12]'; Pipeline = 'etl' } | Get-MageSchedule", "ScheduleNotFound")]
    [InlineData("[pscustomobject]@{ Backfill = 'c?' } | Remove-MageBackfill", "BackfillNotFound")]
    public void What_a_row_names_and_is_gone_does_not_become_a_pattern(string script, string error)
    {
        RunResult result = _host.Run($"{script} {(script.Contains("Remove", StringComparison.Ordinal) ? "-Confirm:$false" : string.Empty)}");

        Assert.Equal(error, result.ErrorId);
        Assert.Empty(result.Writes);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Sessions_and_a_maintenance_take_what_is_called_so_too()
    {
        _host.Run($"'s[1]', 's1' | ForEach-Object {{ Connect-Mage {_host.Emulator.Uri} -Name $_ -NotDefault }}; Get-MageSchedule | Enable-MageSchedule").ThrowOnError();
        Assert.Equal(["s[1]"], _host.Run("(Get-MageSession 's[1]').Name").All<string>());
        Assert.Equal("s1", _host.Run("Disconnect-Mage 's[1]'; (Get-MageSession 's*').Name").One<string>());

        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        Assert.Equal(["b[1]"], _host.Run("(Start-MageMaintenance $path -Include 'b[1]' -WarningAction SilentlyContinue).Schedules | Where-Object Outcome -eq SwitchedOff | ForEach-Object { $_.Schedule }", ("path", path)).All<string>());
        System.IO.File.Delete(path);
    }

    [Theory]
    [InlineData("Get-MageSchedule | Remove-MageSchedule -Pipeline a1 -Confirm:$false")]
    [InlineData("Get-MageSchedule | Set-MageSchedule -Description x -Pipeline a1")]
    [InlineData("Get-MageSchedule -Pipeline etl | Enable-MageSchedule -Pipeline a*")]
    [InlineData("Get-MageBackfill | Remove-MageBackfill -Pipeline a1 -Confirm:$false")]
    [InlineData("Get-MageBackfill | Start-MageBackfill -Pipeline a1")]
    public void What_is_piped_in_is_meant_within_the_pipelines_on_the_command_line(string script)
    {
        RunResult result = _host.Run(script);

        Assert.All(result.Errors, error => Assert.Contains("NotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.NotEmpty(result.Errors);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Get-MagePipeline etl | Enable-MageSchedule -Pipeline a1")]
    [InlineData("Get-MagePipeline etl | Remove-MageBackfill -Pipeline a1 -Confirm:$false")]
    public void A_pipeline_piped_in_has_nothing_within_another(string script) => Assert.Empty(_host.Run(script).ThrowOnError().Writes);
}
