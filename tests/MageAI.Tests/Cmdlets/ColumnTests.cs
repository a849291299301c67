using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What the eye sees under a header can be used by the header's name.</summary>
public sealed class ColumnTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_header_is_the_name_of_a_property()
    {
        _host.Run("""
            $null = New-MagePipeline etl -Tag sales, core
            $null = New-MageBlock etl load data_loader
            $null = New-MageSchedule etl nightly -Cron '0 6 * * *' -Enabled
            $null = New-MageBackfill etl january -From 2026-01-01 -To 2026-01-05 -Every 6h
            $null = Invoke-MagePipelineRun etl -Wait -PollSec 0.02
            """).ThrowOnError();
        (string View, string Command)[] shown =
        [
            ("MagePipeline", "Get-MagePipeline etl"), ("MageBlock", "Get-MageBlock etl"), ("MageSchedule", "Get-MageSchedule -Name nightly"), ("MageBackfill", "Get-MageBackfill"),
            ("MagePipelineRun", "Get-MagePipelineRun"), ("MageBlockRun", "Get-MageBlockRun 1"), ("MageUpcomingRun", "Get-MageUpcomingRun -Next 2d"), ("MageLogEntry", "Get-MageLog 1"),
            ("MageRunStatistic", "Measure-MagePipelineRun -Since 1d"), ("MageSession", "Get-MageSession"), ("MageServer", "Get-MageServer"),
            ("MageCronTest", "Test-MageCron '0 6 * * *'"),
        ];
        XElement views = XElement.Load(Path.Combine(Repository.Root, "src", "MageAI", "MageAI.Format.ps1xml"));
        foreach ((string view, string command) in shown)
        {
            string[] headers =
            [
                .. views.Descendants("View").Where(each => each.Element("Name")!.Value is string name && (name == $"MageAI.{view}.Table" || name == $"MageAI.{view}.List"))
                    .SelectMany(each => each.Descendants("TableColumnHeader").Concat(each.Descendants("ListItem"))).Select(shown => shown.Element("Label")!.Value),
            ];
            string[] missing = [.. headers.Except(_host.Run(command).ThrowOnError().Output[0].Properties.Select(property => property.Name), StringComparer.Ordinal)];
            Assert.True(missing.Length == 0, $"{view}: {string.Join(", ", missing)}");
        }
    }

    [Fact]
    public void What_has_a_view_has_a_few_properties_for_where_it_is_shown_among_other_things()
    {
        string folder = Path.Combine(Repository.Root, "src", "MageAI");
        string[] viewed = [.. XElement.Load(Path.Combine(folder, "MageAI.Format.ps1xml")).Descendants("ViewSelectedBy").SelectMany(view => view.Elements("TypeName")).Select(name => name.Value)];
        string[] bare =
        [
            .. XElement.Load(Path.Combine(folder, "MageAI.Types.ps1xml")).Elements("Type").Where(type => viewed.Contains(type.Element("Name")!.Value))
                .Where(type => !type.Descendants("Name").Any(name => name.Value == "DefaultDisplayPropertySet")).Select(type => type.Element("Name")!.Value),
        ];

        Assert.True(viewed.Length > 20);
        Assert.Equal([], bare);
    }

    [Fact]
    public void What_was_seen_can_be_filtered_by()
    {
        _host.Run("""
            $null = New-MagePipeline etl
            $null = New-MageBlock etl load data_loader -Content 'raise ValueError("no rows")'
            $null = New-MageBlock etl store data_exporter -Upstream load
            $null = New-MageSchedule etl off -Interval daily
            $null = New-MageSchedule etl on -Interval hourly -Enabled
            $null = Invoke-MagePipelineRun etl -Wait -PollSec 0.02
            """).ThrowOnError();

        Assert.Equal("load \u2192 store", _host.Run("(Get-MagePipeline etl).Flow").One<string>());
        Assert.Equal("on", _host.Run("(Get-MageSchedule).Where({ $_.When -eq '@hourly' }).Name").One<string>());
        Assert.Equal(["on"], _host.Run("(Get-MageSchedule).Where({ $_.NextRunAt -gt [datetime]::Now.AddYears(-1) }).Name").All<string>());
        Assert.Equal("load", _host.Run("(Get-MagePipelineRun).FailedBlock").One<string>());
        Assert.IsType<string>(_host.Run("Get-MagePipelineRun").Output[0].Properties["FailedBlock"].Value);
        Assert.Equal("etl", _host.Run("(Get-MagePipelineRun).Pipeline").One<string>());
        Assert.Equal("failed", _host.Run("(Get-MageSchedule).Where({ $_.LastRunStatus }).LastRunStatus").One<string>());
        Assert.True(_host.Run("(Get-MageSession).Default").One<bool>());
    }

    [Fact]
    public void A_list_is_an_array_and_its_text_binds_back()
    {
        _host.Run("$null = New-MagePipeline one -Tag sales, 'two words'").ThrowOnError();

        Assert.Equal(["sales", "two words"], _host.Run("foreach ($tag in (Get-MagePipeline one).Tags) { $tag }").All<string>());
        Assert.True(_host.Run("$one = Get-MagePipeline one; $one.Tags.Count -eq 2 -and $one.Tags -contains 'sales' -and $one.Tags[1] -eq 'two words' -and $one.Tags -is [array]").One<bool>());
        string text = _host.Run("Get-MagePipeline one").ThrowOnError().Output[0].Properties["Tags"].Value.ToString()!;
        Assert.Equal("sales, two words", text);
        MagePipeline copy = _host.Run("[pscustomobject]@{ Name = 'two'; Tags = $text } | New-MagePipeline", ("text", text)).One<MagePipeline>();
        Assert.Equal(["sales", "two words"], copy.Tags);
    }

    [Fact]
    public void The_day_before_and_the_last_time_of_day_are_in_the_past_and_what_is_to_come_is_refused()
    {
        _host.Run("$null = New-MagePipeline etl; $null = Invoke-MagePipelineRun etl").ThrowOnError();
        string later = _host.Clock.GetUtcNow().ToLocalTime().AddMinutes(70).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

        foreach (string since in new[] { "yesterday", "YESTERDAY", $"'{later}'" })
        {
            Assert.Single(_host.Run($"Get-MagePipelineRun -Since {since}").ThrowOnError().Output);
        }

        foreach (string command in new[] { "Get-MagePipelineRun", "Measure-MagePipelineRun", "Get-MageLog -Pipeline etl" })
        {
            RunResult refused = _host.Run($"{command} -Since ([datetime]::Now.AddDays(1))");
            Assert.Equal("InvalidTime", refused.ErrorId);
            Assert.Contains("still to come", refused.Error.ToString(), StringComparison.Ordinal);
            Assert.Empty(refused.Output);
        }
    }

    [Fact]
    public void A_connection_that_fails_leaves_no_default_and_one_that_works_says_where_it_landed()
    {
        const string nobody = "$gone = Start-MageEmulator; Stop-MageEmulator $gone; Connect-Mage $gone.Uri -RetryCount 0";
        Assert.Equal("ConnectionFailed", _host.Run(nobody).ErrorId);
        Assert.Equal("NotConnected", _host.Run("Get-MagePipeline").ErrorId);
        Assert.Single(_host.Run("Get-MageSession").ThrowOnError().Output);
        Assert.Equal([$"Connected to {_host.Emulator.Uri} without a sign-in."], _host.Run("$emulator | Connect-Mage").ThrowOnError().Information);
        Assert.Equal("ConnectionFailed", _host.Run(nobody + " -NotDefault").ErrorId);
        _host.Run("Get-MagePipeline").ThrowOnError();
    }
}
