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

    public async Task<IDisposable> EnterAsync(string pipelineUuid, CancellationToken cancellation)
    {
        SemaphoreSlim gate = _gates.GetOrAdd(pipelineUuid, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        return new Pass(gate);
    }

    private sealed class Pass(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
