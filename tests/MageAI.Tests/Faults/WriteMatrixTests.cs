using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>
/// Every cmdlet that writes, with every fault at each of its writes: what is reported is what the emulator has. A new cmdlet has to be in the
/// <see cref="WriteMatrix"/>.
/// </summary>
public sealed class WriteMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MageHost _host = MageHost.WithoutServer();
    private readonly StateFile _project;
    private string _snapshot = string.Empty;

    public WriteMatrixTests()
    {
        WriteMatrix.Project(_folder.Path);
        _project = new StateFile(_folder.Path);
    }

    public static TheoryData<string> Cmdlets => [.. WriteMatrix.Cmdlets];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void What_a_write_reports_is_what_the_server_has(string cmdlet)
    {
        List<string> wrong = [];
        foreach ((string script, Func<EmulatorState, bool> done) in WriteMatrix.Commands(cmdlet))
        {
            int writes = Try(script, done, "no fault", 0, _ => { }, wrong);
            for (int nth = 0; nth < writes; nth++)
            {
                foreach ((string name, EmulatorFault[] faults) in nth == 0 ? WriteMatrix.Faults : WriteMatrix.Faults.Where(fault => WriteMatrix.Later.Contains(fault.Name)))
                {
                    Try(script, done, name, nth, emulator => Array.ForEach(faults, emulator.Faults.NextWrite), wrong);
                }

                Try(script, done, "the server is gone after the work", nth, null, wrong);
                Try(script, done, "nothing can be read after it", nth, _ => { }, wrong, after: emulator => emulator.Faults.Next(EmulatorFault.DropBeforeReply, 100, method: "GET"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public async Task A_write_that_is_held_beyond_the_timeout_is_not_called_a_failure(string cmdlet)
    {
        List<string> wrong = [];
        // A trigger's token goes without a session, by the machine's clock: DoubtTests has it.
        foreach ((string script, _) in WriteMatrix.Commands(cmdlet).Where(command => !command.Script.Contains("-TriggerToken", StringComparison.Ordinal)))
        {
            EagerClock clock = new();
            using MageEmulator emulator = Start(clock, TimeSpan.Zero);
            Connect(emulator, clock, script);
            int arrived = 0;
            emulator.Handled = request => Interlocked.Add(ref arrived, request.Method == "GET" ? 0 : 1);
            TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            emulator.Faults.NextWrite(EmulatorFault.Hold(turn.Task));
            emulator.ClearRequests();
            Task<RunResult> running = Task.Run(() => Run(emulator, script));
            MageHost.Eventually(() => emulator.Requests.Any(request => request.Method != "GET"), "the write arrived");
            clock.Advance(TimeSpan.FromSeconds(101));
            RunResult result = await running;
            turn.SetResult();
            MageHost.Eventually(() => Volatile.Read(ref arrived) > 0, "it was carried out after all");
            if (result.Errors.Count == 0 || result.Errors.Any(error => !error.FullyQualifiedErrorId.StartsWith("WriteOutcomeUnknown", StringComparison.Ordinal)) || emulator.Requests.Where(request => request.Method != "GET").GroupBy(request => request.Path).Any(same => same.Count() > 1))
            {
                wrong.Add($"{script}: {string.Join(" ", result.Errors.Select(error => error.ToString()))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public void Clocks_that_are_hours_apart_change_nothing_of_that(int hours)
    {
        List<string> wrong = [];
        foreach ((string script, Func<EmulatorState, bool> done) in WriteMatrix.Cmdlets.SelectMany(WriteMatrix.Commands))
        {
            foreach ((string name, EmulatorFault[] faults) in WriteMatrix.Faults.Where(fault => fault.Name is "dropped before" or "503 after"))
            {
                Try(script, done, $"{name}, {hours} h apart", 0, emulator => Array.ForEach(faults, emulator.Faults.NextWrite), wrong, TimeSpan.FromHours(hours));
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>Tries a command with faults from its nth write on.</summary>
    /// <param name="script">The command.</param>
    /// <param name="done">Whether the server has what was meant.</param>
    /// <param name="fault">The words for it.</param>
    /// <param name="nth">Which write.</param>
    /// <param name="plan">Sets the faults before that write; without one the server is stopped once the write is carried out.</param>
    /// <param name="wrong">What was found wrong.</param>
    /// <param name="skew">How far the server's clock is ahead.</param>
    /// <param name="after">Sets faults once that write is carried out.</param>
    /// <returns>How many writes it sent.</returns>
    private int Try(string script, Func<EmulatorState, bool> done, string fault, int nth, Action<MageEmulator>? plan, List<string> wrong, TimeSpan skew = default, Action<MageEmulator>? after = null)
    {
        EagerClock clock = new();
        using MageEmulator emulator = Start(clock, skew);
        Connect(emulator, clock, script);
        int writes = 0;
        if (nth == 0)
        {
            plan?.Invoke(emulator);
        }

        emulator.Handled = request =>
        {
            if (request.Method == "GET")
            {
                return;
            }

            int now = Interlocked.Increment(ref writes);
            if (now == nth)
            {
                plan?.Invoke(emulator);
            }
            else if (now == nth + 1 && plan is null)
            {
                emulator.Stop();
            }

            if (now == nth + 1)
            {
                after?.Invoke(emulator);
            }
        };
        RunResult result = Run(emulator, script);
        bool isDone = Has(emulator, done);
        ErrorRecord[] errors = [.. result.Errors, .. result.Terminating is { } terminating ? [terminating.ErrorRecord] : Array.Empty<ErrorRecord>()];
        ErrorRecord[] unknown = [.. errors.Where(error => error.FullyQualifiedErrorId.StartsWith("WriteOutcomeUnknown", StringComparison.Ordinal))];
        bool isRight = unknown.Length > 0
            ? script.StartsWith("Invoke-MageApi", StringComparison.Ordinal) || unknown.All(error => error.ErrorDetails.RecommendedAction.StartsWith("Look", StringComparison.Ordinal))
            : isDone == (errors.Length == 0);
        if (!isRight)
        {
            wrong.Add($"{script} with {fault} at write {nth + 1}: it is {(isDone ? "done" : "not done")}, and there {(errors.Length == 0 ? "is no error" : "are these errors: " + string.Join(" / ", errors.Select(error => $"{error.FullyQualifiedErrorId} {error} {error.ErrorDetails?.RecommendedAction}")))}");
        }

        return writes;
    }

    private MageEmulator Start(EagerClock clock, TimeSpan skew)
    {
        MageEmulator emulator = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0, BlockDuration = TimeSpan.Zero, Clock = clock, ClockSkew = skew });
        emulator.State.Data = _project.Load()!;
        return emulator;
    }

    private void Connect(MageEmulator emulator, EagerClock clock, string script)
    {
        _snapshot = System.IO.Path.Combine(_folder.Path, System.IO.Path.GetRandomFileName());
        // What is there was made a while ago.
        clock.Advance(TimeSpan.FromMinutes(10));
        _host.Run("Connect-Mage -Emulator $e -RetryCount 2", ("e", emulator)).ThrowOnError();
        Run(emulator, WriteMatrix.Before(script)).ThrowOnError();
    }

    private RunResult Run(MageEmulator emulator, string script) => _host.Run(script, ("uri", emulator.Uri), ("token", emulator.State.FindSchedule(1)?.Token), ("snapshot", _snapshot));

    private static bool Has(MageEmulator emulator, Func<EmulatorState, bool> done)
    {
        lock (emulator.State.Gate)
        {
            return done(emulator.State);
        }
    }
}
