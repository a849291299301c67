using System;
using System.Diagnostics;
using System.Globalization;

namespace MageAI.Benchmarks;

/// <summary>The page server in a process of its own; ends with this object.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private bool _ended;

    public ServerProcess(int runs, int latencyMilliseconds = 0)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { "--serve", runs.ToString(CultureInfo.InvariantCulture), latencyMilliseconds.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        Uri = new Uri($"http://127.0.0.1:{_process.StandardOutput.ReadLine()}/");
    }

    public Uri Uri { get; }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
