using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace MageAI.Transport;

/// <summary>Takes secrets out of every text that may be shown: by value where we know it, by place where we do not.</summary>
internal static class Redactor
{
    public const string Mask = "***";

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Compiled;

    // Places in a path or query that hold a token, whoever put it there.
    private static readonly Regex s_inPath = new(
        @"(?<=/?pipeline_schedules/[^/?\s]+/pipeline_runs/|(?:^|/)sessions/|(?:^|/)downloads/|(?:^|/)api/runs/)[^/?\s""']+", Options);

    private static readonly Regex s_inQuery = new(
        @"(?<=[?&](?:api_key|token|oauth_token|access_token|password|http_authorization)=)[^&\s""']*", Options);

    // A JSON or Python-dict field whose name says that its value is secret. The value may hold the other quote.
    private static readonly Regex s_inText = new(
        @"(?<=[""'](?:[\w-]*(?:token|password|secret|api[_-]key)[\w-]*)[""']\s*:\s*)(?<quote>[""'])(?:\\.|(?!\k<quote>).)+\k<quote>", Options | RegexOptions.Singleline);

    // What stands before the host of an address.
    private static readonly Regex s_inAddress = new(@"(?<=://)[^/?#\s]*@", Options);

    public static string Path(string target, IReadOnlyCollection<string> secrets) =>
        Known(s_inQuery.Replace(s_inPath.Replace(target, Mask), Mask), secrets);

    public static string Text(string text, IReadOnlyCollection<string> secrets) =>
        Known(s_inText.Replace(s_inQuery.Replace(s_inPath.Replace(s_inAddress.Replace(text, Mask + "@"), Mask), Mask), "${quote}" + Mask + "${quote}"), secrets);

    private static string Known(string text, IReadOnlyCollection<string> secrets)
    {
        foreach (string secret in secrets)
        {
            // Very short ones would black out ordinary words.
            if (secret.Length >= 4)
            {
                text = text.Replace(secret, Mask);
                string escaped = Uri.EscapeDataString(secret);
                if (escaped != secret)
                {
                    text = text.Replace(escaped, Mask);
                }
            }
        }

        return text;
    }
}
