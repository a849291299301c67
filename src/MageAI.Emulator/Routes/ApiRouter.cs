using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MageAI.Emulation.Auth;
using MageAI.Emulation.Http;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>From a request to a reply: Mage's route table, its envelopes and its two kinds of error.</summary>
internal sealed class ApiRouter
{
    // The characters that Mage's routes take in a key. They are matched before percent-decoding.
    private const string Segment = @"[\w\-\%\.]+";

    private static readonly Regex s_statuses = Pattern(@"^/api/status(?:es)?$");
    private static readonly Regex s_tokenTrigger = Pattern(@"^/api/pipeline_schedules/(?<pipeline_schedule_id>\w+)/pipeline_runs/(?<token>\w+)$");
    private static readonly Regex s_bearerTrigger = Pattern(@"^/api/pipeline_schedules/(?<pipeline_schedule_id>\w+)/api_trigger$");
    private static readonly Regex s_blockTrigger = Pattern(@"^/api/runs(?:/(?<token>\w+))?$");
    private static readonly Regex[] s_details =
    [
        Pattern(@"^/api/(?<resource>file_contents)/(?<pk>.+)$"),
        Pattern($@"^/api/(?<resource>pipelines)/(?<pk>{Segment})/(?<child>blocks)/(?<child_pk>.+)$"),
        Pattern(@"^/api/(?<resource>block_outputs)/(?<pk>.+)$"),
        Pattern($@"^/api/(?<resource>\w+)/(?<pk>{Segment})/(?<child>\w+)/(?<child_pk>{Segment})$"),
    ];

    private static readonly Regex s_childList = Pattern($@"^/api/(?<resource>\w+)/(?<pk>{Segment})/(?<child>\w+)$");
    private static readonly Regex s_detail = Pattern($@"^/api/(?<resource>\w+)/(?<pk>{Segment})$");
    private static readonly Regex s_list = Pattern(@"^/api/(?<resource>\w+)$");
    private static readonly Regex s_catchAll = Pattern(@"^/api/(?<resource>\w+)/(?<pk>.+)$");
    private static readonly string[] s_parameterNames = ["resource", "pk", "child", "child_pk", "pipeline_schedule_id", "token"];

    private static readonly Resource[] s_resources =
    [
        new StatusResource(), new ProjectResource(), new SessionResource(), new PipelineResource(), new BlockResource(),
        new PipelineScheduleResource(), new PipelineRunResource(), new BlockRunResource(), new LogResource(), new TagResource(),
        new SchedulerResource(), new KernelResource(), new FileContentResource(), new BlockOutputResource(), new OutputResource(), new PipelineTriggerResource(),
        new BackfillResource(), new FileResource(), new CustomTemplateResource(),
    ];

    private readonly EmulatorState _state;
    private readonly Scheduler _scheduler;

    public ApiRouter(EmulatorState state, Scheduler scheduler)
    {
        this._state = state;
        this._scheduler = scheduler;
    }

    /// <summary>Whether a request writes to a pipeline's metadata, and to which; the key is null if it does neither.</summary>
    public static (string? Pipeline, bool OwnsMetadata) WriteTarget(HttpRequest request, string basePath)
    {
        string? path = Strip(request.Path, basePath);
        if (request.Method is not ("POST" or "PUT" or "DELETE") || path?.StartsWith("/api/pipelines/", StringComparison.Ordinal) is not true)
        {
            return default;
        }

        string[] parts = path.Split('/');
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
        if (Strip(request.Path, _state.Options.BasePath) is not { } path)
        {
            return HttpReply.Html(404, "Not Found");
        }

        if (path == "/")
        {
            return request.Method == "HEAD" ? new HttpReply(405, "text/html; charset=UTF-8", []) : HttpReply.Html(500, "Internal Server Error");
        }

        QueryArguments query = new QueryArguments(request.RawQuery);
        if (Match(path) is not { } route)
        {
            return HttpReply.Html(404, "Not Found");
        }

        if (Traversal(request, query) is { } refused)
        {
            return HttpReply.Json(400, refused);
        }

        (Match? match, RouteKind kind) = route;
        if (request.Method == "OPTIONS")
        {
            return new HttpReply(204, null, []);
        }

        if (ActionFor(request.Method, kind) is not { } action)
        {
            return new HttpReply(405, "application/json", []);
        }

        List<KeyValuePair<string, string>> parameters = s_parameterNames.Where(n => match.Groups[n].Success).Select(n => new KeyValuePair<string, string>(n, QueryArguments.Unquote(match.Groups[n].Value))).ToList();
        try
        {
            if (conflict)
            {
                throw new PythonException("Invalid pipeline config: {}");
            }

            string? token = match.Groups["token"].Success ? match.Groups["token"].Value : null;
            JsonObject reply = kind is RouteKind.Trigger ? Trigger.Fire(_state, request, parameters[0].Value, token)
                : kind is RouteKind.BlockTrigger ? Trigger.RunBlock(_state, request, token)
                : Operate(new Call(_state, _scheduler, request, query) { Action = action }, parameters.ToDictionary(p => p.Key, p => p.Value));
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
        string prefix = basePath.Trim('/');
        if (prefix.Length == 0)
        {
            return path;
        }

        return path.StartsWith("/" + prefix + "/", StringComparison.Ordinal) ? path.Substring(prefix.Length + 1) : null;
    }

    private static (Match Match, RouteKind Kind)? Match(string path)
    {
        if (s_statuses.IsMatch(path))
        {
            return (s_list.Match(path), RouteKind.List);
        }

        foreach (Regex trigger in new[] { s_tokenTrigger, s_bearerTrigger })
        {
            if (trigger.Match(path) is { Success: true } fired)
            {
                return (fired, RouteKind.Trigger);
            }
        }

        if (s_blockTrigger.Match(path) is { Success: true } run)
        {
            return (run, RouteKind.BlockTrigger);
        }

        foreach (Regex detail in s_details)
        {
            if (detail.Match(path) is { Success: true } found)
            {
                return (found, RouteKind.Detail);
            }
        }

        foreach ((Regex? pattern, RouteKind kind) in new[] { (s_childList, RouteKind.List), (s_detail, RouteKind.Detail), (s_list, RouteKind.List), (s_catchAll, RouteKind.Detail) })
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

        foreach (string name in query.Names)
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
        Resource found = s_resources.FirstOrDefault(r => r.Plural == typed || r.Singular == typed);
        return found ?? throw new PythonException($"No module named 'mage_ai.api.policies.{ClassName(typed)}Policy'", "ModuleNotFoundError");
    }

    private static string ClassName(string typed)
    {
        string singular = typed.EndsWith("ies", StringComparison.Ordinal) ? typed.Substring(0, typed.Length - 3) + "y"
            : typed.EndsWith("s", StringComparison.Ordinal) && !typed.EndsWith("ss", StringComparison.Ordinal) ? typed.Substring(0, typed.Length - 1)
            : typed;
        return string.Concat(singular.Split('_').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
    }

    private static HttpReply Typed(ApiException error, QueryArguments query)
    {
        int chosen = query.First("_http_error_codes") is { Length: > 0 } and not "false" ? error.Code : 200;
        JsonObject body = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["type"] = error.Type };
        if (error.Errors is not null)
        {
            body["errors"] = error.Errors.DeepClone();
        }

        JsonObject reply = new JsonObject { ["error"] = body, ["status"] = chosen };
        return HttpReply.Json(error.RealStatus ? error.Code : chosen, PythonText.Dump(reply));
    }

    private static HttpReply Uncaught(PythonException error, List<KeyValuePair<string, string>> parameters)
    {
        const string frame = "  File \"/usr/local/lib/python3.10/site-packages/mage_ai/api/views.py\", line 84, in execute_operation\n    response = await base_operation.execute()\n";
        JsonObject echoed = new JsonObject();
        foreach (KeyValuePair<string, string> parameter in parameters)
        {
            echoed[parameter.Key] = parameter.Value;
        }

        JsonObject reply = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = 500,
                ["errors"] = new JsonArray(frame),
                ["exception"] = error.Message,
                ["message"] = $"Traceback (most recent call last):\n{frame}{error.Type}: {error.Message}\n",
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

        JsonNode? body = request.Body.Length == 0 ? null : PythonJson.Parse(request.Body);
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
        string typed = parameters.TryGetValue("child", out string child) ? child : parameters["resource"];
        bool open = child is null && typed is "status" or "statuses";
        if (_state.AuthOn && !open)
        {
            call.User = Gatekeeper.Admit(_state, call.Request, call.Query);
        }

        Resource resource = Find(typed);
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

        call.Key = parameters.TryGetValue(child is null ? "pk" : "child_pk", out string key) ? key : null;
        object? member = call.Action is ApiAction.Detail or ApiAction.Update or ApiAction.Delete ? resource.LoadMember(call, call.Key!) : null;
        resource.Authorize(call);
        if (call.Action == ApiAction.List)
        {
            Listing list = resource.List(call);
            return new JsonObject { [typed] = list.Items, ["metadata"] = list.Metadata };
        }

        JsonNode? result = call.Action switch
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
