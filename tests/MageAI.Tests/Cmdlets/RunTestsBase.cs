using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Schedules;
using MageAI.Tests.Hosting;
using MageAI.Transport;

namespace MageAI.Tests.Cmdlets;

/// <summary>A connected host, and the pipelines and schedules a test about runs starts from.</summary>
public abstract class RunTestsBase : IDisposable
{
    private protected readonly MageHost _host;

    private protected RunTestsBase(MageEmulatorOptions? options = null) => _host = MageHost.Connected(options);

    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Nothing happens by itself: the scheduler runs when the test says so.</summary>
    private protected static MageEmulatorOptions Still => new() { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero, Clock = new EagerClock() };

    private protected EagerClock Clock => _host.Clock;

    private protected static void Pipeline(MageHost host, string name, params string[] blockCode)
    {
        host.Run($"New-MagePipeline {name}").ThrowOnError();
        for (int i = 0; i < blockCode.Length; i++)
        {
            host.Run(
                "$null = Invoke-MageApi pipelines/$pipeline/blocks POST -Body @{ block = @{ name = $block; type = 'data_loader'; language = 'python'; content = $code; upstream_blocks = @($upstream) } }",
                ("pipeline", name),
                ("block", $"{name}_{i}"),
                ("code", blockCode[i]),
                ("upstream", i == 0 ? Array.Empty<string>() : new[] { $"{name}_{i - 1}" })).ThrowOnError();
        }
    }

    private protected static int Schedule(MageHost host, string pipeline, string fields = "name = 'api'; schedule_type = 'api'; status = 'active'") => Convert.ToInt32(
        host.Run($"(Invoke-MageApi pipelines/{pipeline}/pipeline_schedules POST -Body @{{ pipeline_schedule = @{{ {fields} }} }}).id").ThrowOnError().Output.Single().BaseObject,
        System.Globalization.CultureInfo.InvariantCulture);

    private protected string StatusOf(int schedule) =>
        (string)_host.Run($"(Invoke-MageApi pipeline_schedules/{schedule}).status").ThrowOnError().Output.Single().BaseObject;

    private protected string TokenOf(int schedule) =>
        (string)_host.Run($"(Invoke-MageApi pipeline_schedules/{schedule}).token").ThrowOnError().Output.Single().BaseObject;

    /// <summary>The default session, to reach past the engine while it is busy.</summary>
    private protected MageSession Session => _host.Run("Get-MageSession").All<MageSession>()[0];

    private protected MageSchedule ScheduleObject(int id)
    {
        MageSession session = Session;
        return Task.Run(() => session.Schedules.ReadAsync(id, new MageCall())).GetAwaiter().GetResult();
    }
}
