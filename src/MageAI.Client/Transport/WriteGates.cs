using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Transport;

/// <summary>
/// One writer at a time for each pipeline. Two parallel writes to one pipeline make Mage lose one or answer "Invalid pipeline
/// config" (by experiment on 0.9.79: 12 parallel block creations, one success); writes to different pipelines are independent.
/// </summary>
internal sealed class WriteGates
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn; a caller that has it already goes on, so that what reads before it writes can hold it over both.</summary>
    public async Task<IDisposable> EnterAsync(string pipelineUuid, MageCall call)
    {
        if (call.Turns.Contains(pipelineUuid))
        {
            return new Pass(null);
        }

        SemaphoreSlim gate = _gates.GetOrAdd(pipelineUuid, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(call.Cancellation).ConfigureAwait(false);
        call.Turns.Add(pipelineUuid);
        return new Pass(() =>
        {
            call.Turns.Remove(pipelineUuid);
            gate.Release();
        });
    }

    private sealed class Pass(Action? leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
