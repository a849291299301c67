using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MageAI.Transport;

namespace MageAI.Wire;

/// <summary>
/// Reads Mage's replies: <c>{"pipeline": {…}, "metadata": null}</c> or an <c>error</c> in its place. The HTTP status says
/// next to nothing (most failures come with 200), so success is: a JSON object, no top-level error, the expected key.
/// </summary>
internal static class Envelope
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="MageException">What the reply says went wrong, or that it is no reply of Mage.</exception>
    public static T One<T>(MageReply reply, string key, JsonTypeInfo<T> type, MageSession session)
        where T : MageObject
    {
        Scan scan = Read(reply, key, session);
        if (scan.Payload is not ReadOnlyMemory<byte> document || document.Span[0] != '{')
        {
            throw Unexpected(reply, $"it has no object '{key}'", session);
        }

        return Model(reply, document.ToArray(), type, session);
    }

    /// <summary>
    /// Reads one page of a list, in one pass. A null list is an empty one. The rows keep copies of their documents, so the reply's
    /// own bytes are free for the next.
    /// </summary>
    /// <exception cref="MageException">What the reply says went wrong, or that it is no reply of Mage.</exception>
    public static Page<T> Many<T>(MageReply reply, string key, JsonTypeInfo<T> type, MageSession session)
        where T : MageObject
    {
        List<T> items = [];
        Scan scan = Read(reply, key, session, (ref Utf8JsonReader reader) => ReadRows(ref reader, reply, type, session, items));
        if (scan.Payload is not ReadOnlyMemory<byte> array || array.Span[0] is not ((byte)'[' or (byte)'n'))
        {
            throw Unexpected(reply, $"it has no list '{key}'", session);
        }

        return new Page<T>(items, scan.Count, scan.Next);
    }

    /// <summary>Reads any success envelope as plain values: for endpoints that have no model.</summary>
    /// <exception cref="MageException">What the reply says went wrong, or that it is no reply of Mage.</exception>
    public static (string Key, object? Value, int? Count, bool? Next) Any(MageReply reply, MageSession session)
    {
        Scan scan = Read(reply, null, session);
        return (scan.Key ?? string.Empty, scan.Payload is ReadOnlyMemory<byte> json ? JsonValue.Parse(json.Span) : null, scan.Count, scan.Next);
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

    private static T Model<T>(MageReply reply, ReadOnlyMemory<byte> document, JsonTypeInfo<T> type, MageSession session)
        where T : MageObject
    {
        try
        {
            T model = JsonSerializer.Deserialize(document.Span, type) ?? throw Unexpected(reply, "an item is null", session);
            model.Document = document;
            model.Session = session;
            return model;
        }
        catch (JsonException e)
        {
            throw Unexpected(reply, $"an item has another shape ({e.Path})", session, e);
        }
    }

    private delegate void RowReader(ref Utf8JsonReader reader);

    private static void ReadRows<T>(ref Utf8JsonReader reader, MageReply reply, JsonTypeInfo<T> type, MageSession session, List<T> items)
        where T : MageObject
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            T model = JsonSerializer.Deserialize(ref reader, type) ?? throw Unexpected(reply, "an item is null", session);
            model.Document = reply.Body.Slice(start, (int)reader.BytesConsumed - start).ToArray();
            model.Session = session;
            items.Add(model);
        }
    }

    /// <summary>Goes through the top level once and finds the payload, the error and the paging facts.</summary>
    private static Scan Read(MageReply reply, string? key, MageSession session, RowReader? rows = null)
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

        Scan scan = default;
        try
        {
            Utf8JsonReader reader = new(reply.Body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Unexpected(reply, "it is no JSON object", session);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = JsonValue.Text(ref reader);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                if (name == "metadata")
                {
                    (scan.Count, scan.Next) = Metadata(JsonValue.ReadValue(ref reader));
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

                if (name == key || (key is null && scan.Payload is null && name is not ("status" or "url_parameters" or "debug" or "error")))
                {
                    scan.Key = name;
                    scan.Payload = value;
                }
            }

            // Whatever follows the closing brace, or a missing one, is an error here.
            reader.Read();
        }
        catch (JsonException e)
        {
            throw reply.Status >= 400
                ? ErrorReader.FromStatus(reply, session)
                : Unexpected(reply, IsWellFormed(reply.Body.Span) ? $"an item has another shape ({e.Path})" : "its JSON is cut off or malformed", session, e);
        }

        if (reply.Status >= 400)
        {
            throw ErrorReader.FromStatus(reply, session);
        }

        return scan;
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

    private static MageException Unexpected(MageReply reply, string why, MageSession session, Exception? cause = null) =>
        ErrorReader.Invalid(reply, why, session, cause);

    private struct Scan
    {
        public string? Key;
        public ReadOnlyMemory<byte>? Payload;
        public int? Count;
        public bool? Next;
    }
}
