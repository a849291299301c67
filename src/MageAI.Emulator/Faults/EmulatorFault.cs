using System;
using System.Threading.Tasks;
using MageAI.Emulation.Faults;

namespace MageAI.Emulation;

/// <summary>A way for a <see cref="MageEmulator"/> to misbehave once.</summary>
public sealed class EmulatorFault
{
    private EmulatorFault(FaultKind kind) => Kind = kind;

    /// <summary>The connection is dropped before the request is acted on.</summary>
    public static EmulatorFault DropBeforeReply { get; } = new(FaultKind.DropBeforeReply);

    /// <summary>The request is carried out, then the connection is dropped.</summary>
    public static EmulatorFault DropAfterHandling { get; } = new(FaultKind.DropAfterHandling);

    /// <summary>The request is carried out, half of the body is sent, then the connection is dropped.</summary>
    public static EmulatorFault CutBody { get; } = new(FaultKind.CutBody);

    /// <summary>The request is carried out, and of its reply comes the first half, as if that were all: whoever passed it on lost the rest.</summary>
    public static EmulatorFault CutJson { get; } = new(FaultKind.CutJson);

    /// <summary>
    /// The disk is full. Code that was to be written is cut in the middle, a file that was to be renamed has its new name, a row of the
    /// database stays as it is; the reply says no more than that there is no space left.
    /// </summary>
    public static EmulatorFault DiskFull { get; } = new(FaultKind.DiskFull);

    /// <summary>Status 200 with nothing in it; the request is not carried out.</summary>
    public static EmulatorFault EmptyBody { get; } = new(FaultKind.Canned) { Code = 200, ContentType = "application/json", Body = "" };

    /// <summary>Status 200 with the login page of a proxy; the request is not carried out.</summary>
    public static EmulatorFault Html { get; } = new(FaultKind.Canned)
    {
        Code = 200,
        ContentType = "text/html; charset=utf-8",
        Body = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method=\"post\"><input name=\"user\"><input name=\"password\" type=\"password\"></form></body></html>",
    };

    /// <summary>No answer at all until the client leaves or the emulator stops; the request is not carried out.</summary>
    public static EmulatorFault Hang { get; } = new(FaultKind.Hang);

    internal FaultKind Kind { get; }

    internal int Code { get; private set; } = 200;

    internal string? RetryAfter { get; private set; }

    internal string? Location { get; private set; }

    internal string? ContentType { get; private set; }

    internal string Body { get; private set; } = "";

    internal TimeSpan PerChunk { get; private set; }

    internal Task Until { get; private set; } = Task.CompletedTask;

    /// <summary>The same reply, but the request is carried out before: as when a proxy gives up on Mage, or loses what it answered.</summary>
    /// <returns>The fault.</returns>
    /// <exception cref="InvalidOperationException">The fault is not one that answers in Mage's place.</exception>
    public EmulatorFault AfterHandling()
    {
        if (Kind != FaultKind.Canned)
        {
            throw new InvalidOperationException("Only a fault that answers in Mage's place can do so after the work.");
        }

        return new EmulatorFault(FaultKind.CannedAfterHandling) { Code = Code, RetryAfter = RetryAfter, Location = Location, ContentType = ContentType, Body = Body };
    }

    /// <summary>The request waits for its turn, and is carried out then, whether or not the client still waits: as behind a proxy that holds it.</summary>
    /// <param name="until">When it ends, the request is carried out.</param>
    /// <returns>The fault.</returns>
    public static EmulatorFault Hold(Task until) => new(FaultKind.Hold) { Until = until };

    /// <summary>A status, as a proxy in front of Mage would give it; the request is not carried out.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="retryAfter">The value of a Retry-After header.</param>
    /// <param name="body">The body; an HTML page naming the status if null.</param>
    /// <returns>The fault.</returns>
    public static EmulatorFault Status(int code, string? retryAfter = null, string? body = null) => new(FaultKind.Canned)
    {
        Code = code,
        RetryAfter = retryAfter,
        ContentType = body is { Length: > 0 } && body.TrimStart()[0] is '{' or '[' ? "application/json" : "text/html",
        Body = body ?? $"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>",
    };

    /// <summary>Status 200 with any JSON; the request is not carried out.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The fault.</returns>
    public static EmulatorFault Json(string body) => new(FaultKind.Canned) { ContentType = "application/json", Body = body };

    /// <summary>The request is carried out and the body comes in sixteen pieces.</summary>
    /// <param name="perChunk">The pause before each piece.</param>
    /// <returns>The fault.</returns>
    public static EmulatorFault SlowDrip(TimeSpan perChunk) => new(FaultKind.SlowDrip) { PerChunk = perChunk };

    /// <summary>Status 302; the request is not carried out.</summary>
    /// <param name="location">Where to.</param>
    /// <returns>The fault.</returns>
    public static EmulatorFault Redirect(string location) => new(FaultKind.Canned) { Code = 302, Location = location, ContentType = "text/html" };
}
