using System;
using System.Globalization;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>One operation on one resource, with all that it was asked with.</summary>
internal sealed class Call(EmulatorState state, Scheduler scheduler, HttpRequest request, QueryArguments query)
{
    public EmulatorState State => state;

    public Scheduler Scheduler => scheduler;

    public HttpRequest Request => request;

    public QueryArguments Query => query;

    public ApiAction Action { get; set; }

    public User? User { get; set; }

    /// <summary>The key of the thing acted on, decoded; null for lists.</summary>
    public string? Key { get; set; }

    /// <summary>The resource that the path goes through, and its key and object; null if there is none. A missing database row is no object.</summary>
    public Resource? ParentResource { get; set; }

    public string? ParentKey { get; set; }

    public object? Parent { get; set; }

    public JsonObject Payload { get; set; } = [];

    public string Verb => Action switch
    {
        ApiAction.List => "list",
        ApiAction.Detail => "detail",
        ApiAction.Create => "create",
        ApiAction.Update => "update",
        _ => "delete",
    };

    /// <summary>Whether nothing is checked: without authentication, and for owners.</summary>
    public bool Privileged => !state.AuthOn || User?.Role == Role.Owner;

    public string? Format => query.First("_format");

    public int? Limit => Number("_limit");

    public int Offset => Number("_offset") ?? 0;

    /// <summary>What a filter by time is compared with: Mage makes local time of the moment, and takes that for UTC.</summary>
    public DateTime? Moment(string name)
    {
        if (query.First(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds) && seconds is > -62_000_000_000 and < 253_000_000_000
            ? new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(seconds) + state.Options.UtcOffset
            : throw ApiException.Invalid($"Value is invalid for {name}.");
    }

    private int? Number(string name) => query.First(name) is { } text ? Integer(text) : null;

    public static int Integer(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new PythonException($"invalid literal for int() with base 10: '{text}'", "ValueError");
}
