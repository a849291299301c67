using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
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

    // A user token as Mage hands it out, whosever it is: the header of a JWT is always an object.
    private static readonly Regex s_jwt = new(@"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*", Options);

    private static readonly Regex s_secretName = new(@"token|password|secret|api[_-]?key|http_authorization", Options);

    // What stands before the host of an address.
    private static readonly Regex s_inAddress = new(@"(?<=://)[^/?#\s]*@", Options);

    /// <summary>Whether a field or parameter of this name holds a secret.</summary>
    public static bool IsSecretName(string name) => s_secretName.IsMatch(name);

    public static string Path(string target, IReadOnlyCollection<string> secrets) =>
        s_jwt.Replace(s_inQuery.Replace(s_inPath.Replace(Known(target, secrets), Mask), Mask), Mask);

    public static string Text(string text, IReadOnlyCollection<string> secrets) =>
        s_jwt.Replace(
            s_inText.Replace(s_inQuery.Replace(s_inPath.Replace(s_inAddress.Replace(Known(text, secrets), Mask + "@"), Mask), Mask), "${quote}" + Mask + "${quote}"),
            Mask);

    /// <summary>First of all, because the other rules stop at quotes and blanks that may be part of a value we know.</summary>
    private static string Known(string text, IReadOnlyCollection<string> secrets)
    {
        // The longest first: one may be a part of another.
        foreach (string secret in secrets.Distinct().OrderByDescending(secret => secret.Length))
        {
            // Very short ones would black out ordinary words.
            if (secret.Length >= 4)
            {
                text = Forms(secret).Distinct().Aggregate(text, (shown, form) => shown.Replace(form, Mask));
            }
        }

        return text;
    }

    /// <summary>A secret as a server may give it back: in an address, a form, a JSON or Python text, a page, or a Basic header.</summary>
    private static string[] Forms(string secret)
    {
        string quoted = secret.Replace("\\", "\\\\");
        return
        [
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret),
            quoted.Replace("\"", "\\\""), quoted.Replace("'", "\\'"), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ];
    }
}
