using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MageAI.Json;

namespace MageAI.Resources;

/// <summary>Reads the objects inside another object's document, when somebody asks for them.</summary>
internal static class Children
{
    public static T[] Read<T>(MageObject parent, string wireName, JsonTypeInfo<T> type, Action<T>? prepare)
        where T : MageObject
    {
        if (!JsonValue.TryFindField(parent.Document, wireName, out ReadOnlyMemory<byte> array))
        {
            return [];
        }

        List<ReadOnlyMemory<byte>> documents = JsonValue.Items(array);
        List<T> items = new(documents.Count);
        foreach (ReadOnlyMemory<byte> document in documents)
        {
            if (document.Span[0] == '{' && JsonSerializer.Deserialize(document.Span, type) is T item)
            {
                item.Document = document;
                item.Session = parent.Session;
                item.ReadAt = parent.ReadAt;
                prepare?.Invoke(item);
                items.Add(item);
            }
        }

        return [.. items];
    }
}
