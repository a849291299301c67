using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CsCheck;
using MageAI.Logs;
using MageAI.Operations.Watching;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>A log that grows between looks, as the test says.</summary>
public sealed class LogFollowerTests : IDisposable
{
    private readonly Dictionary<string, string> _files = [];
    private readonly EagerClock _clock = new();
    private readonly CannedServer _server;
    private readonly MageSession _session;
    private int _blocks;
    private double? _writtenAt;

    public LogFollowerTests()
    {
        _server = new CannedServer(target => CannedServer.Reply(200, "application/json", Answer(target)));
        _session = new MageSession(new ConnectionSettings { Uri = new Uri(_server.Uri + "/"), Clock = _clock });
    }

    public void Dispose()
    {
        _session.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task The_last_record_of_a_file_waits_until_its_traceback_is_whole()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        string record = Line(10, "boom");
        _files["a.log"] = Line(5, "begin") + record + "Trace";

        Assert.Equal(["begin"], await LookAsync(follower));
        _files["a.log"] += "back\nValueError: boom\n";
        Assert.Equal([], await LookAsync(follower));
        Assert.Equal([(record + "Traceback\nValueError: boom\n").TrimEnd()], (await follower.LookAsync(Run(), false, new MageCall())).Select(entry => entry.Text));
        Assert.Equal([], await LookAsync(follower, last: true));
    }

    [Fact]
    public async Task Files_are_merged_by_time_and_what_is_held_in_one_holds_back_what_is_later_in_another()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        _files["a.log"] = Line(1, "a1") + Line(3, "a3");
        _files["b.log"] = Line(2, "b2") + Line(4, "b4");

        Assert.Equal(["a1", "b2"], await LookAsync(follower));
        Assert.Equal(["a3", "b4"], await LookAsync(follower));
    }

    [Fact]
    public async Task What_stands_in_a_file_that_nobody_writes_to_any_more_holds_nothing_back()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        _files["a.log"] = Line(1, "a1") + Line(3, "a3");
        _files["b.log"] = Line(2, "b2") + Line(4, "b4");
        _writtenAt = _clock.GetUtcNow().AddSeconds(-20).ToUnixTimeMilliseconds() / 1000.0;

        Assert.Equal(["a1", "b2", "a3", "b4"], await LookAsync(follower));
    }

    [Fact]
    public async Task Times_that_run_back_a_little_in_a_file_come_in_the_order_of_time_read_at_once_and_followed()
    {
        string[] lines = [Line(1, "1.00"), Line(1.07, "1.07"), Line(1.01, "1.01"), Line(1.03, "1.03"), Line(2, "2.00"), Line(1.95, "1.95"), Line(3, "3.00")];
        string[] order = ["1.00", "1.01", "1.03", "1.05 of the block", "1.07", "1.95", "2.00", "3.00"];
        _files["scheduler.log"] = string.Concat(lines);
        _files["load.log"] = Line(1.05, "1.05 of the block");
        Assert.Equal(order, await LookAsync(new LogFollower(_session, "etl", 1, LogScope.Everything), last: true));

        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        List<string> seen = [];
        _files["scheduler.log"] = string.Empty;
        foreach (string line in lines)
        {
            _files["scheduler.log"] += line;
            seen.AddRange(await LookAsync(follower));
            seen.AddRange(await LookAsync(follower));
        }

        Assert.Equal(order.Length, seen.Count);
        LogFollower late = new(_session, "etl", 1, LogScope.Everything);
        List<string> followed = [.. await LookAsync(late), .. await LookAsync(late), .. await LookAsync(late, last: true)];
        Assert.Equal(order, followed);
    }

    [Fact]
    public async Task Nothing_waits_longer_because_times_may_run_back()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        _files["scheduler.log"] = Line(1, "1.00") + Line(1.07, "1.07") + Line(1.01, "1.01");

        // The last one waits for lines that may belong to it, and what is later than it waits with it.
        Assert.Equal(["1.00"], await LookAsync(follower));
        Assert.Equal(["1.01", "1.07"], await LookAsync(follower));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_and_times_in_whole_seconds_do_not_turn_the_lines_of_a_file_round()
    {
        _files["a.log"] = Line(100, "before") + Line(10, "set back") + Line(11, "and on") + Line(100.8, "near") + $"{Moment(100):yyyy-MM-ddTHH:mm:ss} no record\n";

        Assert.Equal(["before", "set back", "and on", "near", "no record"], await LookAsync(new LogFollower(_session, "etl", 1, LogScope.Everything), last: true));
    }

    [Fact]
    public async Task A_record_of_this_moment_waits_for_what_other_files_may_say_of_it()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        _files["a.log"] = Stamped(_clock.GetUtcNow(), "now", 1) + Line(9, "older");

        Assert.Equal([], await LookAsync(follower));
        Assert.Equal(["now", "older"], await LookAsync(follower, last: true));
    }

    [Fact]
    public async Task Records_of_another_run_in_the_same_file_are_left_out()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        _files["a.log"] = Line(1, "mine") + Stamped(Moment(2), "of the run before", 7) + Line(3, "mine too");

        Assert.Equal(["mine", "mine too"], await LookAsync(follower, last: true));
    }

    [Fact]
    public async Task A_file_that_is_written_anew_repeats_nothing()
    {
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        _files["a.log"] = Line(1, "one") + Line(2, "two") + Line(3, "three");
        Assert.Equal(["one", "two"], await LookAsync(follower));

        _files["a.log"] = Line(2, "two");
        Assert.Equal([], await LookAsync(follower));
        _files["a.log"] += Line(4, "four");
        Assert.Equal(["four"], await LookAsync(follower, last: true));
    }

    [Fact]
    public async Task More_than_twenty_blocks_are_asked_for_in_groups_and_those_that_have_ended_no_more()
    {
        _blocks = 25;
        LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
        for (int look = 0; look < 4; look++)
        {
            await LookAsync(follower);
        }

        await LookAsync(follower, last: true);

        string[] groups = [.. _server.Requests.Where(request => request.Contains("block_run_id", StringComparison.Ordinal)).Select(request => request.Split('=')[1])];
        string first = string.Join("%2C", Enumerable.Range(1, 20));
        string second = string.Join("%2C", Enumerable.Range(21, 5));

        // The first twenty-four have ended from the beginning: read twice, and once more at the end.
        Assert.Equal([first, second, first, second, "25", "25", first, second], groups);
    }

    [Fact]
    public void However_a_log_grows_and_is_looked_at_nothing_is_lost_or_doubled_or_out_of_order_in_its_file() =>
        (from files in Gen.Int[1, 4]
         from lines in Gen.Int[0, 2].Array[0, 40]
         from cuts in Gen.Int[0, 5].Array[1, 6]
         select (files, lines, cuts)).Sample(
            sample =>
            {
                string[] whole = [.. Enumerable.Range(0, sample.files).Select(_ => string.Empty)];
                for (int i = 0; i < sample.lines.Length; i++)
                {
                    whole[i % sample.files] += Line(i, $"m{i}") + string.Concat(Enumerable.Range(0, sample.lines[i]).Select(raw => $"raw {i}.{raw}\n"));
                }

                LogFollower follower = new(_session, "etl", 1, LogScope.Everything);
                List<MageLogEntry> seen = [];
                for (int look = 0; look <= sample.cuts.Length; look++)
                {
                    bool last = look == sample.cuts.Length;
                    for (int file = 0; file < sample.files; file++)
                    {
                        string known = _files.GetValueOrDefault($"{file}.log", string.Empty);
                        int length = last ? whole[file].Length : Math.Max(known.Length, whole[file].Length * (sample.cuts[look] + file) / 9);
                        _files[$"{file}.log"] = whole[file][..Math.Min(length, whole[file].Length)];
                    }

                    seen.AddRange(follower.LookAsync(Run(), last, new MageCall()).GetAwaiter().GetResult());
                }

                for (int file = 0; file < sample.files; file++)
                {
                    Assert.Equal(whole[file], string.Concat(seen.Where(entry => entry.File == $"{file}.log").Select(entry => entry.Text + "\n")));
                }

                _files.Clear();
            },
            iter: 60, threads: 1);

    private static DateTimeOffset Moment(double second) => new DateTimeOffset(2026, 11, 23, 17, 0, 0, TimeSpan.Zero).AddSeconds(second);

    private static string Line(double second, string message) => Stamped(Moment(second), message, 1);

    private static string Stamped(DateTimeOffset time, string message, int run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss} {{\"pipeline_run_id\": {run}, \"level\": \"INFO\", \"message\": \"{message}\", \"timestamp\": {time.ToUnixTimeMilliseconds() / 1000m}, \"uuid\": \"{message}\"}}\n");

    private async Task<List<string>> LookAsync(LogFollower follower, bool last = false) => [.. (await follower.LookAsync(Run(), last, new MageCall())).Select(entry => entry.Message!)];

    private MagePipelineRun Run() => ModelReader.One(
        Connection.Reply(JsonSerializer.Serialize(new
        {
            run = new
            {
                id = 1,
                pipeline_uuid = "etl",
                status = "running",
                block_runs = Enumerable.Range(1, _blocks).Select(id => new { id, block_uuid = $"b{id}", status = id == 25 ? "running" : "completed" }),
            },
        })),
        "run",
        RunJson.Default.MagePipelineRun,
        _session);

    private string Answer(string target)
    {
        object[] files = [.. _files.Select(file => new { name = file.Key, path = "/logs/" + file.Key, content = file.Value, modified_timestamp = _writtenAt })];
        bool ofBlocks = target.Contains("block_run_id", StringComparison.Ordinal);
        return JsonSerializer.Serialize(new
        {
            logs = new[] { new { block_run_logs = files, pipeline_run_logs = Array.Empty<object>(), total_block_run_log_count = ofBlocks ? files.Length : Math.Max(_blocks, files.Length), total_pipeline_run_log_count = 0 } },
            metadata = new { },
        });
    }
}
