using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text.RegularExpressions;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Server;

namespace MageAI.Commands;

/// <summary>
/// Calls any endpoint of Mage's API with the session's sign-in, retry and error handling, and emits what stands in the
/// envelope. The way out for what has no cmdlet of its own.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MageApi", SupportsShouldProcess = true)]
[OutputType(typeof(PSObject))]
public sealed class InvokeMageApiCommand : MageSessionCmdlet
{
    /// <summary>GET, POST, PUT or DELETE; Mage knows no other.</summary>
    [Parameter(Position = 1)]
    [ValidateSet("GET", "POST", "PUT", "DELETE")]
    public string Method { get; set; } = "GET";

    /// <summary>The path below <c>/api/</c>, such as <c>pipelines/etl/blocks</c>; a query may stand in it, but a secret belongs in -Query. Escape what a name may hold.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Query parameters. A list repeats the parameter; booleans and times are written as Mage reads them. Values named as tokens, keys or passwords are kept out of everything shown.</summary>
    [Parameter]
    [Map(Protected = true)]
    public IDictionary? Query { get; set; }

    /// <summary>The body: a hashtable, an object, or JSON as text, with its envelope, as in @{ tag = @{ name = 'core' } }. Values are sent as they are written; only dates of the server's own fields, such as start_time, as Mage reads them.</summary>
    [Parameter]
    [Map(Protected = true)]
    public IDictionary? Body { get; set; }

    /// <summary>
    /// The token of a trigger of type api, sent as Bearer in place of the session's key and token: for <c>runs</c>, which runs one block at
    /// once and answers with what it returned.
    /// </summary>
    [Parameter]
    [Secret]
    public SecureString? TriggerToken { get; set; }

    /// <summary>Headers for this request alone; they come before those of the session. The values are kept secret.</summary>
    [Parameter]
    [Headers]
    public IDictionary? Header { get; set; }

    /// <summary>Read every page of a list. Rows that have an id or uuid come once each, whatever others add and delete meanwhile.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Sends the request.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve();
        string method = Method.ToUpperInvariant();
        if (method != "GET" && !ShouldProcess($"{Transport.Redactor.Path("/api/" + Path.TrimStart('/'), [])} on {session.Uri}", method))
        {
            return;
        }

        try
        {
            Attempt(Transport.Redactor.Path(Path, []), () => Send(session, method, CleanPath(Path)));
        }
        finally
        {
            if (method != "GET")
            {
                CompletionCache.Forget(session);
            }
        }
    }

    private void Send(MageSession session, string method, string path)
    {
        List<KeyValuePair<string, string>> query = [.. Pairs()];
        if (!All || method != "GET")
        {
            Emit(Await(call => session.Raw.SendAsync(method, path, query, Body, call, TriggerToken, Header)).Value);
            return;
        }

        foreach (object? row in Stream(call => session.Raw.List(path, query, call, Header)))
        {
            WriteObject(AsObject(row));
        }
    }

    private void Emit(object? value)
    {
        if (value is IList list)
        {
            foreach (object? item in list)
            {
                WriteObject(AsObject(item));
            }
        }
        else if (value is not null)
        {
            WriteObject(AsObject(value));
        }
    }

    /// <summary>Objects, because people go on with Where-Object and Select-Object.</summary>
    private static object? AsObject(object? value)
    {
        switch (value)
        {
            // An object has one property of a name whatever its case, and would lose the other.
            case Dictionary<string, object?> map when map.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < map.Count:
                return map.ToDictionary(field => field.Key, field => AsObject(field.Value), StringComparer.Ordinal);
            case Dictionary<string, object?> map:
                PSObject custom = new();
                foreach (KeyValuePair<string, object?> field in map)
                {
                    custom.Properties.Add(new PSNoteProperty(field.Key.Length == 0 ? " " : field.Key, AsObject(field.Value)));
                }

                return custom;
            case List<object?> list:
                return list.Select(AsObject).ToArray();
            default:
                return value;
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Pairs()
    {
        foreach (DictionaryEntry entry in Query ?? new Hashtable())
        {
            foreach (object? value in entry.Value is IList list ? list : new[] { entry.Value })
            {
                yield return new((string)entry.Key, RawClient.QueryText(value));
            }
        }
    }

    private static string CleanPath(string path)
    {
        string clean = Regex.Replace(path.Trim(), "^/?(api/)?", string.Empty, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        string[] parts = clean.Split('?')[0].Split('/');

        // Dot segments, backslashes and fragments never reach a server as they stand, and another endpoint would be hit.
        if (clean.IndexOf("://", StringComparison.Ordinal) >= 0 || clean.IndexOfAny(['\\', '#']) >= 0 || parts.Any(part => System.Uri.UnescapeDataString(part) is "." or ".." or ""))
        {
            throw new MageException(MageErrorId.InvalidAddress, $"'{path}' is no path of Mage's API; nothing was sent.")
            {
                RecommendedAction = "Pass a path such as pipelines/etl/blocks, without the server's address and without a slash at the end.",
            };
        }

        return clean;
    }
}
