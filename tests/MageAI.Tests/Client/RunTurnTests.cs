using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Operations;
using MageAI.Operations.Running;
using MageAI.Runs;
using MageAI.Tests.Cmdlets;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>Two callers of one session that looked at the same time: what the second saw is not true any more when its turn comes.</summary>
public sealed class RunTurnTests : RunTestsBase
{
    public RunTurnTests() => Pipeline(_host, "etl", "raise ValueError(1)");

    [Fact]
    public async Task Only_one_of_them_makes_the_run_and_the_schedule_for_it()
    {
        MageSession session = Session;
        RunMaking first = new(session, wakes: false, onlyIfNone: true);
        RunMaking second = new(session, wakes: false, onlyIfNone: true);
        Plan<MagePipelineRun>[] plans = [await first.ForPipelineAsync("etl", null, new MageCall()), await second.ForPipelineAsync("etl", null, new MageCall())];

        MagePipelineRun[] runs = await Task.WhenAll(plans.Select(plan => plan.Step!.How(new MageCall())));

        Assert.Equal(runs[0].Id, runs[1].Id);
        Assert.Equal((1, 1), (_host.Emulator.CountOf("pipeline_runs"), _host.Emulator.CountOf("schedules")));
    }

    [Fact]
    public async Task Those_who_want_a_run_each_share_the_schedule()
    {
        MageSession session = Session;
        Plan<MagePipelineRun>[] plans = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => new RunMaking(session, false, false).ForPipelineAsync("etl", null, new MageCall())));

        MagePipelineRun[] runs = await Task.WhenAll(plans.Select(plan => plan.Step!.How(new MageCall())));

        Assert.NotEqual(runs[0].Id, runs[1].Id);
        Assert.Equal(1, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public async Task A_run_is_restarted_once()
    {
        _host.Run("$null = Invoke-MagePipelineRun etl -Wait -PollSec 1").ThrowOnError();
        MageSession session = Session;
        async Task<Step<MagePipelineRun>> Plan() =>
            (await new RunRestart(session).GoOnAsync(1, call => session.Runs.ReadAsync(1, call), null, false, new MageCall())).Step!;
        Step<MagePipelineRun>[] steps = [await Plan(), await Plan()];

        Assert.Equal("running", (await steps[0].How(new MageCall())).Status);
        MageException second = await Assert.ThrowsAsync<MageException>(() => steps[1].How(new MageCall()));

        Assert.Equal(MageErrorId.RunInProgress, second.ErrorId);
        Assert.Single(_host.Emulator.Requests, request => request.Method == "PUT" && request.Path.Contains("pipeline_runs", StringComparison.Ordinal));
    }
}
