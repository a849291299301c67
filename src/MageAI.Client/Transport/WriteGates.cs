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
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn; a caller that has it already goes on, so that what reads before it writes can hold it over both.</summary>
    public async Task<IDisposable> EnterAsync(string pipelineUuid, MageCall call)
    {
        if (call.Turns.Contains(pipelineUuid))
        {
            return new Pass(null);
        }

        Gate gate = Of(pipelineUuid);
        await gate.Turn.WaitAsync(call.Cancellation).ConfigureAwait(false);
        call.Turns.Add(pipelineUuid);
        return new Pass(() =>
        {
            call.Turns.Remove(pipelineUuid);
            Interlocked.Increment(ref gate.Ended);
            gate.Turn.Release();
        });
    }

    /// <summary>
    /// To be asked for before the look that a later write rests on. In the turn it tells whether another of this session had its turn since, so that
    /// only then the look costs a second request.
    /// </summary>
    public WriteTurn Before(string pipelineUuid)
    {
        Gate gate = Of(pipelineUuid);
        int ended = Volatile.Read(ref gate.Ended);
        return new WriteTurn(call => EnterAsync(pipelineUuid, call), () => Volatile.Read(ref gate.Ended) != ended);
    }

    private Gate Of(string key) => _gates.GetOrAdd(key, _ => new Gate());

    private sealed class Gate
    {
        /// <summary>How many turns are over.</summary>
        public int Ended;

        public SemaphoreSlim Turn { get; } = new(1, 1);
    }

    private sealed class Pass(Action? leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
