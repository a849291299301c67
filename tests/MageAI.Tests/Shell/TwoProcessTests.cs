using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Shell;

/// <summary>Two processes, which know nothing of each other, write to one pipeline.</summary>
public sealed class TwoProcessTests
{
    [Fact]
    public async Task A_tag_that_another_process_takes_away_is_not_lost_without_a_word()
    {
        using MageEmulator emulator = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0, ParallelWritesConflict = false });
        emulator.State.Data.Pipelines.Add(new Pipeline { Uuid = "etl", Name = "etl", CreatedAt = "2026-01-01 00:00:00+00:00" });
        TaskCompletionSource firstMayWrite = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource secondMayLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int written = 0;
        emulator.Handled = request =>
        {
            if (request.Method == "PUT" && Interlocked.Increment(ref written) == 1)
            {
                // That of the second process: the look that follows it waits for the first.
                emulator.Faults.Next(EmulatorFault.Hold(secondMayLook.Task), method: "GET");
            }
        };
        emulator.Faults.Next(EmulatorFault.Hold(firstMayWrite.Task), method: "PUT");

        Task<ShellRun> first = Task.Run(() => Add(emulator, "first"));
        MageHost.Eventually(() => emulator.Requests.Any(request => request.Method == "PUT"), "the first process sent its tags");
        Task<ShellRun> second = Task.Run(() => Add(emulator, "second"));
        MageHost.Eventually(() => Volatile.Read(ref written) == 1 && emulator.Requests.Count > 0 && emulator.Requests[^1].Method == "GET", "the second process has written and looks");
        firstMayWrite.SetResult();
        MageHost.Eventually(() => Volatile.Read(ref written) == 2, "the first process has written over it");
        secondMayLook.SetResult();

        Assert.Equal("added\n", (await first).Out);
        Assert.Equal("WriteNotApplied\n", (await second).Out);
        Assert.Equal(["first"], emulator.State.FindPipeline("etl")!.Tags);
    }

    [Fact]
    public async Task Where_Mage_refuses_one_of_two_that_write_at_once_that_one_is_told()
    {
        using MageEmulator emulator = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });
        emulator.State.Data.Pipelines.Add(new Pipeline { Uuid = "etl", Name = "etl", CreatedAt = "2026-01-01 00:00:00+00:00" });
        TaskCompletionSource firstMayWrite = new(TaskCreationOptions.RunContinuationsAsynchronously);
        emulator.Faults.Next(EmulatorFault.Hold(firstMayWrite.Task), method: "PUT");

        Task<ShellRun> first = Task.Run(() => Add(emulator, "first"));
        MageHost.Eventually(() => emulator.Requests.Any(request => request.Method == "PUT"), "the first process sent its tags");
        ShellRun second = Add(emulator, "second");
        firstMayWrite.SetResult();

        Assert.Equal(("added\n", "ServerError\n"), ((await first).Out, second.Out));
        Assert.Equal(["first"], emulator.State.FindPipeline("etl")!.Tags);
    }

    private static ShellRun Add(MageEmulator emulator, string tag) => ShellRun.Of(
        "-NonInteractive",
        "-Command",
        $"Connect-Mage {emulator.Uri} -RetryCount 0; Set-MagePipeline etl -AddTag {tag} -ErrorVariable failed -ErrorAction SilentlyContinue; if ($failed) {{ $failed[0].FullyQualifiedErrorId.Split(',')[0] }} else {{ 'added' }}");
}
