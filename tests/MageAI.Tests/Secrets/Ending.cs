using System;
using System.Text.Json;
using MageAI.Emulation;

namespace MageAI.Tests.Secrets;

/// <summary>A way in which commands can end, and what brings it about.</summary>
internal sealed record Ending(string Name, Action<CanaryWorld> Arrange)
{
    /// <summary>Whether everything must go well.</summary>
    public bool Succeeds { get; init; }

    /// <summary>Whether everything that asks a server must fail.</summary>
    public bool FailsAll { get; init; }

    /// <summary>Whether the server says everything that it could know.</summary>
    public bool Tells { get; init; }

    /// <summary>Whether the server tells in a document without an error.</summary>
    public bool IsDocument { get; init; }

    public bool Hangs { get; init; }

    public bool AsCookie { get; init; }

    public bool AsViewer { get; init; }

    public bool WithoutNames { get; init; }

    public static Ending[] All { get; } =
    [
        new("all goes well", _ => { }) { Succeeds = true },
        new("all goes well, key as parameter and token as cookie", _ => { }) { Succeeds = true, AsCookie = true },
        new("a viewer who may not", _ => { }) { AsViewer = true },
        new("names that do not exist", _ => { }) { WithoutNames = true },
        new("tokens and passwords that nobody knows", world => world.ForgetUsers()) { FailsAll = true },
        Telling("an exception that tells all", world => EmulatorFault.Json(Exception(world, "exception"))),
        Telling("a validation that tells all", world => EmulatorFault.Json(Exception(world, "type"))),
        Telling("an exception in Python's words", world => EmulatorFault.Json(JsonSerializer.Serialize(new { error = new { exception = $"{{'code': 400, 'message': 'no {Text(world, ' ')}', 'type': 'record_invalid'}}", message = Text(world, '\n') } }))),
        Telling("a plain text that tells all", world => EmulatorFault.Status(500, body: Text(world, ' '))),
        Telling("a proxy that tells all", world => EmulatorFault.Status(502, "0", Text(world, ' '))),
        Telling("a redirect that carries all on", world => EmulatorFault.Redirect("http://127.0.0.1:1/" + Uri.EscapeDataString(Text(world, ' ')) + "?token=" + Uri.EscapeDataString(Text(world, ' ')))),
        Telling("cut JSON", _ => EmulatorFault.Json("{\"pipelines\": [{\"token\": \"" + Canaries.Trigger + "\", \"password\": " + JsonSerializer.Serialize(Canaries.Password))),
        Telling("values of the wrong kind", world => EmulatorFault.Json(JsonSerializer.Serialize(new { pipelines = Text(world, ' '), pipeline_schedules = new[] { Text(world, ' ') }, pipeline_runs = Text(world, ' '), statuses = Text(world, ' ') }))) with { IsDocument = true },
        Failing("a login page", _ => EmulatorFault.Html),
        Failing("an empty reply", _ => EmulatorFault.EmptyBody),
        Failing("a dropped connection", _ => EmulatorFault.DropBeforeReply),
        Failing("half a reply", _ => EmulatorFault.CutBody),
        Failing("silence", _ => EmulatorFault.Hang) with { Hangs = true },
        new("nobody there", world => world.Emulator.Stop()) { FailsAll = true },
        new("a closed session", world => world.Session.Dispose()),
    ];

    private static Ending Telling(string name, Func<CanaryWorld, EmulatorFault> fault) => Failing(name, fault) with { Tells = true };

    private static Ending Failing(string name, Func<CanaryWorld, EmulatorFault> fault) =>
        new(name, world => world.Emulator.Faults.Next(fault(world), 10000)) { FailsAll = true };

    /// <summary>Everything a careless server might say.</summary>
    private static string Text(CanaryWorld world, char between) => string.Join(
        between,
        $"bad password {Canaries.Password} of", $"key {Canaries.ApiKey}", $"token {CanaryWorld.Inner}", $"jwt {world.Jwt}", $"cookie oauth_token={world.Jwt};",
        $"trigger /pipeline_schedules/1/pipeline_runs/{Canaries.Trigger}", $"{{'token': '{Canaries.Trigger}', 'password': '{Canaries.Password}'}}", Uri.EscapeDataString(Canaries.Password), System.Net.WebUtility.UrlEncode(Canaries.ApiKey));

    private static string Exception(CanaryWorld world, string kind) => JsonSerializer.Serialize(new
    {
        error = new System.Collections.Generic.Dictionary<string, object>
        {
            ["code"] = 500,
            [kind] = kind == "type" ? "record_invalid" : Text(world, ' '),
            ["errors"] = new[] { Text(world, '\n') },
            ["message"] = "Traceback (most recent call last)\n" + Text(world, '\n'),
        },
        url_parameters = new { api_key = Canaries.ApiKey, token = CanaryWorld.Inner, text = Text(world, ' ') },
    });
}
