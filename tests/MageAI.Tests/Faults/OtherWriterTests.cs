using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>Another process, with which a session shares no turn, reads before a write of ours and writes after it.</summary>
public sealed class OtherWriterTests : IDisposable
{
    private static readonly Dictionary<string, Action<EmulatorState>> s_edits = new(StringComparer.Ordinal)
    {
        ["Set-MagePipeline etl -AddTag ours"] = state => state.FindPipeline("etl")!.Tags = ["old", "theirs"],
        ["Set-MagePipeline etl -RemoveTag old"] = state => state.FindPipeline("etl")!.Tags = ["old", "theirs"],
        ["Set-MagePipeline etl -RetryConfig @{ retries = 3 }"] = state => state.FindPipeline("etl")!.RetryConfig = new JsonObject { ["delay"] = 5 },
        ["Set-MagePipeline etl -ConcurrencyConfig @{ block_run_limit = 2 }"] = state => state.FindPipeline("etl")!.ConcurrencyConfig = new JsonObject { ["pipeline_run_limit"] = 1 },
        ["Set-MageSchedule 1 -AddTag ours"] = state => state.FindSchedule(1)!.Tags = ["theirs"],
        ["Set-MageSchedule 1 -AddVariable @{ ours = 1 }"] = state => state.FindSchedule(1)!.Variables = new JsonObject { ["theirs"] = 1 },
        ["Set-MageSchedule 1 -RemoveVariable old"] = state => state.FindSchedule(1)!.Variables = new JsonObject { ["old"] = 1, ["theirs"] = 1 },
        ["Set-MageSchedule 1 -Setting @{ timeout = 5 }"] = state => state.FindSchedule(1)!.Settings = new JsonObject { ["allow_blocks_to_fail"] = true },
        ["Set-MageBlock etl clean -AddUpstream load"] = state => state.FindPipeline("etl")!.Find("clean")!.Upstream = ["first", "other"],
        ["Set-MageBlock etl clean -RemoveUpstream first"] = state => state.FindPipeline("etl")!.Find("clean")!.Upstream = ["first", "other"],
        ["Set-MageBlock etl clean -Configuration @{ ours = 1 }"] = state => state.FindPipeline("etl")!.Find("clean")!.Configuration = new JsonObject { ["theirs"] = 1 },
        ["Set-MageBlock etl clean -Configuration @{ old = $null }"] = state => state.FindPipeline("etl")!.Find("clean")!.Configuration = new JsonObject { ["old"] = 1, ["theirs"] = 1 },
        ["Set-MageBlock etl clean -RetryConfig @{ retries = 3 }"] = state => state.FindPipeline("etl")!.Find("clean")!.RetryConfig = new JsonObject { ["delay"] = 5 },
    };

    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public OtherWriterTests() => _host.Run(
        """
        $null = New-MagePipeline etl -Tag old
        'first', 'other', 'load' | ForEach-Object { $null = New-MageBlock etl $_ data_loader }
        $null = New-MageBlock etl clean transformer -Upstream first -Configuration @{ old = 1 }
        $null = New-MageSchedule etl daily -Interval daily -Variable @{ old = 1 }
        """).ThrowOnError();

    public void Dispose() => _host.Dispose();

    public static TheoryData<string> Edits => [.. s_edits.Keys];

    [Theory]
    [MemberData(nameof(Edits))]
    public void A_change_that_is_written_over_by_one_who_took_as_long_is_not_lost_without_a_word(string script)
    {
        WritingTakes(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.9), s_edits[script]);

        RunResult result = _host.Run(script);

        Assert.Equal("WriteNotApplied", result.ErrorId);
        Assert.Contains("was changed by somebody else at the same time, and this change is gone", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["GET", "PUT", "GET"], Steps(result));
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public void A_change_that_is_kept_is_read_written_and_looked_at_once(string script)
    {
        RunResult result = _host.Run(script).ThrowOnError();

        Assert.Equal(["GET", "PUT", "GET"], Steps(result));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2.5, 2.5)]
    [InlineData(60, 3)]
    public void The_look_waits_as_long_as_the_change_took_but_not_for_a_server_that_hung(double took, double waited)
    {
        DateTimeOffset written = default;
        WritingTakes(TimeSpan.FromSeconds(took), TimeSpan.FromMinutes(10), _ => { });
        Action<EmulatorRequest> takes = _host.Emulator.Handled!;
        _host.Emulator.Handled = request =>
        {
            takes(request);
            written = _host.Clock.GetUtcNow();
        };

        _host.Run("Set-MagePipeline etl -AddTag ours").ThrowOnError();

        Assert.Equal(TimeSpan.FromSeconds(waited), _host.Clock.GetUtcNow() - written);
    }

    /// <summary>The last three, where a pipeline is read from the list and from its file in one: the list does not know all of it.</summary>
    private static IEnumerable<string> Steps(RunResult result) =>
        result.Requests.Where(request => !request.Path.Contains("metadata.yaml", StringComparison.Ordinal)).Select(request => request.Method).TakeLast(3);

    /// <summary>Lets our write take some time, and another one end after it.</summary>
    private void WritingTakes(TimeSpan ours, TimeSpan later, Action<EmulatorState> theirs) => _host.Emulator.Handled = request =>
    {
        if (request.Method == "PUT")
        {
            _host.Emulator.Handled = null;
            _host.Clock.Advance(ours);
            new CancellationTokenSource(later, _host.Clock).Token.Register(() => theirs(_host.Emulator.State));
        }
    };
}
