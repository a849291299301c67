using System;
using System.Globalization;

namespace MageAI.Transport;

/// <summary>One attempt at one request, free of secrets.</summary>
internal sealed class RequestLogEntry(string method, string path, int? status, TimeSpan elapsed, int bytes, int attempt, string? failure)
{
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} {1} {2} {3:0} ms {4} attempt {5}",
        method, path, failure ?? status?.ToString(CultureInfo.InvariantCulture), elapsed.TotalMilliseconds, Size(bytes), attempt);

    private static string Size(int bytes) => bytes < 10_000
        ? bytes.ToString(CultureInfo.InvariantCulture) + " B"
        : (bytes / 1000.0).ToString("0", CultureInfo.InvariantCulture) + " kB";
}
