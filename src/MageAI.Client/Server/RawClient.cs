using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Server;

/// <summary>Any endpoint, for what has no client of its own.</summary>
internal sealed class RawClient(MageSession session) : ResourceClient(session)
{
    private const int PageSize = 100;

    /// <summary>The times of resources that a request may carry.</summary>
    private static readonly string[] s_times = ["completed_at", "end_datetime", "execution_date", "last_enabled_at", "start_datetime", "start_time", "started_at"];

    /// <summary>Sends one request and gives back what stands in its envelope, with the paging facts.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/api/</c>.</param>
    /// <param name="query">The query.</param>
    /// <param name="body">The body.</param>
    /// <param name="call">The caller.</param>
    /// <param name="triggerToken">The token of a trigger, which is sent in place of the session's key and token.</param>
    /// <param name="headers">Headers for this request alone.</param>
    public async Task<(string Key, object? Value, int? Count, bool? Next)> SendAsync(
        string method, string path, IEnumerable<KeyValuePair<string, string>> query, object? body, MageCall call, SecureString? triggerToken = null, IDictionary? headers = null)
    {
        MageRequest request = MageRequest.Raw(new HttpMethod(method), path, WithTimes(body), triggerToken, RequestHeaders.Of(headers));
        foreach (KeyValuePair<string, string> pair in query)
        {
            request.With(pair.Key, pair.Value);
            if (Redactor.IsSecretName(pair.Key))
            {
                request.Secrets.Add(pair.Value);
            }
        }

        request.Secrets.AddRange(SecretsIn(body));
        if (request.Method != HttpMethod.Get && path.Split('/', '?') is ["pipelines", string pipeline, "blocks", ..])
        {
            Session.ListLag.Note(Uri.UnescapeDataString(pipeline), blocks: true, sides: true);
        }

        try
        {
            return Envelope.Any(await SendAsync(request, call).ConfigureAwait(false), Session);
        }
        catch (MageException lost) when (!request.IsRead && lost.LeavesDoubt)
        {
            throw lost.Retold(
                MageErrorId.WriteOutcomeUnknown,
                $"{Wording.Sentence(lost.Message)} Whether it was carried out cannot be told.",
                "Look whether what you asked for is there before you try again.");
        }
    }

    /// <summary>A value of a query in the form that Mage reads.</summary>
    public static string QueryText(object? value) => value switch
    {
        SecureString secret => Secret.Reveal(secret),

        // Any other text counts as true with Mage, False included.
        true => "true",
        false => "false",
        DateTimeOffset time => MageTime.Format(time),
        DateTime time => MageTime.Format(new DateTimeOffset(time.ToUniversalTime())),
        not null when ValueText.Of(value) is string text => text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    /// <summary>A body with the server's own times in its form; it would drop an offset and keep the time of day. What is a person's stays as it is.</summary>
    private static object? WithTimes(object? body) =>
        body is IDictionary<string, object?> envelope ? envelope.ToDictionary(pair => pair.Key, pair => WithTimesOf(pair.Value)) : body;

    private static object? WithTimesOf(object? resource) => resource switch
    {
        IDictionary<string, object?> fields => fields.ToDictionary(
            pair => pair.Key,
            pair => s_times.Contains(pair.Key) && pair.Value is DateTime or DateTimeOffset ? QueryText(pair.Value) : pair.Value),
        List<object?> list => list.ConvertAll(WithTimesOf),
        _ => resource,
    };

    private static IEnumerable<string> SecretsIn(object? value) => value switch
    {
        SecureString secret => [Secret.Reveal(secret)],
        IDictionary<string, object?> map => map.Values.SelectMany(SecretsIn),
        IEnumerable<object?> list => list.SelectMany(SecretsIn),
        _ => [],
    };

    /// <summary>All rows of a list. What is no list is its only row.</summary>
    public Listing<object?> List(string path, IReadOnlyCollection<KeyValuePair<string, string>> query, MageCall call, IDictionary? headers = null)
    {
        Func<object?, object?>? identity = null;
        return new(PageAsync, row => identity?.Invoke(row), PageSize);

        async Task<Page<object?>> PageAsync(int limit, int offset, CancellationToken cancellation)
        {
            KeyValuePair<string, string>[] paged = [.. query, new("_limit", Text(limit)), new("_offset", Text(offset))];
            (_, object? value, int? count, bool? next) = await SendAsync("GET", path, paged, null, call.With(cancellation), headers: headers).ConfigureAwait(false);
            List<object?> rows = value switch
            {
                null => [],
                List<object?> list => list,
                _ => [value],
            };
            identity ??= IdentityOf(rows);

            // A resource that ignores paging says nothing of more, and has sent everything at once.
            return new Page<object?>(rows, count, next is true && offset + rows.Count < (count ?? int.MaxValue));
        }
    }

    /// <summary>The field by which rows can be told apart: one that each has, with a value of its own.</summary>
    private static Func<object?, object?> IdentityOf(List<object?> rows)
    {
        foreach (string field in new[] { "id", "uuid" })
        {
            HashSet<object> seen = [];
            if (rows.TrueForAll(row => Field(row, field) is object value && seen.Add(value)))
            {
                return row => Field(row, field);
            }
        }

        return _ => null;
    }

    private static object? Field(object? row, string name) =>
        row is Dictionary<string, object?> map && map.TryGetValue(name, out object? value) && value is string or int or long ? value : null;
}
