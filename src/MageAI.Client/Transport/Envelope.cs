using System;
using System.Collections.Generic;
using System.Text.Json;
using MageAI.Json;

namespace MageAI.Transport;

/// <summary>
/// Reads Mage's replies: <c>{"pipeline": {…}, "metadata": null}</c> or an <c>error</c> in its place. The HTTP status says
/// next to nothing (most failures come with 200), so success is: a JSON object, no top-level error, the expected key.
/// </summary>
internal readonly struct Envelope(string? key, ReadOnlyMemory<byte>? payload, int? count, bool? next)
{
    /// <summary>Reads the rows of a list while the reply is gone through; the reader stands at the beginning of the array, and is left at its end.</summary>
    public delegate void RowReader(ref Utf8JsonReader reader);

    /// <summary>The name of what was sent back.</summary>
    public string? Key { get; } = key;

    /// <summary>Its bytes: a slice of the reply; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Payload { get; } = payload;

    /// <summary>How many rows there are in all, where the server says so.</summary>
    public int? Count { get; } = count;

    /// <summary>Whether more follow; null where the server does not say.</summary>
    public bool? Next { get; } = next;

    /// <summary>Reads any success envelope as plain values: for endpoints that have no model.</summary>
    /// <exception cref="MageException">What the reply says went wrong, or that it is no reply of Mage.</exception>
    public static (string Key, object? Value, int? Count, bool? Next) Any(MageReply reply, MageSession session)
    {
        Envelope read = Read(reply, null, session);
        return (read.Key ?? string.Empty, read.Payload is ReadOnlyMemory<byte> json ? JsonValue.Parse(json.Span) : null, read.Count, read.Next);
    }

    /// <summary>The type of the error in a reply, if it holds one: <c>expired_oauth_token</c>, <c>record_not_found</c>.</summary>
    public static string? ErrorType(MageReply reply)
    {
        try
        {
            return JsonValue.Field(reply.Body, "error") is Dictionary<string, object?> error && error.TryGetValue("type", out object? type) ? type as string : null;
        }
        catch (JsonException)
        {
            // A proxy's page; the caller goes on to read it as what it is.
            return null;
        }
    }

    /// <summary>Goes through the top level once and finds the payload, the error and the paging facts.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="key">The name of what is expected; null for the first that is there.</param>
    /// <param name="session">Whose reply it is.</param>
    /// <param name="rows">Reads the rows where that is a list.</param>
    /// <exception cref="MageException">What the reply says went wrong, or that it is no reply of Mage.</exception>
    public static Envelope Read(MageReply reply, string? key, MageSession session, RowReader? rows = null)
    {
        if (reply.Status is >= 300 and < 400 and not 304)
        {
            throw ErrorReader.Redirect(reply, session);
        }

        if (reply.Body.Length == 0)
        {
            throw ErrorReader.Empty(reply, session);
        }

        if (FirstByte(reply.Body.Span) == '<' || reply.ContentType is "text/html")
        {
            throw ErrorReader.NotMage(reply, session);
        }

        string? found = null;
        ReadOnlyMemory<byte>? payload = null;
        (int? Count, bool? Next) paging = default;
        try
        {
            Utf8JsonReader reader = new(reply.Body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw ErrorReader.Invalid(reply, "it is no JSON object", session, null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = JsonValue.Text(ref reader);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                if (name == "metadata")
                {
                    paging = Metadata(JsonValue.ReadValue(ref reader));
                    continue;
                }

                if (rows is not null && name == key && reader.TokenType == JsonTokenType.StartArray)
                {
                    rows(ref reader);
                }
                else
                {
                    reader.Skip();
                }

                ReadOnlyMemory<byte> value = reply.Body.Slice(start, (int)reader.BytesConsumed - start);
                if (name == "error" && value.Span[0] != 'n')
                {
                    throw ErrorReader.FromBody(reply, value, session);
                }

                if (name == key || (key is null && payload is null && name is not ("status" or "url_parameters" or "debug" or "error")))
                {
                    found = name;
                    payload = value;
                }
            }

            // Whatever follows the closing brace, or a missing one, is an error here.
            reader.Read();
        }
        catch (JsonException e)
        {
            throw reply.Status >= 400
                ? ErrorReader.FromStatus(reply, session)
                : ErrorReader.Invalid(reply, IsWellFormed(reply.Body.Span) ? $"an item has another shape ({e.Path})" : "its JSON is cut off or malformed", session, e);
        }

        if (reply.Status >= 400)
        {
            throw ErrorReader.FromStatus(reply, session);
        }

        return new Envelope(found, payload, paging.Count, paging.Next);
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte FirstByte(ReadOnlySpan<byte> body)
    {
        foreach (byte b in body)
        {
            if (b > ' ')
            {
                return b;
            }
        }

        return 0;
    }

    private static (int? Count, bool? Next) Metadata(object? metadata)
    {
        if (metadata is not Dictionary<string, object?> map)
        {
            return (null, null);
        }

        map.TryGetValue("count", out object? count);
        map.TryGetValue("next", out object? next);
        return (count as int?, next switch
        {
            bool flag => flag,
            int number => number != 0,
            _ => null,
        });
    }
}
