using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Logs;
using MageAI.Tests.Emulation;
using Xunit;

namespace MageAI.Tests.Client;

public sealed class LogTextTests : IDisposable
{
    private readonly MageSession _session = Connection.Offline();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_record_is_its_line_and_the_lines_after_it_that_have_no_time()
    {
        List<MageLogEntry> entries = Read("""
            2026-11-23T17:42:48 {"block_run_id": 60, "block_uuid": "load", "pipeline_run_id": 5, "level": "INFO", "message": "Gr\u00f6\u00dfe", "timestamp": 1795455768.109194, "uuid": "a"}
            2026-11-23T17:42:49 {"block_run_id": 60, "block_uuid": "load", "pipeline_run_id": 5, "level": "EXCEPTION", "message": "Failed", "timestamp": 1795455769.5, "uuid": "b", "error": "Traceback…", "error_stacktrace": "boom"}
            Traceback (most recent call last):
              File "x.py", line 1

            ValueError: boom
            2026-11-23T17:42:50 not {json}

            """);

        Assert.Equal(["Größe", "Failed", "not {json}"], entries.Select(entry => entry.Message));
        Assert.Equal(["INFO", "EXCEPTION", null], entries.Select(entry => entry.Level));
        Assert.Equal("Traceback (most recent call last):\n  File \"x.py\", line 1\n\nValueError: boom", entries[1].Continuation);
        Assert.Equal(("boom", "Traceback…", 60, 5), (entries[1].ErrorStacktrace, entries[1].Error, entries[1].BlockRunId, entries[1].PipelineRunId));
        Assert.Null(entries[0].Continuation);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 17, 42, 48, TimeSpan.Zero).AddTicks(1091940), entries[0].Timestamp);
        Assert.Equal("[5] 17:42:49.500 EXCEPTION load: Failed (boom)", entries[1].ToString());
        Assert.Equal("a", entries[0].GetField("uuid"));
    }

    [Fact]
    public void Text_before_the_first_record_is_kept()
    {
        List<MageLogEntry> entries = Read("one\ntwo\n2026-11-23T17:42:48 {\"message\": \"three\", \"level\": \"INFO\", \"timestamp\": 1795455768.0}\n");

        Assert.Equal(["one\ntwo", "three"], entries.Select(entry => entry.Message));
        Assert.Null(entries[0].Timestamp);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5.5)]
    [InlineData(12.75)]
    [InlineData(0)]
    public void A_server_in_another_zone_bends_both_of_its_times_and_the_true_one_comes_out(double zone)
    {
        DateTimeOffset truth = new DateTimeOffset(2026, 7, 1, 3, 4, 5, TimeSpan.Zero).AddMilliseconds(678);
        string stamp = truth.AddHours(zone).ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        string epoch = (truth.AddHours(-zone).ToUnixTimeMilliseconds() / 1000m).ToString(System.Globalization.CultureInfo.InvariantCulture);

        List<MageLogEntry> entries = Read($"{stamp} {{\"message\": \"a\", \"timestamp\": {epoch}}}\n{stamp} printed\n");

        Assert.Equal(truth, entries[0].Timestamp);
        Assert.Equal(truth.AddMilliseconds(-678), entries[1].Timestamp);
    }

    [SkippableFact]
    public void The_recorded_log_of_a_server_five_hours_behind_has_the_times_of_its_files()
    {
        Skip.If(Recording.Folder is null, "MAGE_TRAFFIC names no folder with recordings.");
        JsonObject logs = Recording.Load("experiments/tz-logs-tz-est5").Json!["logs"]![0]!.AsObject();
        foreach (JsonNode? file in logs["block_run_logs"]!.AsArray())
        {
            MageLogEntry last = Read((string)file!["content"]!)[^1];

            Assert.InRange((last.Timestamp!.Value.ToUnixTimeMilliseconds() / 1000d) - (double)file["modified_timestamp"]!, -1, 1);
        }
    }

    [Theory]
    [InlineData("2026-11-23T17:42:48 a\n2026-11-23T17:42:49 b\nc\n", 22)]
    [InlineData("2026-11-23T17:42:48 a\n", 0)]
    [InlineData("a\nb\n", 0)]
    public void The_last_record_is_found_from_the_end(string text, int start) => Assert.Equal(start, LogText.StartOfLastRecord(text, 0, text.Length));

    private List<MageLogEntry> Read(string text)
    {
        TimeSpan zone = TimeSpan.Zero;
        string lines = text.ReplaceLineEndings("\n");
        return LogText.Read(new LogFile("load.log", "/x/load.log", lines, true), lines, 0, lines.Length, ref zone, _session);
    }
}
