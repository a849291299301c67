using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
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

    /// <summary>
    /// The path below <c>/api/</c>, such as <c>pipelines/etl/blocks</c>, or its whole address on the session's server; a query may stand in it, but a
    /// secret belongs in -Query. Escape what a name may hold.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Query parameters. A list repeats the parameter; booleans and times are written as Mage reads them. Values named as tokens, keys or passwords are kept out of everything shown.</summary>
    [Parameter]
    [Map(Protected = true)]
    public IDictionary? Query { get; set; }

    /// <summary>The body: a hashtable, an object, or JSON as text, with its envelope, as in @{ tag = @{ name = 'core' } }. Values are sent as they are written; only dates of the server's own fields, such as start_time, as Mage reads them. GET has none.</summary>
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

    /// <summary>Read every page of a list, by GET. Rows that have an id or uuid come once each, whatever others add and delete meanwhile.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Sends the request.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve();
        string method = Method.ToUpperInvariant();
        Attempt(ApiPath.Shown(Path), () =>
        {
            string path = ApiPath.Of(Path, session);
            if (method == "GET")
            {
                Send(session, method, path);
            }
            else if (ShouldProcess($"{Transport.Redactor.Path("/api/" + path, [])} on {session.Uri}", method))
            {
                Write(session, method, path);
            }
        });
    }

    /// <summary>Refuses what would have no part in the request: a body that is not sent, pages of what is no list.</summary>
    private protected override void CheckTyped()
    {
        string method = Method.ToUpperInvariant();
        if (method == "GET" && Body is not null)
        {
            throw WithoutMeaning(nameof(Body), "GET", "Pass -Query to ask for something by GET, or -Method POST or PUT to send a body.");
        }

        if (All && (method != "GET" || TriggerToken is not null))
        {
            throw WithoutMeaning(nameof(All), method == "GET" ? "-TriggerToken" : method, "Only lists have pages, and they are read by GET with the session's own sign-in: leave -All out.");
        }
    }

    private static MageException WithoutMeaning(string parameter, string with, string advice) =>
        new(MageErrorId.InvalidInput, $"-{parameter} has no meaning with {with}; nothing was sent.") { Target = parameter, RecommendedAction = advice };

    private void Write(MageSession session, string method, string path)
    {
        try
        {
            Send(session, method, path);
        }
        finally
        {
            CompletionCache.Forget(session);
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
}
