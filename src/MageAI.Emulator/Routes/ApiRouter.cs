using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MageAI.Emulation;

/// <summary>From a request to a reply: Mage's route table, its envelopes and its two kinds of error.</summary>
internal sealed class ApiRouter
{
    // The characters that Mage's routes take in a key. They are matched before percent-decoding.
    private const string Segment = @"[\w\-\%\.]+";

    private static readonly Regex Statuses = Pattern(@"^/api/status(?:es)?$");
    private static readonly Regex TokenTrigger = Pattern(@"^/api/pipeline_schedules/(?<pipeline_schedule_id>\w+)/pipeline_runs/(?<token>\w+)$");
    private static readonly Regex BearerTrigger = Pattern(@"^/api/pipeline_schedules/(?<pipeline_schedule_id>\w+)/api_trigger$");
    private static readonly Regex BlockTrigger = Pattern(@"^/api/runs(?:/(?<token>\w+))?$");
    private static readonly Regex[] Details =
    [
        Pattern(@"^/api/(?<resource>file_contents)/(?<pk>.+)$"),
        Pattern($@"^/api/(?<resource>pipelines)/(?<pk>{Segment})/(?<child>blocks)/(?<child_pk>.+)$"),
        Pattern(@"^/api/(?<resource>block_outputs)/(?<pk>.+)$"),
        Pattern($@"^/api/(?<resource>\w+)/(?<pk>{Segment})/(?<child>\w+)/(?<child_pk>{Segment})$"),
    ];

    private static readonly Regex ChildList = Pattern($@"^/api/(?<resource>\w+)/(?<pk>{Segment})/(?<child>\w+)$");
    private static readonly Regex Detail = Pattern($@"^/api/(?<resource>\w+)/(?<pk>{Segment})$");
    private static readonly Regex List = Pattern(@"^/api/(?<resource>\w+)$");
    private static readonly Regex CatchAll = Pattern(@"^/api/(?<resource>\w+)/(?<pk>.+)$");
    private static readonly string[] ParameterNames = ["resource", "pk", "child", "child_pk", "pipeline_schedule_id", "token"];

    private static readonly Resource[] Resources =
    [
        new StatusResource(), new ProjectResource(), new SessionResource(), new PipelineResource(), new BlockResource(),
        new PipelineScheduleResource(), new PipelineRunResource(), new BlockRunResource(), new LogResource(), new TagResource(),
        new SchedulerResource(), new KernelResource(), new FileContentResource(), new BlockOutputResource(), new OutputResource(), new PipelineTriggerResource(),
        new BackfillResource(), new FileResource(), new CustomTemplateResource(),
    ];

    private readonly EmulatorState state;
    private readonly Scheduler scheduler;

    public ApiRouter(EmulatorState state, Scheduler scheduler)
    {
        this.state = state;
        this.scheduler = scheduler;
    }

    /// <summary>Whether a request writes to a pipeline's metadata, and to which; the key is null if it does neither.</summary>
    public static (string? Pipeline, bool OwnsMetadata) WriteTarget(HttpRequest request, string basePath)
    {
        var path = Strip(request.Path, basePath);
        if (request.Method is not ("POST" or "PUT" or "DELETE") || path?.StartsWith("/api/pipelines/", StringComparison.Ordinal) is not true)
        {
            return default;
        }

        var parts = path.Split('/');
        return (QueryArguments.Unquote(parts[3]), parts.Length == 4 || parts[4] == "blocks");
    }

    /// <summary>Whether a request is about a file by its path.</summary>
    public static bool IsFile(HttpRequest request, string basePath) => Strip(request.Path, basePath)?.StartsWith("/api/file_contents/", StringComparison.Ordinal) is true;

    /// <summary>Whether a reply tells of a failure.</summary>
    public static bool IsError(HttpReply reply) => Encoding.UTF8.GetString(reply.Body).StartsWith("{\"error\"", StringComparison.Ordinal);

    /// <summary>The reply of a Mage in which something failed.</summary>
    public static HttpReply Failure(string exception) => Uncaught(new PythonException(exception, "OSError"), []);

    /// <summary>Answers a request; with a conflict as if the pipeline's file were just being written.</summary>
    public HttpReply Answer(HttpRequest request, bool conflict)
    {
        if (Strip(request.Path, state.Options.BasePath) is not { } path)
        {
            return HttpReply.Html(404, "Not Found");
        }

        if (path == "/")
        {
            return request.Method == "HEAD" ? new HttpReply(405, "text/html; charset=UTF-8", []) : HttpReply.Html(500, "Internal Server Error");
        }

        var query = new QueryArguments(request.RawQuery);
        if (Match(path) is not { } route)
        {
            return HttpReply.Html(404, "Not Found");
        }

        if (Traversal(request, query) is { } refused)
        {
            return HttpReply.Json(400, refused);
        }

        var (match, kind) = route;
        if (request.Method == "OPTIONS")
        {
            return new HttpReply(204, null, []);
        }

        if (ActionFor(request.Method, kind) is not { } action)
        {
            return new HttpReply(405, "application/json", []);
        }

        var parameters = ParameterNames.Where(n => match.Groups[n].Success).Select(n => new KeyValuePair<string, string>(n, QueryArguments.Unquote(match.Groups[n].Value))).ToList();
        try
        {
            if (conflict)
            {
                throw new PythonException("Invalid pipeline config: {}");
            }

            var token = match.Groups["token"].Success ? match.Groups["token"].Value : null;
            var reply = kind is RouteKind.Trigger ? Trigger.Fire(state, request, parameters[0].Value, token)
                : kind is RouteKind.BlockTrigger ? Trigger.RunBlock(state, request, token)
                : Operate(new Call(state, scheduler, request, query) { Action = action }, parameters.ToDictionary(p => p.Key, p => p.Value));
            return HttpReply.Json(200, PythonText.Dump(reply));
        }
        catch (ApiException e) when (kind is not (RouteKind.Trigger or RouteKind.BlockTrigger))
        {
            return Typed(e, query);
        }
        catch (ApiException e)
        {
            return Uncaught(new PythonException($"{{'code': {e.Code}, 'message': '{e.Message}', 'type': '{e.Type}'}}", "mage_ai.api.errors.ApiError"), parameters);
        }
        catch (PythonException e)
        {
            return Uncaught(e, parameters);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or InvalidCastException or NullReferenceException or OverflowException)
        {
            // Mage, too, stumbles over requests that nobody thought of, and says so in this shape.
            return Uncaught(new PythonException(e.Message, e.GetType().Name), parameters);
        }
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant);

    private static string? Strip(string path, string basePath)
    {
        var prefix = basePath.Trim('/');
        if (prefix.Length == 0)
        {
            return path;
        }

        return path.StartsWith("/" + prefix + "/", StringComparison.Ordinal) ? path.Substring(prefix.Length + 1) : null;
    }

    private static (Match Match, RouteKind Kind)? Match(string path)
    {
        if (Statuses.IsMatch(path))
        {
            return (List.Match(path), RouteKind.List);
        }

        foreach (var trigger in new[] { TokenTrigger, BearerTrigger })
        {
            if (trigger.Match(path) is { Success: true } fired)
            {
                return (fired, RouteKind.Trigger);
            }
        }

        if (BlockTrigger.Match(path) is { Success: true } run)
        {
            return (run, RouteKind.BlockTrigger);
        }

        foreach (var detail in Details)
        {
            if (detail.Match(path) is { Success: true } found)
            {
                return (found, RouteKind.Detail);
            }
        }

        foreach (var (pattern, kind) in new[] { (ChildList, RouteKind.List), (Detail, RouteKind.Detail), (List, RouteKind.List), (CatchAll, RouteKind.Detail) })
        {
            if (pattern.Match(path) is { Success: true } found)
            {
                return (found, kind);
            }
        }

        return null;
    }

    private static ApiAction? ActionFor(string method, RouteKind kind) => (method, kind) switch
    {
        ("POST", RouteKind.Trigger or RouteKind.BlockTrigger) => ApiAction.Create,
        (_, RouteKind.Trigger or RouteKind.BlockTrigger) => null,
        ("GET", RouteKind.List) => ApiAction.List,
        ("POST", RouteKind.List) => ApiAction.Create,
        ("GET", RouteKind.Detail) => ApiAction.Detail,
        ("PUT", RouteKind.Detail) => ApiAction.Update,
        ("DELETE", RouteKind.Detail) => ApiAction.Delete,
        _ => null,
    };

    private static string? Traversal(HttpRequest request, QueryArguments query)
    {
        if (IsTraversal(QueryArguments.Unquote(request.Path)))
        {
            return "Error: Invalid path (path traversal detected)";
        }

        foreach (var name in query.Names)
        {
            if (IsTraversal(query.First(name)!))
            {
                return $"Error: Invalid parameter value for '{name}' (path traversal detected)";
            }
        }

        return null;

        static bool IsTraversal(string text) => text.IndexOf("../", StringComparison.Ordinal) >= 0
            || text.IndexOf("..\\", StringComparison.Ordinal) >= 0 || text.IndexOf('\n') >= 0;
    }

    private static Resource Find(string typed)
    {
        var found = Resources.FirstOrDefault(r => r.Plural == typed || r.Singular == typed);
        return found ?? throw new PythonException($"No module named 'mage_ai.api.policies.{ClassName(typed)}Policy'", "ModuleNotFoundError");
    }

    private static string ClassName(string typed)
    {
        var singular = typed.EndsWith("ies", StringComparison.Ordinal) ? typed.Substring(0, typed.Length - 3) + "y"
            : typed.EndsWith("s", StringComparison.Ordinal) && !typed.EndsWith("ss", StringComparison.Ordinal) ? typed.Substring(0, typed.Length - 1)
            : typed;
        return string.Concat(singular.Split('_').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
    }

    private static HttpReply Typed(ApiException error, QueryArguments query)
    {
        var chosen = query.First("_http_error_codes") is { Length: > 0 } and not "false" ? error.Code : 200;
        var body = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["type"] = error.Type };
        if (error.Errors is not null)
        {
            body["errors"] = error.Errors.DeepClone();
        }

        var reply = new JsonObject { ["error"] = body, ["status"] = chosen };
        return HttpReply.Json(error.RealStatus ? error.Code : chosen, PythonText.Dump(reply));
    }

    private static HttpReply Uncaught(PythonException error, List<KeyValuePair<string, string>> parameters)
    {
        const string Frame = "  File \"/usr/local/lib/python3.10/site-packages/mage_ai/api/views.py\", line 84, in execute_operation\n    response = await base_operation.execute()\n";
        var echoed = new JsonObject();
        foreach (var parameter in parameters)
        {
            echoed[parameter.Key] = parameter.Value;
        }

        var reply = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = 500,
                ["errors"] = new JsonArray(Frame),
                ["exception"] = error.Message,
                ["message"] = $"Traceback (most recent call last):\n{Frame}{error.Type}: {error.Message}\n",
            },
            ["url_parameters"] = echoed,
        };
        return HttpReply.Json(200, PythonText.Dump(reply));
    }

    private static JsonObject PayloadOf(HttpRequest request, string singular)
    {
        if (request.Header("Content-Type")?.IndexOf("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            // Tornado takes the body for a form, and what was meant as JSON is lost.
            return new QueryArguments(request.BodyText()).Has(singular) ? throw new PythonException("'list' object has no attribute 'keys'", "AttributeError") : [];
        }

        var body = request.Body.Length == 0 ? null : PythonJson.Parse(request.Body);
        if (!PythonJson.IsTrue(body))
        {
            return [];
        }

        if (body is not JsonObject root)
        {
            throw new PythonException($"'{PythonJson.TypeName(body)}' object has no attribute 'get'", "AttributeError");
        }

        return root[singular] switch
        {
            JsonObject payload => payload,
            { } other when PythonJson.IsTrue(other) => throw new PythonException($"'{PythonJson.TypeName(other)}' object has no attribute 'keys'", "AttributeError"),
            _ => [],
        };
    }

    private JsonObject Operate(Call call, Dictionary<string, string> parameters)
    {
        var typed = parameters.TryGetValue("child", out var child) ? child : parameters["resource"];
        var open = typed is "status" or "statuses";
        if (state.AuthOn && !open)
        {
            call.User = Gatekeeper.Admit(state, call.Request, call.Query);
        }

        var resource = Find(typed);
        if (call.Action is ApiAction.Create or ApiAction.Update)
        {
            call.Payload = PayloadOf(call.Request, resource.Singular);
        }
        else if (call.Action is ApiAction.Delete && call.Request.Body.Length > 0)
        {
            PayloadOf(call.Request, resource.Singular);
        }

        if (child is not null)
        {
            call.ParentResource = Find(parameters["resource"]);
            call.ParentKey = parameters["pk"];
            call.Parent = call.ParentResource.LoadParent(call, call.ParentKey);
        }

        call.Key = parameters.TryGetValue(child is null ? "pk" : "child_pk", out var key) ? key : null;
        var member = call.Action is ApiAction.Detail or ApiAction.Update or ApiAction.Delete ? resource.LoadMember(call, call.Key!) : null;
        resource.Authorize(call);
        if (call.Action == ApiAction.List)
        {
            var list = resource.List(call);
            return new JsonObject { [typed] = list.Items, ["metadata"] = list.Metadata };
        }

        var result = call.Action switch
        {
            ApiAction.Detail => resource.Detail(call, member),
            ApiAction.Create => resource.Create(call),
            ApiAction.Update => resource.Update(call, member),
            _ => resource.Delete(call, member),
        };
        return new JsonObject { [resource.Singular] = result, ["metadata"] = null };
    }

    private enum RouteKind
    {
        List,
        Detail,
        Trigger,
        BlockTrigger,
    }
}
