using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>A creation is never sent twice, and what is said of it is true, wherever the connection breaks.</summary>
public sealed class WriteOnceTests : IDisposable
{
    private const int Trials = 500;

    /// <summary>What may come instead of a reply, and of those after it: all that the matrix knows; nothing for the reply itself.</summary>
    private static readonly (string Name, EmulatorFault[] Faults)[] s_faults = [("none", []), ("none", []), .. WriteMatrix.Faults];

    private readonly MageEmulator _emulator = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });

    public void Dispose() => _emulator.Dispose();

    [Theory]
    [InlineData("pipelines", 1)]
    [InlineData("schedules", 2)]
    [InlineData("pipeline_runs", 3)]
    public async Task Of_500_creations_over_a_breaking_connection_none_is_made_twice_and_none_is_misreported(string kind, int seed)
    {
        Random random = new(seed);
        using MageSession session = Connect();
        MageSchedule schedule = await Prepare(session);
        HashSet<string> told = [];
        Dictionary<string, int> outcomes = [];
        for (int trial = 0; trial < Trials; trial++)
        {
            int before = _emulator.CountOf(kind);
            _emulator.ClearRequests();
            _emulator.Faults.Clear();
            (string name, EmulatorFault[] faults) = s_faults[random.Next(s_faults.Length)];
            Array.ForEach(faults, fault => _emulator.Faults.Next(fault, method: "POST"));

            // Sometimes the look afterwards fails as well.
            bool blind = random.Next(4) == 0;
            if (blind)
            {
                _emulator.Faults.Next(EmulatorFault.DropBeforeReply, times: 2, method: "GET");
            }

            string? made = null;
            MageErrorId? error = null;
            try
            {
                made = await Create(session, kind, schedule, trial);
            }
            catch (MageException failure)
            {
                error = failure.ErrorId;
                Assert.DoesNotContain("not made", failure.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("does not exist", failure.Message, StringComparison.Ordinal);
                Assert.NotNull(failure.RecommendedAction);
            }

            int created = _emulator.CountOf(kind) - before;
            Assert.InRange(created, 0, 1);

            // None where the look that an earlier doubt asks for failed.
            Assert.InRange(_emulator.Requests.Count(request => request.Method == "POST"), blind ? 0 : 1, 1);
            if (made is not null)
            {
                Assert.Equal(1, created);
                Assert.True(told.Add(made), $"{made} was told twice.");
            }
            else if (created == 1)
            {
                Assert.Equal(MageErrorId.WriteOutcomeUnknown, error);
            }
            else
            {
                // After a timeout nothing that is not there proves anything.
                Assert.True(error != MageErrorId.WriteOutcomeUnknown || blind || name == "504 before", $"{name}: {error}");
            }

            string outcome = made is not null ? (faults.Length == 0 ? "made" : "recovered") : error.ToString()!;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Assert.Equal(
            ["ConnectionFailed", "EmptyResponse", "NotMageServer", "RateLimited", "ServerError", "WriteOutcomeUnknown", "made", "recovered"], outcomes.Keys.Order(StringComparer.Ordinal));
        Assert.All(outcomes.Values, count => Assert.InRange(count, 5, 300));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Of_500_changes_over_a_breaking_connection_none_is_misreported(int seed)
    {
        Random random = new(seed);
        using MageSession session = Connect();
        MageSchedule schedule = await Prepare(session);
        Dictionary<string, int> outcomes = [];
        for (int trial = 0; trial < Trials; trial++)
        {
            _emulator.Faults.Clear();
            for (int faults = random.Next(4); faults > 0; faults--)
            {
                Array.ForEach(s_faults[random.Next(s_faults.Length)].Faults, fault => _emulator.Faults.Next(fault, method: "PUT"));
            }

            string wanted = "d" + trial;
            string? error = null;
            try
            {
                await (seed % 2 == 0
                    ? session.Pipelines.UpdateAsync("etl", new PipelineChanges { Description = wanted }, new MageCall())
                    : (Task)session.Schedules.UpdateAsync(schedule.Id, "etl", new ScheduleChanges { Description = wanted }, new MageCall()));
            }
            catch (MageException failure)
            {
                error = failure.ErrorId.ToString();
            }

            string? now = seed % 2 == 0 ? _emulator.State.FindPipeline("etl")!.Description : _emulator.State.FindSchedule(schedule.Id)!.Description;
            Assert.True((error is null) == (now == wanted) || error == "WriteOutcomeUnknown", $"{trial}: {error} and it is {now}");
            outcomes[error ?? "done"] = outcomes.GetValueOrDefault(error ?? "done") + 1;
        }

        Assert.InRange(outcomes["done"], 200, 490);

        // Of timeouts before the work.
        Assert.InRange(outcomes.GetValueOrDefault("WriteOutcomeUnknown"), 0, 60);
    }

    private MageSession Connect() => new(new ConnectionSettings
    {
        Uri = ConnectionSettings.Normalize(_emulator.Uri.ToString()),
        RetryCount = 1,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Timeout = TimeSpan.FromSeconds(5),
    });

    [Fact]
    public async Task Equal_runs_asked_for_by_many_at_once_over_a_breaking_connection_are_each_told_once()
    {
        using MageSession session = new(new ConnectionSettings { Uri = ConnectionSettings.Normalize(_emulator.Uri.ToString()), RetryCount = 1, RetryDelay = TimeSpan.FromMilliseconds(1) });
        MageSchedule schedule = await Prepare(session);
        for (int i = 0; i < 5; i++)
        {
            _emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "POST");
            _emulator.Faults.Next(EmulatorFault.DropBeforeReply, method: "POST");
        }

        int?[] ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            try
            {
                return (int?)(await session.Runs.CreateAsync(schedule.Id, new RunFields(), new MageCall())).Id;
            }
            catch (MageException lost) when (lost.ErrorId == MageErrorId.ConnectionFailed)
            {
                return null;
            }
        }));

        Assert.Equal(5, ids.Count(id => id is null));
        Assert.Equal(Enumerable.Range(1, 35), ids.OfType<int>().Order());
        Assert.Equal(35, _emulator.CountOf("pipeline_runs"));
    }

    private static async Task<MageSchedule> Prepare(MageSession session)
    {
        await session.Pipelines.CreateAsync(new PipelineChanges { Name = "etl" }, new MageCall());
        return await session.Schedules.CreateAsync("etl", new ScheduleChanges { Name = "api", ScheduleType = "api", Status = "active" }, new MageCall());
    }

    private static async Task<string> Create(MageSession session, string kind, MageSchedule schedule, int trial) => kind switch
    {
        "pipelines" => (await session.Pipelines.CreateAsync(new PipelineChanges { Name = "p" + trial }, new MageCall())).Uuid,
        "schedules" => (await session.Schedules.CreateAsync("etl", new ScheduleChanges { Name = "same" }, new MageCall())).Id.ToString(),
        _ => (await session.Runs.CreateAsync(schedule.Id, new RunFields(), new MageCall())).Id.ToString(),
    };
}
