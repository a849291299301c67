using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace MageAI.Emulation.Requests;

/// <summary>Takes secrets out of the parts of a request that is shown.</summary>
internal static class Masking
{
    private const string Mask = "***";

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Compiled;

    /// <summary>Headers that hold no secret. Of any other nobody knows.</summary>
    private static readonly string[] Harmless =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Connection", "Content-Length", "Content-Type", "Expect", "Host", "If-None-Match", "Transfer-Encoding", "User-Agent",
    ];

    private static readonly Regex TriggerToken = new(@"(?<=pipeline_schedules/[^/]+/pipeline_runs/|/api/runs/)[^/]+", Options);

    private static readonly Regex Parameter = new(@"(?<=(?:^|&)[^=&]*(?:token|password|secret|api_key|authorization)[^=&]*=)[^&]+", Options);

    private static readonly Regex Field = new(@"(?<=""[^""]*(?:token|password|secret|api_key)[^""]*""\s*:\s*)(?:""(?:\\.|[^""\\])*""?|\d[\d.]*)", Options);

    public static string Path(string path) => TriggerToken.Replace(path, Mask);

    public static string Query(string query) => Parameter.Replace(query, Mask);

    public static string Body(string body) => Field.Replace(body, "\"" + Mask + "\"");

    public static IReadOnlyDictionary<string, string> Headers(IReadOnlyDictionary<string, string> headers)
    {
        Dictionary<string, string> shown = new(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            shown[header.Key] = Array.Exists(Harmless, name => name.Equals(header.Key, StringComparison.OrdinalIgnoreCase)) ? header.Value : Mask;
        }

        return shown;
    }
}
