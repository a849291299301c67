using System;
using System.IO;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What is stored as a text is one that somebody wrote, and not what PowerShell makes of a thing.</summary>
public sealed class TextTests : RunTestsBase
{
    private readonly TemporaryFolder _folder = new();

    public TextTests()
        : base(Still) => Pipeline(_host, "etl", "good = 1");

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData("Set-MageBlock etl etl_0 -Content ([System.IO.FileInfo]::new($path))", "Pass it to -Path")]
    [InlineData("[System.IO.FileInfo]::new($path) | ForEach-Object { Set-MageBlock etl etl_0 -Content $_ }", "Pass it to -Path")]
    [InlineData("New-MageBlock etl two custom -Content ([System.IO.FileInfo]::new($path))", "Pass it to -Path")]
    [InlineData("Set-MageBlock etl etl_0 -Content @{ a = 1 }", "System.Collections.Hashtable")]
    [InlineData("Set-MageBlock etl etl_0 -Content ([pscustomobject]@{ a = 1 })", "PSCustomObject")]
    [InlineData("Set-MageBlock etl etl_0 -Content @('x', @{})", "is a list")]
    [InlineData("Set-MagePipeline etl -Description @{ a = 1 }", "System.Collections.Hashtable")]
    [InlineData("Set-MagePipeline etl -Description ('a', 'b')", "is a list")]
    [InlineData("New-MageSchedule etl s -Api -Description ([System.IO.FileInfo]::new($path))", "Pass its text")]
    [InlineData("New-MageSchedule etl @{} -Api", "System.Collections.Hashtable")]
    [InlineData("Set-MagePipeline etl -NewName @{}", "System.Collections.Hashtable")]
    [InlineData("Set-MagePipeline etl -Description ([securestring]::new())", "System.Security.SecureString")]
    public void A_thing_is_not_written_as_its_path_or_the_name_of_its_type(string command, string said)
    {
        RunResult result = _host.Run(command, ("path", Code("x = 1\n")));

        Assert.Contains(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData("Set-MageBlock etl etl_0 -Content ([System.IO.File]::ReadAllLines($path))", "x = 1\ny = 2")]
    [InlineData("New-MageBlock etl two custom -Content ([System.IO.File]::ReadAllLines($path))", "x = 1\ny = 2")]
    [InlineData("Set-MageBlock etl etl_0 -Content ([System.IO.File]::ReadAllText($path))", "x = 1\ny = 2\n")]
    [InlineData("Set-MageBlock etl etl_0 -Content 5", "5")]
    public void Lines_are_joined_and_texts_stay(string command, string code)
    {
        string body = _host.Run(command, ("path", Code("x = 1\ny = 2\n"))).ThrowOnError().Writes.Single();

        Assert.Contains($"\"content\":\"{code.Replace("\n", "\\n", StringComparison.Ordinal)}\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-MagePipeline $name", "/api/pipelines ")]
    [InlineData("New-MageBlock etl $name custom", "/api/pipelines/etl/blocks ")]
    [InlineData("New-MageSchedule etl $name -Api", "/api/pipelines/etl/pipeline_schedules ")]
    [InlineData("New-MageBackfill etl $name -From 2026-01-01 -To 2026-01-02", "/api/pipelines/etl/backfills ")]
    [InlineData("Set-MagePipeline etl -NewName $name", "/api/pipelines/etl ")]
    public void What_stands_around_a_name_does_not_belong_to_it(string command, string path)
    {
        string[] writes = _host.Run(command, ("name", "\uFEFF night job\u200B \r\n")).ThrowOnError().Writes;

        Assert.Contains(path, writes[0], StringComparison.Ordinal);
        Assert.Contains("\"name\":\"night job\"", writes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_around_tags_and_words_does_not_belong_to_them()
    {
        _host.Run("New-MageSchedule etl s -Api -Tag \"t1`n\", '', ' t2'").ThrowOnError();

        Assert.Equal(["t1", "t2"], _host.Run("Get-MageSchedule s").One<MageSchedule>().Tags.Order());
        Assert.Equal("s", _host.Run("Get-MageSchedule -Status ' Inactive '").One<MageSchedule>().Name);
        Assert.Equal(["t1", "t2", "t3"], _host.Run("Set-MageSchedule s -AddTag \"t3 \", \"t1`n\" -PassThru").One<MageSchedule>().Tags.Order());
    }

    [Theory]
    [InlineData("(Get-MagePipeline ' etl').Uuid", "etl")]
    [InlineData("(Get-MagePipeline \"etl`r`n\").Uuid", "etl")]
    [InlineData("(Get-MageBlock 'etl ').Uuid", "etl_0")]
    [InlineData("(Get-MageSchedule ' 1 ').Name", "s")]
    [InlineData("(Set-MageSchedule '1 ' -Description x -PassThru).Name", "s")]
    public void What_stands_around_what_is_named_does_not_hide_it(string script, string found)
    {
        _host.Run("New-MageSchedule etl s -Api").ThrowOnError();

        Assert.Equal(found, _host.Run(script).ThrowOnError().Output.Single().BaseObject);
    }

    private string Code(string text)
    {
        string path = System.IO.Path.Combine(_folder.Path, "code.py");
        File.WriteAllText(path, text);
        return path;
    }
}
