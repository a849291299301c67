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
    private static readonly string[] s_harmless =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Connection", "Content-Length", "Content-Type", "Expect", "Host", "If-None-Match", "Transfer-Encoding", "User-Agent",
    ];

    private static readonly Regex s_triggerToken = new(@"(?<=pipeline_schedules/[^/]+/pipeline_runs/|/api/runs/)[^/]+", Options);

    private static readonly Regex s_parameter = new(@"(?<=(?:^|&)[^=&]*(?:token|password|secret|api_key|authorization)[^=&]*=)[^&]+", Options);

    private static readonly Regex s_field = new(@"(?<=""[^""]*(?:token|password|secret|api_key)[^""]*""\s*:\s*)(?:""(?:\\.|[^""\\])*""?|\d[\d.]*)", Options);

    public static string Path(string path) => s_triggerToken.Replace(path, Mask);

    public static string Query(string query) => s_parameter.Replace(query, Mask);

    public static string Body(string body) => s_field.Replace(body, "\"" + Mask + "\"");

    public static IReadOnlyDictionary<string, string> Headers(IReadOnlyDictionary<string, string> headers)
    {
        Dictionary<string, string> shown = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string> header in headers)
        {
            shown[header.Key] = Array.Exists(s_harmless, name => name.Equals(header.Key, StringComparison.OrdinalIgnoreCase)) ? header.Value : Mask;
        }

        return shown;
    }
}
