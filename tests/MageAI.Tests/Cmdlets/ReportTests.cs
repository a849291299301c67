using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Measuring runs, and the report of them.</summary>
public sealed class ReportTests : RunTestsBase
{
    private const string Tail = "disable_retries_grouping=true&order_by[]=created_at%20desc%2Cid%20desc&_limit=100&_offset=0";

    private static readonly string s_dailyReport = Path.Combine(Repository.Root, "examples", "daily-report.ps1");

    private readonly TemporaryFolder _folder = new();

    public ReportTests()
        : base(Still)
    {
        Pipeline(_host, "etl", "x = 1");
        Pipeline(_host, "sales", "x = 1");
        _host.Emulator.SeedRuns("etl", 6);
        _host.Emulator.SeedRuns("etl", 2, "failed");
        _host.Emulator.SeedRuns("sales", 3);
        _host.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", _folder.Path)).ThrowOnError();
    }

    private string File => Path.Combine(_folder.Path, "report.html");

    public override void Dispose()
    {
        base.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Runs_piped_in_are_measured_together_and_nothing_else_is_asked()
    {
        RunResult result = _host.Run("$runs = Get-MagePipelineRun; $runs | Measure-MagePipelineRun");

        MageRunStatistic all = result.One<MageRunStatistic>();
        Assert.Equal((11, 9, 2, 2), (all.Count, all.Completed, all.Failed, all.OpenFailures));
        Assert.Single(result.Wire);
        Assert.Equal(11, _host.Run("Measure-MagePipelineRun -InputObject $runs").One<MageRunStatistic>().Count);
    }

    [Fact]
    public void Each_group_has_a_statistic_by_name()
    {
        Assert.Equal([("etl", 8, 2), ("sales", 3, 0)], Groups("Get-MagePipelineRun | Measure-MagePipelineRun -GroupBy Pipeline"));
        Assert.Equal([("etl / seeded", 8, 2), ("sales / seeded", 3, 0)], Groups("Get-MagePipelineRun | Measure-MagePipelineRun -GroupBy Schedule"));
        Assert.All(Groups("Get-MagePipelineRun | Measure-MagePipelineRun -GroupBy Day"), day => Assert.Matches(@"^\d{4}-\d\d-\d\d$", day.Name));
    }

    [Fact]
    public void By_itself_it_reads_the_last_24_hours_or_the_period_asked_for()
    {
        using MageHost host = WithOlderRuns();
        int Count(string script) => host.Run(script).One<MageRunStatistic>().Count;

        Assert.Equal(3, Count("Measure-MagePipelineRun"));
        Assert.All(host.Run("Measure-MagePipelineRun").Wire, line => Assert.StartsWith("GET /api/pipeline_runs?start_timestamp=", line, StringComparison.Ordinal));
        Assert.Equal(5, Count("Measure-MagePipelineRun -Since 7d"));
        Assert.Equal(2, Count("Measure-MagePipelineRun -Since 7d -Until 1d"));
        Assert.Equal(2, Count("Measure-MagePipelineRun -Until 24h"));
        Assert.Equal(5, Count("Get-MagePipelineRun | Measure-MagePipelineRun"));
        Assert.Equal(2, Count("Get-MagePipelineRun | Measure-MagePipelineRun -Until 24h"));
        Assert.Equal(3, Count("Get-MagePipelineRun | Measure-MagePipelineRun -Since 24h"));
    }

    [Fact]
    public void Pipelines_are_named_by_parameter_by_object_and_by_row_and_read_once()
    {
        RunResult named = _host.Run("Measure-MagePipelineRun -Pipeline sal* -Since 1h");
        Assert.Equal(3, named.One<MageRunStatistic>().Count);
        Assert.Contains($"&{Tail}", named.Wire[^1], StringComparison.Ordinal);
        Assert.Contains("?pipeline_uuid=sales&start_timestamp=", named.Wire[^1], StringComparison.Ordinal);

        Assert.Equal([("etl", 8, 2)], Groups("Get-MagePipeline etl | Measure-MagePipelineRun -GroupBy Pipeline"));
        Assert.Equal([("sales", 3, 0)], Groups("Get-MageSchedule -Pipeline sales | Measure-MagePipelineRun -GroupBy Pipeline"));
        Assert.Equal([("sales", 3, 0)], Groups("[pscustomobject]@{ PipelineUuid = 'sales' } | Measure-MagePipelineRun -GroupBy Pipeline"));

        RunResult twice = _host.Run("'etl', 'etl' | ForEach-Object { [pscustomobject]@{ PipelineUuid = $_ } } | Measure-MagePipelineRun");
        Assert.Equal(8, twice.One<MageRunStatistic>().Count);
        Assert.Equal(1, twice.Wire.Count(line => line.Contains("pipeline_runs", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_statistic_of_a_pipeline_leads_back_to_its_runs()
    {
        RunResult result = _host.Run("Measure-MagePipelineRun -GroupBy Pipeline | ForEach-Object { if ($_.Failed) { $_ } } | Get-MagePipelineRun -Status failed");

        Assert.Equal(["etl", "etl"], result.All<MagePipelineRun>().Select(run => run.PipelineUuid));
    }

    [Fact]
    public void Where_runs_should_have_come_and_none_did_it_does_not_read_those_of_the_whole_server()
    {
        RunResult none = _host.Run("@() | Measure-MagePipelineRun; $null | Measure-MagePipelineRun; Measure-MagePipelineRun -InputObject @(); Measure-MagePipelineRun -Pipeline nope*");

        Assert.Equal([0, 0, 0, 0], none.All<MageRunStatistic>().Select(all => all.Count));
        Assert.DoesNotContain(none.Wire, line => line.Contains("pipeline_runs", StringComparison.Ordinal));
        Assert.Empty(_host.Run("@() | Measure-MagePipelineRun -GroupBy Pipeline").ThrowOnError().Output);
    }

    [Fact]
    public void A_pipeline_that_does_not_exist_is_an_error_and_does_not_stop_the_rest()
    {
        RunResult beside = _host.Run("Measure-MagePipelineRun -Pipeline etl, nope -GroupBy Pipeline");
        Assert.Equal("PipelineNotFound", beside.ErrorId);
        Assert.Equal("nope", beside.Error.TargetObject);
        Assert.Equal("etl", ((MageRunStatistic)Assert.Single(beside.Output).BaseObject).Name);

        RunResult alone = _host.Run("Measure-MagePipelineRun -Pipeline nope; Export-MageRunReport report.html -Pipeline nope");
        Assert.Equal(2, alone.Errors.Count);
        Assert.Empty(alone.Output);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void Other_objects_are_refused()
    {
        RunResult result = _host.Run("Get-MageBlock -Pipeline etl | Measure-MagePipelineRun -GroupBy Pipeline");

        Assert.Equal("WrongObjectType", result.ErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void What_was_read_in_part_is_not_measured_and_not_reported()
    {
        _host.Emulator.SeedRuns("etl", 150);
        foreach (string script in new[] { "Measure-MagePipelineRun", "Export-MageRunReport report.html" })
        {
            _host.Emulator.Faults.Next(EmulatorFault.Json("""{"pipeline_runs":[{"id":1,"status":"failed"}],"metadata":{"next":true,"count":300}}"""), 1, "pipeline_runs");
            _host.Emulator.Faults.Next(EmulatorFault.Status(500, body: "boom"), 1, "pipeline_runs");

            RunResult result = _host.Run(script);

            Assert.Equal("MageException", result.Error.Exception.GetType().Name);
            Assert.Empty(result.Output);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Without_a_session_nothing_can_be_read()
    {
        using MageHost host = MageHost.Unconnected();

        Assert.Equal("NotConnected", host.RunToEnd("Measure-MagePipelineRun").Ended());
        Assert.Equal("NotConnected", host.RunToEnd("Export-MageRunReport $path", ("path", File)).Ended());
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_report_is_written_and_its_file_emitted()
    {
        RunResult result = _host.Run("Get-MagePipelineRun | Export-MageRunReport report.html -Title 'Prod & more'");

        Assert.Equal(File, result.One<FileInfo>().FullName);
        Assert.Empty(result.Writes);
        string page = Page();
        Assert.Contains("Prod & more", page, StringComparison.Ordinal);
        Assert.Contains("2 failures are still open", page, StringComparison.Ordinal);
        Assert.Contains(_host.Emulator.Uri.ToString(), page, StringComparison.Ordinal);
        Assert.Contains("11 runs", page, StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Failed_runs_lead_to_their_pages_of_Mage()
    {
        _host.Run("Export-MageRunReport report.html").ThrowOnError();

        string[] links = [.. XDocument.Load(File).Descendants().Where(element => element.Name.LocalName == "a").Select(link => (string)link.Attribute("href")!)];
        Assert.Equal([$"{_host.Emulator.Uri}pipelines/etl/runs/8", $"{_host.Emulator.Uri}pipelines/etl/runs/7"], links);
    }

    [Fact]
    public void By_itself_it_reports_the_last_24_hours()
    {
        using MageHost host = WithOlderRuns();

        host.Run("Export-MageRunReport $path", ("path", File)).ThrowOnError();
        Assert.Contains("3 runs", Page(), StringComparison.Ordinal);

        host.Run("Export-MageRunReport $path -Since 2d -Pipeline etl", ("path", File)).ThrowOnError();
        Assert.Contains("5 runs", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_runs_make_a_report_too()
    {
        _host.Run("@() | Export-MageRunReport report.html").ThrowOnError();

        Assert.Contains("No runs in this period.", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_and_asks_nothing()
    {
        RunResult result = _host.Run("Export-MageRunReport report.html -WhatIf");

        Assert.Empty(result.ThrowOnError().Output);
        Assert.Empty(result.Wire);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_unless_it_must_stay()
    {
        System.IO.File.WriteAllText(File, "before");
        RunResult kept = _host.RunToEnd("Export-MageRunReport report.html -NoClobber");
        Assert.Equal("FileExists", kept.Ended());
        Assert.Empty(kept.Wire);
        Assert.Equal("before", System.IO.File.ReadAllText(File));

        _host.Run("Export-MageRunReport report.html; Export-MageRunReport report.html").ThrowOnError();
        Assert.Contains("11 runs", Page(), StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_there_keeps_its_permissions_and_its_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string kept = Path.Combine(_folder.Path, "kept.html");
        System.IO.File.WriteAllText(kept, new string('x', 1_000_000));
        System.IO.File.SetUnixFileMode(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        System.IO.File.CreateSymbolicLink(File, kept);

        _host.Run("Export-MageRunReport report.html").ThrowOnError();

        Assert.Equal(kept, new FileInfo(File).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, System.IO.File.GetUnixFileMode(kept));
        Assert.Contains("11 runs", XDocument.Load(kept).Root!.Value, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Theory]
    [InlineData("no/such/folder/report.html", "FileNotFound", "does not exist")]
    [InlineData(".", "FileNotWritten", "is a folder")]
    [InlineData("Env:report", "FileNotWritten", "no place in the file system")]
    [InlineData("nodrive:report.html", "FileNotWritten", "no place in the file system")]
    [InlineData("https://example.com/report.html", "FileNotWritten", "no place in the file system")]
    public void A_path_that_leads_nowhere_is_refused_before_anything_is_read(string path, string id, string said)
    {
        RunResult result = _host.RunToEnd("Export-MageRunReport $path", ("path", path));

        Assert.Equal(id, result.Ended());
        Assert.Contains(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_path_is_one_of_PowerShell_and_taken_as_it_stands()
    {
        _host.Run(
            "$state = $ExecutionContext.SessionState; $null = $state.Drive.New([Management.Automation.PSDriveInfo]::new('Reports', $state.Provider.GetOne('FileSystem'), $folder, '', $null), 'global')",
            ("folder", _folder.Path)).ThrowOnError();

        Assert.Equal(Path.Combine(_folder.Path, "a [1].html"), _host.Run("Export-MageRunReport 'Reports:/a [1].html'").One<FileInfo>().FullName);
        Assert.Equal(Path.Combine(_folder.Path, "b*.html"), _host.Run("Export-MageRunReport 'b*.html'").One<FileInfo>().FullName);
    }

    [Fact]
    public void The_daily_report_runs_twice_and_only_says_so_under_WhatIf()
    {
        RunResult whatIf = _host.Run("& $script -Path report.html -WhatIf", ("script", s_dailyReport));
        Assert.Empty(whatIf.ThrowOnError().Writes);
        Assert.Empty(Directory.GetFiles(_folder.Path));

        for (int i = 0; i < 2; i++)
        {
            RunResult result = _host.Run("& $script -Path report.html -Since 7d", ("script", s_dailyReport));

            Assert.Equal(File, result.One<FileInfo>().FullName);
            Assert.Empty(result.Writes);
            Assert.Contains("11 runs", Page(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_daily_report_connects_by_itself_and_leaves_no_session()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0, Sample = true });

        RunResult result = host.Run("& $script -Uri $emulator.Uri -Path $path; Get-MageSession", ("script", s_dailyReport), ("path", File));

        Assert.Equal(File, result.One<FileInfo>().FullName);
    }

    /// <summary>Two runs of more than a day ago, and three of now.</summary>
    private static MageHost WithOlderRuns()
    {
        MageHost host = MageHost.Connected(Still);
        Pipeline(host, "etl", "x = 1");
        host.Emulator.SeedRuns("etl", 2, newest: DateTimeOffset.UtcNow.AddHours(-30));
        host.Emulator.SeedRuns("etl", 3);
        return host;
    }

    private string Page() => XDocument.Load(File).Root!.Value;

    private (string Name, int Count, int Failed)[] Groups(string script) =>
        [.. _host.Run(script).All<MageRunStatistic>().Select(group => (group.Name, group.Count, group.Failed))];

    [Fact]
    public void NoClobber_also_spares_a_file_that_comes_while_the_runs_are_read()
    {
        using TemporaryFolder folder = new();
        string file = System.IO.Path.Combine(folder.Path, "report.html");

        RunResult result = _host.Run("Get-MagePipelineRun | ForEach-Object { [IO.File]::WriteAllText($file, 'precious'); $_ } | Export-MageRunReport $file -NoClobber", ("file", file));

        Assert.Equal("FileExists", result.ErrorId);
        Assert.Equal("precious", System.IO.File.ReadAllText(file));
        Assert.Single(System.IO.Directory.GetFiles(folder.Path));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_name_as_long_as_the_file_system_allows_is_written_and_written_again(bool isThere)
    {
        Skip.If(OperatingSystem.IsWindows(), "Paths are shorter there.");
        string file = Path.Combine(_folder.Path, new string('r', 250) + ".html");
        if (isThere)
        {
            System.IO.File.WriteAllText(file, "before");
        }

        _host.Run("Export-MageRunReport $file", ("file", file)).ThrowOnError();

        Assert.Equal([file], Directory.GetFiles(_folder.Path));
        Assert.Contains("11 runs", XDocument.Load(file).Root!.Value, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_file_that_can_be_written_is_though_its_folder_cannot()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        System.IO.File.WriteAllText(File, new string('x', 1_000_000));
        UnixFileMode before = System.IO.File.GetUnixFileMode(_folder.Path);
        System.IO.File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Skip.If(CanBeWritten(_folder.Path), "Nothing is forbidden to who runs this.");

            _host.Run("Export-MageRunReport $file", ("file", File)).ThrowOnError();
            Assert.Equal("FileNotWritten", _host.Run("Export-MageRunReport $file", ("file", Path.Combine(_folder.Path, "other.html"))).ErrorId);
        }
        finally
        {
            System.IO.File.SetUnixFileMode(_folder.Path, before);
        }

        Assert.Contains("11 runs", Page(), StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    private static bool CanBeWritten(string folder)
    {
        try
        {
            using FileStream probe = System.IO.File.Create(Path.Combine(folder, "probe"), 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    [SkippableFact]
    public void A_link_that_leads_nowhere_yet_is_filled()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege there.");
        using TemporaryFolder folder = new();
        string link = System.IO.Path.Combine(folder.Path, "link.html");
        string target = System.IO.Path.Combine(folder.Path, "target.html");
        System.IO.File.CreateSymbolicLink(link, target);

        _host.Run("Export-MageRunReport $link", ("link", link)).ThrowOnError();

        Assert.StartsWith("<!DOCTYPE html", System.IO.File.ReadAllText(target), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(target, new System.IO.FileInfo(link).LinkTarget);
    }

    [SkippableFact]
    public void Where_the_disk_is_full_the_whole_new_report_is_left_beside_the_old_file()
    {
        Skip.IfNot(System.IO.File.Exists("/dev/full"), "There is no disk that is always full.");
        using TemporaryFolder folder = new();
        string link = System.IO.Path.Combine(folder.Path, "report.html");
        System.IO.File.CreateSymbolicLink(link, "/dev/full");

        RunResult result = _host.Run("Export-MageRunReport $link", ("link", link));

        Assert.Equal("FileNotWritten", result.ErrorId);
        string draft = Assert.Single(System.IO.Directory.GetFiles(folder.Path), file => file != link);
        Assert.Contains(draft, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("</html>", System.IO.File.ReadAllText(draft).TrimEnd(), StringComparison.Ordinal);
    }
}
