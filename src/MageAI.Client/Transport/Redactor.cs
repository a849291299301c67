using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using MageAI.Json;

namespace MageAI.Transport;

/// <summary>Takes secrets out of every text that may be shown: by value where we know it, by place where we do not.</summary>
internal static class Redactor
{
    public const string Mask = "***";

    /// <summary>In what programs write, shorter secrets stay: they would black out ordinary words.</summary>
    public const int ShortestInOutput = 8;

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

    private static readonly Regex s_percent = new("%[0-9A-F]{2}", RegexOptions.CultureInvariant);

    private static readonly Regex s_unicode = new(@"\\u[0-9A-Fa-f]{4}", RegexOptions.CultureInvariant);

    /// <summary>Whether a field or parameter of this name holds a secret.</summary>
    public static bool IsSecretName(string name) => s_secretName.IsMatch(name);

    public static string Path(string target, IReadOnlyCollection<string> secrets) =>
        s_jwt.Replace(s_inQuery.Replace(s_inPath.Replace(Known(target, secrets), Mask), Mask), Mask);

    public static string Text(string text, IReadOnlyCollection<string> secrets) =>
        s_jwt.Replace(
            s_inText.Replace(s_inQuery.Replace(s_inPath.Replace(s_inAddress.Replace(Known(text, secrets), Mask + "@"), Mask), Mask), "${quote}" + Mask + "${quote}"),
            Mask);

    /// <summary>Before the places, which may cut a secret in two.</summary>
    private static string Known(string text, IReadOnlyCollection<string> secrets) => Known(text, AllSpellings(secrets, 4));

    /// <summary>Takes values out of a text that is not ours, and whose form has to stay.</summary>
    /// <param name="text">The text.</param>
    /// <param name="spellings">What <see cref="AllSpellings"/> gave.</param>
    public static string Known(string text, IReadOnlyList<Spelling> spellings)
    {
        foreach (Spelling spelling in spellings)
        {
            text = spelling.Out(text);
        }

        return text;
    }

    /// <summary>Takes values out of all texts in a value as JSON has them: a program's output, of which everything else stays as it is.</summary>
    public static object? Inside(object? value, IReadOnlyList<Spelling> spellings) => value switch
    {
        string text => Known(text, spellings),
        List<object?> items => items.ConvertAll(item => Inside(item, spellings)),
        Dictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Inside(pair.Value, spellings)),
        _ => value,
    };

    /// <summary>All ways to write some secrets, the longest first, because one may hold another.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="least">Shorter ones are left out: they would black out ordinary words.</param>
    public static IReadOnlyList<Spelling> AllSpellings(IReadOnlyCollection<string> secrets, int least) =>
        [.. secrets.Where(secret => secret.Length >= least).SelectMany(Spellings).Distinct().OrderByDescending(spelling => spelling.Length).Select(spelling => new Spelling(spelling))];

    /// <summary>The ways a secret may be written in an address, a form, a JSON or Python text, a web page or a Basic header.</summary>
    private static IEnumerable<string> Spellings(string secret)
    {
        string percent = Uri.EscapeDataString(secret);
        string json = Encoding.UTF8.GetString(JsonValue.ToUtf8(secret));
        string ascii = JsonEncodedText.Encode(secret, JavaScriptEncoder.Default).ToString();
        return
        [
            secret,
            percent,
            s_percent.Replace(percent, code => code.Value.ToLowerInvariant()),
            percent.Replace("%20", "+"),
            json.Substring(1, json.Length - 2),
            ascii,
            s_unicode.Replace(ascii, code => code.Value.ToLowerInvariant()),
            Python(secret),
            WebUtility.HtmlEncode(secret),
            secret.Replace("\\", "\\\\").Replace("'", "\\'"),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ];
    }

    /// <summary>As Python's JSON writes it: everything beyond ASCII as \u and four digits, and nothing else that needs no escape.</summary>
    private static string Python(string secret)
    {
        StringBuilder text = new(secret.Length);
        foreach (char c in secret)
        {
            text.Append(c switch
            {
                '"' or '\\' => "\\" + c,
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or > '~' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
