using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>One of Mage's API resources. What a resource does not override is answered as a disabled action.</summary>
internal abstract class Resource
{
    public abstract string Plural { get; }

    public abstract string Singular { get; }

    /// <summary>The lowest role for each action; an action that is not there is disabled for everybody.</summary>
    protected abstract IReadOnlyDictionary<ApiAction, Role> Allowed { get; }

    /// <summary>Loads the thing that a path goes through; null when it does not exist and its table says nothing about that.</summary>
    public virtual object? LoadParent(Call call, string key) => null;

    /// <summary>Loads the thing acted on; fails as Mage does when it does not exist.</summary>
    public virtual object? LoadMember(Call call, string key) => null;

    /// <summary>Refuses what the caller may not do.</summary>
    public virtual void Authorize(Call call)
    {
        if (!Allowed.TryGetValue(call.Action, out Role needed))
        {
            throw ApiException.Unauthorized($"The {call.Verb} action is disabled for {Plural}.");
        }

        if (call.Privileged)
        {
            return;
        }

        if (call.User is null)
        {
            throw ApiException.Unauthorized($"Private access for {call.Verb} only, invalid scope.");
        }

        if (call.User.Role == Role.None)
        {
            throw ApiException.Unauthorized("You don\u2019t have access to this project. Please ask an admin or owner for permissions.");
        }

        if (call.User.Role < needed)
        {
            throw ApiException.Unauthorized($"Unauthorized operation {call.Verb} on {Plural}, failed condition.");
        }

        AuthorizeQuery(call);
        if (call.Action is ApiAction.Create or ApiAction.Update && Writable(call.Action) is { } writable
            && call.Payload.Select(p => p.Key).FirstOrDefault(k => !writable.Contains(k)) is { } refused)
        {
            throw ApiException.Unauthorized($"write of {refused} on {call.Verb} is disabled for {Plural}.");
        }
    }

    public virtual Listing List(Call call) => throw Disabled(call);

    public virtual JsonNode? Detail(Call call, object? member) => throw Disabled(call);

    public virtual JsonNode? Create(Call call) => throw Disabled(call);

    public virtual JsonNode? Update(Call call, object? member) => throw Disabled(call);

    public virtual JsonNode? Delete(Call call, object? member) => throw Disabled(call);

    /// <summary>The query parameters that are open to everybody; null when they are not checked.</summary>
    protected virtual IReadOnlyCollection<string>? Queryable(ApiAction action) => null;

    /// <summary>The attributes that are open to everybody who may act; null when they are not checked.</summary>
    protected virtual IReadOnlyCollection<string>? Writable(ApiAction action) => null;

    private void AuthorizeQuery(Call call)
    {
        // Mage does not look at the query of a DELETE.
        if (call.Action == ApiAction.Delete || Queryable(call.Action) is not { } open)
        {
            return;
        }

        foreach (string name in call.Query.Names)
        {
            if (!name.StartsWith("_", System.StringComparison.Ordinal) && name != "api_key" && !open.Contains(name))
            {
                string values = string.Join(", ", call.Query.All(name).Select(v => v switch { "true" => "True", "false" => "False", _ => $"'{v}'" }));
                throw ApiException.Unauthorized($"Query parameter {name} of value [{values}] is not permitted on {call.Verb} operation for {Plural}.");
            }
        }
    }

    protected ApiException Disabled(Call call) => ApiException.Unauthorized($"The {call.Verb} action is disabled for {Plural}.");

    /// <summary>A row's id out of a path; null when it is none.</summary>
    protected static int? Id(string key) =>
        double.TryParse(key, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number is >= 1 and < int.MaxValue && number == (int)number
            ? (int)number
            : null;

    protected static Dictionary<ApiAction, Role> Access(Role? list = null, Role? detail = null, Role? create = null, Role? update = null, Role? delete = null)
    {
        Dictionary<ApiAction, Role> access = new Dictionary<ApiAction, Role>();
        foreach ((ApiAction action, Role? role) in new[] { (ApiAction.List, list), (ApiAction.Detail, detail), (ApiAction.Create, create), (ApiAction.Update, update), (ApiAction.Delete, delete) })
        {
            if (role is { } needed)
            {
                access.Add(action, needed);
            }
        }

        return access;
    }
}
