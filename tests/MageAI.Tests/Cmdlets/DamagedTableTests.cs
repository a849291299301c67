using System;
using System.Linq;
using System.Management.Automation;
using System.Text;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Tables lose something where they are saved in another way than they should: what can be told to be the present value is, and nothing that was lost is written.</summary>
public sealed class DamagedTableTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public DamagedTableTests() => _host.Run("""
        $null = New-MagePipeline sales -Description 'für alle' -Tag größe, core
        $null = New-MageBlock sales load custom -Content "x = 'ü'" -Configuration @{ nest = @{ y = @{ z = 1 } } }
        $null = New-MageBlock sales clean custom
        $null = New-MageBlock sales store custom -Upstream load, clean
        $null = New-MageSchedule sales 'Stündlich' -Api -Tag größe, core -Description 'für alle 🎉' -Variable ([ordered]@{ a = 1; list = 1, 2; words = 'ä', 'b'; nest = @{ x = @{ y = 1 } } }) -Enabled
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("us-ascii", "Get-MageSchedule", "Set-MageSchedule", "St?ndlich|f?r alle|gr??e")]
    [InlineData("us-ascii", "Get-MagePipeline", "Set-MagePipeline", "f?r alle|gr??e")]
    [InlineData("us-ascii", "Get-MageBlock sales load -Content", "Set-MageBlock", "x = '?'")]
    [InlineData("latin1 as utf-8", "Get-MageSchedule", "Set-MageSchedule", "\uFFFD")]
    [InlineData("latin1 as utf-8", "Get-MagePipeline", "Set-MagePipeline", "\uFFFD")]
    [InlineData("latin1 as utf-8", "Get-MageBlock sales load -Content", "Set-MageBlock", "\uFFFD")]
    [InlineData("utf-8 as latin1", "Get-MageSchedule", "Set-MageSchedule", "Ã")]
    [InlineData("utf-8 as latin1", "Get-MagePipeline", "Set-MagePipeline", "Ã")]
    public void A_cell_whose_letters_were_lost_is_refused_by_name(string way, string read, string write, string said)
    {
        PSObject[] rows = Table(read, way);

        RunResult refused = _host.Run($"$rows | {write}", ("rows", rows));

        Assert.Equal("InvalidValue", refused.ErrorId);
        Assert.Contains(said.Split('|'), cell => refused.Error.Exception.Message.Contains(cell, StringComparison.Ordinal));
        Assert.Contains("-Encoding utf8", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Id = 1; Tags = 'gr??e, core' } | Set-MageSchedule", "Tag")]
    [InlineData("[pscustomobject]@{ Id = 1; Description = 'f?r alle ??' } | Set-MageSchedule", "Description")]
    [InlineData("[pscustomobject]@{ Id = 1; Variables = '{\"a\":1,\"words\":[\"?\",\"b\"]}' } | Set-MageSchedule", "Variable.words[0]")]
    [InlineData("[pscustomobject]@{ Pipeline = 'sales'; Name = \"n\uFFFD\"; Interval = 'daily' } | New-MageSchedule", "Name")]
    [InlineData("[pscustomobject]@{ Name = 'p'; Description = \"\uFFFD\" } | New-MagePipeline", "Description")]
    [InlineData("[pscustomobject]@{ Pipeline = 'sales'; Name = 'b'; Type = 'custom'; Content = \"\uFFFD\" } | New-MageBlock", "Content")]
    public void Wherever_it_stands(string script, string where)
    {
        RunResult refused = _host.Run(script);

        Assert.Equal("InvalidValue", refused.ErrorId);
        Assert.Contains($" for {where}, ", refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Fact]
    public void What_was_meant_is_written_whatever_letters_it_has()
    {
        Assert.EndsWith("{\"description\":\"für alle?\"}}", _host.Run("[pscustomobject]@{ Id = 1; Description = 'für alle?' } | Set-MageSchedule").Writes[0], StringComparison.Ordinal);
        Assert.EndsWith("{\"description\":\"why?\"}}", _host.Run("[pscustomobject]@{ Id = 1; Description = 'why?' } | Set-MageSchedule").Writes[0], StringComparison.Ordinal);
        Assert.EndsWith("{\"description\":\"f?r alle?\"}}", _host.Run("Set-MageSchedule 1 -Description 'f?r alle?'").Writes[0], StringComparison.Ordinal);
        Assert.EndsWith("{\"tags\":[\"größe\",\"core\",\"neu\"]}}", _host.Run("[pscustomobject]@{ Id = 1; Tags = 'größe, core, neu' } | Set-MageSchedule").Writes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Collections.Generic.Dictionary`2[System.String,System.Object]")]
    [InlineData("System.Collections.Hashtable")]
    [InlineData("System.Object[]")]
    [InlineData("@{y=1}")]
    [InlineData("some text")]
    public void Named_values_that_were_cut_are_refused_by_name(string left)
    {
        RunResult refused = _host.Run("[pscustomobject]@{ Id = 1; Variables = [pscustomobject]@{ a = 1; list = 1, 2; words = 'ä', 'b'; nest = [pscustomobject]@{ x = $left } } } | Set-MageSchedule", ("left", left));

        Assert.Equal("InvalidValue", refused.ErrorId);
        Assert.Contains("for Variable.nest.x, ", refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Depth", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Theory]
    [InlineData("1 2", "{\"a\":2,\"list\":[1,2],")]
    [InlineData("1 3", null)]
    public void A_list_that_was_made_a_text_is_the_list_it_was_or_refused(string list, string? sent)
    {
        RunResult result = _host.Run("[pscustomobject]@{ Id = 1; Variables = [pscustomobject]@{ a = 2; list = $list; words = 'ä b'; nest = @{ x = @{ y = 1 } } } } | Set-MageSchedule", ("list", list));

        if (sent is null)
        {
            Assert.Equal("InvalidValue", result.ErrorId);
            Assert.Contains("'1 3' for Variable.list, in place of a list", result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Empty(result.Writes);
        }
        else
        {
            Assert.Contains(sent, Assert.Single(result.ThrowOnError().Writes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_configuration_of_a_block_too()
    {
        RunResult refused = _host.Run("[pscustomobject]@{ PipelineUuid = 'sales'; Uuid = 'load'; Configuration = [pscustomobject]@{ nest = [pscustomobject]@{ y = 'System.Collections.Generic.Dictionary`2[System.String,System.Object]' } } } | Set-MageBlock");

        Assert.Equal("InvalidValue", refused.ErrorId);
        Assert.Contains("for Configuration.nest.y, ", refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Uuid = 'sales'; Tags = 'größe core' } | Set-MagePipeline")]
    [InlineData("[pscustomobject]@{ Uuid = 'sales'; Tags = 'core größe' } | Set-MagePipeline")]
    [InlineData("[pscustomobject]@{ Id = 1; Tags = 'core größe' } | Set-MageSchedule")]
    [InlineData("[pscustomobject]@{ PipelineUuid = 'sales'; Uuid = 'store'; UpstreamBlocks = 'load clean' } | Set-MageBlock")]
    public void Words_with_blanks_between_them_are_the_list_that_is_there(string script) => Assert.Empty(_host.Run(script).ThrowOnError().Writes);

    /// <summary>What Export-Csv in one encoding and Import-Csv in another make of what a script emits: each property's text.</summary>
    private PSObject[] Table(string script, string way) => [.. _host.Run(script).ThrowOnError().Output.Select(item =>
    {
        PSObject row = new();
        foreach (PSPropertyInfo property in item.Properties)
        {
            row.Properties.Add(new PSNoteProperty(property.Name, Saved(property.Value?.ToString() ?? string.Empty, way)));
        }

        return row;
    })];

    private static string Saved(string text, string way) => way switch
    {
        "latin1 as utf-8" => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text)),
        "utf-8 as latin1" => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
        _ => Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(text)),
    };
}
