using System;
using System.Collections.Generic;

namespace MageAI.Emulation;

/// <summary>Switches that make a <see cref="MageEmulator"/> slow or faulty. They act on requests that come after they are set.</summary>
public sealed class EmulatorFaults
{
    private readonly object _gate = new();
    private readonly List<Planned> _planned = [];
    private long _latencyTicks;

    internal EmulatorFaults()
    {
    }

    /// <summary>How long each request waits before it is carried out.</summary>
    public TimeSpan Latency
    {
        get => TimeSpan.FromTicks(System.Threading.Interlocked.Read(ref _latencyTicks));
        set => System.Threading.Interlocked.Exchange(ref _latencyTicks, value.Ticks);
    }

    /// <summary>Plans a fault for the next matching requests. Faults that match the same request are used in the order planned.</summary>
    /// <param name="fault">What happens.</param>
    /// <param name="times">To how many requests.</param>
    /// <param name="pathContains">Only to requests whose path, as sent, contains this.</param>
    /// <param name="method">Only to requests with this method.</param>
    public void Next(EmulatorFault fault, int times = 1, string? pathContains = null, string? method = null)
    {
        if (fault is null)
        {
            throw new ArgumentNullException(nameof(fault));
        }

        if (times < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(times));
        }

        lock (_gate)
        {
            _planned.Add(new Planned(fault, times, pathContains, method));
        }
    }

    /// <summary>Plans a fault for the next write, whatever its method.</summary>
    internal void NextWrite(EmulatorFault fault) => Next(fault, method: Planned.Write);

    /// <summary>Forgets all planned faults and the latency.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _planned.Clear();
        }

        Latency = TimeSpan.Zero;
    }

    internal EmulatorFault? Take(string method, string path)
    {
        lock (_gate)
        {
            for (int i = 0; i < _planned.Count; i++)
            {
                Planned candidate = _planned[i];
                if (candidate.Matches(method, path))
                {
                    if (--candidate.Left == 0)
                    {
                        _planned.RemoveAt(i);
                    }

                    return candidate.Fault;
                }
            }
        }

        return null;
    }

    private sealed class Planned(EmulatorFault fault, int left, string? pathContains, string? method)
    {
        /// <summary>Any method but GET.</summary>
        public const string Write = "!GET";

        public EmulatorFault Fault => fault;

        public int Left { get; set; } = left;

        public bool Matches(string requestMethod, string path) =>
            (string.IsNullOrEmpty(method) || (method == Write ? requestMethod != "GET" : string.Equals(method, requestMethod, StringComparison.OrdinalIgnoreCase)))
            && (string.IsNullOrEmpty(pathContains) || path.IndexOf(pathContains!, StringComparison.OrdinalIgnoreCase) >= 0);
    }
}
