using System;
using System.IO;
using System.Linq;
using System.Text;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>The files that cmdlets read: their characters arrive as they are, or nothing does.</summary>
public sealed class FileTextTests : RunTestsBase
{
    private readonly TemporaryFolder _folder = new();

    public FileTextTests()
        : base(Still) => Pipeline(_host, "etl", "good = 1");

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData("x = 1\r\ny = 'Gr\xfc\xdf" + "e'\r\n", "line 2")]
    [InlineData("\x80", "line 1")]
    [InlineData("x = '\xc3", "line 1")]
    [InlineData("x = '\xed\xa0\x80'", "line 1")]
    [InlineData("\xef\xbb\xbf\n\nx = '\xe9'", "line 3")]
    [InlineData("x\0 \0=\0 \x31\0\n\0", "NUL")]
    [InlineData("\x1f\x8b\b\0\0\0\0", "line 1")]
    [InlineData("\xff\xfex\0\0", "UTF-16")]
    [InlineData("\xff\xfe\0\xd8x\0", "UTF-16")]
    public void What_is_not_UTF_8_nor_UTF_16_with_its_mark_is_refused_and_nothing_is_sent(string bytes, string named)
    {
        string path = File(Encoding.Latin1.GetBytes(bytes));

        foreach (string command in new[] { "Set-MageBlock etl etl_0 -Path $path", "New-MageBlock etl other custom -Path $path" })
        {
            RunResult result = _host.Run(command, ("path", path));

            Assert.Equal("FileUnreadable", result.ErrorId);
            Assert.Contains(named, result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("nothing was sent", result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("UTF-8", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Empty(result.Writes);
        }
    }

    [Fact]
    public void A_second_mark_is_none_of_its_characters()
    {
        string path = File([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("x = 1\n")]);

        Assert.Contains("\"content\":\"x = 1\\n\"", _host.Run("Set-MageBlock etl etl_0 -Path $path", ("path", path)).ThrowOnError().Writes.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    public void Anything_else_arrives_to_the_last_character(string encoding, bool withMark)
    {
        Encoding written = Encoding.GetEncoding(encoding);
        string path = File([.. withMark ? written.GetPreamble() : [], .. written.GetBytes("x = 'Grüße 🎉'\r\n")]);

        Assert.Equal("x = 'Grüße 🎉'\r\n", _host.Run("New-MageBlock etl other custom -Path $path", ("path", path)).One<MageBlock>().Content);
        Assert.Equal("x = 'Grüße 🎉'\r\n", _host.Run("Set-MageBlock etl etl_0 -Path $path -PassThru", ("path", path)).One<MageBlock>().Content);
    }

    [Theory]
    [InlineData("-Path $path")]
    [InlineData("-Content ''")]
    public void What_is_empty_stays_empty_though_Mage_fills_a_new_block_with_its_template(string content)
    {
        string path = File([]);

        RunResult result = _host.Run($"New-MageBlock etl other custom {content}", ("path", path));

        Assert.Equal("", result.One<MageBlock>().Content);
        Assert.Equal(["POST /api/pipelines/etl/blocks", "PUT /api/file_contents/custom%2Fother.py"], result.Writes.Select(line => line.Split(" {")[0]));
        Assert.Equal("", _host.Run("Get-MageBlock etl other -Content").One<MageBlock>().Content);
        Assert.Equal("", _host.Run($"Set-MageBlock etl etl_0 {content} -PassThru", ("path", path)).One<MageBlock>().Content);
    }

    [Fact]
    public void When_it_cannot_be_emptied_the_error_says_that_it_was_made()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"disk full\",\"errors\":[],\"message\":\"\"}}"), method: "PUT");

        RunResult result = _host.Run("New-MageBlock etl other custom -Content ''");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.EndsWith("Block other was made, but with the code of Mage's template.", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Set-MageBlock etl etl_0 -Path other-code.py", true)]
    [InlineData("Set-MageBlock etl etl_0 -Path 'Variable:/other-code.py'", false)]
    [InlineData("New-MageBlock etl other custom -Path 'Variable:/other-code.py'", false)]
    [InlineData("[pscustomobject]@{ PipelineUuid = 'etl'; Uuid = 'etl_0'; Path = 'Variable:/other-code.py' } | Set-MageBlock", false)]
    [InlineData("Set-MageBlock etl etl_0 -Path 'X:\\other-code.py'", false)]
    [InlineData("Set-MageBlock etl etl_0 -Path 'https://example.com/other-code.py'", false)]
    [InlineData("Set-MageBlock etl etl_0 -Path 'NoProvider::other-code.py'", false)]
    public void A_path_that_leads_out_of_the_file_system_is_no_file_of_the_folder_of_the_process(string command, bool isElsewhere)
    {
        const string go = "$ExecutionContext.SessionState.Path.SetLocation";
        string there = Path.Combine(Environment.CurrentDirectory, "other-code.py");
        System.IO.File.WriteAllText(there, "other = 1");
        RunResult result = _host.Run($"{go}('{(isElsewhere ? "Variable:" : "FileSystem::/")}'); {command}");
        _host.Run($"{go}($folder)", ("folder", Environment.CurrentDirectory)).ThrowOnError();
        System.IO.File.Delete(there);

        Assert.Equal("FileNotFound", result.ErrorId);
        Assert.EndsWith("is no place in the file system; nothing was sent.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(isElsewhere ? "the location is 'Variable:" : "on this computer", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Writes);
    }

    private string File(byte[] bytes)
    {
        string path = Path.Combine(_folder.Path, "code.py");
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }
}
