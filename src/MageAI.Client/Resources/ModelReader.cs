using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MageAI.Transport;

namespace MageAI.Resources;

/// <summary>Reads models out of replies. Each keeps its document and the session it came from.</summary>
internal static class ModelReader
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="MageException">What the reply says went wrong, or that it is no reply of Mage.</exception>
    public static T One<T>(MageReply reply, string key, JsonTypeInfo<T> type, MageSession session)
        where T : MageObject
    {
        if (Envelope.Read(reply, key, session).Payload is not ReadOnlyMemory<byte> payload || payload.Span[0] != '{')
        {
            throw ErrorReader.Invalid(reply, $"it has no object '{key}'", session, null);
        }

        byte[] document = payload.ToArray();
        try
        {
            T model = JsonSerializer.Deserialize(document, type) ?? throw ErrorReader.Invalid(reply, "an item is null", session, null);
            model.Document = document;
            model.Session = session;
            model.ReadAt = session.Now;
            return model;
        }
        catch (JsonException e)
        {
            throw ErrorReader.Invalid(reply, $"an item has another shape ({e.Path})", session, e);
        }
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
        Envelope read = Envelope.Read(reply, key, session, (ref Utf8JsonReader reader) => ReadRows(ref reader, reply, type, session, items));
        if (read.Payload is not ReadOnlyMemory<byte> array || array.Span[0] is not ((byte)'[' or (byte)'n'))
        {
            throw ErrorReader.Invalid(reply, $"it has no list '{key}'", session, null);
        }

        return new Page<T>(items, read.Count, read.Next, reply.Body.Length);
    }

    private static void ReadRows<T>(ref Utf8JsonReader reader, MageReply reply, JsonTypeInfo<T> type, MageSession session, List<T> items)
        where T : MageObject
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            T model = JsonSerializer.Deserialize(ref reader, type) ?? throw ErrorReader.Invalid(reply, "an item is null", session, null);
            model.Document = reply.Body.Slice(start, (int)reader.BytesConsumed - start).ToArray();
            model.Session = session;
            model.ReadAt = session.Now;
            items.Add(model);
        }
    }
}
